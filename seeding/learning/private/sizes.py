"""How many rows a table has, how many of a person count, and how many are left then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.learning.look import Look
from seeding.learning.private import grids
from seeding.learning.private.plan import Plan, bound, noise_of_one
from seeding.learning.session import Session

STEPS = (1, 2, 3, *(2**power * part // 2 for power in range(2, 24) for part in (2, 3)))


_FURTHER, _STEP, _SURE = 2, 4, 2.2
_FIRST = 0.25  # of the budget: for how many people have how many rows


@dataclass(frozen=True)
class Size:
    """All rows, the most of a person that count, the rows that do, how many people have any.

    `part`: of the rows of nobody those that count.
    """

    rows: int
    most: int
    kept: int
    people: int
    part: float = 1.0

    @property
    def limits(self) -> list[float]:
        """What statements are told."""
        return [float(self.most), self.part]


def size(session: Session, look: Look, statements: tuple[str, str], plan: Plan) -> Size:
    """Ask, and add noise."""
    key = (look.name, "sizes")
    share = look.percent / 100
    answer: Mapping[int, int] = dict(session.rows(statements[0], look.percent))
    if look.source.way.rows:
        (count,), _ = plan.noisy(key, [answer.get(1, 0)])
        return Size(round(max(0, count) / share), 1, max(0, count), max(0, count))
    noisy, noise = plan.noisy(key, [answer.get(i, 0) for i in range(len(STEPS) + 1)], _FIRST)
    alone, noisy = max(0, noisy[0]), noisy[1:]
    span = grids.significant(noisy, noise, 5.0) or (0, 1)
    weights = grids.simplex(noisy[: span[1]], max(0.0, float(sum(noisy[: span[1]]))))
    people = {
        (low + high - 1) / 2: weight for low, high, weight in zip(STEPS, STEPS[1:], weights, strict=False) if weight
    }
    most = bound(people, noise_of_one(plan.accountant))
    kept = sum(min(many, most) * n for many, n in people.items())
    rows = max(kept + alone, _total(session, look, statements[1], plan, weights))
    # Nobody's rows all would count, and so for more than they are.
    part = round(min(1.0, kept / (rows - alone)), 4) if kept and rows > alone else 1.0
    counted = round(kept + part * alone), round(sum(people.values()) + part * alone)
    return Size(round(rows / share), most, *counted, part)


def _total(session: Session, look: Look, statement: str, plan: Plan, people: Sequence[float]) -> float:
    """The sum of all people's rows: of as many of each as most have, then of four times as many, while that adds any.

    Few may have most of the rows; what one of them alone adds nobody can tell from noise.
    """
    key, accountant = (look.name, "sizes"), plan.accountant
    rho = plan.rho(key) * (1 - _FIRST) / (1 + _FURTHER)
    each = accountant.scale(plan.units(key), rho)
    most, seen, total = _longest(people, each), 0, 0.0
    before = 0
    for _ in range(1 + _FURTHER):
        ((found,),) = session.rows(statement, look.percent, most)
        units = {one: change * (most - seen) for one, change in plan.units(key).items()}
        (more,) = accountant.noisy(" ".join(key), [int(found or 0) - before], units, rho)
        if seen and more < _SURE * each * (most - seen):
            break
        total += more
        before, seen, most = int(found or 0), most, most * _STEP
    return total


def _longest(people: Sequence[float], each: float) -> int:
    """How many rows of a person count at first: so many that hardly more people have them than noise makes."""
    above = [sum(people[i:]) for i in range(len(people))]
    end = max((i for i, n in enumerate(above) if n > each), default=0)
    return int(STEPS[end + 1])
