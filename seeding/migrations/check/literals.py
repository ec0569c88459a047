"""Every string of a file as the server will read it, with what it is: data, or a part of a rule, a message, a name.

Code inside strings (DO blocks, functions, EXECUTE, jobs) is read the same way, as deep as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from seeding.migrations.check.lexer import STRINGS, Token, tokens
from seeding.migrations.check.source import Source
from seeding.migrations.statements import Statement, split

_SQL = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:insert\s+into|update\s+\S+\s+set|delete\s+from|select\s|with\s+\w+\s+as|do\s+\$|begin\b|declare\b"
    r"|create\s+(?:or\s+replace\s+)?(?:table|function|policy|role|user|trigger|view|index|type)|alter\s+\w+\s|drop\s+\w+\s"
    r"|comment\s+on|call\s+[\w.]+\s*\(|copy\s+\w|merge\s+into|perform\s)",
    re.IGNORECASE,
)
_DATA = {"insert", "update", "delete", "merge", "copy", "values", "select", "with", "call", "execute", "perform", "do"}
_SETS = {"set", "reset"}
_QUIET = ("comment", "create policy", "alter policy", "security label", "explain", "grant", "revoke", "raise", "assert")
_WRITES = {"insert", "update", "merge", "perform", "call", "values"}
_PATTERN = {"like", "ilike", "~", "~~", "!", "similar", "regexp_matches", "regexp_replace", "regexp_match"}
_KEYS = {"key", "name", "setting", "setting_key", "setting_name", "config_key", "option_name", "slug"}
_VALUES = {"value", "val", "setting_value", "config_value", "option_value"}
_KEY = re.compile(r"[a-z][a-z0-9_.-]{1,40}", re.IGNORECASE)
_HOST = re.compile(r"@?(?:[\w-]+\.)+[a-z][\w-]+\.?", re.IGNORECASE)
_SENDS = re.compile(r"\bhttp(?:_(?:get|post|put|patch|delete|head))?\s*\(", re.IGNORECASE)
_DEEPEST = 5
PASSWORD_OF_ROLE = "password of a role"  # noqa: S105 - a name, not one


@dataclass(frozen=True, slots=True)
class Literal:
    """A string (or a number in a row) and where it stands in its file.

    `data` is False for what becomes nobody's row: policies, comments, patterns, messages; a secret is one even there.
    `column` is the column or the argument it is for, where the statement says so; `row` numbers the values that
    belong together; `number` is true for digits without quotes.
    """

    value: str
    start: int
    end: int
    statement: Statement
    data: bool
    column: str = ""
    row: int = 0
    number: bool = False
    called: str = ""


def of_source(source: Source) -> Iterator[Literal]:
    """The literals of a file, statement by statement; COPY's rows with their columns."""
    for statement in source.statements:
        yield from _by_key(_of_code(source.plain, statement.start, statement.end, statement, 0, in_function=False))
        yield from _copied(source, statement)


def _by_key(found: Iterable[Literal]) -> Iterator[Literal]:
    """Where a row has a key and a value (`'phone', '0932…'`), the value is of what the key says."""
    keys: dict[int, str] = {}
    waiting: list[Literal] = []
    for literal in found:
        together = literal.row or literal.statement.words[:1] == ("update",)
        if together and literal.column in _KEYS and _KEY.fullmatch(literal.value):
            keys[literal.row] = literal.value
        waiting.append(literal)
    for literal in waiting:
        key = keys.get(literal.row, "") if literal.column in _VALUES else ""
        yield replace(literal, column=key) if key else literal


def comments(source: Source) -> Iterator[tuple[str, int, int]]:
    """The comments of a file: a secret in one is one, too."""
    if "--" not in source.plain and "/*" not in source.plain:
        return
    for token in tokens(source.plain):
        if token.kind == "comment":
            yield token.value, token.start, token.end


