"""Run work in this process, in a pool of processes or on a Dask cluster; compute the digest of the code.

``build``, ``check``, ``search`` and the commands import from here. Nothing here depends on what the work is.
"""
