"""Who sees which rows, by trying: every policy as every role and as people who have rows. Nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeding.findings import Finding, Severity
from seeding.migrations.policies import bypass
from seeding.migrations.policies.askers import askers, further
from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.facts import Facts, gather
from seeding.migrations.policies.judge import Judge
from seeding.migrations.policies.judge_bypass import bypassed
from seeding.migrations.policies.judge_unguarded import Unguarded
from seeding.migrations.policies.leaks import Leak, Leaks
from seeding.migrations.policies.matrix import Matrix
from seeding.migrations.policies.model import Access, Asker, TableAccess
from seeding.migrations.policies.owners import Owners, owners
from seeding.migrations.policies.sights import sights
from seeding.migrations.policies.words import Reader, Said
from seeding.schema import Name, Table

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Known:
    """What is known before anybody asks."""

    facts: Facts
    reader: Reader
    said: dict[tuple[Name, str], Said]  # by table and policy
    owners: Owners


def known(connection: psycopg.Connection[Any], schemas: tuple[str, ...] = ()) -> Known:
    """Read the catalog, and find whose rows are."""
    facts = gather(connection, schemas)
    functions = [(Name(f.schema, f.name), f.arguments, f.returns_set, f.body) for f in facts.functions]
    reader = Reader(facts.schema, functions)
    said = {
        (table.name, policy.name): reader.said(f"{policy.using or ''} ; {policy.check or ''}", table.name)
        for table in facts.schema.tables.values()
        for policy in table.policies
    }
    by_table: dict[Name, Said] = {}
    for (name, _), words in said.items():
        by_table[name] = by_table.get(name, Said()) | words
    return Known(facts, reader, said, owners(facts.schema, by_table))


def who_sees(
    connection: psycopg.Connection[Any],
    *,
    schemas: tuple[str, ...] = (),
    only: Collection[Name] = (),
    people: Sequence[str] = (),
) -> Access:
    """Try everything in the transaction that is open, and undo it.

    `only` these tables where some are named; `people` are the keys of the two who are to ask, else they are chosen.
    """
    attempts = Attempts(connection)
    have = known(connection, schemas)
    facts, found = have.facts, have.owners
    wanted = [pair for words in have.said.values() for pair in words.wanted]
    asking = askers(attempts, facts, found, wanted, people=people)
    matrix, leaks, judge = Matrix(attempts, facts, found), Leaks(attempts, facts, found), Judge(facts, have.said)
    tables, findings, tried = [], [], {}
    others: list[Asker] | None = None
    for table in facts.schema.tables.values():
        if (only and table.name not in only) or table.name not in facts.relation:
            continue
        if table.rls_active:
            findings.append(_blind(table))
            continue
        rows = attempts.number(None, f"select count(*) from {table.name.sql}").count
        shown = sights(attempts, have.reader, table, asking)
        if any(policy.asks and policy.judged and not policy.shows for policy in shown):
            others = further(attempts, facts, found, asking) if others is None else others
            shown = sights(attempts, have.reader, table, [*asking, *others])
        one = TableAccess(
            table.name,
            rows,
            table.rls_enabled,
            table.rls_forced,
            tuple(dict.fromkeys(way.told for way in found.of(table.name))),
            matrix.cells(table, rows, asking),
            shown,
        )
        tables.append(one)
        findings += judge.table(table, one, _leaks(leaks, table, asking))
        tried[table.name] = _rows_to_try(leaks, table, asking)
    findings += (f for f in Unguarded(facts, have.said).relations() if not only or f.where in map(str, only))
    other = next((a for a in asking if a.name.endswith(" B")), None)
    ways = [*bypass.views(attempts, facts, asking),
                *bypass.functions(attempts, have.reader, leaks, asking, other)]  # fmt: skip
    findings += [bypassed(way) for way in ways if not only or set(way.tables) & set(map(str, only))]
    if not only:
        findings += _nothing(facts, tables, asking, found)
    return Access(asking, tuple(tables), tuple(findings), facts.bypassing, tried)


def _leaks(leaks: Leaks, table: Table, asking: Sequence[Asker]) -> list[Leak]:
    """A against B, and those who have not signed in against both."""
    found = []
    for role in dict.fromkeys(a.role for a in asking):
        pair = {a.name[-1]: a for a in asking if a.role == role and a.name in (f"{role} A", f"{role} B")}
        if len(pair) == 2:
            found += leaks.found(table, pair["A"], pair["B"])
    other = next((a for a in asking if a.name.endswith(" B")), None)
    if other is not None and table.rls_enabled:
        for asker in asking:
            if not asker.signed_in:
                found += leaks.found(table, asker, other)
    return found


def _rows_to_try(leaks: Leaks, table: Table, asking: Sequence[Asker]) -> int:
    pairs = [(a, b) for a in asking for b in asking if a.name == f"{a.role} A" and b.name == f"{a.role} B"]
    return max((leaks.tried(table, a, b) for a, b in pairs), default=0)


def _blind(table: Table) -> Finding:
    return Finding(
        "rls-blind",
        str(table.name),
        "its policies hold this session back as well, so what they hide cannot be counted",
        "connect as a superuser, as the owner of a table without FORCE, or as a role with BYPASSRLS",
        Severity.WARNING,
    )


def _nothing(facts: Facts, tables: Sequence[TableAccess], asking: Sequence[Asker], found: Owners) -> list[Finding]:
    """What could not be tried for want of rows, people or roles."""
    notes = []
    if not asking:
        message = "there is no role that policies would hold back: nobody to ask as"
        hint = "policies hold back roles other than the owner; grant one of them something, as the application has it"
        notes.append(Finding("rls-untested", "database", message, hint, Severity.WARNING))
    elif tables and not any(table.rows for table in tables):
        notes.append(
            Finding("rls-untested", "database", "no table holds a row, so nothing can be seen or hidden",
                    'run "seed local" first', Severity.WARNING)
        )  # fmt: skip
    elif found.places and not any(a.name.endswith(" B") for a in asking):
        notes.append(
            Finding("rls-untested", "database", "there are no two people with rows, so nobody tried another's",
                    "seed more rows, so that two people have some", Severity.WARNING)
        )  # fmt: skip
    return notes
