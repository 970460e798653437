"""Tasks on other machines: a Dask cluster that exists."""
