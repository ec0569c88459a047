"""One parent with its children after the other, each family in a subtransaction and asked before the next one."""

from __future__ import annotations

import json

from seeding.load.families.family import Family
from seeding.load.families.recipes import recipes
from seeding.load.literals import literal
from seeding.load.relations import Cursor
from seeding.load.salvage import Salvage
from seeding.plan.model import PlannedTable
from seeding.schema import ForeignKey

# So many recipes are tried on one parent once others went in, and so many parents while none did.
_FEW = 12
_HOPELESS = 12

_LOOP = """
do $family$
declare
    parent record; step jsonb; recipe jsonb;
    recipes jsonb := {recipes};
    born jsonb; children jsonb; lines jsonb; line jsonb;
    cells text[]; own text[]; inserts text[] := array[{inserts}]::text[];
    best int := 0; place int; tried int; done boolean;
    number int; size int; total numeric; one numeric; got bigint; wanted bigint;
    taken bigint := 0; refused bigint := 0;
    state text; said text; named text; around text; advice text;
    first_state text; first_said text; first_named text; first_around text; first_advice text;
begin
    for parent in select t.cells from {parents} t order by t.place loop
        born := '[]';
        {gather}
        wanted := (select coalesce(sum(jsonb_array_length(e)), 0) from jsonb_array_elements(born) e);
        done := false;
        tried := 0;
        for turn in 0 .. jsonb_array_length(recipes) - 1 loop
            exit when tried >= {few} and taken > 0;
            place := case when turn = 0 then best when turn <= best then turn - 1 else turn end;
            recipe := recipes -> place;
            tried := tried + 1;
            begin
                cells := parent.cells;
                children := born;
                for step in select s from jsonb_array_elements(recipe) s loop
                    case step ->> 0
                    when 'parent' then
                        cells[(step ->> 1)::int] := step ->> 2;
                    when 'first', 'all' then
                        number := (step ->> 1)::int;
                        size := jsonb_array_length(children -> number);
                        for at in 0 .. case when step ->> 0 = 'first' then least(size, 1) else size end - 1 loop
                            children := jsonb_set(
                                children, array[number, at, (step ->> 2)::int - 1]::text[], step -> 3);
                        end loop;
                    when 'sum' then
                        select sum((e ->> ((step ->> 3)::int - 1))::numeric
                            * coalesce((e ->> ((step ->> 4)::int - 1))::numeric, 1)) into total
                        from jsonb_array_elements(children -> (step ->> 2)::int) e;
                        cells[(step ->> 1)::int] := coalesce(total, 0)::text;
                    when 'count' then
                        cells[(step ->> 1)::int] := jsonb_array_length(children -> (step ->> 2)::int)::text;
                    when 'share' then
                        number := (step ->> 1)::int;
                        size := jsonb_array_length(children -> number);
                        total := cells[(step ->> 3)::int]::numeric;
                        one := trunc(total / greatest(size, 1), (step ->> 4)::int);
                        for at in 0 .. size - 1 loop
                            children := jsonb_set(children, array[number, at, (step ->> 2)::int - 1]::text[],
                                to_jsonb((case when at = 0 then total - one * (size - 1) else one end)::text));
                        end loop;
                    when 'pairs', 'minus' then
                        number := (step ->> 1)::int;
                        lines := children -> number;
                        size := jsonb_array_length(lines) / 2 * 2;
                        if jsonb_array_length(lines) > size then
                            lines := lines - size;
                        end if;
                        for at in 0 .. size - 1 loop
                            line := lines -> (at / 2 * 2);
                            one := coalesce(nullif(abs((line ->> ((step ->> 2)::int - 1))::numeric), 0),
                                nullif(abs((line ->> (coalesce((step ->> 3)::int, 1) - 1))::numeric), 0), 1);
                            if step ->> 0 = 'pairs' then
                                lines := jsonb_set(lines, array[at, (step ->> 2)::int - 1]::text[],
                                    to_jsonb((case when at % 2 = 0 then one else 0 end)::text));
                                lines := jsonb_set(lines, array[at, (step ->> 3)::int - 1]::text[],
                                    to_jsonb((case when at % 2 = 0 then 0 else one end)::text));
                            else
                                lines := jsonb_set(lines, array[at, (step ->> 2)::int - 1]::text[],
                                    to_jsonb((case when at % 2 = 0 then one else - one end)::text));
                            end if;
                        end loop;
                        children := jsonb_set(children, array[number]::text[], lines);
                    else
                        null;
                    end case;
                end loop;
                execute format({insert}, variadic cells);
                got := 0;
                for number in 0 .. jsonb_array_length(children) - 1 loop
                    for line in
                        select e from jsonb_array_elements(children -> number) with ordinality a (e, n) order by n
                    loop
                        own := array(select e from jsonb_array_elements_text(line) with ordinality a (e, n) order by n);
                        begin
                            execute format(inserts[number + 1], variadic own);
                            got := got + 1;
                        exception when others then
                            get stacked diagnostics said = message_text;
                        end;
                    end loop;
                end loop;
                if got = 0 and wanted > 0 then
                    raise exception '%', said;
                end if;
                for step in select s from jsonb_array_elements(recipe) s where s ->> 0 = 'after' loop
                    execute format(step ->> 1, variadic cells);
                end loop;
                {ask}
                done := true;
            exception when others then
                get stacked diagnostics state = returned_sqlstate, said = message_text, named = constraint_name,
                    around = pg_exception_context, advice = pg_exception_hint;
                if tried = 1 then
                    first_state := state; first_said := said; first_named := named; first_around := around;
                    first_advice := advice;
                end if;
            end;
            exit when done;
        end loop;
        if done then
            taken := taken + 1;
            best := place;
        else
            refused := refused + (wanted > 0)::int;
            insert into {refusals} values (first_state, first_said, first_named, first_around, first_advice);
        end if;
        exit when taken = 0 and refused >= {hopeless};
    end loop;
end;
$family$
"""


