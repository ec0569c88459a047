"""How many rows a table has, how many of a person count, and how many are left then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seeding.learning.look import Look
from seeding.learning.private.plan import Plan, bound
from seeding.learning.session import Session

STEPS = (
    *range(1, 33),
    *(2**power * part // 8 for power in range(5, 24) for part in range(8, 16) if (power, part) != (5, 8)),
)


@dataclass(frozen=True)
class Size:
    """All rows, the most of a person that count, and the rows that do."""

    rows: int
    most: int
    kept: int


def size(session: Session, look: Look, statement: str, plan: Plan) -> Size:
    """Ask, and add noise."""
    key = (look.name, "sizes")
    share = look.percent / 100
    answer: Mapping[int, int] = dict(session.rows(statement, look.percent))
    if look.source.way.rows:
        (count,), _ = plan.noisy(key, [answer.get(1, 0)])
        return Size(round(max(0, count) / share), 1, max(0, count))
    noisy, noise = plan.noisy(key, [answer.get(i, 0) for i in range(1, len(STEPS) + 1)])
    people = {
        (low + high - 1) // 2: float(n)
        for low, high, n in zip(STEPS, (*STEPS[1:], STEPS[-1] + 1), noisy, strict=True)
        if n > 3 * noise
    }
    most = bound(people)
    kept = sum(min(many, most) * n for many, n in people.items())
    return Size(round(sum(many * n for many, n in people.items()) / share), most, round(kept))
