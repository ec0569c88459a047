"""What a file's name says it is: its extension, and the media type that goes with it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.rows import Rows

_TYPES = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "txt": "text/plain", "csv": "text/csv",
    "md": "text/markdown", "mp4": "video/mp4", "json": "application/json", "html": "text/html",
    "": "application/octet-stream",
}  # fmt: skip


class Suffix(Column):
    """The extension of the file that the column `of` names, or with `mime` its media type.

    >>> Suffix("file_name", mime=True)
    Suffix('file_name', mime=True)
    """

    def __init__(self, of: str, *, mime: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of, self.mime = of, mime

    def values(self, rows: Rows) -> pa.Array:
        """One extension or media type a row; null where there is no file."""
        names = arrays.decode(rows.column(self.of)).cast(pa.string())
        dotted = pc.match_substring_regex(names, r"\.[A-Za-z0-9]{1,8}$")
        found = pc.if_else(
            dotted, pc.replace_substring_regex(names, r"^.*\.", ""), pc.if_else(pc.is_valid(names), "", None)
        )
        if not self.mime:
            return found
        entries = pools.find(found, pools.of(list(_TYPES)))
        types = pools.of(list(_TYPES.values()))
        known = pools.take(types, entries % len(_TYPES))
        return pc.if_else(pc.is_valid(found), known, None)
