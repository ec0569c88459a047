"""Columns that follow a pattern file: what is drawn is a code, then a value that the code stands for.

A column's codes are a hidden column of its own (`code_column`), so that whatever depends on it, in its table or in a
child's, sees the code that decided the value.
"""

from __future__ import annotations


def code_column(name: str) -> str:
    """The hidden column with the codes of the column `name`; no name of SQL needs this one."""
    return f"{name}\0code"


def children_column(table: str, key: str) -> str:
    """The hidden column with the codes of how many rows of `table` refer to a row by `key`."""
    return f"{table}\0{key}\0children"
