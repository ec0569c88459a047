"""People's data and secrets: in the text, for the line; in the rows after a run, for what no text shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.migrations.check import literals
from seeding.migrations.check.catalog import Table
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.lexer import STRINGS, Token, tokens
from seeding.migrations.check.literals import Literal
from seeding.migrations.check.ran import Ran, Step
from seeding.migrations.check.rules import credentials, persons
from seeding.migrations.check.source import Source
from seeding.safety.kind import Place
from seeding.safety.mask import printable
from seeding.safety.single import Digits, problems
from seeding.schema import quote

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

Cell = tuple[int, int, str]  # table, number of the column (0 for the whole row), value

_RULES = {"email": "data-email", "url": "data-url", "domain": "data-url", "phone": "data-phone", "secret": "secret"}
_TELLING = re.compile(r"[@./:+\\%]|\d.*\d.*\d.*\d|-----|=|dot|at", re.IGNORECASE | re.DOTALL)
# Sixteen digits in a string that begin as cards do are one, whatever the column is called.
_CARD = re.compile(
    r"\s*(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|3[47]\d\d|6(?:011|5\d\d))[ -]?(?:\d{4}[ -]?\d{4}[ -]?\d{3,4})\s*"
)
_SHORTEST = 5
_KEY_LENGTH = 16
_MANY = 2_000
_MOST_ROWS = 100_000
_MIGRATIONS = "schema travels with migrations, people's data never: take it out"
_HINTS = {
    "data-email": f"{_MIGRATIONS}, or use a reserved address (…@example.com)",
    "data-url": "take it from the environment's configuration, or use a reserved host (example.com)",
    "data-phone": f"{_MIGRATIONS}, or use a number kept for fiction (+1 212 555 0147)",
    "data-pii": f"{_MIGRATIONS}, or use a number that can be nobody's",
    "secret": "revoke it now, as the repository keeps it for ever; give the new one by a variable, or Supabase Vault",
}
_HINT_PERSON = f"{_MIGRATIONS}, or give the row a reserved address (…@example.com): nobody is meant then"
_FUNCTIONS = {
    *(
        "concat",
        "concat_ws",
        "format",
        "replace",
        "reverse",
        "chr",
        "lower",
        "upper",
        "decode",
        "convert_from",
        "encode",
    ),
    *("translate", "overlay", "repeat", "substr", "substring", "left", "right", "initcap", "trim", "btrim", "ltrim"),
    *("rtrim", "array_to_string", "rpad", "lpad", "split_part", "quote_literal", "to_json", "to_jsonb"),
    *("jsonb_build_object", "json_build_object", "jsonb_build_array", "json_build_array"),
}


MAY_ADD_UP = re.compile(rf"\|\||\b(?:{'|'.join(sorted(_FUNCTIONS))})\s*\(", re.IGNORECASE)


def text_issues(connection: Connection | None, source: Source) -> Iterator[Issue]:
    """What the text of a file shows, and what its constants add up to ('a' || chr(64) || 'b'), as the server says.

    Without a connection, only what stands there in one piece.
    """
    seen: set[tuple[str, int, str]] = set()
    found = list(literals.of_source(source))
    sums = [] if connection is None else list(_sums(connection, source))
    for value, start, end in sums:
        for rule, shown, message in judged(value, "value", "text"):
            if (rule, start, shown) not in seen:
                seen.add((rule, start, shown))
                yield _issue(rule, source, (start, end), shown, message)
    # Half an address is none.
    whole = [literal for literal in found if not any(s <= literal.start and literal.end <= e for _, s, e in sums)]
    for literal in _worth_judging(whole):
        for rule, shown, message in _judged(literal):
            if (rule, literal.start, shown) not in seen:
                seen.add((rule, literal.start, shown))
                yield _issue(rule, source, (literal.start, literal.end), shown, message)
    for rule, literal, shown, message in credentials.labelled(source, found):
        if not any(r == rule and start == literal.start for r, start, _ in seen):
            seen.add((rule, literal.start, shown))
            yield _issue(rule, source, (literal.start, literal.end), shown, message)
    for text, start, end in literals.comments(source):
        for shown, message in _secrets(text):
            yield _issue("secret", source, (start, end), shown, message)


def _worth_judging(found: Sequence[Literal]) -> Sequence[Literal]:
    """All of a few; of many, those that the search in bulk names, which takes a microsecond instead of hundreds."""
    if len(found) < _MANY:
        return found
    groups: dict[tuple[str, bool], list[str]] = {}
    for literal in found:
        groups.setdefault((literal.column or "value", literal.number), []).append(literal.value)
    named = {key: _suspicious(values, key[0], "bigint" if key[1] else "text") for key, values in groups.items()}
    return [literal for literal in found if literal.value in named[literal.column or "value", literal.number]]


def _suspicious(values: Sequence[str], column: str, type_: str) -> set[str]:
    """The values of a column that may be somebody's, or a secret."""
    import pyarrow as pa

    from seeding.safety.prefilter import suspects
    from seeding.safety.texts import texts_of

    distinct = list(dict.fromkeys(values))
    found = {value for value in distinct if _CARD.fullmatch(value) or credentials.worth_a_look(value)}
    # As text even where they are digits: they are judged by what the column is called either way.
    for texts in texts_of(pa.array(distinct, pa.string()), Place.of(column, "text" if type_ == "bigint" else type_)):
        found.update(texts.values.take(suspects(texts)).to_pylist())
    return found


