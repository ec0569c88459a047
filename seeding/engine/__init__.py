"""More than one machine: dask.distributed hands out ranges of rows, and any worker can make any of them."""
