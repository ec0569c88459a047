"""The walk with `--epsilon`: sizes, columns, children, pairs, each with noise, and the account in the file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from seeding.learning import bins as binned
from seeding.learning import nodes as compared_by
from seeding.learning.bins import Bin
from seeding.learning.delayed import delays
from seeding.learning.learn import Inquiry as Plain
from seeding.learning.learn import fingerprint, newest, rounded
from seeding.learning.look import Look
from seeding.learning.people import ways
from seeding.learning.private import children, columns, pairs, rows, sizes
from seeding.learning.private.accountant import Accountant, opendp
from seeding.learning.private.children import Fan
from seeding.learning.private.columns import Asked
from seeding.learning.private.pairs import Compared
from seeding.learning.private.plan import CHILDREN, CHOICE, COLUMNS, PEOPLE, SIZES, Plan, unit
from seeding.learning.private.sizes import Size
from seeding.learning.private.world import World
from seeding.learning.reference import reference_rows
from seeding.learning.session import Session
from seeding.learning.shapes import column_shape, number_bins, share
from seeding.learning.source import Source
from seeding.learning.survey import Survey
from seeding.learning.weights import Weights, weighed
from seeding.patterns.model import (
    CategoryShape,
    ColumnShape,
    NumberShape,
    Patterns,
    Privacy,
    ReferenceRows,
    ReferenceShape,
    TableShape,
    TimeShape,
)
from seeding.schema import Name

_NEAR = 0.05
_FEW = 12  # values, of which each parent's children may have all


@dataclass(frozen=True)
class Inquiry:
    """Every statement about rows that may be sent, made from the catalog, the options and the reference tables."""

    looks: Mapping[Name, Look]
    people: frozenset[Name]
    sizes: Mapping[Name, tuple[str, str]]
    columns: Mapping[Name, Asked]
    together: Mapping[tuple[Name, str], str]  # whether a key leads to the same person as another way does
    children: list[Fan]
    pairs: Mapping[Name, Compared]

    def statements(self) -> Iterator[tuple[str, str]]:
        """Each with what it is for."""
        for name, texts in self.sizes.items():
            yield from ((f"{name}: sizes", text) for text in texts if text)
            yield f"{name}: columns", self.columns[name].shares
            if self.columns[name].values:
                yield f"{name}: values", self.columns[name].values
        for (name, key), text in self.together.items():
            yield f"{name}: whose {key}", text
        for fan in self.children:
            for text in filter(None, (fan.plain, fan.few, fan.same)):
                yield f"{fan.child}: children by {fan.name}", text
        for name, one in self.pairs.items():
            yield f"{name}: pairs", one.statement
            if one.alike:
                yield f"{name}: pairs of numbers", one.alike


def inquiry(asked: Plain, reference: Mapping[Name, ReferenceRows]) -> Inquiry:
    """Write all statements down. What `reference` holds is public, and goes with them as parameters."""
    schema, looks = asked.schema, asked.looks
    people = frozenset(map(Name.parse, asked.options.people))
    by_way = ways(schema, people)
    k = next((one.source.k for one in looks.values()), 1)
    sources = {name: Source(table, schema, by_way[name], k) for name, table in schema.tables.items()}
    owned = frozenset({name for name, way in by_way.items() if not way.rows} | people)
    found: dict[Name, Compared] = {}
    for name, one in looks.items():
        nodes = compared_by.nodes(one, looks, schema, frozenset(asked.reference))
        if nodes.found and (made := pairs.compared(one, nodes.found, nodes.joins, owned, sources)) is not None:
            found[name] = made
    return Inquiry(
        looks,
        owned,
        {
            name: (rows.per_person(one.source, sizes.STEPS), "" if one.source.way.rows else rows.in_all(one.source))
            for name, one in looks.items()
        },
        {name: columns.asked(one, owned, sources, reference) for name, one in looks.items()},
        {
            (name, ",".join(key.columns)): rows.together(one.source, key, sources[key.parent])
            for name, one in looks.items()
            for key in one.table.foreign_keys
            if not one.source.way.rows and not key.implied and not key.period
            if rows.crosses(one.source, key, sources, owned)
        },
        [
            children.fan(one.source, key, sources, owned)
            for one in looks.values()
            for key in one.table.foreign_keys
            if key.parent in looks and not key.implied and not key.period
        ],
        found,
    )


def learned(connection: Any, asked: Plain, told: Callable[[str], None] = lambda name: None) -> Patterns:
    """The patterns, with noise."""
    options = asked.options
    assert options.epsilon is not None
    opendp()
    session = Session(connection)
    today = session.open(options)
    reference = {
        name: reference_rows(asked.schema.tables[name], session.rows(text)) for name, text in asked.reference.items()
    }
    written = inquiry(asked, reference)
    world = World(session, Accountant(options.epsilon, options.delta), asked.looks, written.people)
    privacy = learn(world, written, options.delta, told)
    connection.rollback()
    return Patterns(
        k=options.k,
        people=tuple(str(Name.parse(name)) for name in sorted(options.people)),
        learned=today,
        as_of=newest(world.shapes, today),
        schema_version=fingerprint(asked.schema),
        privacy=privacy,
        reference={str(name): rows for name, rows in reference.items()},
        tables={str(name): shape for name, shape in world.shapes.items()},
    )


def learn(world: World, asked: Inquiry, delta: float, told: Callable[[str], None]) -> Privacy:
    """Make every table's shape, and say what it cost."""
    accountant = world.accountant
    _sizes(world, asked)
    _surveys(world, asked, delta, told)
    choice, counted = Plan(accountant, CHOICE), Plan(accountant, None)
    for one in asked.pairs.values():
        pairs.wanted(world, one, choice)
    for name, found in world.surveys.items():
        codes = pairs.codes_for(world, asked.pairs[name], _pairs(world, asked, name)) if name in asked.pairs else 2
        world.shapes[name] = _shape(found, world.sizes[name], codes)
    _children(world, asked)
    chosen = {name: pairs.chosen(world, one, choice, counted) for name, one in asked.pairs.items()}
    unlike: dict[Name, Weights] = {}
    for name, edges in chosen.items():
        over = pairs.weights(world, edges, counted)
        made = pairs.dependencies(world, edges, counted, over)
        world.shapes[name] = world.shapes[name].model_copy(update={"dependencies": made})
        unlike[name] = over
    world.shapes |= {name: weighed(world.shapes[name], over, world.shapes) for name, over in unlike.items()}
    most = max((size.most for size in world.sizes.values()), default=1)
    return Privacy(epsilon=accountant.epsilon, delta=delta, bound=most, split=accountant.split())


