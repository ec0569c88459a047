"""Row by row into a table that does not take its rows together: those the server accepts stay.

Every row is tried in a subtransaction of its own, on the server, so that triggers, checks and keys judge it as
they would judge a developer's INSERT. Values come as text and are read by the column's own input function.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from seeding.load.balanced import insert_pairs
from seeding.load.blocks import Block
from seeding.load.claims import CLAIM, FORGET, NEXT, claimants
from seeding.load.literals import literal
from seeding.load.made_parent import MadeParent, safe
from seeding.load.prepared import called, forget, prepare
from seeding.load.relations import Cursor, Relations
from seeding.load.shortfall import VANISHED, Refusal, worded
from seeding.load.stage import Stage
from seeding.load.triggers import MADE_NOW
from seeding.load.variants import MOST_TRIES, PICK, TRIES, VAIN_TRIES, WORTH_TRIES, Variants
from seeding.schema import ForeignKey, quote

# So many rows are tried; where none of the first is taken, the others are not tried.
MOST_ROWS = 50_000
_HOPELESS = 200
_ROW = "row"  # the statement that tries one
_SOLVING = 6  # tries with what was worked out from the function, before all else

_LOOP = """
do $salvage$
declare
    tried record;
    cells text[];
    parents jsonb := {parents};
    ways jsonb := {ways};
    named_ways jsonb := {named_ways};
    made text[] := '{{}}';
    taken bigint := 0;
    refused bigint := 0;
    spent int := 0;
    helped int := 0;
    again int;
    tries int;
    claimant int := 0;
    turned int;
    asking text;
    claimed boolean := false;
    written boolean;
    cell int;
    drawn int;
    solving int := {solving};
    used text[] := '{{}}'; kept_on text[] := '{{}}'; touched int[];
    varied text; scope text[]; at_cells int[]; shared_now text[]; found text[];
    first_state text; first_said text; first_named text; first_around text; first_advice text;
    state text; said text; detail text; named text; place text; around text; advice text;
