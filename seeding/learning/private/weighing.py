"""Whose children there are more of, with noise: parents' codes counted over their children, where these differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from seeding.learning.nodes import Codes, Node
from seeding.learning.private.grids import simplex

_UNLIKE = 0.04  # of the children's parents, twice: those that have another code

Counts = Mapping[tuple[int, int], int]


def beside(nodes: Sequence[Node], meant: Sequence[Codes | None]) -> list[int]:
    """The columns of a table's parents: their codes may be counted over the children."""
    return [i for i, node in enumerate(nodes) if not node.own and not node.origin.children and meant[i] is not None]


def apart(counts: Counts, spread: Sequence[float]) -> float:
    """How far children's parents are from all parents, whose codes have the shares `spread`: 2 for each row, at most.

    Shares are known already, with noise. A row more changes one count by 1, and all that is expected by 1 altogether.
    """
    held = {code: n for (code, _), n in counts.items() if code < len(spread)}
    whole = sum(held.values())
    return math.fsum(abs(held.get(code, 0) - whole * share) for code, share in enumerate(spread))


def unlike(far: float, noise: float, children: int) -> bool:
    """Whether a distance is worth telling more about."""
    return far > 1.5 * noise and far > _UNLIKE * children


def positive(noisy: Sequence[int]) -> dict[int, int]:
    """Counts by code, none below 0."""
    return {code: round(n) for code, n in enumerate(simplex(noisy, max(1.0, sum(noisy))))}