def _pairs(world: World, asked: Inquiry, table: Name) -> int:
    """How many pairs of columns are counted, about, that the same people pay for."""
    mine = unit(world.looks[table], world.people)
    those = [one for one in asked.pairs.values() if unit(one.look, world.people) == mine]
    return max(1, round(0.6 * sum(node.own for one in those for node in one.nodes)))


def _sizes(world: World, asked: Inquiry) -> None:
    plan = Plan(world.accountant, SIZES)
    for name, one in world.looks.items():
        plan.add((str(name), "sizes"), {unit(one, world.people): 1.0}, 1.0)
    for name, key in asked.together:
        plan.add((str(name), "sizes", key), {PEOPLE: 1.0}, 0.2)
    for name, one in world.looks.items():
        world.sizes[name] = sizes.size(world.session, one, asked.sizes[name], plan)
    for (name, key), text in asked.together.items():
        ((count,),) = world.session.rows(text, world.looks[name].percent, [1.0, 1.0], [0])
        (own,), noise = plan.noisy((str(name), "sizes", key), [count])
        if own > max(4 * noise, 0.5 * world.sizes[name].people):
            world.same.add((name, key))


def _surveys(world: World, asked: Inquiry, delta: float, told: Callable[[str], None]) -> None:
    plan = Plan(world.accountant, COLUMNS)
    texts = 0
    for one in asked.columns.values():
        columns.wanted(world, one, plan)
        texts += sum(m.name not in one.public for m in one.look.texts) + len(columns.decimals(one.look))
    for name, one in asked.columns.items():
        told(str(name))
        # Half of delta is the accountant's.
        world.surveys[name] = columns.survey(columns.Reading(world, one, plan, delta / 2 / max(1, texts)))


def _shape(found: Survey, size: Size, codes: int) -> TableShape:
    made: dict[str, Any] = {}
    for column in found.look.columns:
        shape = column_shape(column, found)
        if isinstance(shape, NumberShape | TimeShape):
            groups = tuple(binned.groups(found.numbers[column.name].bins, codes))
            shape = shape.model_copy(update={"groups": groups})
        made[column.name] = shape
    for late, delay in delays(found, noisy=True).items():
        if isinstance(made[late], TimeShape):
            made[late] = made[late].model_copy(update={"delay": delay})
    return TableShape(
        rows=rounded(size.rows),
        person=str(found.look.source.way),
        sampled=round(found.look.percent / 100, 4),
        columns=made,
    )


