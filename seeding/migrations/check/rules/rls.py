"""Row level security as it is once the whole history has run: who is let in is the catalog's to say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.migrations.check.catalog import Table, tables
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.lexer import tokens
from seeding.migrations.check.ran import Ran, Step, of_kind
from seeding.migrations.check.rules.locks import at, same_name

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

_POLICIES = """
select p.oid::bigint, p.polrelid::bigint, p.polname, p.polpermissive, p.polcmd::text,
    array(select r::regrole::text from unnest(p.polroles) r order by 1),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
from pg_policy p order by p.oid
"""
# What the API's roles may touch: the schema is open to them, and the table too, or nobody has said who may touch it.
_OPEN = """
select c.oid::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and (c.relacl is null or exists (
    select from pg_roles r where r.rolname in ('anon', 'authenticated')
        and has_schema_privilege(r.oid, n.oid, 'usage')
        and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')
))
"""
_CREATED = {"CREATE TABLE", "CREATE TABLE AS", "SELECT INTO"}
_DISABLE = re.compile(r"\bdisable\s+row\s+level\s+security\b", re.IGNORECASE)
_ENABLE = re.compile(r"\benable\s+row\s+level\s+security\b", re.IGNORECASE)
_TABLE = re.compile(
    r"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"
    r"((?:\"[^\"]+\"|[\w$]+)(?:\s*\.\s*(?:\"[^\"]+\"|[\w$]+))?)",
    re.IGNORECASE,
)
_THERE = re.compile(r'policy "(.*)" for table "(.*)" already exists')
_CALL = re.compile(r"\(\s*select\s+((?:\w+\.)?\w+\(\))(?:\s+as\s+\w+)?\s*\)", re.IGNORECASE)


def judge(
    connection: Connection, steps: Sequence[Step], platform: Collection[int], exposed: Collection[str]
) -> Iterator[Issue]:
    """Everything about row level security, at the end."""
    if not steps:
        return
    final = {oid: t for oid, t in tables(connection).items() if not t.temporary and t.kind in "rp"}
    opened = {oid for (oid,) in connection.execute(_OPEN).fetchall()}
    ran = [one for step in steps for one in step.ran if one.worked]
    made, off, ever = _story(ran, final)
    policies = connection.execute(_POLICIES).fetchall()
    with_policy = {row[1] for row in policies}
    late = _Late(steps)
    made_policy = {e.facts[4]: one for one in ran for e in of_kind(one.events, "made") if e.facts[1] == "policy"}
    for oid, table in final.items():
        if table.secured or (table.platform and oid not in off):
            continue
        if oid in off:
            yield _disabled(table, off[oid])
        # As Supabase's own advisor has it: partitions count, and tables that the API's roles may not touch do not.
        reached = table.schema in exposed and oid in opened
        # One cause, one finding: where there are policies, it is they that somebody relies on.
        alone = oid not in ever and oid in made and oid not in platform and reached and oid not in with_policy
        # One that waited for its keys may have been switched on, by the words, before it was there.
        if alone and not (made[oid].waited and late.secures(table)):
            yield _missing(table, made[oid])
        idle = [made_policy[row[0]] for row in policies if row[1] == oid and row[0] in made_policy]
        # Where it was switched off, those that came later never held anybody back.
        yield from _idle(table, idle if oid not in ever else _since(off.get(oid), idle, ran))
    yield from _duplicates(policies, final, made_policy)
    yield from _made_before(steps)
    yield from _unmade(steps, exposed)


def _story(ran: Sequence[Ran], final: dict[int, Table]) -> tuple[dict[int, Ran], dict[int, Ran], set[int]]:
    """Who made each table, who switched its security off last, and where it ever was on."""
    made: dict[int, Ran] = {}
    off: dict[int, Ran] = {}
    ever: set[int] = set()
    for one in ran:
        for event in of_kind(one.events, "made"):
            if event.facts[0] in _CREATED and "table" in event.facts[1]:
                made.setdefault(event.facts[4], one)
        says_off = _DISABLE.search(one.text) is not None
        for oid, after in one.after.items():
            before = one.before.get(oid)
            if before is not None and before.schema != after.schema:
                made[oid] = one  # whoever moves a table into a schema that is open to all answers for it
            if after.secured or (before is not None and before.secured):
                ever.add(oid)
            if after.secured:
                off.pop(oid, None)
            elif (before is not None and before.secured) or (says_off and before is not None and oid in final):
                off[oid] = one
    return made, off, ever


def _since(first: Ran | None, made: Sequence[Ran], ran: Sequence[Ran]) -> list[Ran]:
    """Those that came after it."""
    order = {id(one): place for place, one in enumerate(ran)}
    return [] if first is None else [one for one in made if order[id(one)] > order[id(first)]]


def _missing(table: Table, ran: Ran) -> Issue:
    return issue(
        "rls-missing",
        ran.source,
        _named_in(ran, table),
        f"whoever has the project's public key reads and changes every row of {table.shown}",
        f"alter table {table.sql} enable row level security; then a policy for each who may see what",
    )


def _disabled(table: Table, ran: Ran) -> Issue:
    return issue(
        "rls-disabled",
        ran.source,
        at(ran),
        f"row level security of {table.shown} is switched off here and never on again: its policies hold nobody back",
        "leave it on, and give who needs more a policy of its own; the service role passes anyway",
    )


def _idle(table: Table, policies: Sequence[Ran]) -> Iterator[Issue]:
    for ran in dict.fromkeys(map(id, policies)):
        one = next(policy for policy in policies if id(policy) == ran)
        yield issue(
            "policy-without-rls",
            one.source,
            at(one),
            f"the policy holds nobody back: row level security of {table.shown} was never switched on",
            f"alter table {table.sql} enable row level security",
        )


def _duplicates(policies: Sequence[tuple[Any, ...]], final: dict[int, Table], made: dict[int, Ran]) -> Iterator[Issue]:
    seen: dict[tuple[Any, ...], str] = {}
    for oid, relation, name, permissive, command, roles, using, check in policies:
        if relation not in final:
            continue
        rows, new = _plain(using), _plain(check)
        if command in ("*", "w") and not new:
            new = rows  # without WITH CHECK, USING counts for new rows too
        key = (relation, permissive, command, tuple(roles), rows, new)
        other = seen.setdefault(key, name)
        if other != name and oid in made:
            yield issue(
                "policy-duplicate",
                made[oid].source,
                at(made[oid]),
                f'"{name}" lets in whom "{other}" lets in on {final[relation].shown}, and both are asked for each row',
                "drop one of the two",
            )


def _made_before(steps: Sequence[Step]) -> Iterator[Issue]:
    """Policies that the history has made already, under the same name, when a statement makes them once more."""
    for ran in (one for step in steps for one in step.ran):
        failure = ran.waited or ran.failure
        if failure is not None and failure.state == "42710" and (found := _THERE.match(failure.message)):
            yield issue(
                "policy-duplicate",
                ran.source,
                at(ran),
                f'fails: an earlier statement has made the policy "{found[1]}" on "{found[2]}"',
                "drop it IF EXISTS before, or leave this one out",
            )


def _plain(expression: str | None) -> str:
    """An expression in one spelling: calls without a SELECT around them, both sides of an equation in order.

    >>> _plain("(( SELECT auth.uid() AS uid) = user_id)") == _plain("(user_id = auth.uid())")
    True
    """
    if not expression:
        return ""
    text = " ".join(_CALL.sub(r"\1", expression).split())
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    sides = text.split(" = ")
    if len(sides) == 2 and not re.search(r"\b(?:and|or|select)\b", text, re.IGNORECASE):
        return " = ".join(sorted(side.strip() for side in sides))
    return text


def _closes(text: str) -> int:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    return -1


def _named_in(ran: Ran, table: Table) -> tuple[int, int]:
    """The statement that made a table; in a block that makes several, from the line that names it."""
    start, end = at(ran)
    if ran.statement.words[:1] != ("create",):
        found = re.search(rf"\b{re.escape(table.name)}\b", ran.text)
        start = start + found.start() if found else start
    return start, end


class _Late:
    """What a history says of tables that were not there when it said so, by its words."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._texts = [one.text for step in steps for one in step.ran if _ENABLE.search(one.text)]

    def secures(self, table: Table) -> bool:
        """Whether a statement that switches row level security on names the table."""
        about = re.compile(rf"(?<![\w]){re.escape(table.name)}(?![\w])", re.IGNORECASE)
        return any(about.search(text) for text in self._texts)


def _unmade(steps: Sequence[Step], exposed: Collection[str]) -> Iterator[Issue]:
    """Tables that could not be made here, by their words: no statement of the history switches them on."""
    failed = [one for step in steps for one in step.ran if one.failure is not None]
    if not failed:
        return
    late = _Late(steps)
    for one in failed:
        found = _TABLE.match(one.text)
        if found is None:
            continue
        parts = [token.value for token in tokens(found[1]) if token.kind in ("word", "name")]
        table = Table(0, parts[0] if len(parts) > 1 else "public", parts[-1], "r", False, False, False, False, {}, {})
        if table.schema in exposed and not late.secures(table) and same_name(found[1], table):
            yield _missing(table, one)