def _judged(literal: Literal) -> Iterator[tuple[str, str, str]]:
    value = literal.value
    if not literal.data:
        yield from (("secret", shown, message) for shown, message in _secrets(value))
        return
    if literal.number and not literal.column:
        return
    yield from judged(value, literal.column or "value", "text", number=literal.number)


@lru_cache(maxsize=65_536)
def judged(value: str, column: str, type_: str, *, number: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Rule, masked value and what it is, of everything in a value that is somebody's."""
    if len(value) < _SHORTEST or not (number or len(value) >= _KEY_LENGTH or _TELLING.search(value)):
        return ()
    found: list[tuple[str, str, str]] = []
    bare: list[tuple[str, str, str]] = []
    secrets = list(credentials.in_text(value))
    # "app:password@host" is no mailbox.
    place = Place.of("card_number" if _CARD.fullmatch(value) and not number else column, type_)
    read = credentials.without_public(credentials.without_logins(value) if secrets else value)
    for kind, problem in problems(Digits(read) if number else read, place):
        rule = _RULES.get(kind.name, "data-pii")
        if problem.bare and credentials.names_a_mail_service(problem.host):
            continue
        if problem.bare and value.lstrip().startswith("@"):
            # What is behind the sign of every mailbox that is made with it: 'user' || n || '@…'.
            rule = "data-email"
        if kind.name == "secret" or not credentials.innocent(value):
            found.append((rule, printable(problem.shown), problem.message))
            bare += found[-1:] if problem.bare else []
    if not any(rule == "data-pii" for rule, _, _ in found):
        numbers = (*credentials.accounts(value), *persons.passports(value))
        found += [("data-pii", shown, message) for shown, message in numbers]
    # One cause, one finding: the host goes with the password, and with a key's other parts.
    if secrets:
        found = [one for one in found if one[0] != "data-url"]
    elif any(rule == "secret" for rule, _, _ in found):
        found = [one for one in found if one not in bare]
    found += [("secret", shown, message) for shown, message in secrets]
    return tuple(dict.fromkeys(found))


def _secrets(text: str) -> Iterator[tuple[str, str]]:
    for rule, shown, message in judged(text, "value", "text"):
        if rule == "secret":
            yield shown, message


def _issue(rule: str, source: Source, place: tuple[int, int], shown: str, message: str) -> Issue:
    return _found(rule, source, place, _said(shown, message))


def _said(shown: str, message: str) -> str:
    return f'"{shown}" is {message}'


def _found(rule: str, source: Source, place: tuple[int, int], message: str, hint: str = "") -> Issue:
    return issue(rule, source, place, message, hint or _HINTS[rule])


# --- rows ---------------------------------------------------------------------------------------------------


def row_issues(connection: Connection, step: Step, told: Sequence[Issue], read: set[Cell]) -> Iterator[Issue]:
    """What stands in the tables a file wrote to, and no literal showed; said of the statement that wrote it.

    `read` is what stood there before, and was judged then: it gets this file's values.
    """
    known = {(one.rule, one.finding.message) for one in told}
    for oid in dict.fromkeys(oid for ran in step.ran for oid, (made, changed, _) in ran.rows.items() if made + changed):
        table = step.after.get(oid)
        if table is None or table.temporary:
            continue
        writers = [ran for ran in step.ran if oid in ran.rows]
        names = list(table.columns)
        chosen = ", ".join(f"{quote(name)}::text" for name in names)
        query = f"select {chosen} from only {quote(table.schema)}.{quote(table.name)} limit {_MOST_ROWS}"
        try:
            rows = connection.execute(query.encode()).fetchall()
        except psycopg.Error:
            # A table that its own functions keep from being read: its text was judged.
            continue
        for name, value in _worth_reading(names, rows, table, read):
            column = table.columns[name]
            for rule, shown, message in judged(value, name, column.shown, number=_numeric(column.shown)):
                if (rule, said := _said(shown, message)) not in known:
                    known.add((rule, said))
                    yield _found(
                        rule,
                        step.source,
                        _written_by(writers, value),
                        f"{said}; it stands in {table.shown} after the run",
                    )
        if not step.source.seed:
            for row, shown, message in persons.records(names, rows):
                key = (oid, 0, row)
                if key not in read:
                    read.add(key)
                    said = f"{_said(shown, message)}, in {table.shown} after the run"
                    yield _found("data-pii", step.source, _written_by(writers, row), said, _HINT_PERSON)


def _worth_reading(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]], table: Table, read: set[Cell]
) -> Iterator[tuple[str, str]]:
    """Every new value once, with its column; of many, those that the search in bulk names."""
    for name, values in zip(names, zip(*rows, strict=True), strict=False):
        at = (table.oid, table.columns[name].number)
        cells = {(*at, value): value for value in values if value is not None}
        distinct = [value for cell, value in cells.items() if cell not in read]
        read.update(cells)
        if len(distinct) >= _MANY:
            named = _suspicious(distinct, name, table.columns[name].shown)
            distinct = [value for value in distinct if value in named]
        yield from ((name, value) for value in distinct)