def _children(world: World, asked: Inquiry) -> None:
    plan = Plan(world.accountant, CHILDREN)
    for fan in asked.children:
        children.wanted(world, fan, plan)
    # Where all children count they tell how many rows there are better than the rows themselves do.
    for fan in sorted(asked.children, key=lambda fan: (fan.others(world), _far(world, fan))):
        cells = children.bins(world, fan, plan)
        found = world.surveys[fan.child]
        nulls = max((share(found.nulls.get(column, 0), found.seen) for column in fan.key.columns), default=0.0)
        cells = children.capped(cells, _room(world, fan))
        if cells and not fan.others(world):
            cells = _settle(world, fan, cells, nulls)
        shape = ReferenceShape(
            to=str(fan.key.parent), nulls=nulls, children=number_bins(cells), groups=tuple(binned.groups(cells, 6))
        )
        known = world.shapes[fan.child]
        world.shapes[fan.child] = known.model_copy(
            update={
                "references": {**known.references, fan.name: shape},
                "columns": {**known.columns, **_told_apart(world, fan, cells)},
            }
        )


def _told_apart(world: World, fan: Fan, cells: list[Bin]) -> dict[str, ColumnShape]:
    """Columns whose values a parent's children differ by: there are as many as a parent has children, at least."""
    columns = world.shapes[fan.child].columns
    most = math.ceil(max((cell.low for cell in cells), default=0))
    found: dict[str, ColumnShape] = {}
    for unique in world.looks[fan.child].table.uniques:
        plain = set(unique.plain or ())
        for column in plain - set(fan.key.columns) if set(fan.key.columns) <= plain else ():
            shape = columns.get(column)
            if isinstance(shape, CategoryShape) and shape.other and len(shape.values) + shape.others < most:
                found[column] = shape.model_copy(update={"others": most - len(shape.values)})
    return found


def _far(world: World, fan: Fan) -> int:
    return len(world.looks[fan.child].source.way.keys)


def _settle(world: World, fan: Fan, cells: list[Bin], nulls: float) -> list[Bin]:
    """Rows are at least as many as the parents' children; where they are more, a few parents have those."""
    size, shape = world.sizes[fan.child], world.shapes[fan.child]
    parents = world.sizes[fan.key.parent].rows / max(0.01, 1 - nulls)
    least, cells = children.settled(cells, parents, size.rows, _room(world, fan))
    rows_ = max(least, size.rows)
    counted = parents * children.mean(cells)
    if _far(world, fan) > 1 or abs(counted - rows_) < _NEAR * rows_:
        # Children of people's rows, each with a few, are less noisy than all that a person has.
        rows_ = max(least, counted)
    if round(rows_) != size.rows:
        world.sizes[fan.child] = replace(size, rows=round(rows_))
        world.shapes[fan.child] = shape.model_copy(update={"rows": rounded(round(rows_))})
    return cells


def _room(world: World, fan: Fan) -> float:
    """How many children of one parent there may be, where a key says that they differ in another column.

    Of many values half: the other half is room to tell them apart, each with values as frequent as they are.
    """
    look, found, sizes_ = world.looks[fan.child], world.surveys[fan.child], world.sizes
    room = math.inf
    for unique in look.table.uniques:
        plain = unique.plain or ()
        if not set(fan.key.columns) <= set(plain):
            continue
        several = 1.0
        for column in set(plain) - set(fan.key.columns):
            parent = next((key.parent for key in look.table.foreign_keys if key.columns == (column,)), None)
            shape = world.shapes[fan.child].columns.get(column)
            if parent in sizes_:
                several *= sizes_[parent].rows
            elif isinstance(shape, CategoryShape):
                # There are more values than those that may be told.
                several *= math.inf if shape.other else max(1, len(shape.values))
            elif isinstance(shape, NumberShape | TimeShape) and found.numbers[column].bins:
                bins, step = found.numbers[column].bins, shape.step or found.numbers[column].step
                # Numbers from 1 count a parent's rows: there are as many as there are rows.
                counted = not step or (isinstance(shape, NumberShape) and 0 <= bins[0].low <= 1)
                several *= math.inf if counted else max(1.0, (bins[-1].high - bins[0].low) / step)
            else:
                several = math.inf
        room = min(room, several)
    return max(1.0, room / 2 if room > _FEW else room)
