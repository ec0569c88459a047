"""How many rows a table has, how many of a person count, and how many are left then."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
    span = grids.significant(noisy, noise, 5.0) or (0, 1)
    weights = grids.simplex(noisy[: span[1]], max(0.0, float(sum(noisy[: span[1]]))))
    people = {
        (low + high - 1) / 2: weight for low, high, weight in zip(STEPS, STEPS[1:], weights, strict=False) if weight
    }
    most = bound(people)
    kept = sum(min(many, most) * n for many, n in people.items())
    rho = plan.rho(key) * (1 - _FIRST)
    longest, more = _longest(weights, noise, plan.accountant.scale(plan.units(key), rho))
    ((total,),) = session.rows(statements[1], look.percent, longest)
    units = {one: change * longest for one, change in plan.units(key).items()}
    (rows,) = plan.accountant.noisy(" ".join(key), [int(total or 0)], units, rho)
    return Size(round(max(kept, rows + more) / share), most, round(kept), round(sum(people.values())))


def _longest(people: Sequence[float], noise: float, each: float) -> tuple[int, float]:
    """How many rows of a person count at most in the sum, and how many are beyond, about.

    One row more of everybody adds `each` of noise, and as many rows as people have that many: until both are
    the same it is worth it. Beyond, people are thought to become fewer as they did before (Pareto's law).
    """
    above = [sum(people[i:]) for i in range(len(people))]
    end = max((i for i, n in enumerate(above) if n > max(each, 2 * noise)), default=0)
    back = max(0, end - 4)
    if above[end] <= 0 or end == back:
        return 2 * STEPS[end + 1], 0.0
    falls = math.log(above[back] / above[end]) / math.log(STEPS[end] / STEPS[back])
    longest = STEPS[end] * max(1.0, (above[end] / each) ** (1 / max(falls, 1.2)))
    falls = min(max(falls, 1.3), 6.0)
    beyond = above[end] * (STEPS[end] / longest) ** falls
    return math.ceil(longest), beyond * longest / (falls - 1)
