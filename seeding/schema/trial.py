"""PostgreSQL as the judge of its own constraints: rows tried against real expressions, in bulk, written nowhere.

Rows travel as JSON and become records of the table's type (`jsonb_populate_record`), so a domain's checks
judge them as well. A row that raises is answered apart from its neighbours. All trials of one call share a
round trip and a transaction that is rolled back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from seeding.schema.model import Name, quote

if TYPE_CHECKING:
    import psycopg

_TIMEOUT = "10s"  # for all trials of one message: a function that hangs must not hang the plan
_MOST_BYTES = 500_000
_WORD = re.compile(r"\w+")
_SETTINGS = (
    "set local DateStyle = 'ISO, YMD'; set local IntervalStyle = 'postgres'; set local TimeZone = 'UTC';"
    "set local jit = off;"
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Trial:
    """Rows to try: values by column, in PostgreSQL's input syntax (JSON as Python's own objects, None is NULL).

    `types` are the columns' SQL types; without them the rows are whole records of the table `of`, by whose
    name expressions may call them. `expressions` are evaluated in every row; `computed` are columns the server
    makes, by name, from the others.
    """

    of: Name
    rows: Sequence[Row]
    expressions: Sequence[str] = ()
    types: Mapping[str, str] | None = None
    computed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """What the server said: for every row the text of each expression, or None for a row that raised."""

    rows: Sequence[Sequence[str | None] | None]
    error: str = ""  # the first of them


@dataclass(frozen=True)
class Function:
    """A function as its author wrote it: its arguments' names, in order, and its body."""

    arguments: tuple[str, ...]
    body: str
    language: str = "sql"


class Tester(Protocol):
    """Whoever can try rows out: a server, in practice."""

    @property
    def settings(self) -> Mapping[str, str] | None:
        """Settings that rows need, and that nobody has set but these trials; None where that was not asked."""
        ...

    def ask(self, trials: Iterable[Trial]) -> list[Answers | None]:
        """The answers, one a trial; None where the server could not say in time."""
        ...

    def functions(self, names: Iterable[str]) -> Mapping[str, Function]:
        """The users' functions of these names, those with several of one name left out."""
        ...


class ServerTester:
    """The tester behind a connection. Nothing it does is kept: every call is rolled back."""

    def __init__(self, connection: psycopg.Connection[Any], settings: Mapping[str, str] | None = None) -> None:
        self._connection, self.settings = connection, settings

    @classmethod
    def with_settings(
        cls, connection: psycopg.Connection[Any], wanted: Mapping[str, str], given: Mapping[str, str]
    ) -> ServerTester:
        """A tester under the `given` settings, and under those `wanted` that the server does not have."""
        rows = connection.execute(
            "select name from unnest(%s::text[]) s (name) where pg_catalog.current_setting(name, true) is null",
            [list(wanted)],
        ).fetchall()
        return cls(connection, {**{name: wanted[name] for (name,) in rows}, **given})

    def ask(self, trials: Iterable[Trial]) -> list[Answers | None]:
        """The answers, one a trial; None where the server could not say in time."""
        messages = _messages(map(_statement, trials))
        with ThreadPoolExecutor(1) as sender:  # the server works on one message while the next is made
            asked = [sender.submit(self._send, message) for message in messages]
        return [answer for one in asked for answer in one.result()]

    def functions(self, names: Iterable[str]) -> Mapping[str, Function]:
        """The users' functions of these names, those with several of one name left out."""
        wanted = sorted(set(names))
        if not wanted:
            return {}
        with self._connection.transaction(force_rollback=True), self._connection.cursor() as cursor:
            later = self._connection.info.server_version >= 140000  # SQL-standard bodies
            body = "coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)" if later else "p.prosrc"
            cursor.execute(
                f"""
                select p.proname, p.proargnames, {body}, l.lanname, p.pronargs
                from pg_catalog.pg_proc p
                join pg_catalog.pg_language l on l.oid = p.prolang
                where p.proname = any(%s) and l.lanname in ('sql', 'plpgsql')
                    and p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace
                order by p.proname, p.oid
                """,
                [wanted],
                prepare=False,
            )
            rows = cursor.fetchall()
        seen = [row[0] for row in rows]
        return {
            name: Function(tuple((arguments or [])[:count]) or ("",) * count, source, language)
            for name, arguments, source, language, count in rows
            if seen.count(name) == 1
        }

    def _send(self, texts: Sequence[str]) -> list[Answers | None]:
        import psycopg

        message = f"{_SETTINGS} set local statement_timeout = '{_TIMEOUT}';" + ";".join(texts)
        found: list[Answers | None] = []
        try:
            with self._connection.transaction(force_rollback=True), self._connection.cursor() as cursor:
                for name, value in sorted((self.settings or {}).items()):
                    cursor.execute("select pg_catalog.set_config(%s, %s, true)", (name, value))
                cursor.execute(message.encode(), prepare=False)
                while True:
                    if cursor.description:
                        found.append(_answers(cursor.fetchone()))
                    if not cursor.nextset():
                        break
        except psycopg.errors.QueryCanceled:
            # One at a time, so that whatever hangs is alone with its answer.
            return [None] if len(texts) == 1 else [answer for text in texts for answer in self._send([text])]
        return found


