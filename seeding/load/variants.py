"""Other values for a row that was refused: further parents, and what other rows have, tried one after the other.

A trigger says what it refuses, not what it wants. Its function names the columns it looks at (`NEW.game_id`), and a
constraint names its own: those take other values, from the rows that are there and from the other planned rows, until
the server takes the row or enough was tried. Which values come in which order follows from the row's number alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg

from seeding.load.literals import literal
from seeding.load.offers import offers
from seeding.load.prepared import called, understood
from seeding.load.related import related
from seeding.load.relations import Cursor, Relation, Relations
from seeding.load.shortfall import is_about_rows
from seeding.load.solved import as_sql, solve
from seeding.plan.model import PlannedTable
from seeding.schema import ForeignKey, Table, quote
from seeding.schema.trigger_columns import columns_assigned, columns_looked_at, columns_mentioned
from seeding.schema.trigger_tables import compared_with

# So often is a row tried with other values, and so many trials are spent on a table: at first a few, further ones for
# every row that they helped.
TRIES = 24
MOST_TRIES = 5_000
VAIN_TRIES = 1_200
WORTH_TRIES = 80
_PARENTS = 1_000
_VALUES = 200

# As often as any other comes a shape (which columns are NULL) that few rows have.
_SHAPES = """
SELECT shared, cells FROM (
    SELECT *, row_number() OVER (PARTITION BY shape ORDER BY md5(cells::text)) - 1 AS number,
        count(*) OVER (PARTITION BY shape) AS many
    FROM (SELECT *, (SELECT string_agg((c IS NULL)::text, '' ORDER BY n) FROM unnest(cells) WITH ORDINALITY u (c, n))
        AS shape FROM ({source}) d) d
) d JOIN generate_series(0, 7) g (g) ON d.number = g % d.many
"""

_CHOSEN = """
INSERT INTO {choices}
SELECT {number}, row_number() OVER w - 1, count(*) OVER (PARTITION BY shared), shared, cells
FROM (SELECT * FROM ({source}) q ORDER BY md5(cells::text), cells LIMIT {most}) q
WINDOW w AS (PARTITION BY shared ORDER BY md5(cells::text), cells)
"""

# A choice of group `varied` for this row: rows of `choices` that agree with what the row shares with other keys.
PICK = """
select array_agg(e::int order by n) into at_cells
from jsonb_array_elements_text(ways -> varied -> 'cells') with ordinality a (e, n);
select coalesce(array_agg(cells[e::int] order by n), '{{}}') into shared_now
from jsonb_array_elements_text(ways -> varied -> 'shared') with ordinality a (e, n);
drawn := ('x' || substr(md5(concat(tried.place, '.', tries, '.', varied)), 1, 7))::bit(28)::int;
if ways -> varied ->> 'template' is not null then
    begin
        execute format(
            'execute %s(%L, %s, %s)', ways -> varied ->> 'template', cells,
            case when tries = 1 then 0 else drawn % 26 end, drawn % 1009 / 1009.0
        ) into found;
    exception when others then
        found := null;
    end;
    if array_position(found, null) is null then
        for own in 1 .. coalesce(cardinality(found), 0) loop
            cells[at_cells[own]] := found[own];
        end loop;
    end if;
elsif (ways -> varied ->> 'nullable')::boolean and drawn % 3 = 0 then
    for own in 1 .. cardinality(at_cells) loop
        cells[at_cells[own]] := null;
    end loop;
else
    select c.cells into found from {choices} c
    where c.way = varied::int and c.shared = shared_now and c.place = (drawn / 3) % (
        select m.many from {choices} m where m.way = varied::int and m.shared = shared_now and m.place = 0);
    if found is not null then
        for own in 1 .. cardinality(at_cells) loop
            cells[at_cells[own]] := found[own];
        end loop;
    end if;
