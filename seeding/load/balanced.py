"""Lines that add up: two rows at a time into a table whose trigger wants the sums over a parent's rows to agree.

`sum(debit) <> sum(credit)`, `sum(amount) <> 0`: no row passes alone. Two that mirror each other do, in one statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from seeding.load.literals import literal
from seeding.load.relations import Cursor
from seeding.plan.model import PlannedTable

_SUM = re.compile(r'\bsum\s*\(\s*(?:"?\w+"?\s*\.\s*)?(?:"([^"]+)"|(\w+))\s*\)', re.IGNORECASE)
_NEW = re.compile(r'\bnew\s*\.\s*(?:"([^"]+)"|(\w+))', re.IGNORECASE)
# What a function compares with the row's own: `where transaction_id = new.transaction_id`.
_SAME = re.compile(r'(?<![<>!:])=\s*new\s*\.\s*(?:"([^"]+)"|(\w+))', re.IGNORECASE)
# Sums are looked at for each of these apart: `group by currency`.
_GROUPED = re.compile(r"\bgroup\s+by\s+([\w\s.,\"]+)", re.IGNORECASE)
_WORD = re.compile(r"'(\w+)'")
_NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "money"})
_MOST_WAYS = 16
_TURNS = 4  # other rows whose parents a pair takes
_HOPELESS = 20  # pairs, where none was taken

# What to do to the second row (2) or the first: (row, cell, how, from which cell of the first row, or the value itself)
Step = tuple[int, int, str, str | None]

_LOOP = """
do $balanced$
declare
    tried record; way jsonb; step jsonb; other text[]; cell int; turn int;
    one text[]; two text[]; value text;
    taken bigint := 0; begun bigint := 0; done boolean;
begin
    for tried in
        select a.cells as one, b.cells as two, a.place from {staged} a join {staged} b on b.place = a.place + 1
        where a.place % 2 = 1 order by a.place
    loop
        begun := begun + 1;
        done := false;
        for turn, way in
            select t, w from generate_series(0, {turns}) t, jsonb_array_elements({ways}::jsonb) with ordinality e (w, n)
            order by t, n
        loop
            one := tried.one;
            two := tried.two;
            if turn > 0 then
                -- The parents of another row: this one's may hold something against any pair.
                select t.cells into other from {staged} t where t.place > tried.place + 3 * turn
                    order by t.place limit 1;
                exit when other is null;
                foreach cell in array {held}::int[] loop
                    one[cell] := other[cell];
                end loop;
            end if;
            begin
                for step in select s from jsonb_array_elements(way) s loop
                    value := case step ->> 2
                        when 'same' then one[(step ->> 3)::int]
                        when 'minus' then (- one[(step ->> 3)::int]::numeric)::text
                        else step ->> 3
                    end;
                    if step ->> 0 = '1' then
                        one[(step ->> 1)::int] := value;
                    else
                        two[(step ->> 1)::int] := value;
                    end if;
                end loop;
                execute format({insert}, variadic one || two);
                {ask}
                done := true;
            exception when others then
                done := false;
            end;
            exit when done;
        end loop;
        taken := taken + done::int;
        exit when taken = 0 and begun >= {hopeless};
    end loop;
end;
$balanced$
"""


def insert_pairs(cursor: Cursor, planned: PlannedTable, staged: str, insert: str, ask: str) -> None:
    """Try the rows of `staged` two by two, the second as the first's mirror; `insert` takes the cells of both."""
    ways = list(_ways(planned))[:_MOST_WAYS]
    if not ways:
        return
    keys = {c for key in planned.table.foreign_keys for c in key.columns}
    held = [n for n, column in enumerate(planned.columns, 1) if column.name in keys]
    cursor.execute(
        _LOOP.format(
            staged=staged,
            ways=literal(json.dumps(ways)),
            held=literal("{" + ", ".join(map(str, held)) + "}"),
            turns=_TURNS if held else 0,
            insert=literal(insert),
            ask=ask,
            hopeless=_HOPELESS,
        )
    )


def _ways(planned: PlannedTable) -> Iterator[list[Step]]:
    table = planned.table
    bodies = [t.body for t in table.triggers if t.enabled and "INSERT" in t.events and "sum" in t.body.lower()]
    text = "\n".join(bodies)
    if not bodies:
        return
    places = {c.name: n for n, c in enumerate(planned.columns, 1)}
    held = {c for key in table.foreign_keys for c in key.columns}
    together = {c for key in table.foreign_keys if len(key.columns) > 1 for c in key.columns}
    alone = {u.columns[0] for u in table.uniques if len(u.columns) == 1}
    named = {c for body in bodies for c in _named(_SAME, body)} - alone
    grouped = {word.lower() for listed in _GROUPED.findall(text) for word in re.findall(r"\w+", listed)} - alone
    links = sorted((_named(_NEW, text) & held | together | named | grouped) & places.keys())
    shared: list[Step] = [(2, places[c], "same", str(places[c])) for c in links]
    numbers = [c for c in places if c not in held and table.by_name[c].type.base.name in _NUMBERS]
    summed = [c for c in numbers if c in _named(_SUM, text)] or [c for c in numbers if re.search(rf"\b{c}\b", text)]
    if not links or not summed:
        return
    for one, other in permutations(summed, 2):
        first, second = places[one], places[other]
        nothing = [None, "0"] if table.by_name[one].nullable and table.by_name[other].nullable else ["0"]
        for none in nothing:
            yield [*shared, (1, second, "put", none), (2, second, "same", str(first)), (2, first, "put", none)]
    for amount in summed:
        place = str(places[amount])
        yield [*shared, (2, places[amount], "minus", place)]
        for column, left, right in _sides(planned, text):
            yield [
                *shared,
                (2, places[amount], "same", place),
                (1, places[column], "put", left),
                (2, places[column], "put", right),
            ]


def _sides(planned: PlannedTable, text: str) -> Iterator[tuple[str, str, str]]:
    """Columns that say on which side a line stands, and two sides that the function or the column's check names."""
    for column in planned.columns:
        if not re.search(rf"\b{re.escape(column.name)}\b", text):
            continue
        type_ = column.attribute.type.base
        checks = [c.expression for c in planned.table.checks if c.columns == (column.name,)]
        words = list(dict.fromkeys(word for part in (*checks, text) for word in _WORD.findall(part)))
        sides: Sequence[str] = type_.labels or (words if type_.name in ("text", "varchar", "bpchar") else ())
        for left, right in permutations(sides[:4], 2):
            yield column.name, left, right


def _named(pattern: re.Pattern[str], text: str) -> set[str]:
    return {quoted or plain.lower() for quoted, plain in pattern.findall(text)}
