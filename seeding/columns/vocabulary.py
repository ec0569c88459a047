"""Lists of words by group (industry, cause, category), read from `data/` and ready to be drawn from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import pools
from seeding.columns.draws import Indices, Words, below
from seeding.columns.rows import Rows
from seeding.columns.weighted import Weighted


@dataclass(frozen=True)
class Vocabulary:
    """Entries of every group behind one another, common ones first and drawn more often."""

    groups: pa.Array
    entries: pa.Array
    weighted: Weighted
    counts: Indices

    def group(self, rows: Rows, column: str | None, draws: Words) -> Indices:
        """The group of each row: as the column says (in any case), else drawn."""
        drawn = below(draws, len(self.groups))
        if column is None:
            return drawn
        named = pools.find_word(rows.column(column), self.groups)
        group: Indices = np.where(named < 0, drawn, named)
        return group


def vocabulary(groups: Mapping[str, Sequence[str]], *, offset: float) -> Vocabulary:
    """Groups of entries; the n-th of a group (from 0) weighs 1 / (n + 1 + offset)."""
    entries = pa.array([word for words in groups.values() for word in words])
    return ranked(list(groups), entries, [len(words) for words in groups.values()], offset=offset)


def ranked(groups: Sequence[str], entries: pa.Array, counts: Sequence[int], *, offset: float) -> Vocabulary:
    """The same of entries that stand behind one another already, so many to a group."""
    return Vocabulary(
        groups=pa.array(groups),
        entries=entries,
        weighted=Weighted(*([1.0 / (rank + 1 + offset) for rank in range(count)] for count in counts)),
        counts=np.array(counts, dtype=np.int64),
    )


@lru_cache(maxsize=16)
def read(name: str) -> dict[str, Any]:
    """A file of `data/` as its table."""
    return tomllib.loads((files("seeding.columns") / "data" / name).read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    """The words of a list parted by `|`."""
    return [word.strip() for word in text.split("|")]