end if;
"""


@dataclass(frozen=True)
class Way:
    """Columns that change together: a foreign key's own, those of one check, or a single one; `shared` are those other
    keys have too.

    `alike` are columns that the parent has by the same name: where a trigger guards tenants, they agree. Columns
    behind the key's own take what the parent has. `offered` are values that no planned row need have; `source` is a
    query that has them, `template` an expression of the row's other columns.
    """

    columns: tuple[str, ...]
    shared: tuple[str, ...] = ()
    key: ForeignKey | None = None
    alike: tuple[str, ...] = ()
    offered: tuple[str | None, ...] = ()
    source: str = ""
    template: str = ""
    among: tuple[int, int] = (0, 0)  # which of how many templates that exclude each other; 0 for what comes anyway

    @property
    def solved(self) -> bool:
        """Whether it was worked out from what a function compares."""
        return bool(self.source or self.template)


@dataclass(frozen=True)
class Variants:
    """The ways in which rows of one table may be changed, and which of them a refusal is about."""

    planned: PlannedTable
    ways: tuple[Way, ...]
    raised: tuple[int, ...]  # ways that triggers look at
    named: Mapping[str, tuple[int, ...]]  # constraint → its ways

    @classmethod
    def of(cls, planned: PlannedTable, late: Sequence[str], relations: Relations) -> Variants:
        """All ways there are: every foreign key whose parent stands, and every column that no key guards."""
        table = planned.table
        names = {c.name: n for n, c in enumerate(planned.columns, 1) if c.name not in late}
        ways = tuple(_ways(table, names, relations))
        looked_at = columns_looked_at(table)
        keys = [place for place, way in enumerate(ways) if way.key is not None]
        raised = [
            place for place, way in enumerate(ways) if way.solved or looked_at & {*way.columns, *way.shared}
        ] or keys
        named = {
            name: tuple(place for place, way in enumerate(ways) if columns & set(way.columns))
            for name, columns in _constraints(table)
        }
        # What a trigger computes, a check may refuse: from other values it computes another one.
        named |= {
            check.name: tuple(
                place
                for place, way in enumerate(ways)
                if set(check.columns) & set(way.columns)
                or (place in raised and columns_assigned(table) & set(check.columns))
            )
            for check in table.checks
            if check.name
        }
        return cls(planned, ways, tuple(raised), {name: places for name, places in named.items() if places})

    def choose(self, cursor: Cursor, choices: str, raw: str) -> Variants:
        """Fill the table `choices` with what every way has to offer; `raw` holds the planned rows as text.

        Expressions are prepared, to be called by their way's number; those the server does not understand are left out.
        """
        cursor.execute(
            f"CREATE TEMPORARY TABLE {choices} (way int, place bigint, many bigint, shared text[], cells text[]) "
            "ON COMMIT DROP"
        )
        places = {c.name: n for n, c in enumerate(self.planned.columns)}
        misread: set[int] = set()
        for number, way in enumerate(self.ways):
            if way.template:
                if not understood(cursor, f"way {number}", f"SELECT {way.template}", "text[], int, numeric"):
                    misread.add(number)
                continue
            if way.source:
                self._ask(cursor, choices, number, way.source)
                continue
            if way.offered:
                listed = ", ".join(f"({'NULL' if value is None else literal(value)})" for value in way.offered)
                source = f"SELECT '{{}}'::text[] AS shared, ARRAY[v]::text[] AS cells FROM (VALUES {listed}) o (v)"
                most = _VALUES
            elif way.key is None:
                own_cells = ", ".join(f"s.c{places[c]}" for c in way.columns)
                source = f"SELECT DISTINCT '{{}}'::text[] AS shared, ARRAY[{own_cells}] AS cells FROM {raw} s "
                source += f"WHERE num_nonnulls({own_cells}) > 0"
                if len(way.columns) > 1:
                    source = _SHAPES.format(source=" UNION ".join([source, *self._bare(way, places, raw)]))
                most = _VALUES
            else:
                own = {c: c for c in (*way.columns, *way.alike)} | dict(
                    zip(way.key.columns, way.key.parent_columns, strict=True)
                )
                cells, shared = (
                    ", ".join(f"p.{quote(own[c])}::text" for c in columns)
                    for columns in (way.columns, (*way.shared, *way.alike))
                )
                source = f"SELECT DISTINCT ARRAY[{shared}]::text[] AS shared, ARRAY[{cells}] AS cells "
                source += f"FROM {way.key.parent.sql} p"
                most = _PARENTS
            cursor.execute(_CHOSEN.format(choices=choices, number=number, source=source, most=most))
        cursor.execute(f"CREATE INDEX ON {choices} (way, shared, place)")
        kept = {name: tuple(place for place in places if place not in misread) for name, places in self.named.items()}
        return replace(self, raised=tuple(place for place in self.raised if place not in misread), named=kept)

    def _ask(self, cursor: Cursor, choices: str, number: int, source: str) -> None:
        """What a query has to offer; nothing where it was misread, and the server does not understand it."""
        try:
            with cursor.connection.transaction():
                cursor.execute(_CHOSEN.format(choices=choices, number=number, source=source, most=_PARENTS))
        except psycopg.Error as error:
            if not is_about_rows(error):
                raise

    def _bare(self, way: Way, places: Mapping[str, int], raw: str) -> Iterator[str]:
        """SQL for shapes that no planned row may have: a word that a function knows, and NULL wherever that may be."""
        for column in way.columns:
            for value in offers(self.planned.table, self.planned.table.by_name[column]):
                if value is None:
                    continue
                cells = [
                    literal(value) if c == column
                    else "NULL" if self.planned.table.by_name[c].nullable
                    else f"s.c{places[c]}"
                    for c in way.columns
                ]  # fmt: skip
                yield f"(SELECT '{{}}'::text[], ARRAY[{', '.join(cells)}]::text[] FROM {raw} s LIMIT 8)"

    @property
    def as_json(self) -> str:
        """The ways, with their columns' places among the cells, as the loop on the server reads them."""
        places = {c.name: n for n, c in enumerate(self.planned.columns, 1)}
        by_name = self.planned.table.by_name
        return json.dumps(
            {
                str(number): {
                    "cells": [places[c] for c in way.columns],
                    "shared": [places[c] for c in (*way.shared, *way.alike)],
                    # After a parent that is alike was found, any other would undo it.
                    "alone": number > 0 and bool(self.ways[number - 1].alike) and way.key is self.ways[number - 1].key,
                    "offered": bool(way.offered) or way.solved,
                    "solved": way.solved,
                    "template": called(f"way {number}") if way.template else None,
                    "rank": way.among[0],
                    "ranks": way.among[1],
                    "tied": bool(way.source) or (way.key is None and len(way.columns) > 1),
                    "nullable": not way.offered
                    and not way.solved
                    and (way.key is not None or len(way.columns) == 1)
                    and all(by_name[c].nullable for c in way.columns),
                }
                for number, way in enumerate(self.ways)
            }
        )

    @property
    def named_as_json(self) -> str:
        """The ways of each constraint, by its name."""
        return json.dumps(self.named)


