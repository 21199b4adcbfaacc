"""Who does the work: this process, a pool of processes, or the workers of a Dask scheduler; and the digest of the code.

``build`` and ``check`` import from here. Nothing here knows what the work is.
"""
