"""Batches that passed `safety` → one transaction of COPY; or SQL, CSV and Parquet files. One output a file."""
