"""Run work in this process, in a pool of processes or on a Dask cluster; compute the digest of the code.

``build`` and ``check`` import from here. Nothing here depends on what the work is.
"""
