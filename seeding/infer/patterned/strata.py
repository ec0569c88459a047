"""One draw from each of as many equal parts as there are rows, in no order: shares come out as they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seeding.columns.draws import Indices, Words
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.infer.patterned.settled import LOCK, Settled

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SMALL = 120_000  # rows: in larger tables counts are near their shares anyway

_known = Settled(128)


def spread(rows: Rows) -> Words:
    """A word a row; where the table has an end, each word from a part of its own."""
    count = rows.spec.count
    if not _has_parts(count):
        return rows.draws()
    assert count is not None
    return in_parts(rows, Permutation(count, rows.key("parts"))(rows.indices - rows.spec.start), count)


def rising(rows: Rows) -> Words:
    """The same, in the order of the rows."""
    count = rows.spec.count
    if not _has_parts(count):
        return rows.draws()
    assert count is not None
    return in_parts(rows, (rows.indices - rows.spec.start) % count, count)


def within(rows: Rows, groups: Callable[[Rows], Indices]) -> Words:
    """The same inside each group of rows: parts as many as the group has rows. Tables that are large have no need."""
    spec = rows.spec
    if spec.count is None or not 1 < spec.count <= _SMALL or rows.stream:
        return rows.draws()
    inside = (rows.indices >= spec.start) & (rows.indices < spec.start + spec.count)
    if not inside.all():
        return rows.draws()
    with LOCK:
        known: Words | None = _known.get(rows.world, (spec.name, rows.name))
        if known is None:
            known = _grouped(rows, groups)
            _known.keep(rows.world, (spec.name, rows.name), known)
    return known[rows.indices - spec.start]


def _grouped(rows: Rows, groups: Callable[[Rows], Indices]) -> Words:
    assert rows.spec.count is not None
    everyone = Rows(rows.world, rows.spec, rows.spec.start + np.arange(rows.spec.count, dtype=np.int64))._view(
        rows.name
    )
    group, draws = groups(everyone), everyone.draws()
    order = np.lexsort((draws, group))
    sizes = np.bincount(group)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = np.uint64(2**64 - 1) // np.maximum(sizes, 1).astype(np.uint64)
    return _in_parts(everyone.draws("inside"), rank, width[group])


def _has_parts(count: int | None) -> bool:
    return count is not None and 1 < count < 1 << 31


def in_parts(rows: Rows, parts: Indices, count: int) -> Words:
    """A word from the part that each row is given, of `count` equal ones."""
    return _in_parts(rows.draws(), parts, np.uint64((1 << 64) // count))


def _in_parts(draws: Words, parts: Indices, width: np.uint64 | Words) -> Words:
    high = draws >> _HALF
    inside = (high * (width >> _HALF)) + ((high * (width & _LOW)) >> _HALF)
    found: Words = parts.astype(np.uint64) * width + inside
    return found