def _messages(statements: Iterable[str]) -> Iterator[list[str]]:
    message: list[str] = []
    size = 0
    for statement in statements:
        if message and size + len(statement) > _MOST_BYTES:
            yield message
            message, size = [], 0
        message.append(statement)
        size += len(statement)
    if message:
        yield message


def _answers(row: Any) -> Answers:
    answer = json.loads(row[0])
    return Answers(answer["rows"], answer["error"] or "")


def _statement(trial: Trial) -> str:
    data = _literal(json.dumps(list(trial.rows), ensure_ascii=False))
    # The rows one by one are a statement of their own: what cannot be parsed fails there too, not beside its handler.
    return f"""do $seed_trial$
declare
    tried jsonb := {data};
    said text; first_error text := '';
begin
    begin
        execute {_literal(_query(trial, "$1"))} into said using tried;
    exception when others then
        first_error := sqlerrm;
        begin
            perform pg_catalog.set_config('seed.tried', tried::text, true);
            execute {_literal(_one_by_one(trial))};
            said := pg_catalog.current_setting('seed.trial');
        exception when others then
            said := pg_catalog.rtrim(pg_catalog.repeat('null,', pg_catalog.jsonb_array_length(tried)), ',');
            said := '[' || said || ']';
        end;
    end;
    perform pg_catalog.set_config('seed.trial',
        pg_catalog.json_build_object('rows', said::pg_catalog.json, 'error', first_error)::text, true);
end $seed_trial$; select pg_catalog.current_setting('seed.trial')"""


def _one_by_one(trial: Trial) -> str:
    """The rows apart, null for each that raises. The query is no text here, which would be planned for every row."""
    query = _query(trial, 'pg_catalog.jsonb_build_array("seed tried" -> "seed n")')
    return "do " + _literal(f"""
#variable_conflict use_column
declare
    "seed tried" jsonb := pg_catalog.current_setting('seed.tried');
    "seed one" text; "seed said" text[] := '{{}}';
begin
    for "seed n" in 0 .. pg_catalog.jsonb_array_length("seed tried") - 1 loop
        begin
            "seed one" := ({query});
            "seed said" := "seed said" || pg_catalog.substr("seed one", 2, pg_catalog.length("seed one") - 2);
        exception when others then
            "seed said" := "seed said" || 'null'::text;
        end;
    end loop;
    perform pg_catalog.set_config('seed.trial', '[' || pg_catalog.array_to_string("seed said", ',') || ']', true);
end""")


def _query(trial: Trial, rows: str) -> str:
    """The answers of all `rows`, an expression for an array of JSON, as one such array, in order."""
    texts = ", ".join(f"({expression})::text" for expression in trial.expressions)
    answers = (
        f"select coalesce(pg_catalog.json_agg(pg_catalog.json_build_array({texts}) order by \"seed row\"), '[]')::text "
    )
    given = f'pg_catalog.jsonb_array_elements({rows}) with ordinality as "seed given" ("seed value", "seed row")'
    own = quote(trial.of.name)  # whole-row references in expressions go by the table's name
    if trial.types is not None:
        columns = ", ".join(f"{quote(name)} {type_}" for name, type_ in trial.types.items())
        further = "".join(
            f", lateral (select {', '.join(f'({text}) as {quote(name)}' for name, text in layer.items())}) as {alias}"
            for layer, alias in zip(_layers(trial.computed), ('"seed default"', '"seed computed"'), strict=True)
            if layer
        )
        return f'{answers} from {given}, lateral pg_catalog.jsonb_to_record("seed value") as {own} ({columns}){further}'
    populated = f'pg_catalog.jsonb_populate_record(null::{trial.of.sql}, "seed value") as '
    if not trial.computed:
        return f"{answers} from {given}, lateral {populated}{own}"
    made = ", ".join(f"{_literal(name)}, {expression}" for name, expression in trial.computed.items())
    inner = (
        f'select "seed row", pg_catalog.jsonb_populate_record("seed record", pg_catalog.jsonb_build_object({made}))'
        f' as "seed whole" from {given}, lateral {populated}"seed record"'
    )
    whole = f"pg_catalog.jsonb_populate_record(\"seed whole\", '{{}}') as {own}"
    return f'{answers} from ({inner}) as "seed inner", lateral {whole}'


def _layers(computed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Columns the server makes: those that look at no other such column (a default), then the rest."""
    words = {name: set(_WORD.findall(text)) for name, text in computed.items()}
    first = {name: text for name, text in computed.items() if not words[name] & (computed.keys() - {name})}
    return first, {name: text for name, text in computed.items() if name not in first}


def _literal(text: str) -> str:
    # E'' reads the same whatever standard_conforming_strings is.
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'" if "\\" in text else f"'{escaped}'"
