"""How many children parents have, with noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.learning.bins import Bin
from seeding.learning.private import grids, rows, thinned
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.world import World
from seeding.learning.source import Source
from seeding.schema import ForeignKey, Name, quote

STEPS = (
    *range(1, 37),  # many have one number: twelve months, twenty-four
    *(2**power * part // 4 for power in range(5, 24) for part in range(4, 8) if (power, part) != (5, 4)),
)
_NEARLY = 1.03
_WIDEST = 16  # times as many children, of those that have most


def statement(parent: Source, child: Source, key: ForeignKey, others: str) -> str:
    """Parents by their number of children.

    `others`: where the children may be other people's, $4 children of each person count ("few"), or only those who
    are the same person's ("same").
    """
    names = ", ".join(quote(column) for column in key.columns)
    listed = {quote(column): f"t.{quote(column)}" for column in key.columns}
    if others == "few":
        inner = Limited(child).rows(listed, {}, most="$4::int8")
    elif others == "same":
        lines, whose = rows.owner(child, key, parent, 0)
        picked = [*(f"{text} as {name}" for name, text in listed.items()), f"{whose} as q"]
        inner = f"select * from (\n{child.rows(picked, child.parent(0, key), *lines)}\n) as own where q = p"
    matched = " and ".join(
        f"c0.{quote(own)} = t.{quote(there)}" for own, there in zip(key.columns, key.parent_columns, strict=True)
    )
    if others:
        join = (
            f"left join (select {names}, count(*) as n from (\n{inner}\n) as few group by {names}) as c0 on {matched}"
        )
    else:
        join = parent.children(0, child.table, key)
    limited = Limited(parent, (join,)).rows({"n": "coalesce(c0.n, 0)"}, {})
    steps = "'{" + ",".join(map(str, STEPS)) + "}'::int8[]"
    bucket = f"width_bucket(n::int8, {steps})"
    return f"select {bucket} as b, count(*)\nfrom (\n{limited}\n) as looked\ngroup by b\norder by b"


@dataclass(frozen=True)
class Fan:
    """A foreign key and how its parents' children are counted; `few` and `same` where those may be other people's."""

    child: Name
    key: ForeignKey
    plain: str
    few: str = ""
    same: str = ""

    @property
    def name(self) -> str:
        """Its columns."""
        return ",".join(self.key.columns)

    def others(self, world: World) -> bool:
        """Whether children are counted as other people's than their parents' owner."""
        return bool(self.few) and (self.child, self.name) not in world.same


def fan(child: Source, key: ForeignKey, sources: Mapping[Name, Source], people: frozenset[Name]) -> Fan:
    """Write the statements down."""
    parent = sources[key.parent]
    if child.way.rows:
        return Fan(child.table.name, key, statement(parent, child, key, ""))
    if child.way.keys[0] == key and child.way.keys[1:] == parent.way.keys:
        return Fan(child.table.name, key, statement(parent, child, key, ""))
    same = statement(parent, child, key, "same") if key.parent in people else ""
    return Fan(child.table.name, key, "", statement(parent, child, key, "few"), same)


def wanted(world: World, fan: Fan, plan: Plan) -> None:
    """A person's absence takes the parents that are theirs, and moves those that their children have by one."""
    parent, child = world.looks[fan.key.parent], world.looks[fan.child]
    own = unit(parent, world.people)
    units: dict[str, float] = {own: float(world.sizes[fan.key.parent].most)}
    if fan.others(world):
        units[PEOPLE] = units.get(PEOPLE, 0.0) + math.sqrt(2) * _most(world, fan)
    elif child.source.way.rows:
        units[child.name] = math.sqrt(2)
    plan.add((child.name, "children", fan.name), units, 1.0, world.sizes[fan.key.parent].kept)


def _most(world: World, fan: Fan) -> int:
    """How many children of a person count: one where parents are few, so that noise would hide them."""
    most, size = world.sizes[fan.child].most, world.sizes[fan.key.parent]
    usual = 60 / math.sqrt(2 * world.accountant.rho)  # about the noise of one release, for one row
    return most if size.kept > usual * (size.most + math.sqrt(2) * most) else 1


