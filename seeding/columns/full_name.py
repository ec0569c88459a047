"""A full name taken apart into given name and family name, whatever column or hand wrote it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import eastern, strings
from seeding.columns.person_name import PersonName
from seeding.columns.rows import Rows


def given_part(rows: Rows, name: str) -> pa.Array:
    """The given names of the full names in column `name`: the whole name where it is one word."""
    return _part(rows, name, family=False)


def family_part(rows: Rows, name: str) -> pa.Array:
    """The family names of the full names in column `name`: '' for a name of one word."""
    return _part(rows, name, family=True)


def _part(rows: Rows, name: str, *, family: bool) -> pa.Array:
    """One side of the first space; of the first character in Chinese and Korean names, which have no space."""
    texts = strings.plain(rows.column(name))
    data, offsets = strings.flat(texts)
    begin, end = offsets[:-1], offsets[1:]
    stop = strings.first_of(np.flatnonzero(data == strings.SPACE), begin, end)
    start = np.minimum(stop + np.int32(1), end)
    first = _family_first(rows, name)
    if len(data) and data.max() >= 0xE3:
        here = eastern.begins(data, begin, end)
        joined = np.flatnonzero(here & (stop == end))
        stop[joined] = start[joined] = eastern.family_end(data, begin[joined], end[joined])
        first = here if first is None else here | first
    if first is None:
        return strings.cut(data, start, end) if family else strings.cut(data, begin, stop)
    lead = first if family else ~first
    return strings.cut(data, np.where(lead, begin, start), np.where(lead, stop, end))


def _family_first(rows: Rows, name: str) -> NDArray[np.bool_] | None:
    source = rows.spec.columns.get(name)
    if not isinstance(source, PersonName) or source.of is not None:
        return None
    return source.family_first(rows._view(name))