begin
    for tried in select t.cells, t.place from {staged} t order by t.place loop
        cells := tried.cells;
        again := 0;
        tries := 0;
        turned := 0;
        scope := '{{}}';
        loop
            begin
                {claim}
                foreach place in array made loop
                    execute format(parents -> place ->> 'keep', variadic cells);
                    execute format(parents -> place ->> 'drop', variadic cells);
                end loop;
                execute format({insert}, variadic cells) into written;
                if written is null then
                    raise exception '{vanished}';
                end if;
                {ask}
                taken := taken + 1;
                if tries > 0 then
                    helped := helped + 1;
                    -- What no planned row has, and one needed: the next ones need it as well.
                    kept_on := array(
                        select w from unnest(used) with ordinality u (w, n)
                        where (ways -> w ->> 'offered')::boolean group by w order by min(n)
                    );
                end if;
                exit;
            exception when others then
                get stacked diagnostics state = returned_sqlstate, said = message_text, named = constraint_name,
                    place = table_name, detail = schema_name, around = pg_exception_context,
                    advice = pg_exception_hint;
                again := again + 1;
                if state = '23503' and again < 9 and {nullable}::jsonb ? named then
                    for cell in select e::int from jsonb_array_elements_text({nullable}::jsonb -> named) e loop
                        cells[cell] := null;
                    end loop;
                    continue;
                end if;
                -- A trigger here makes the parent itself: it has to find none.
                if state = '23505' and again < 9 and parents ? concat(detail, '.', place)
                    and not concat(detail, '.', place) = any (made) then
                    made := made || concat(detail, '.', place);
                    continue;
                end if;
                -- A trigger of another table made this very row: the key is the plan's, and what refers to it finds it.
                -- Whatever it was refused for: that row was taken.
                if tries = 0 or state = '23505' and named = {key_name} then
                    execute format({adopt}, variadic cells);
                    get diagnostics cell = row_count;
                    if cell > 0 then
                        taken := taken + 1;
                        exit;
                    end if;
                end if;
                if tries = 0 then
                    first_state := state; first_said := said; first_named := named; first_around := around;
                    first_advice := advice;
                end if;
                {next_claimant}
                if tries < {tries} and spent < least({most}, {vain} + {worth} * helped) then
                    scope := scope || array(
                        select w from jsonb_array_elements_text(
                            -- Another table's constraint, which a function ran into: what it looks at is to blame.
                            case when coalesce(named, '') = '' or around ~ 'function' and not named_ways ? named
                                then {raised}::jsonb else named_ways -> named end
                        ) w where not w = any (scope)
                    );
                end if;
                if cardinality(scope) > 0 and tries < {tries}
                    and spent < least({most}, {vain} + {worth} * helped)
                then
                    tries := tries + 1;
                    spent := spent + 1;
                    again := 0;
                    cells := tried.cells;
                    touched := '{{}}';
                    used := case when tries % 4 = 1 then '{{}}' else kept_on end;
                    foreach varied in array used loop
                        -- What follows from other columns comes once these are there.
                        if ways -> varied ->> 'template' is null then
                            {vary}
                        end if;
                    end loop;
                    -- What was worked out first; then each way alone, twice; then several together.
                    for cell in 1 .. cardinality(scope) loop
                        varied := scope[cell];
                        if (case
                            when tries <= solving then (ways -> varied ->> 'solved')::boolean
                                and (ways -> varied ->> 'template' is not null or tries = 2 or tries > 2
                                    and substr(md5(concat(tried.place, '/', tries, '/', varied)), 1, 1) < '8')
                            when ways -> varied ->> 'template' is not null
                                then tries % 2 = 0 or varied = any (kept_on)
                            when tries - solving <= 2 * cardinality(scope)
                                then (tries - solving - 1) % cardinality(scope) + 1 = cell
                            else cardinality(scope) = 1
                                or not (ways -> varied ->> 'alone')::boolean
                                and substr(md5(concat(tried.place, '/', tries, '/', varied)), 1, 1) < '8' end)
                            and not (
                                (ways -> varied ->> 'solved')::boolean and ways -> varied ->> 'template' is null
                                and varied = any (used)
                            )
                            -- One of several things that a column may be.
                            and (coalesce((ways -> varied ->> 'rank')::int, 0) = 0 or (ways -> varied ->> 'rank')::int
                                = (tries - 1) % (ways -> varied ->> 'ranks')::int + 1)
                            -- What changed together stays together.
                            and not exists (
                                select from jsonb_array_elements_text(ways -> varied -> 'cells') e
                                where e::int = any (touched)
                            )
                        then
                            {vary}
                            used := used || varied;
                            if (ways -> varied ->> 'tied')::boolean then
                                touched := touched || at_cells;
                            end if;
                        end if;
                    end loop;
                    continue;
                end if;
                refused := refused + 1;
                -- What was first said has been met in other rows: what is said last is what remains.
                if cardinality(kept_on) > 0 then
                    insert into {refusals} values (state, said, named, around, advice);
                else
                    insert into {refusals}
                    values (first_state, first_said, first_named, first_around, first_advice);
                end if;
                exit;
            end;
        end loop;
        exit when taken = 0 and refused >= {hopeless};
    end loop;
    {forget}
