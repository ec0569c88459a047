"""Counts of pairs of codes, as a table's one statement about pairs gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.learning.nodes import Codes
from seeding.learning.session import Session

Pair = tuple[int, int]
Counts = Mapping[Pair, int]  # by the codes of both


@dataclass(frozen=True)
class Asking:
    """Whom to ask, the statement, and what it takes first: of how many of the rows, and how many of each person."""

    session: Session
    statement: str
    limits: Sequence[object]

    def counts(self, pairs: Sequence[Pair], meant: Sequence[Codes | None]) -> Mapping[Pair, dict[Pair, int]]:
        """Counts by pair of nodes, then by pair of codes as the file has them."""
        counts: defaultdict[Pair, dict[Pair, int]] = defaultdict(dict)
        first, second = [a + 1 for a, _ in pairs], [b + 1 for _, b in pairs]
        parameters = [one.parameter if one is not None else [] for one in meant]
        for i, a, b, n in self.session.rows(self.statement, *self.limits, first, second, *parameters):
            pair = pairs[i - 1]
            one, other = meant[pair[0]], meant[pair[1]]
            assert one is not None and other is not None
            left, right = one.of(a), other.of(b)
            if left is not None and right is not None:
                counts[pair][left, right] = n
        return counts
