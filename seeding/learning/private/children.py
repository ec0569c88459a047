"""How many children parents have, with noise."""

from __future__ import annotations

import math
from collections.abc import Sequence

from seeding.learning.bins import Bin
from seeding.learning.look import Look
from seeding.learning.private import grids, thinned
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.world import World
from seeding.learning.source import Source
from seeding.schema import ForeignKey, quote

STEPS = (
    *range(1, 9),
    *(2**power * part // 4 for power in range(3, 24) for part in range(4, 8) if (power, part) != (3, 4)),
)
_WEIGHT = 1.0


def statement(parent: Source, child: Source, key: ForeignKey, others: bool) -> str:
    """Parents by their number of children; where the children are other people's, $3 children of each person count."""
    columns = {"n": "coalesce(c0.n, 0)"}
    if others:
        names = ", ".join(quote(column) for column in key.columns)
        listed = {quote(column): f"t.{quote(column)}" for column in key.columns}
        inner = Limited(child).rows(listed, {}, most="$3::int8")
        matched = " and ".join(
            f"c0.{quote(own)} = t.{quote(there)}" for own, there in zip(key.columns, key.parent_columns, strict=True)
        )
        join = (
            f"left join (select {names}, count(*) as n from (\n{inner}\n) as one group by {names}) as c0 on {matched}"
        )
    else:
        join = parent.children(0, child.table, key)
    limited = Limited(parent, (join,)).rows(columns, {})
    steps = "'{" + ",".join(map(str, STEPS)) + "}'::int8[]"
    return (
        f"select width_bucket(n::int8, {steps}) as b, count(*)\nfrom (\n{limited}\n) as looked\ngroup by b\norder by b"
    )


def belongs_to_others(child: Look, key: ForeignKey) -> bool:
    """Whether children are rows of other people than their parents' owner."""
    way = child.source.way
    return not way.rows and way.keys[0] != key


def wanted(world: World, child: Look, key: ForeignKey, plan: Plan) -> None:
    """A person's absence takes the parents that are theirs, and moves those that their children have by one."""
    parent = world.looks[key.parent]
    own = unit(parent, world.people)
    units: dict[str, float] = {own: float(world.sizes[key.parent].most)}
    if belongs_to_others(child, key):
        units[PEOPLE] = units.get(PEOPLE, 0.0) + math.sqrt(2) * _most(world, child, key)
    elif child.source.way.rows:
        units[child.name] = math.sqrt(2)
    plan.add((child.name, "children", ",".join(key.columns)), units, _WEIGHT)


def _most(world: World, child: Look, key: ForeignKey) -> int:
    """How many children of a person count: one where parents are few, so that noise would hide them."""
    most, size = world.sizes[child.table.name].most, world.sizes[key.parent]
    usual = 60 / math.sqrt(2 * world.accountant.rho)  # about the noise of one release, for one row
    return most if size.kept > usual * (size.most + math.sqrt(2) * most) else 1


def bins(world: World, child: Look, key: ForeignKey, text: str, plan: Plan) -> list[Bin]:
    """Parents by their number of children: ranges that hold more parents than noise makes."""
    parent, size = world.looks[key.parent], world.sizes[key.parent]
    others = belongs_to_others(child, key)
    most = _most(world, child, key)
    answer = dict(world.session.rows(text, parent.percent, size.most, *([most] if others else [])))
    asked = (child.name, "children", ",".join(key.columns))
    noisy, noise = plan.noisy(asked, [answer.get(i, 0) for i in range(len(STEPS) + 1)])
    span = grids.significant(noisy, noise, 3.5)
    if span is None:
        return []
    weights = grids.simplex(noisy[: span[1]], max(1.0, sum(noisy[: span[1]])))
    edges = (0, *STEPS, STEPS[-1] * 2)
    cells = [Bin(edges[i], edges[i + 1] - 1, weight) for i, weight in enumerate(weights)]
    if not others:
        return _merged(cells, 2 * noise)
    rows_ = world.sizes[child.table.name]
    seen = rows_.kept if most == rows_.most else rows_.people
    return thinned.fitted(cells, rows_.rows / max(1, size.rows), seen / max(1, rows_.rows))


def _merged(cells: Sequence[Bin], least: float) -> list[Bin]:
    found: list[Bin] = []
    for cell in cells:
        if not cell.rows:
            continue
        if found and found[-1].low > 0 and found[-1].rows < least:
            found[-1] = Bin(found[-1].low, cell.high, found[-1].rows + cell.rows)
        else:
            found.append(cell)
    return found
