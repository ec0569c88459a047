"""How many children parents have, with noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from seeding.learning.bins import Bin
from seeding.learning.look import Look
from seeding.learning.private import grids, rows
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.sizes import Size
from seeding.learning.session import Session
from seeding.learning.source import Source
from seeding.schema import ForeignKey, Name, quote

STEPS = (
    *range(1, 9),
    *(2**power * part // 4 for power in range(3, 24) for part in range(4, 8) if (power, part) != (3, 4)),
)
_WEIGHT = 1.0


def statement(parent: Source, child: Source, key: ForeignKey, others: bool) -> str:
    """Parents by their number of children; where the children are other people's, one child of each person counts."""
    columns = {"n": "coalesce(c0.n, 0)"}
    if others:
        names = ", ".join(quote(column) for column in key.columns)
        listed = {quote(column): f"t.{quote(column)}" for column in key.columns}
        inner = Limited(child).rows(listed, {}, most="1::int8")
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


def wanted(parent: Look, child: Look, key: ForeignKey, size: Size, people: frozenset[Name], plan: Plan) -> None:
    """A person's absence takes the parents that are theirs, and moves those that their children have by one."""
    own = unit(parent, people)
    units: dict[str, float] = {own: float(size.most)}
    if belongs_to_others(child, key):
        units[PEOPLE] = units.get(PEOPLE, 0.0) + math.sqrt(2)
    elif child.source.way.rows:
        units[child.name] = math.sqrt(2)
    plan.add((child.name, "children", ",".join(key.columns)), units, _WEIGHT)


def bins(
    session: Session, parent: Look, child: Look, key: ForeignKey, text: str, sizes: Mapping[Name, Size], plan: Plan
) -> list[Bin]:
    """Parents by their number of children: ranges that hold more parents than noise makes."""
    size = sizes[parent.table.name]
    answer = dict(session.rows(text, parent.percent, size.most))
    noisy, noise = plan.noisy(
        (child.name, "children", ",".join(key.columns)), [answer.get(i, 0) for i in range(len(STEPS) + 1)]
    )
    span = grids.significant([float(n) for n in noisy], 2.5 * noise)
    if span is None:
        return []
    weights = grids.simplex(noisy[: span[1]], max(1.0, sum(noisy[: span[1]])))
    edges = (0, *STEPS, STEPS[-1] * 2)
    cells = [Bin(edges[i], edges[i + 1] - 1, weight) for i, weight in enumerate(weights)]
    if belongs_to_others(child, key):
        there = sum((cell.low + cell.high) / 2 * cell.rows for cell in cells) or 1.0
        whole = sum(cell.rows for cell in cells)
        mean = sizes[child.table.name].rows / max(1, sizes[parent.table.name].rows)
        times = max(1.0, mean * whole / there)
        cells = [Bin(round(cell.low * times), round(cell.high * times), cell.rows) for cell in cells]
    return _merged(cells, 2 * noise)


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


def possible(child: Look, key: ForeignKey, looks: Mapping[Name, Look]) -> bool:
    """Whether the fan-out of a key is told at all."""
    return key.parent in looks and not key.implied and not key.period


__all__ = ["STEPS", "belongs_to_others", "bins", "possible", "rows", "statement", "wanted"]
