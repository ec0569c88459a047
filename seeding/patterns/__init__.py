"""Production's shape as aggregates: what a pattern file says, and nothing that a row could be read from."""

from seeding.patterns.file import read_patterns, write_patterns
from seeding.patterns.model import (
    ArrayShape,
    CategoryShape,
    ColumnShape,
    Delay,
    Dependency,
    JsonKey,
    JsonShape,
    NumberShape,
    Origin,
    OtherShape,
    Patterns,
    Privacy,
    ReferenceRows,
    ReferenceShape,
    TableShape,
    TextShape,
    TimeShape,
)

__all__ = [
    "ArrayShape",
    "CategoryShape",
    "ColumnShape",
    "Delay",
    "Dependency",
    "JsonKey",
    "JsonShape",
    "NumberShape",
    "Origin",
    "OtherShape",
    "Patterns",
    "Privacy",
    "ReferenceRows",
    "ReferenceShape",
    "TableShape",
    "TextShape",
    "TimeShape",
    "read_patterns",
    "write_patterns",
]
