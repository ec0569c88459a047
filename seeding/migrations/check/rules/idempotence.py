"""What fails, or adds something, when a migration is run a second time: seen by running it a second time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.migrations.check.catalog import Table
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.lexer import STRINGS, Token, tokens
from seeding.migrations.check.ran import Failure, Ran, Step
from seeding.migrations.check.rules.locks import at

_RULE = "non-idempotent"
_SECOND = "fails when it is run a second time: "
_DUPLICATE_OBJECT = "42710"
# Of the trial, not of the statement: no transaction around it, a time limit, code that the server lacks.
_NOT_ITS_OWN = {"25001", "2D000", "57014", "55P03", "0A000", "58P01", "seed-eased", "25P02"}
# COPY … FROM STDIN is no statement of a migration but data, and told as that.
_ADDS = {"insert", "do", "select", "with", "merge", "call"}
_ARITHMETIC = {"+", "-", "*", "/", "||", "%"}
_APPENDS = {"array_append", "array_prepend", "array_cat", "concat", "concat_ws", "power", "repeat", "lpad", "rpad"}
_ENDS = {"where", "from", "returning"}
_DEPENDS = {"if", "loop", "while", "for", "foreach", "case", "return", "exit"}
_STARTS = {";", "begin"}
_REMEDIES = (
    (re.compile(r"create\s+(?:unique\s+)?index|create\s+(?:unlogged\s+|temp\w*\s+)?table|create\s+schema|create\s+seq"
                r"|create\s+extension|create\s+materialized", re.I), "write IF NOT EXISTS"),
    (re.compile(r"create\s+constraint\s+trigger", re.I), "write DROP TRIGGER IF EXISTS before it"),
    (re.compile(r"create\s+trigger", re.I), "write CREATE OR REPLACE TRIGGER"),
    (re.compile(r"create\s+(?:function|procedure|view|aggregate)", re.I), "write CREATE OR REPLACE"),
    (re.compile(r"create\s+(?:type|domain|role|user|publication)", re.I),
     "put it in DO $$ BEGIN … EXCEPTION WHEN duplicate_object THEN NULL; END $$"),
    (re.compile(r"alter\s+type\s.*\badd\s+value", re.I | re.S), "write ADD VALUE IF NOT EXISTS"),
    (re.compile(r"alter\s.*\badd\s+(?:constraint|primary|foreign|unique|check|exclude)", re.I | re.S),
     "DROP CONSTRAINT IF EXISTS before it, or ask pg_constraint in a DO block"),
    (re.compile(r"alter\s+table\s.*\badd\b", re.I | re.S), "write ADD COLUMN IF NOT EXISTS"),
    (re.compile(r"alter\s.*\brename\b", re.I | re.S), "ask the catalog in a DO block whether it is renamed already"),
    # None of these takes an IF EXISTS.
    (re.compile(r"alter\s+publication\s", re.I), "ask pg_publication_tables in a DO block which tables it has already"),
    (re.compile(r"alter\s+table\s.*\b(?:attach|detach)\s+partition\b", re.I | re.S),
     "ask pg_inherits in a DO block whether it is a partition already"),
    (re.compile(r"alter\s.*\bvalidate\s+constraint\b", re.I | re.S),
     "drop the constraint in a later migration, or ask pg_constraint in a DO block"),
    (re.compile(r"(?:drop|alter)\s", re.I), "write IF EXISTS"),
    (re.compile(r"insert|copy|with|merge", re.I), "write ON CONFLICT DO NOTHING (or DO UPDATE), on a key"),
)  # fmt: skip
_STATIC = re.compile(
    r"create\s+(?!or\s+replace)(?:(?:unique\s+)?index(?!\s+(?:concurrently\s+)?if\s+not)|table(?!\s+if\s+not)|type\s"
    r"|(?:constraint\s+)?trigger|function|extension(?!\s+if\s+not)|schema(?!\s+if\s+not)|sequence(?!\s+if\s+not))",
    re.IGNORECASE,
)
_POLICY = re.compile(r"create\s+policy\s+(\"(?:[^\"]|\"\")+\"|[\w$]+)\s+on\s+(\S+)", re.IGNORECASE)
_DROPPED = re.compile(r"drop\s+policy\s+if\s+exists\s+(\"(?:[^\"]|\"\")+\"|[\w$]+)\s+on\s+(\S+)", re.IGNORECASE)


def judge(step: Step) -> Iterator[Issue]:
    """Everything about a second run of one file."""
    for ran in step.ran:
        if ran.statement.words[:1] == ("copy",):
            continue
        if ran.again is not None and ran.again.state not in _NOT_ITS_OWN:
            yield _refused(ran, ran.again)
        elif ran.failure is not None:
            yield from _unrun(ran, step.ran)
        elif ran.worked:
            yield from _silent(ran, step)


def _refused(ran: Ran, failure: Failure) -> Issue:
    if failure.message.startswith('policy "') and failure.state in (_DUPLICATE_OBJECT, "42704"):
        return _policy(ran, f"{_SECOND}{failure.message}")
    return issue(_RULE, ran.source, at(ran), f"{_SECOND}{failure.message}", _remedy(ran.text))


def _policy(ran: Ran, said: str) -> Issue:
    return issue(
        "policy-not-idempotent",
        ran.source,
        at(ran),
        said,
        "write DROP POLICY IF EXISTS before it: CREATE POLICY knows no IF NOT EXISTS",
    )


def _unrun(ran: Ran, around: Sequence[Ran]) -> Iterator[Issue]:
    """What could not be run is judged by its words."""
    if ran.failure is None or ran.failure.state == "25001":
        return
    if found := _POLICY.match(ran.text):
        before = [_DROPPED.match(other.text) for other in around[: around.index(ran)] if ran in around]
        if not any(drop and drop.groups() == found.groups() for drop in before):
            there = ran.failure.state == _DUPLICATE_OBJECT
            said = f"policy {found[1]} already exists"
            yield _policy(ran, f"fails where it is there already: {said}" if there else f"{_SECOND}{said}")
    elif _STATIC.match(ran.text) and not _dropped_before(ran, around):
        yield issue(_RULE, ran.source, at(ran), f"{_SECOND}it is there already", _remedy(ran.text))


def _dropped_before(ran: Ran, around: Sequence[Ran]) -> bool:
    names = [token.value for token in tokens(ran.text)[:12] if token.kind in ("word", "name")]
    for other in around:
        if other is ran:
            return False
        if other.statement.words[:1] == ("drop",) and set(names[2:]) & {t.value for t in tokens(other.text)[3:]}:
            return True
    return False


def _silent(ran: Ran, step: Step) -> Iterator[Issue]:
    first = ran.statement.words[0] if ran.statement.words else ""
    if ran.again_things:
        kind, name = sorted(ran.again_things)[0]
        yield issue(
            _RULE,
            ran.source,
            at(ran),
            f'a second run adds another {kind}, "{name.rpartition(".")[2]}", without a word',
            "give it a name, and drop it IF EXISTS before, or write IF NOT EXISTS",
        )
    elif first in _ADDS and (grown := _grown(ran, step)):
        yield issue(
            _RULE,
            ran.source,
            at(ran),
            f"a second run adds the rows to {grown.shown} once more",
            "give the rows a key, and write ON CONFLICT DO NOTHING (or DO UPDATE)",
        )
    elif name := next(filter(None, map(_repeated, _updates(ran))), ""):
        yield issue(
            _RULE,
            ran.source,
            at(ran),
            f'a second run changes "{name}" once more: its new value is made from the old one',
            "let WHERE leave out what is changed already",
        )


def _grown(ran: Ran, step: Step) -> Table | None:
    for oid, (made, _, gone) in ran.again_rows.items():
        table = step.after.get(oid)
        if made - gone > 0 and oid in step.grown and table is not None and not table.temporary and not table.platform:
            return table
    return None


def _remedy(text: str) -> str:
    return next(
        (remedy for pattern, remedy in _REMEDIES if pattern.match(text)), "ask the catalog first, in a DO block"
    )


def _updates(ran: Ran) -> Iterator[str]:
    """The UPDATEs that a statement makes each time: itself, or those of a block in which nothing depends."""
    first = ran.statement.words[:1]
    if first == ("update",):
        yield ran.text
    elif first == ("do",):
        body = next((token for token in tokens(ran.text) if token.kind in STRINGS), None)
        found = [] if body is None else [token for token in tokens(body.value) if token.kind != "comment"]
        if body is None or any(token.kind == "word" and token.value in _DEPENDS for token in found):
            return
        for place, token in enumerate(found):
            if token.kind == "word" and token.value == "update" and (not place or found[place - 1].value in _STARTS):
                stop = next((t.start for t in found[place:] if t.value == ";"), len(body.value))
                yield body.value[token.start : stop]


def _repeated(text: str) -> str:
    """The column that an UPDATE makes from itself, so that each run changes it; empty for none.

    >>> _repeated("update prices set amount = amount * 100")
    'amount'
    >>> _repeated("update prices set amount = amount * 100 where amount < 10")
    ''
    >>> _repeated("update prices set name = trim(name), data = data || '{}'")
    ''
    """
    found = [token for token in tokens(text) if token.kind != "comment"]
    words = [token.value for token in found]
    if "set" not in words:
        return ""
    assigned, condition = _assignments(found[words.index("set") + 1 :])
    names = {name for name, _ in assigned}
    if any(token.kind in ("word", "name") and token.value in names for token in condition):
        return ""
    return next((name for name, value in assigned if _from_itself(name, value)), "")


def _assignments(rest: list[Token]) -> tuple[list[tuple[str, list[Token]]], list[Token]]:
    assigned: list[tuple[str, list[Token]]] = []
    depth, current, name = 0, list[Token](), ""
    for position, token in enumerate(rest):
        depth += (token.value in "([" and token.kind == "symbol") - (token.value in ")]" and token.kind == "symbol")
        ends = depth == 0 and token.kind == "word" and token.value in _ENDS
        if ends or (depth == 0 and token.kind == "symbol" and token.value in ",;"):
            assigned.append((name, current))
            name, current = "", []
            if ends:
                return assigned, rest[position:]
        elif not name and token.kind in ("word", "name"):
            name = token.value
        elif name and not (not current and token.value == "="):
            current.append(token)
    return [*assigned, (name, current)], []


def _from_itself(name: str, value: list[Token]) -> bool:
    for position, token in enumerate(value):
        if token.kind not in ("word", "name") or token.value != name:
            continue
        near = value[position + 1 : position + 3]
        if near and near[0].kind == "symbol" and near[0].value in _ARITHMETIC:
            # Objects merge, and a key is taken away once: jsonb || '{…}' and jsonb - 'key' change nothing twice.
            merged = len(near) > 1 and near[1].kind == "string" and (near[0].value == "-" or near[1].value[:1] == "{")
            if not merged:
                return True
        if position > 1 and value[position - 1].value in _ARITHMETIC:
            return True
        if any(before.value in _APPENDS for before in value[:position]):
            return True
    return False
