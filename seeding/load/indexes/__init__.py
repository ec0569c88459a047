"""Indexes and keys built once after the load instead of row by row: chosen, dropped, built again, compared."""
