"""What keys decide about a table's columns, before any rule looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.infer.inferred import Inferred
from seeding.schema import ForeignKey

# Column of a foreign key → the column its row number hangs on, and the key.
Anchors = Mapping[str, tuple[str, ForeignKey]]


@dataclass(frozen=True)
class Brought:
    """A column that a parent brings along: by which key, and the parent's column."""

    key: ForeignKey
    column: str


@dataclass
class Keys:
    """What keys decide: generators for some columns, and what others must be."""

    generators: dict[str, Inferred] = field(default_factory=dict)
    unique: dict[str, str] = field(default_factory=dict)  # column → why
    apart: dict[str, str] = field(default_factory=dict)  # range columns that may not overlap → why
    alike: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)  # column → (what groups rows, why)
    few: dict[str, tuple[int, str]] = field(default_factory=dict)  # column → (the rows there may be, why)
    references: tuple[ForeignKey, ...] = ()  # the foreign keys that rows follow
    brought: Mapping[str, Brought] = field(default_factory=dict)  # columns whose reference says what another's row says
    doubts: list[str] = field(default_factory=list)  # constraints nothing here upholds