def _numeric(shown: str) -> bool:
    return shown.startswith(("bigint", "integer", "numeric", "smallint"))


def _written_by(writers: Sequence[Ran], value: str) -> tuple[int, int]:
    """The statement whose text has the most of a value."""
    pieces = {piece for piece in re.split(r"[^\w]+", value.lower()) if len(piece) > 2}
    best = max(writers, key=lambda ran: sum(piece in ran.text.lower() for piece in pieces))
    return best.statement.start, max(best.statement.start, best.statement.end - 1)


# --- expressions of constants ---------------------------------------------------------------------------------


def _sums(connection: Connection, source: Source) -> Iterator[tuple[str, int, int]]:
    for text, start, end in _expressions(source):
        value = _evaluated(connection, text)
        if value is not None:
            yield value, start, end


def _evaluated(connection: Connection, text: str) -> str | None:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("set local search_path = pg_catalog, extensions; set local statement_timeout = '2s'")
            row = connection.execute(f"select ({text})::text".encode(), prepare=False).fetchone()
    except psycopg.Error:
        # No expression of constants after all: there is nothing to work out.
        return None
    return row[0] if row else None


def _expressions(source: Source) -> Iterator[tuple[str, int, int]]:
    for statement in source.statements:
        if statement.words[:1] in (("comment",), ("grant",)) or statement.words[:2] == ("create", "policy"):
            continue
        if MAY_ADD_UP.search(source.plain, statement.start, statement.end):
            yield from _in(source.plain, statement.start, statement.end, 0)


def _in(sql: str, start: int, end: int, depth: int) -> Iterator[tuple[str, int, int]]:
    found = [token for token in tokens(sql, start, end) if token.kind != "comment"]
    position = 0
    while position < len(found):
        token = found[position]
        stop = _sum(found, position)
        if stop is not None and stop - position > 1 and any(t.kind in STRINGS for t in found[position:stop]):
            last = found[stop - 1]
            if any(t.value == "||" or t.value in _FUNCTIONS for t in found[position:stop]):
                yield sql[token.start : last.end], token.start, last.end
            position = stop
            continue
        if token.inner and depth < 3:
            yield from _in(sql, token.inner, token.inner + len(token.value), depth + 1)
        position += 1


def _sum(found: Sequence[Token], position: int) -> int | None:
    """Where an expression of constants that begins at a token ends; None where there is none."""
    end = _term(found, position)
    while end is not None and end + 1 < len(found) and found[end].value == "||":
        following = _term(found, end + 1)
        if following is None:
            return end
        end = following
    return end


def _term(found: Sequence[Token], position: int) -> int | None:
    if position >= len(found):
        return None
    token = found[position]
    end: int | None = None
    if token.kind in (*STRINGS, "number"):
        end = position + 1
    elif token.kind == "word" and token.value in _FUNCTIONS and _value(found, position + 1) == "(":
        end = _arguments(found, position + 2)
    elif token.kind == "symbol" and token.value == "(":
        inner = _sum(found, position + 1)
        end = inner + 1 if inner is not None and _value(found, inner) == ")" else None
    while end is not None and _value(found, end) == "::" and end + 1 < len(found):
        end += 2
        if _value(found, end) == "(":
            close = next((i for i in range(end, min(end + 5, len(found))) if found[i].value == ")"), end)
            end = close + 1
    return end


def _arguments(found: Sequence[Token], position: int) -> int | None:
    if _value(found, position) == ")":
        return position + 1
    while True:
        end = _sum(found, position)
        if end is None or _value(found, end) not in (",", ")"):
            return None
        if _value(found, end) == ")":
            return end + 1
        position = end + 1


def _value(found: Sequence[Token], position: int) -> str:
    return found[position].value if position < len(found) else ""
