"""One draw from each of as many equal parts as there are rows, in no order: shares come out as they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seeding.columns.degrees import apportion
from seeding.columns.draws import Indices, Words
from seeding.columns.permutation import Permutation
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.infer.patterned.settled import LOCK, Settled

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SMALL = 60_000  # rows: in larger tables counts are near their shares anyway

_ROUNDS = 30
_NEAR = 0.02  # of the rows: so far groups may lead away from all rows' shares by chance

Table = NDArray[np.float64]

_known = Settled(256)


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
    if not _is_small(rows):
        return rows.draws()
    with LOCK:
        known: Words | None = _known.get(rows.world, (rows.spec.name, rows.name))
        if known is None:
            known = _grouped(rows, groups)
            _known.keep(rows.world, (rows.spec.name, rows.name), known)
    return known[rows.indices - rows.spec.start]


def dealt(rows: Rows, groups: Callable[[Rows], Indices], tables: Callable[[], Table], shares: Floats) -> Indices | None:
    """A code a row, each group by its row of `tables`, and all rows together by `shares`, give or take one row.

    `tables` is asked for when the groups are known. None for tables of rows that are many, where counts are near
    their shares anyway.
    """
    if not _is_small(rows):
        return None
    with LOCK:
        place = (rows.spec.name, rows.name, "dealt")
        known: Indices | None = _known.get(rows.world, place)
        if known is None:
            everyone = _everyone(rows)
            group = groups(everyone)
            cells = tables()
            counts = quotas(cells, np.bincount(group, minlength=len(cells)), shares)
            order = np.lexsort((everyone.draws(), group))
            known = np.empty(len(order), dtype=np.int16)
            known[order] = np.repeat(np.tile(np.arange(counts.shape[1], dtype=np.int16), len(counts)), counts.ravel())
            _known.keep(rows.world, place, known)
    return known[rows.indices - rows.spec.start].astype(np.int64)


def quotas(tables: Table, sizes: Indices, shares: Floats) -> NDArray[np.int64]:
    """How many rows of each group have each code: near the groups' own shares, and near all rows'.

    Fitted to both (W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11, 1940), then made whole row by
    row, what is left of one going to the next.
    """
    sums = tables.sum(axis=1, keepdims=True)
    cells = np.divide(tables, sums, out=np.tile(shares / max(shares.sum(), 1e-12), (len(tables), 1)), where=sums > 0)
    cells *= sizes[:, None]
    # Where a profile, or whoever edited the file, decides otherwise, the groups' own shares are what is meant.
    made = cells.sum(axis=0) / max(float(sizes.sum()), 1.0)
    near = np.abs(made - shares / max(float(shares.sum()), 1e-12)).sum() / 2 <= _NEAR
    wanted = np.array(apportion((shares if near else made).tolist(), int(sizes.sum())), dtype=np.float64)
    for _ in range(_ROUNDS if near else 0):
        columns = cells.sum(axis=0)
        cells *= np.divide(wanted, columns, out=np.ones_like(columns), where=columns > 0)
        rows = cells.sum(axis=1)
        cells *= np.divide(sizes, rows, out=np.ones_like(rows), where=rows > 0)[:, None]
    found = np.zeros(cells.shape, dtype=np.int64)
    carried = np.zeros(cells.shape[1])
    for number, (row, size) in enumerate(zip(cells, sizes.tolist(), strict=True)):
        if size:
            found[number] = _rounded(row + carried, row > 0, size)
            carried += row - found[number]
    return found


def _rounded(wanted: Floats, there: NDArray[np.bool_], total: int) -> NDArray[np.int64]:
    """Whole numbers near the wanted ones that sum to `total`; none for what is not there."""
    found = np.where(there, np.floor(np.maximum(wanted, 0.0)), 0.0).astype(np.int64)
    left = total - int(found.sum())
    order = np.argsort(np.where(there, found - wanted, np.inf), kind="stable")[: max(int(there.sum()), 1)]
    while left > 0:
        more = order[:left]
        found[more] += 1
        left -= len(more)
    for place in reversed(order.tolist()) if left < 0 else ():
        taken = min(int(found[place]), -left)
        found[place] -= taken
        left += taken
    return found


def _is_small(rows: Rows) -> bool:
    spec = rows.spec
    if spec.count is None or not 1 < spec.count <= _SMALL or rows.stream:
        return False
    return bool(((rows.indices >= spec.start) & (rows.indices < spec.start + spec.count)).all())


def _everyone(rows: Rows) -> Rows:
    assert rows.spec.count is not None
    indices = rows.spec.start + np.arange(rows.spec.count, dtype=np.int64)
    return Rows(rows.world, rows.spec, indices)._view(rows.name)


def _grouped(rows: Rows, groups: Callable[[Rows], Indices]) -> Words:
    everyone = _everyone(rows)
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
