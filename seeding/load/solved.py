"""What a row has to be so that a trigger lets it pass, worked out from what its function compares.

`IF NEW.amount <> v_total` wants the total for the amount, `EXISTS (… WHERE shift.day = NEW.day)` a row of the shifts,
`IF v_doctor.role <> 'DOCTOR'` another doctor. What follows is only tried, on rows that were refused: the server has
the last word, so that a reading that is wrong costs a try.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seeding.load.literals import literal
from seeding.load.relations import Relations
from seeding.schema import ForeignKey, Table, quote
from seeding.schema.routine import (
    Compared,
    Condition,
    Listed,
    Query,
    Variables,
    body_of,
    compared,
    conditions,
    cut,
    query_of,
    uncast,
    variables,
)

_NEW = re.compile(r"(?<![\w.\"])new\s*\.\s*(?:\"((?:[^\"]|\"\")+)\"|(\w+))", re.IGNORECASE)
_CALL = re.compile(r"^(?:lower|upper|trim|btrim|coalesce|date)\s*\((.*)\)$", re.IGNORECASE | re.DOTALL)
_ASKED = re.compile(r"\b(\w+)\s*\(((?:[^()]|\([^()]*\))*)\)")
_BUILT_IN = frozenset({"coalesce", "nullif", "greatest", "least", "lower", "upper", "abs", "and", "or", "not", "in"})
_OF_WEEK = re.compile(
    r"^(?:extract\s*\(\s*(?:iso)?dow\s+from\s+(.+)\)|date_part\s*\(\s*'(?:iso)?dow'\s*,\s*(.+)\))$",
    re.IGNORECASE | re.DOTALL,
)
_NAME_OF_DAY = re.compile(r"to_char\s*\(\s*([^,]+),\s*'(?:FM)?(?:day|dy)'\s*\)", re.IGNORECASE)
_PLUS = re.compile(r"\+")
_DIFFERENCE = re.compile(r"^([^-]+?)\s*-\s*([^-]+)$", re.DOTALL)
_LOOKS = re.compile(r"\bselect\b|\bnew\s*\.", re.IGNORECASE)
_DAYS = "ARRAY['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']"
_STEPPED = {"int2": "1", "int4": "1", "int8": "1", "numeric": "1", "date": "1", "timestamp": "interval '1 hour'",
            "timestamptz": "interval '1 hour'"}  # fmt: skip
_CLOCK = re.compile(r"now\s*\(|today\s*\(|\bcurrent_(?:date|timestamp)\b|\blocaltimestamp\b", re.IGNORECASE)
# What is planned lies in the two years before the run.
_LATER = "interval '3 years'"
_MOMENTS = ("date", "timestamp", "timestamptz")
_TURN = "@turn@"  # 0 at first, then any of 0 to 25
_SHARE = "@share@"  # from 0 to 1
_MOST_PARENTS = 1_000
_LOOKED_AT = 25  # parents, from some place on


@dataclass(frozen=True)
class Derived:
    """Columns' values as expressions of the row's other columns: an array, of the cells $1, a turn $2, a share $3.

    Of one `group` one is taken at a time.
    """

    columns: tuple[str, ...]
    template: str
    group: str
    moved: bool = False  # from what it was: this comes after, and beside, what it otherwise may be


@dataclass(frozen=True)
class Source:
    """Columns that get what a query has for them."""

    columns: tuple[str, ...]
    sql: str  # gives `cells`


@dataclass
class Solved:
    """All that was worked out for a table."""

    sources: list[Source] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)


def solve(table: Table, names: Mapping[str, int], relations: Relations) -> Solved:
    """What the triggers on INSERT of a table ask of the planned columns `names`, which have a place among the cells."""
    found = Solved()
    keys = {
        k.columns[0]: k
        for k in table.foreign_keys
        if len(k.columns) == 1 and k.columns[0] in names and k.parent in relations.tables and k.parent != table.name
    }
    solver = _Solver(table, names, keys)
    for trigger in table.triggers:
        if trigger.enabled and trigger.per_row and "INSERT" in trigger.events and _LOOKS.search(trigger.body):
            solver.read(body_of(table, trigger), found)
    found.sources = list(dict.fromkeys(found.sources))
    found.derived = list(dict.fromkeys(found.derived))
    return found


@dataclass(frozen=True)
class _Solver:
    table: Table
    names: Mapping[str, int]
    keys: Mapping[str, ForeignKey]

    def read(self, body: str, found: Solved) -> None:
        """Add what one function asks for."""
        known = variables(body)
        of_parent: dict[str, list[str]] = {}
        bounds: dict[str, dict[str, str]] = {}
        beside: dict[str, list[str]] = {}  # what is to be true of a parent beside the rest of the row
        for target, values in known.values.items():
            column = self._column(target)
            text = known.resolved(values[0])
            if column is not None and text is not None and column not in self._mentioned(text):
                self._derive(column, text, found)  # the function gives it itself: what hangs on it can be worked out
        for condition in conditions(body, known):
            if condition.query is not None:
                if condition.negated or _is_missing(condition):
                    self._like_a_row(*known.resolved_query(condition.query), found)
            else:
                for part in condition.parts:
                    self._decides(part, condition, known, bounds, found)
            text = known.resolved(condition.text)
            mentioned = self._mentioned(text) if text is not None else set()
            if text is None:
                continue
            # Where the function raises if it is true, it is not to be.
            wanted = f"({text})" if condition.negated else f"({text}) IS NOT TRUE"
            if len(mentioned) == 1 and mentioned <= self.keys.keys():
                of_parent.setdefault(next(iter(mentioned)), []).append(wanted)
            if mentioned <= set(self.names):
                asked = mentioned if self._looks_at_its_own(text) else _asked_about(text) & mentioned
                for column in sorted(asked & self.keys.keys()):
                    beside.setdefault(column, []).append(wanted)
        for column, ends in bounds.items():
            self._within(column, ends, found)
        for column, wanted_of in beside.items():
            self._another(column, list(dict.fromkeys(wanted_of)), found)
        for column, wanted_of in of_parent.items():
            distinct = list(dict.fromkeys(wanted_of))
            found.sources += [self._parents(column, distinct)]
            found.sources += [self._parents(column, [one]) for one in distinct if len(distinct) > 1]

    def _decides(  # called in one place
        self,
        part: Compared | Listed,
        condition: Condition,
        known: Variables,
        bounds: dict[str, dict[str, str]],
        found: Solved,
    ) -> None:
        if isinstance(part, Listed):
            return
        left, right = known.resolved(part.left), known.resolved(part.right)
        if left is None or right is None:
            return
        said = Compared(left, part.symbol, right)
        raising = not condition.negated
        for side in (said, said.flipped):
            if side.symbol in (("<", "<=") if raising else (">", ">=")) and _CLOCK.search(side.right):
                self._to_come(side.left, found)
        for side in (said, said.flipped) if raising else ():
            column = self._column(uncast(side.left))
            end = {"<": "low", "<=": "low", ">": "high", ">=": "high"}.get(side.symbol)
            if column is not None and end is not None and column not in self._mentioned(side.right):
                bounds.setdefault(column, {}).setdefault(end, side.right)
        for column, expression in self._solutions(said, wanted=not raising):
            if _LOOKS.search(expression):
                self._derive(column, expression, found)
        if said.symbol in ("<>", "="):
            self._pairs(said, found)

    def _within(self, column: str, ends: Mapping[str, str], found: Solved) -> None:
        """Somewhere between two bounds, if there are two."""
        type_ = self.table.by_name[column].type.base.name
        if len(ends) < 2 or type_ not in _STEPPED or not _LOOKS.search(ends["low"] + ends["high"]):
            return
        low = f"({ends['low']})"
        way = f"(coalesce(({ends['high']}), {low}) - {low}) * {_SHARE}"
        if type_ == "date":
            way = f"floor((coalesce(({ends['high']})::date, {low}::date) - {low}::date) * {_SHARE})::int"
            low = f"{low}::date"
        elif type_ in _MOMENTS:
            way = (
                f"(coalesce(({ends['high']})::timestamptz, {low}::timestamptz) - {low}::timestamptz) * {_SHARE}::float8"
            )
            low = f"{low}::timestamptz"
        self._derive(column, f"{low} + {way}", found, first=True)

    def _to_come(self, text: str, found: Solved) -> None:
        """A moment that the function wants to be still to come: the planned one, some years later."""
        for column in sorted(self._mentioned(text) & set(self.names)):
            type_ = self.table.by_name[column].type.base.name
            if type_ in _MOMENTS:
                self._derive(column, f"NEW.{quote(column)} + {_LATER}", found, first=True)

    def _solutions(self, said: Compared, *, wanted: bool) -> Iterator[tuple[str, str]]:
        """Columns of the new row, and what they have to be; `wanted` where it is to be true."""
        for side in (said, said.flipped):
            left = uncast(side.left)
            column = self._column(left)
            if column is not None:
                if column not in self._mentioned(side.right):
                    yield from ((column, way) for way in self._beside(column, side, wanted=wanted))
                continue
            day = self._day(left, side.right)
            if day is not None and (side.symbol == "=") == wanted:
                yield day
            yield from self._addends(left, side, wanted=wanted)
            two = _DIFFERENCE.match(left)
            if two is not None:
                later, earlier = self._column(uncast(two[1])), self._column(uncast(two[2]))
                if later is not None and earlier is not None:
                    yield later, f"{two[2].strip()} + ({side.right})"

    def _addends(self, left: str, side: Compared, *, wanted: bool) -> Iterator[tuple[str, str]]:
        """What is spent together with the new row's: the rest, or half of it where there only is a limit."""
        addends = cut(left, _PLUS)
        for place, addend in enumerate(addends if len(addends) > 1 else ()):
            column = self._column(uncast(addend))
            if column is None or self.table.by_name[column].type.base.name not in ("numeric", "int4", "int8", "float8"):
                continue
            others = " + ".join(f"({other.strip()})" for n, other in enumerate(addends) if n != place)
            if column not in self._mentioned(others) and column not in self._mentioned(side.right):
                rest = f"({side.right}) - ({others})"
                yield column, f"({rest}) / 2" if side.symbol in (("<", "<=") if wanted else (">", ">=")) else rest

    def _beside(self, column: str, side: Compared, *, wanted: bool) -> Iterator[str]:
        step = _STEPPED.get(self.table.by_name[column].type.base.name)
        away = {"<": "-", ">": "+"} if wanted else {"<=": "+", ">=": "-"}
        if side.symbol in away and step is not None:
            yield f"({side.right}) {away[side.symbol]} {step}"
        else:
            yield side.right

    def _day(self, left: str, right: str) -> tuple[str, str] | None:
        """A day of the week: the column's own day, or the first such day after it."""
        named = _NAME_OF_DAY.search(left)
        of_week = _OF_WEEK.match(left)
        inner = named[1] if named else (of_week[1] or of_week[2]) if of_week else None
        column = None if inner is None else self._column(uncast(inner))
        if column is None or column in self._mentioned(right):
            return None
        wanted = f"array_position({_DAYS}, lower(left(trim(({right})::text), 3))) - 1" if named else f"({right})::int"
        own = f"NEW.{quote(column)}"
        # Further weeks in further tries: the first may be taken.
        days = f"(({wanted}) - extract(dow from {own})::int + 14) % 7 + 7 * {_TURN}"
        if self.table.by_name[column].type.base.name == "date":
            return column, f"{own} + ({days})"
        return column, f"{own} + ({days}) * interval '1 day'"

    def _like_a_row(self, query: Query, unknown: Sequence[str], found: Solved) -> None:
        """The columns as some row of the query has them; what depends on the row's own value follows from that."""
        given: dict[str, str] = {}
        kept: list[str] = []
        late: list[tuple[str, str]] = []
        source = query.source
        for number, part in enumerate(query.where):
            if not self._mentioned(part):
                kept.append(part)
                continue
            for one in compared(part):
                if isinstance(one, Listed):
                    column = self._column(uncast(one.left))
                    if column is not None and one.items[0].startswith("any ") and column not in given:
                        source += f', unnest({one.items[0][4:]}) "seed any {number}" (v)'
                        given[column] = f'"seed any {number}".v'
                    continue
                for column, expression in self._solutions(one, wanted=True):
                    if not self._mentioned(expression):
                        given.setdefault(column, expression)
                    elif self._is_day(one):
                        late.append((part, column))
        if given and not self._mentioned(source) and (len(given) > 1 or kept or not given.keys() <= self.keys.keys()):
            found.sources.append(self._source(given, source, kept))
        if len(query.where) - len(kept) > 1:
            self._beside_others(given, query, found)
        for part, column in late:
            others = [other for other in query.where if other != part]
            for one in compared(part):
                if isinstance(one, Compared):
                    self._day_of(one, Query(("",), query.source, tuple(others)), column, found)

    def _beside_others(self, given: Mapping[str, str], query: Query, found: Solved) -> None:
        """The columns as a row has them that is like the new one in one of the conditions."""
        fixed = [part for part in query.where if not self._mentioned(part)]
        for pivot in query.where:
            held_by = self._mentioned(pivot)
            picked = {c: e for c, e in given.items() if c not in held_by and not e.startswith('"seed any')}
            if not held_by or not picked:
                continue
            cells = ", ".join(f"(({e})::{self.table.by_name[c].type.sql})::text" for c, e in picked.items())
            row = Query((f"ARRAY[{cells}]",), query.source, (*fixed, pivot))
            template = self._template(row.value(order=f"md5(concat({cells}, {_TURN}))"))
            if template is not None:
                found.derived.append(Derived(tuple(picked), template, query.source))

    def _is_day(self, one: Compared) -> bool:
        return any(_OF_WEEK.match(uncast(s)) or _NAME_OF_DAY.search(uncast(s)) for s in (one.left, one.right))

    def _day_of(self, one: Compared, query: Query, column: str, found: Solved) -> None:
        for side in (one, one.flipped):
            day = self._day(uncast(side.left), query.value(side.right))
            if day is not None and day[0] == column:
                self._derive(*day, found)

    def _pairs(self, said: Compared, found: Solved) -> None:
        """Two parents that have something in common: the pupil's class is the lesson's."""
        sides = [query_of(side) for side in (said.left, said.right)]
        if None in sides:
            return
        queries = [query for query in sides if query is not None]
        parts = [self._keyed(query) for query in queries]
        if not all(given for given, _ in parts) or set(parts[0][0]) & set(parts[1][0]):
            return
        inner = []
        for (given, kept), query in zip(parts, queries, strict=True):
            keys = ", ".join(f"({e})::text AS k{n}" for n, e in enumerate(given.values()))
            where = f" WHERE {' AND '.join(f'({part})' for part in kept)}" if kept else ""
            inner.append(f"(SELECT {keys}, ({query.items[0]}) AS v FROM {query.source}{where} LIMIT {_MOST_PARENTS})")
        cells = [f"p.k{n}" for n in range(len(parts[0][0]))] + [f"q.k{n}" for n in range(len(parts[1][0]))]
        sql = f"SELECT ARRAY[{', '.join(cells)}] AS cells FROM {inner[0]} p JOIN {inner[1]} q ON p.v = q.v LIMIT 20000"
        found.sources.append(Source((*parts[0][0], *parts[1][0]), sql))

    def _keyed(self, query: Query) -> tuple[dict[str, str], list[str]]:
        given: dict[str, str] = {}
        kept: list[str] = []
        for part in query.where:
            if not self._mentioned(part):
                kept.append(part)
                continue
            for one in compared(part):
                if isinstance(one, Compared) and one.symbol == "=":
                    for column, expression in self._solutions(one, wanted=True):
                        if not self._mentioned(expression):
                            given.setdefault(column, expression)
        return given, kept

    def _parents(self, column: str, wanted: Sequence[str]) -> Source:
        """Rows of the parent that the function has nothing against."""
        key = self.keys[column]
        own = f'"seed p".{quote(key.parent_columns[0])}'
        where = " AND ".join(_NEW.sub(own, part) for part in wanted)
        some = f"(SELECT * FROM {key.parent.sql} LIMIT {_MOST_PARENTS})"
        return Source((column,), f'SELECT ARRAY[{own}::text] AS cells FROM {some} "seed p" WHERE {where}')

    def _another(self, column: str, wanted: Sequence[str], found: Solved) -> None:
        """A parent that the function has nothing against beside this row, and with the rows that are there by now."""
        key = self.keys[column]
        there = quote(key.parent_columns[0])
        own = f'"seed p".{there}'
        start = f"floor((SELECT count(*) FROM {key.parent.sql}) * {_SHARE})::bigint"
        some = f"(SELECT * FROM {key.parent.sql} ORDER BY {there} OFFSET {start} LIMIT {_LOOKED_AT})"

        def other(match: re.Match[str]) -> str:
            return own if _name(match) == column else match[0]

        where = " AND ".join(_NEW.sub(other, part) for part in wanted)
        free = f'(SELECT {own} FROM {some} "seed p" WHERE {where} ORDER BY 1 LIMIT 1)'
        self._derive(column, f"coalesce({free}, NEW.{quote(column)})", found)

    def _looks_at_its_own(self, text: str) -> bool:
        return re.search(rf"\b{re.escape(self.table.name.name)}\b", text, re.IGNORECASE) is not None

    def _source(self, given: Mapping[str, str], source: str, kept: Sequence[str]) -> Source:
        cells = ", ".join(
            f"(({expression})::{self.table.by_name[column].type.sql})::text" for column, expression in given.items()
        )
        where = f" WHERE {' AND '.join(f'({part})' for part in kept)}" if kept else ""
        return Source(tuple(given), f"SELECT ARRAY[{cells}]::text[] AS cells FROM {source}{where}")

    def _derive(self, column: str, expression: str, found: Solved, *, first: bool = False) -> None:
        template = self._template(expression)
        if template is None:
            return
        moved = column in self._mentioned(expression)
        one = f"ARRAY[(({template})::{self.table.by_name[column].type.sql})::text]"
        found.derived.insert(0 if first else len(found.derived), Derived((column,), one, column, moved))

    def _template(self, expression: str) -> str | None:
        """The expression with the row's values in it; None where one of them is not planned."""
        if not self._mentioned(expression) <= set(self.names):
            return None

        def own(match: re.Match[str]) -> str:
            name = _name(match)
            return f"($1[{self.names[name]}])::{self.table.by_name[name].type.sql}"

        return _NEW.sub(own, expression).replace(_TURN, "$2").replace(_SHARE, "$3")

    def _column(self, text: str) -> str | None:
        """The planned column that a text is, spelled in lower case or not."""
        call = _CALL.match(text)
        if call is not None:
            text = uncast(call[1].split(",")[0])
        found = _NEW.fullmatch(text)
        return _name(found) if found is not None and _name(found) in self.names else None

    def _mentioned(self, text: str) -> set[str]:
        return {_name(found) for found in _NEW.finditer(text)}


def _asked_about(text: str) -> set[str]:
    """The columns that a function of the schema's own is asked about: is_on_duty(NEW.guard_id, NEW.day)."""
    calls = (call for call in _ASKED.finditer(text) if call[1].lower() not in _BUILT_IN)
    return {_name(found) for call in calls for found in _NEW.finditer(call[2])}


def _is_missing(condition: Condition) -> bool:
    """`IF v_row IS NULL`: what was looked up has to be there."""
    return condition.text.lower().endswith("is null")


def _name(found: re.Match[str]) -> str:
    return found[1].replace('""', '"') if found[1] is not None else found[2].lower()


def as_sql(source: Source) -> str:
    """The source's rows as a query of shared and cells, none of them empty."""
    return f'SELECT DISTINCT {literal("{}")}::text[] AS shared, cells FROM ({source.sql}) "seed s"'
