"""What is said of a thing by its name: "Everything about cycling." beside the category Cycling."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows

Kind = Literal["group", "role", "permission"]

# Before and after the name, in small letters and with spaces.
_FORMS = {
    "group": ("Everything about |.", "All that has to do with |.", "For entries on |.", "Questions and ideas on |.",
              "Collected here: |.", "What belongs to |, old and new."),
    "role": ("What somebody may do as |.", "Rights of the role |.", "For colleagues who work as |.",
             "Given to those who act as |."),
    "permission": ("Needed for: |.", "Lets a role use: |.", "Whoever has it may use: |.", "Covers: |."),
}  # fmt: skip


class About(Column):
    """A sentence about the thing that the column `name` of the row names; NULL where that is NULL.

    `kind` says what the row is: a group of things (a category, a tag), a role or a permission.

    >>> About("name", "group")
    About('name', 'group')
    """

    def __init__(self, name: str, kind: Kind, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.name = name
        self.kind = kind

    def values(self, rows: Rows) -> arrays.Values:
        """One sentence a row."""
        befores, afters = zip(*(form.split("|") for form in _FORMS[self.kind]), strict=True)
        form = below(rows.draws(), len(befores)).astype(np.int64)
        named = arrays.decode(rows.column(self.name)).cast(pa.string())
        written = pc.replace_substring_regex(pc.utf8_lower(named), r"[_.:\-\s]+", " ")
        before, after = (pools.take(pa.array(part), form) for part in (befores, afters))
        return pc.binary_join_element_wise(before, written, after, "")