def _ways(table: Table, names: Mapping[str, int], relations: Relations) -> list[Way]:
    keys = [k for k in table.foreign_keys if set(k.columns) <= set(names) and k.parent != table.name]
    held = {c for key in table.foreign_keys for c in key.columns}
    found: list[Way] = []
    for key in keys:
        others = {c for other in table.foreign_keys if other is not key for c in other.columns}
        own = tuple(c for c in key.columns if c not in others)
        if not own:
            continue
        shared = tuple(c for c in key.columns if c in others)
        there = relations.tables[key.parent].columns if key.parent in relations.tables else ()
        alike = tuple(c for c in names if c in there and c in others and c not in key.columns)
        # What others must agree with comes before them.
        place = len(found) if shared or alike else 0
        found[place:place] = [*([Way(own, shared, key, alike)] if alike else []), Way(own, shared, key)]
    alone = {u.columns[0] for u in table.uniques if len(u.columns) == 1}
    # What a check ties together, as another row has it: a draft that names no publisher.
    tied = [tuple(c for c in names if c in check.columns and c not in held | alone) for check in table.checks]
    found += [Way(columns) for columns in dict.fromkeys(tied) if len(columns) > 1]
    # Rows that refer to each other: to another one of the planned, or to none.
    itself = {k.columns[0] for k in table.foreign_keys if k.parent == table.name and len(k.columns) == 1}
    itself -= {c for k in table.foreign_keys if k.parent != table.name for c in k.columns}
    found += [Way((c,)) for c in names if c not in (held - itself) | alone]
    seen = columns_looked_at(table) - held - alone
    found += [Way((c,), offered=values) for c in names if c in seen and (values := offers(table, table.by_name[c]))]
    mentioned = columns_mentioned(table) - held - alone
    # A key that the function draws itself, where it is given none.
    drawn = [c for c in names if c in columns_looked_at(table) & (held | alone) and not table.by_name[c].nullable]
    found += [Way((c,), offered=(None,)) for c in drawn if None in offers(table, table.by_name[c])]
    # A number that every row has of its own, where it has one: no other row's value helps, and none is needed.
    found += [Way((c,), offered=(None,)) for c in names if c in columns_looked_at(table) & alone and c not in held
              and table.by_name[c].nullable]  # fmt: skip
    for key in keys:
        copied = tuple(c for c in names if c in mentioned and _copies(c, relations.tables.get(key.parent)))
        if copied and set(key.columns).isdisjoint(c for k in keys if k is not key for c in k.columns):
            found.append(Way((*key.columns, *copied), key=key))
    # A row of the table that a function looks in, as it looks for it.
    for parent, pairs in compared_with(table, relations.tables.keys()):
        there = relations.tables[parent].columns
        matched = tuple(c for c in names if c in pairs and pairs[c] in there and c not in alone)
        if len(matched) > 1 and not any(set(matched) <= set(key.columns) for key in keys):
            found.append(Way(matched, key=ForeignKey("", matched, parent, tuple(pairs[c] for c in matched))))
    # Parents that have to do with each other.
    if any(trigger.enabled and "INSERT" in trigger.events for trigger in table.triggers):
        found += [Way(one.columns, one.shared, source=one.sql) for one in related(table, names, relations)]
    solved = solve(table, names, relations)
    found += [Way(source.columns, source=as_sql(source)) for source in solved.sources]
    # What follows from other columns comes after them.
    groups = [derived.group for derived in solved.derived if not derived.moved]
    ranks: dict[str, int] = {}
    for derived in sorted(solved.derived, key=lambda derived: derived.moved):
        rank = 0
        if not derived.moved:
            rank = ranks[derived.group] = ranks.get(derived.group, 0) + 1
        among = (rank, groups.count(derived.group))
        found.append(Way(derived.columns, template=derived.template, among=among))
    return found


def _copies(column: str, parent: Relation | None) -> bool:
    """Whether the parent has a column of the name, which is not its key: whatever a trigger wants, it may want both."""
    return parent is not None and column in parent.columns and column not in parent.key


def _constraints(table: Table) -> list[tuple[str, set[str]]]:
    held = {c for key in table.foreign_keys for c in key.columns}
    named = [(k.name, set(k.columns)) for k in table.foreign_keys]
    named += [(u.name, {c for c in u.columns if c is not None} & held) for u in table.uniques]
    return [(name, columns) for name, columns in named if name and columns]