end;
$salvage$
"""


@dataclass(frozen=True)
class Salvage:
    """Where one table's rows wait to be tried."""

    cursor: Cursor
    stage: Stage  # made: its table of written keys takes note of what was accepted

    def load(self, blocks: Sequence[Block]) -> None:
        """COPY the rows, as text, beside their place."""
        number = len(self.stage.planned.columns)
        columns = ", ".join(f"c{n} text" for n in range(number))
        names = ", ".join(f"c{n}" for n in range(number))
        self.cursor.execute(f"CREATE TEMPORARY TABLE {self.raw} (place bigserial, {columns}) ON COMMIT DROP")
        self.cursor.execute(
            f"CREATE TEMPORARY TABLE {self.refusals} (state text, said text, named text, around text, advice text) "
            "ON COMMIT DROP"
        )
        with self.cursor.copy(f"COPY {self.raw} ({names}) FROM STDIN") as copy:
            for block in blocks:
                copy.write(block.data)

    def mend(self, key: ForeignKey) -> None:
        """Rows that lost their parent get another that is there, each parent in turn."""
        place = {c.name: n for n, c in enumerate(self.stage.planned.columns)}
        if not set(key.columns) <= place.keys():
            return
        pairs = [(f"c{place[c]}", f"p{n}") for n, c in enumerate(key.columns)]
        listed = ", ".join(f"p.{quote(c)}::text AS p{n}" for n, c in enumerate(key.parent_columns))
        there = " AND ".join(f"p.{quote(c)}::text = s.c{place[own]}" for own, c in zip(
            key.columns, key.parent_columns, strict=True))  # fmt: skip
        keys = ", ".join(name for _, name in pairs)
        self.cursor.execute(
            f"""
            WITH parents AS (
                SELECT *, row_number() OVER (ORDER BY {keys}) - 1 AS number, count(*) OVER () AS many
                FROM (SELECT DISTINCT {listed} FROM {key.parent.sql} p LIMIT 10000) q
                WHERE {" AND ".join(f"{name} IS NOT NULL" for _, name in pairs)}
            )
            UPDATE {self.raw} s SET {", ".join(f"{own} = q.{name}" for own, name in pairs)} FROM parents q
            WHERE q.number = s.place % q.many AND {" AND ".join(f"s.{own} IS NOT NULL" for own, _ in pairs)}
            AND NOT EXISTS (SELECT FROM {key.parent.sql} p WHERE {there})
            """
        )

    def insert(
        self, late: Sequence[str], parents: Sequence[MadeParent], relations: Relations, asked: Sequence[str] = ()
    ) -> int:
        """Try every row, `late` columns NULL; how many were taken.

        `parents` are those a trigger may want to make, `asked` constraint triggers that wait and are not to.
        """
        names = [c.name for c in self.stage.planned.columns]
        nullable = {
            key.name: [names.index(c) + 1 for c in key.columns if c in names and c not in late and self._nullable(c)]
            for key in self.stage.planned.table.foreign_keys
        }
        for parent in parents:
            parent.keep(self.cursor)
        variants = Variants.of(self.stage.planned, late, relations)
        forget(self.cursor)
        variants = variants.choose(self.cursor, self._choices, self.raw)
        now = ", ".join(asked)
        ask = f"set constraints {now} immediate; set constraints {now} deferred;" if now else ""
        who = claimants(self.stage.planned, relations) if not self._somebody_asks() else []
        self.cursor.execute(
            _LOOP.format(
                staged=self.staged,
                insert=literal(self._once_prepared(late)),
                refusals=self.refusals,
                nullable=literal(json.dumps({name: places for name, places in nullable.items() if places})),
                parents=literal(json.dumps({p.name: p.statements(names) for p in parents})),
                hopeless=_HOPELESS,
                ways=literal(variants.as_json),
                named_ways=literal(variants.named_as_json),
                raised=literal(json.dumps(variants.raised)),
                vary=PICK.format(choices=self._choices),
                tries=TRIES,
                most=MOST_TRIES,
                vanished=VANISHED,
                solving=_SOLVING if any(way.solved for way in variants.ways) else 0,
                vain=VAIN_TRIES,
                worth=WORTH_TRIES,
                claim=CLAIM.format(who=", ".join(who), many=len(who) + 1) if who else "",
                next_claimant=NEXT.format(many=len(who) + 1) if who else "",
                forget=FORGET if who else "",
                ask=ask,
                key_name=literal(self._key_name),
                adopt=literal(self._adopt),
            )
        )
        forget(self.cursor)
        for parent in parents:
            parent.give_back(self.cursor)
        if not self.taken():
            insert_pairs(self.cursor, self.stage.planned, self.staged, self.statement(rows=2), ask)
        return self.taken()

    def statement(self, *, rows: int = 1) -> str:
        """The INSERT as a template of format(), one argument a column and row."""
        number = len(self.stage.planned.columns)
        values = ", ".join(
            "(" + ", ".join(f"%{n}$L" for n in range(first, first + number)) + ")"
            for first in range(1, rows * number + 1, max(1, number))
        )
        before, after = self._insert
        return f"{safe(before)} {values} {safe(after)}"

    def _once_prepared(self, late: Sequence[str]) -> str:
        """Have the server plan the INSERT of one row, `late` columns NULL; the template of a call."""
        names = [c.name for c in self.stage.planned.columns]
        given = [n for n, name in enumerate(names, 1) if name not in late]
        values = ", ".join("NULL" if name in late else f"${given.index(n) + 1}" for n, name in enumerate(names, 1))
        before, after = self._insert
        prepare(self.cursor, _ROW, f"{before} ({values}) {after} RETURNING true")
        cells = ", ".join(f"%{n}$L" for n in given)
        return f"EXECUTE {safe(called(_ROW))}" + (f"({cells})" if cells else "")

    @property
    def _insert(self) -> tuple[str, str]:
        """What comes before and after the VALUES: the row goes in, and its key among those written."""
        names = ", ".join(quote(c.name) for c in self.stage.planned.columns)
        returned = ", ".join(f"t.{quote(c)}" for c in self.stage.identity)
        into = f"{self.stage.relation.name.sql} AS t ({names})"
        return (
            f"WITH written AS (INSERT INTO {into} OVERRIDING SYSTEM VALUE VALUES",
            f"RETURNING {returned}) INSERT INTO {self.stage.written} SELECT * FROM written",
        )

    @property
    def _key_name(self) -> str:
        """The primary key's constraint, where the plan gives its columns."""
        key = self.stage.planned.table.primary_key
        return key.name if key is not None and self.stage.key_planned else ""

    @property
    def _adopt(self) -> str:
        """Note a row that another table's trigger made under this key, as a template of format()."""
        names = [c.name for c in self.stage.planned.columns]
        returned = ", ".join(f"t.{quote(c)}" for c in self.stage.identity)
        pairs = [(quote(c), names.index(c) + 1) for c in self.stage.relation.key if c in names]
        same = " AND ".join(f"t.{column} = %{place}$L" for column, place in pairs) or "false"
        known = " AND ".join(f"w.{column} = t.{column}" for column, _ in pairs) or "true"
        return (
            f"INSERT INTO {safe(self.stage.written)} SELECT {safe(returned)} FROM {safe(self.stage.relation.own)} t "
            f"WHERE {same} AND NOT EXISTS (SELECT FROM {safe(self.stage.written)} w WHERE {known}) "
            f"AND {safe(MADE_NOW)}"
        )

    @property
    def staged(self) -> str:
        """SQL for the rows: their place, and their cells as an array of texts."""
        cells = ", ".join(f"s.c{n}" for n in range(len(self.stage.planned.columns)))
        return f"(SELECT s.place, ARRAY[{cells}]::text[] AS cells FROM {self.raw} s)"

    def taken(self) -> int:
        """How many rows the table has taken."""
        found = self.cursor.execute(f"SELECT count(*) FROM {self.stage.written}").fetchone()
        assert found is not None
        taken: int = found[0]
        return taken

    def _somebody_asks(self) -> bool:
        row = self.cursor.execute("SELECT nullif(current_setting('request.jwt.claims', true), '')").fetchone()
        return bool(row and row[0])

    def _nullable(self, column: str) -> bool:
        return self.stage.planned.table.by_name[column].nullable

    def refusal(self) -> Refusal | None:
        """What was said most often."""
        row = self.cursor.execute(
            f"""
            SELECT state, min(said), coalesce(named, ''), min(around), min(advice) FROM {self.refusals}
            GROUP BY state, coalesce(named, ''), CASE WHEN coalesce(named, '') = '' THEN said END
            ORDER BY count(*) DESC, 2 LIMIT 1
            """
        ).fetchone()
        if row is None:
            return None
        state, said, named, around, advice = row
        return worded(state, said, constraint=named, context=around or "", hint=advice or "")

    @property
    def raw(self) -> str:
        """Where the rows are, as text."""
        return f'"seed salvage {self.stage.number}"'

    @property
    def _choices(self) -> str:
        return f'"seed choices {self.stage.number}"'

    @property
    def refusals(self) -> str:
        """Where it is noted what was said of those that were refused."""
        return f'"seed refused {self.stage.number}"'
