"""Who sees which rows, by trying: every policy as every role and as people who have rows. Nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from seeding.findings import Finding, Severity
from seeding.migrations.policies import bypass, storage
from seeding.migrations.policies.asked import Asked
from seeding.migrations.policies.askers import askers
from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.judge_bypass import bypassed
from seeding.migrations.policies.judge_unguarded import Unguarded
from seeding.migrations.policies.known import known
from seeding.migrations.policies.model import Access, Asker, TableAccess
from seeding.migrations.policies.owners import Owners
from seeding.migrations.policies.sentences import many
from seeding.schema import Name, Table

if TYPE_CHECKING:
    import psycopg

_ELSEWHERE = """
select n.nspname, c.relname, count(*)
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('auth', 'storage', 'realtime') group by 1, 2 order by 1, 2
"""


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
    asked = Asked(attempts, have, asking)
    tables: list[TableAccess] = []
    findings: list[Finding] = []
    tried = {}
    for table in facts.schema.tables.values():
        if (only and table.name not in only) or table.name not in facts.relation:
            continue
        if table.rls_active:
            findings.append(_blind(table))
            continue
        one, told = asked.table(table)
        tables.append(one)
        findings += told
        tried[table.name] = asked.rows_to_try(table)
    if not only or storage.OBJECTS in only:
        for one, told, rows in storage.tried(attempts, have, asking):
            tables.append(one)
            findings += told
            tried[one.name] = rows
    findings += (f for f in Unguarded(facts, have.said).relations() if not only or f.where in map(str, only))
    other = next((a for a in asking if a.name.endswith(" B")), None)
    ways = [*bypass.views(attempts, facts, asking),
                *bypass.functions(attempts, have.reader, asked.leaks, asking, other)]  # fmt: skip
    findings += [bypassed(way) for way in ways if not only or set(way.tables) & set(map(str, only))]
    if not only:
        findings += _nothing(facts, tables, asking, found)
        findings += _not_asked(connection, [table.name for table in tables])
    return Access(asking, tuple(tables), tuple(findings), facts.bypassing, tried)


def _blind(table: Table) -> Finding:
    return Finding(
        "rls-blind",
        str(table.name),
        "its policies hold this session back as well, so what they hide cannot be counted",
        "connect as a superuser, as the owner of a table without FORCE, or as a role with BYPASSRLS",
        Severity.WARNING,
    )


def _not_asked(connection: psycopg.Connection[Any], asked: Collection[Name]) -> list[Finding]:
    """Policies of people's own on tables of the platform, which hold no seeded rows."""
    rows = connection.execute(_ELSEWHERE, prepare=False).fetchall()
    return [
        Finding(
            "rls-untested",
            f"{schema}.{table}",
            f"{many(count, 'policy', 'policies')} on it not tried: only tables of your own schemas are asked about",
            f"put rows of two people into it, then: seed rls --schema public --schema {schema}",
            Severity.NOTE,
        )
        for schema, table, count in rows
        if Name(schema, table) not in asked
    ]


def _nothing(facts: Facts, tables: Sequence[TableAccess], asking: Sequence[Asker], found: Owners) -> list[Finding]:
    """What could not be tried for want of rows, people or roles."""
    notes = []
    if not facts.relation:
        notes.append(
            Finding("rls-untested", "database", "there is no table in it", 'run "seed local" first', Severity.WARNING)
        )
    elif not asking:
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
