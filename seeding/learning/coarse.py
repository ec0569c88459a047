"""Codes put together where pairs of them are had by too few: fewer and wider ones, which then say something.

A pair is told by one set of codes alone, the one that says most. What wider codes say is laid out for the columns' own
codes, each as its share of the wider one, and where both have an order as two normal variables would lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeding.infer.patterned.coupling import between_codes, correlation
from seeding.learning.forest import Counts, Totals
from seeding.learning.nodes import Codes

LEVELS = (9, 6, 4, 2)
TOLD = 0.9  # of the rows in cells of k people: no need for wider codes
_ROUNDS = 40

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wider:
    """A node's wider codes, and for each of its own the wider one that it is part of; last, where nobody is."""

    codes: Codes
    of: tuple[int, ...]

    def totals(self, fine: Totals) -> dict[int, int]:
        """Rows by wider code."""
        found: dict[int, int] = {}
        for code, n in fine.items():
            found[self.of[code]] = found.get(self.of[code], 0) + n
        return found


def wider(codes: Codes, totals: Totals, most: int) -> Wider:
    """At most so many codes, beside NULL's, of about as many rows each; those in no order keep the most frequent."""
    there = [code for code in range(codes.count) if code != codes.null]
    if codes.inner or len(there) <= most:
        return Wider(codes, tuple(range(codes.count + 1)))
    starts = _starts([totals.get(code, 0) for code in there], most) if codes.lined else list(range(most))
    of = [sum(start <= code for start in starts) - 1 for code in there]
    null = len(starts) if codes.null is not None else None
    parameter = [codes.parameter[start] for start in starts]
    # Of numbers the edges, and the one behind the last; of values those before the last code, which is any other.
    parameter = [*parameter, *codes.parameter[codes.edges :]] if codes.lined else parameter[:-1]
    count = len(starts) + (null is not None)
    whole = [*of, *([null] if null is not None else []), count]
    ordered = len(starts) if codes.ordered else 0
    return Wider(Codes(count, null, parameter, codes.fixed, ordered, lined=codes.lined), tuple(whole))


def _starts(rows: Sequence[int], most: int) -> list[int]:
    total, starts, before = sum(rows), [0], 0
    for code, n in enumerate(rows):
        if code and before >= total * len(starts) / most and len(starts) < most:
            starts.append(code)
        before += n
    return starts


def laid_out(
    cells: Mapping[tuple[int, int], float], one: Wider, two: Wider, first: Totals, second: Totals
) -> dict[tuple[int, int], float]:
    """The cells of both nodes' own codes that these of the wider ones stand for.

    `first` and `second` are the rows of each own code.
    """
    rows, columns = (np.array([float(t.get(c, 0)) for c in range(len(w.of))]) for t, w in ((first, one), (second, two)))
    upper, left = np.array(one.of), np.array(two.of)
    blocks = np.zeros((max(one.of) + 1, max(two.of) + 1))
    for (a, b), n in cells.items():
        blocks[a, b] = n
    found = np.outer(rows, columns)
    if one.codes.lined and two.codes.lined:
        wide = blocks[: one.codes.edges, : two.codes.edges]
        a, b = (sum(code < w.codes.edges for code in w.of) for w in (one, two))
        shares, others = wide.sum(axis=1).tolist(), wide.sum(axis=0).tolist()
        rho = correlation(shares, wide.tolist(), others)
        found[:a, :b] = between_codes(rows[:a].tolist(), columns[:b].tolist(), rho)
    for _ in range(_ROUNDS):
        sums = np.zeros_like(blocks)
        np.add.at(sums, (upper[:, None], left[None, :]), found)
        found *= np.divide(blocks, sums, out=np.zeros_like(sums), where=sums > 0)[upper][:, left]
        made = found.sum(axis=1)
        found *= np.divide(rows, made, out=np.zeros_like(made), where=made > 0)[:, None]
        made = found.sum(axis=0)
        found *= np.divide(columns, made, out=np.zeros_like(made), where=made > 0)[None, :]
    return {(x, y): float(found[x, y]) for x, y in zip(*np.nonzero(found), strict=True)}


def told(counts: Counts, totals: Totals) -> float:
    """The share of the rows that are in cells of k people."""
    return sum(counts.values()) / max(1, sum(totals.values()))