def _of_code(
    sql: str, start: int, end: int, whole: Statement, depth: int, *, in_function: bool, sends: bool = False
) -> Iterator[Literal]:
    """The literals of one statement that stands in `sql` between two places; `sends` of code that makes requests."""
    found = [token for token in tokens(sql, start, end) if token.kind != "comment"]
    words = [token.value for token in found if token.kind == "word"]
    kind = _kind(words)
    if kind == "create function" and (body := _atomic(found)):
        # Not quoted: its statements stand there as they are.
        yield from _of_code(sql, start, body.start, whole, depth, in_function=in_function)
        for inner in split(sql[body.end : end]):
            places = body.end + inner.start, body.end + inner.end
            yield from _of_code(sql, *places, whole, depth + 1, in_function=True)
        return
    columns = _Columns(found, kind)
    for position, token in enumerate(found):
        if token.kind not in STRINGS:
            if token.kind == "number" and (column := columns.of(position)) and kind in ("insert", "update"):
                yield Literal(
                    token.value, token.start, token.end, whole, True, column, columns.row(position), number=True
                )
            continue
        if depth < _DEEPEST and token.inner and _is_code(found, position, words, token):
            yield from _inside(sql, token, whole, depth, function=kind == "create function" or in_function)
            continue
        if depth < _DEEPEST and not token.inner and _is_sql(token.value) and kind != "comment":
            yield from _quoted_code(token, whole, depth, function=in_function or kind == "create function")
            continue
        yield Literal(
            token.value,
            token.start,
            token.end,
            whole,
            _is_data(found, position, kind, words, in_function=in_function, sends=sends),
            columns.of(position),
            columns.row(position),
            called=columns.called(position),
        )


def _atomic(found: Sequence[Token]) -> Token | None:
    """The words that the body of a function in standard SQL begins with, `BEGIN ATOMIC`; None where there are none."""
    for first, second in pairwise(found):
        if (first.value, second.value) == ("begin", "atomic") and first.kind == second.kind == "word":
            return replace(second, start=first.start)
    return None


def _kind(words: Sequence[str]) -> str:
    rest = list(words)
    while rest and rest[0] in ("begin", "then", "else", "loop", "declare", "if", "elsif", "exception", "when", "not"):
        conditional = rest[0] in ("if", "elsif", "when") and "then" in rest
        rest = rest[rest.index("then") + 1 if conditional else 1 :]
    first = rest[0] if rest else ""
    if first in ("create", "alter", "drop"):
        second = next((w for w in rest[1:6] if w not in ("or", "replace", "unique", "constraint", "unlogged")), "")
        return f"{first} {'function' if second == 'procedure' else second}"
    return first


def _is_code(found: Sequence[Token], position: int, words: Sequence[str], token: Token) -> bool:
    if words[:1] == ["do"] or "function" in words[:5] or "procedure" in words[:5]:
        return True
    return _is_sql(token.value)


def _is_sql(text: str) -> bool:
    # "Select your plan" is a sentence.
    return _SQL.match(text) is not None and any(sign in text for sign in ";('\n=")


def _inside(sql: str, token: Token, whole: Statement, depth: int, *, function: bool) -> Iterator[Literal]:
    """The statements of a dollar-quoted body, at their own places in the file."""
    sends = _SENDS.search(token.value) is not None
    for inner in split(token.value):
        begin = token.inner + inner.start
        until = min(token.inner + inner.end, token.inner + len(token.value))
        yield from _of_code(sql, begin, until, whole, depth + 1, in_function=function, sends=sends)


def _quoted_code(token: Token, whole: Statement, depth: int, *, function: bool) -> Iterator[Literal]:
    """The same of code in an ordinary string, which is written otherwise than it is read: all of it is one place."""
    sends = _SENDS.search(token.value) is not None
    for inner in split(token.value):
        read = _of_code(token.value, inner.start, inner.end, whole, depth + 1, in_function=function, sends=sends)
        for literal in read:
            yield replace(literal, start=token.start, end=token.end)


def _is_data(
    found: Sequence[Token], position: int, kind: str, words: Sequence[str], *, in_function: bool, sends: bool
) -> bool:
    if kind.startswith(_QUIET) or "raise" in words[:6]:
        return False
    before = found[position - 1] if position else None
    if before is not None and (
        before.value in _PATTERN or (before.value == "*" and position > 1 and found[position - 2].value in _PATTERN)
    ):
        return False
    if in_function:
        # A host that a function knows is code; somebody's address in it is data, and so is all that it writes or sends.
        writes = sends or bool(_WRITES & set(words)) or any(word.startswith("http") for word in words)
        value = found[position].value
        return writes or not ("://" in value or _HOST.fullmatch(value.strip()))
    if kind in _DATA or kind == "":
        return True
    if kind.startswith(("create table", "alter table", "create domain", "alter domain", "create type", "create temp")):
        return _defaulted(found, position) or (" as " in f" {' '.join(words)} " and "select" in words)
    if kind.startswith(("create trigger", "create server", "alter server", "create user", "create subscription")):
        return True
    if kind.startswith(("alter database", "alter role", "alter system", *_SETS)):
        return True
    if kind.startswith(("create view", "create materialized", "create rule")):
        return "://" not in found[position].value
    if kind.startswith(("create function", "create index")):
        return _defaulted(found, position)
    return not kind.startswith(("create", "alter", "drop"))