def bins(world: World, fan: Fan, plan: Plan) -> list[Bin]:
    """Parents by their number of children: ranges that hold more parents than noise makes."""
    parent, size = world.looks[fan.key.parent], world.sizes[fan.key.parent]
    others, most = fan.others(world), _most(world, fan)
    text = fan.plain or (fan.few if others else fan.same)
    answer = dict(world.session.rows(text, parent.percent, size.limits, [], *([most] if others else [])))
    asked = (str(fan.child), "children", fan.name)
    noisy, noise = plan.noisy(asked, [answer.get(i, 0) for i in range(len(STEPS) + 1)])
    child = world.sizes[fan.child]
    mean = child.rows / max(1, size.rows)
    edges = (0, *STEPS, STEPS[-1] * 2)
    cells = [Bin(edges[i], edges[i + 1] - 1, float(n)) for i, n in enumerate(noisy)]
    if not others:
        return _merged(thinned.smoothed(cells, noise, max(1.0, size.kept), mean), 2 * noise)
    span = grids.significant(noisy, noise, 5.0)
    if span is None:
        # Few parents, of whom noise hides how unlike they are: they have the children, as rows usually are spread.
        return thinned.usual(mean, size.kept)
    weights = grids.simplex(noisy[: span[1]], max(1.0, sum(noisy[: span[1]])))
    cells = [Bin(cell.low, cell.high, weight) for cell, weight in zip(cells, weights, strict=False)]
    seen = child.kept if most == child.most else child.people
    return thinned.fitted(cells, mean, seen / max(1, child.rows))


def settled(cells: list[Bin], parents: float, rows_: float, room: float) -> tuple[float, list[Bin]]:
    """The fewest rows that so many parents have, and the cells with a last one that leaves room for `rows_`."""
    each = parents / sum(cell.rows for cell in cells)
    least, most = (
        each * sum(end * cell.rows for end, cell in zip(ends, cells, strict=True))
        for ends in ([cell.low for cell in cells], [cell.high for cell in cells])
    )
    middle, last = (least + most) / 2, cells[-1]
    if middle > rows_ and middle > least:
        # Most of a range that many have are at its lower end: often one number, twelve months.
        part = max(0.0, (rows_ - least) / (middle - least))
        cells = [Bin(cell.low, cell.low + round(part * (cell.high - cell.low)), cell.rows) for cell in cells]
    elif most * _NEARLY < rows_ and last.low > 1:
        high = min(math.ceil(last.high + 2 * (rows_ - most) / (each * last.rows)), _WIDEST * last.high, room)
        cells = [*cells[:-1], Bin(last.low, max(last.high, math.floor(high)), last.rows)]
    return least, cells


def mean(cells: Sequence[Bin]) -> float:
    """Children of a parent."""
    return math.fsum((cell.low + cell.high) / 2 * cell.rows for cell in cells) / sum(cell.rows for cell in cells)


def capped(cells: list[Bin], room: float) -> list[Bin]:
    """No more children than there is room for."""
    if not cells or cells[-1].high <= room:
        return cells
    most = math.floor(room)
    beyond = sum(cell.rows for cell in cells if cell.low > most)
    kept = [Bin(cell.low, min(cell.high, most), cell.rows) for cell in cells if cell.low <= most]
    return [*kept[:-1], Bin(kept[-1].low, kept[-1].high, kept[-1].rows + beyond)] if kept else [Bin(most, most, beyond)]


def _merged(cells: Sequence[Bin], least: float) -> list[Bin]:
    """Neighbouring cells of few parents together; a number that many have stands for itself."""
    found: list[Bin] = []
    for cell in cells:
        if not cell.rows:
            continue
        if found and found[-1].low > 0 and found[-1].rows < least and cell.rows < 2 * least:
            found[-1] = Bin(found[-1].low, cell.high, found[-1].rows + cell.rows)
        else:
            found.append(cell)
    return found