def insert_family(cursor: Cursor, family: Family, parent: Salvage, children: list[Salvage], asked: list[str]) -> None:
    """Try every parent with its children, whose rows the salvages have loaded; `asked` are the triggers that wait."""
    gather = ""
    at = {c.name: n for n, c in enumerate(family.parent.columns, 1)}
    for salvage, (child, key) in zip(children, family.children, strict=True):
        _spread(cursor, parent, salvage, family, child, key)
        own = {c.name: n for n, c in enumerate(child.columns, 1)}
        pairs = zip(key.columns, key.parent_columns, strict=True)
        same = " AND ".join(f"s.cells[{own[c]}] = parent.cells[{at[p]}]" for c, p in pairs)
        gather += (
            "born := born || jsonb_build_array((select coalesce(jsonb_agg(to_jsonb(s.cells) order by s.place), '[]') "
            f"from {salvage.staged} s where {same}));\n"
        )
    now = ", ".join(asked)
    cursor.execute(
        _LOOP.format(
            recipes=f"{literal(json.dumps(recipes(family)))}::jsonb",
            parents=parent.staged,
            gather=gather,
            inserts=", ".join(literal(salvage.statement()) for salvage in children),
            insert=literal(parent.statement()),
            ask=f"set constraints {now} immediate; set constraints {now} deferred;" if now else "",
            refusals=parent.refusals,
            few=_FEW,
            hopeless=_HOPELESS,
        )
    )


def _spread(  # noqa: PLR0917  # called in one place
    cursor: Cursor, parent: Salvage, children: Salvage, family: Family, child: PlannedTable, key: ForeignKey
) -> None:
    """Parents without a child take one of those that have several, as far as its other keys let it go."""
    at = {c.name: n for n, c in enumerate(family.parent.columns)}
    own = {c.name: n for n, c in enumerate(child.columns)}
    pairs = list(zip(key.columns, key.parent_columns, strict=True))
    others = {c for other in child.table.foreign_keys if other is not key for c in other.columns}
    same = " AND ".join(f"s.c{own[c]} = p.c{at[p]}" for c, p in pairs)
    siblings = ", ".join(f"s.c{own[c]}" for c, _ in pairs)
    ours = "".join(f", s.c{own[c]}" for c, _ in pairs if c in others)
    theirs = "".join(f", p.c{at[p]}" for c, p in pairs if c in others)
    alike = "".join(f" AND r.c{own[c]} = p.c{at[p]}" for c, p in pairs if c in others)
    cursor.execute(
        f"""
        WITH spare AS (
            SELECT s.*, row_number() OVER (PARTITION BY 1{ours} ORDER BY s.place) AS number
            FROM (SELECT s.*, row_number() OVER (PARTITION BY {siblings} ORDER BY s.place) AS rank
                  FROM {children.raw} s) s WHERE s.rank > 1
        ), childless AS (
            SELECT p.*, row_number() OVER (PARTITION BY 1{theirs} ORDER BY p.place) AS number FROM {parent.raw} p
            WHERE NOT EXISTS (SELECT FROM {children.raw} s WHERE {same})
        )
        UPDATE {children.raw} s SET {", ".join(f"c{own[c]} = p.c{at[p]}" for c, p in pairs)}
        FROM spare r JOIN childless p ON p.number = r.number{alike} WHERE s.place = r.place
        """
    )