def _defaulted(found: Sequence[Token], position: int) -> bool:
    """Whether DEFAULT stands before a string, with nothing between but what belongs to its value."""
    for token in reversed(found[max(0, position - 12) : position]):
        if token.kind == "word" and token.value == "default":
            return True
        if token.kind == "word" and token.value in ("check", "references", "not", "null", "unique", "primary"):
            return False
        if token.kind == "symbol" and token.value in ",;":
            return False
    return False


class _Columns:
    """Which column, or which argument, each token of a statement is the value of."""

    def __init__(self, found: Sequence[Token], kind: str) -> None:
        self._of: dict[int, str] = {}
        self._row: dict[int, int] = {}
        self._called: dict[int, str] = {}
        self._found = found
        self._calls()
        if kind == "insert" or (kind in ("with", "do", "") and any(t.value == "insert" for t in found)):
            self._insert()
        self._named()

    def of(self, position: int) -> str:
        """The name of the column; empty where none is said."""
        return self._of.get(position, "")

    def row(self, position: int) -> int:
        """The number of the row, or the call; 0 for none."""
        return self._row.get(position, 0)

    def called(self, position: int) -> str:
        """The function that it is an argument of."""
        return self._called.get(position, "")

    def _calls(self) -> None:
        stack: list[tuple[str, int]] = []
        for position, token in enumerate(self._found):
            if token.kind == "symbol" and token.value == "(":
                before = self._found[position - 1] if position else None
                stack.append((before.value if before is not None and before.kind in ("word", "name") else "", position))
            elif token.kind == "symbol" and token.value == ")":
                if stack:
                    stack.pop()
            elif stack:
                names = [name for name, _ in stack if name and name not in ("values", "in", "and", "or", "row")]
                self._called[position] = names[-1] if names else ""
                self._row[position] = stack[-1][1] + 1

    def _insert(self) -> None:
        found = self._found
        start = next((i for i, token in enumerate(found) if token.value == "into"), -1)
        if start < 0:
            return
        position = start + 1
        while position < len(found) and (found[position].kind in ("word", "name") or found[position].value == "."):
            if found[position].value in ("values", "select", "default", "overriding", "as", "with"):
                break
            position += 1
        if position >= len(found) or found[position].value != "(":
            return
        columns = []
        while position < len(found) and found[position].value != ")":
            if found[position].kind in ("word", "name"):
                columns.append(found[position].value)
            position += 1
        depth, at = 0, 0
        for place in range(position + 1, len(found)):
            token = found[place]
            if token.kind == "symbol" and token.value in "([":
                depth += 1
                if depth == 1:
                    at = 0
            elif token.kind == "symbol" and token.value in ")]":
                depth -= 1
            elif token.kind == "symbol" and token.value == "," and depth <= 1:
                at += 1
            elif depth == 0 and token.value == "select":
                at = 0
            elif depth == 0 and token.value in ("on", "returning", "where", "from"):
                return
            elif at < len(columns):
                self._of[place] = columns[at]

    def _named(self) -> None:
        found = self._found
        for position in range(1, len(found)):
            if found[position - 1].value == "password" and found[position - 1].kind == "word":
                self._of.setdefault(position, PASSWORD_OF_ROLE)
        for position in range(2, len(found)):
            name, sign = found[position - 2], found[position - 1]
            if sign.value in ("=", ":=", "=>", "to") and name.kind in ("word", "name"):
                self._of.setdefault(position, name.value)


def _copied(source: Source, statement: Statement) -> Iterator[Literal]:
    data = source.rows_after(statement)
    if data is None:
        return
    head = [token for token in tokens(source.plain, statement.start, statement.end) if token.kind != "comment"]
    columns, inside = [], False
    for token in head:
        if token.value == "(":
            inside = True
        elif token.value == ")" or (token.value == "from" and token.kind == "word"):
            break
        elif inside and token.kind in ("word", "name"):
            columns.append(token.value)
    text = source.sql[statement.start : statement.end].lower()
    sign = "," if "csv" in text else "\t"
    position = data.start
    for number, line in enumerate(source.sql[data.start : data.end].splitlines(keepends=True)):
        values = line.rstrip("\n").split(sign)
        for at, value in enumerate(values):
            column = columns[at] if at < len(columns) else ""
            plain = value.strip('"') if sign == "," else _uncopied(value)
            yield Literal(plain, position, position + len(line.rstrip()), statement, True, column, number + 1)
        position += len(line)


def _uncopied(value: str) -> str:
    """COPY's text form, undone as far as values go: a backslash before a character."""
    from seeding.migrations.check.lexer import unescape

    return "" if value == "\\N" else unescape(value)
