"""How many rows a table has, how many of a person count, and how many are left then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seeding.learning.look import Look
from seeding.learning.private import grids
from seeding.learning.private.plan import Plan, bound
from seeding.learning.session import Session

STEPS = (1, 2, 3, *(2**power * part // 2 for power in range(2, 24) for part in (2, 3)))


_FIRST = 0.4  # of the budget: for how many people have how many rows


@dataclass(frozen=True)
class Size:
    """All rows, the most of a person that count, the rows that do, and how many people have any."""

    rows: int
    most: int
    kept: int
    people: int


def size(session: Session, look: Look, statements: tuple[str, str], plan: Plan) -> Size:
    """Ask, and add noise."""
    key = (look.name, "sizes")
    share = look.percent / 100
    answer: Mapping[int, int] = dict(session.rows(statements[0], look.percent))
    if look.source.way.rows:
        (count,), _ = plan.noisy(key, [answer.get(1, 0)])
        return Size(round(max(0, count) / share), 1, max(0, count), max(0, count))
    noisy, noise = plan.noisy(key, [answer.get(i, 0) for i in range(1, len(STEPS) + 1)], _FIRST)
    span = grids.significant(noisy, noise, 3.5) or (0, 1)
    weights = grids.simplex(noisy[: span[1]], max(0.0, float(sum(noisy[: span[1]]))))
    people = {
        (low + high - 1) / 2: weight for low, high, weight in zip(STEPS, STEPS[1:], weights, strict=False) if weight
    }
    most = bound(people)
    # The sum of all people's rows, of which nobody counts for more than four times what noise lets be seen.
    longest = STEPS[span[1]] * 4 if span[1] > 1 else 4
    ((total,),) = session.rows(statements[1], look.percent, longest)
    units = {one: change * longest for one, change in plan.units(key).items()}
    (rows,) = plan.accountant.noisy(" ".join(key), [int(total or 0)], units, plan.rho(key) * (1 - _FIRST))
    kept = sum(min(many, most) * n for many, n in people.items())
    return Size(round(max(kept, rows) / share), most, round(kept), round(sum(people.values())))
