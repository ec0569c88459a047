"""Constraints that wait until the end are asked before the commit, one by one, while rows can still be mended."""

from __future__ import annotations

import psycopg

from seeding.errors import LoadError
from seeding.load import runs
from seeding.load.families import Family, family_of
from seeding.load.relations import Cursor, Relations
from seeding.load.remove import Seeded
from seeding.load.shortfall import Refusal, is_about_rows, refusal, shortfall
from seeding.load.trace import complete_from
from seeding.load.write import Writer, waiting
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import ForeignKey, quote
from seeding.schema.trigger_tables import read_by


class LateRefusalError(LoadError):
    """Tables whose rows a constraint refuses once all are there, and why; or a family that is to go in together."""

    def __init__(self, tables: dict[str, Refusal], family: Family | None = None) -> None:
        said = "; ".join(f"{name}: {why.said}" for name, why in tables.items())
        super().__init__(f"{said}; nothing was written", hint=next((w.hint for w in tables.values()), ""))
        self.tables, self.family = tables, family


def settle(cursor: Cursor, plan: Plan, relations: Relations, writer: Writer) -> None:
    """Have every deferred constraint checked now.

    Rows that lost their parent are unhooked, or go; parents that a constraint trigger wants children for, and that
    have none, go. Raises LateRefusalError where that does not help, psycopg's error for tables that may not fall short.
    """
    for planned in plan.tables:
        if writer.tolerates(planned) and writer.rows.get(str(planned.name)):
            for key in planned.table.foreign_keys:
                if key.deferrable and str(key.parent) in writer.findings:
                    _unhook(cursor, planned, key, relations.tables[planned.name].own)
            for constraint in waiting(planned):
                _ask(cursor, plan, planned, constraint, relations, writer)
    try:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        named = f"{error.diag.schema_name}.{error.diag.table_name}"
        if any(str(t.name) == named and writer.rows[named] and writer.tolerates(t) for t in plan.tables):
            raise LateRefusalError({named: refusal(error)}) from error
        raise


def _unhook(cursor: Cursor, planned: PlannedTable, key: ForeignKey, own: str) -> None:
    same = " AND ".join(f"p.{quote(p)} = t.{quote(c)}" for c, p in zip(key.columns, key.parent_columns, strict=True))
    full = " AND ".join(f"t.{quote(c)} IS NOT NULL" for c in key.columns)
    orphan = f"{full} AND NOT EXISTS (SELECT FROM {key.parent.sql} p WHERE {same})"
    free = [c for c in key.columns if planned.table.by_name[c].nullable]
    if free:
        values = ", ".join(f"{quote(c)} = NULL" for c in free)
        cursor.execute(f"UPDATE {own} t SET {values} WHERE {orphan}")
    else:
        cursor.execute(f"DELETE FROM {own} t WHERE {orphan}")


def _ask(  # noqa: PLR0917  # called in one place
    cursor: Cursor, plan: Plan, planned: PlannedTable, constraint: str, relations: Relations, writer: Writer
) -> None:
    error = _asked(cursor, constraint)
    if error is None:
        return
    name = str(planned.name)
    links = [link for link in relations.children(planned.name) if link.child != planned.name]
    seeded = Seeded(relations, runs.read(cursor))(planned.name)
    childless = " AND ".join(
        f"NOT EXISTS (SELECT FROM {link.child.sql} c WHERE {link.joined('c', 't')})" for link in links
    )
    if links:
        try:
            with cursor.connection.transaction():
                cursor.execute(f"DELETE FROM {relations.tables[planned.name].own} t WHERE {seeded} AND {childless}")
                gone = cursor.rowcount
                again = _asked(cursor, constraint)
                if again is not None:
                    raise again
        except psycopg.Error as unmended:
            if not is_about_rows(unmended):
                raise
        else:
            writer.rows[name] -= gone
            noted(cursor, planned, relations, writer)
            writer.findings[name] = shortfall(planned, writer.rows[name], refusal(error))
            return
    family = family_of(plan, planned, writer.tolerates, writer.lone)
    if family is not None:
        raise LateRefusalError({name: refusal(error)}, family)
    raise LateRefusalError({_at_fault(plan, planned, constraint, relations, writer): refusal(error)})


def _at_fault(plan: Plan, planned: PlannedTable, constraint: str, relations: Relations, writer: Writer) -> str:
    """Whose rows are doubted first where a constraint trigger compares tables: those that fewest others need.

    The trigger sits on one of them, or on several under one name, which SET CONSTRAINTS cannot tell apart; a table
    that half the schema refers to would take all of it along.
    """
    known = {t.name: t.table for t in plan.tables}
    doubted = {planned.name}
    for other in plan.tables:
        if constraint in waiting(other):
            doubted |= {other.name, *read_by(other.table, known, at_the_end=True)}
    written = [n for n in doubted if writer.rows.get(str(n)) and writer.tolerates(plan.table(str(n)))]
    return str(min(written or [planned.name], key=lambda name: (len(relations.reach([name])), name)))


def noted(cursor: Cursor, planned: PlannedTable, relations: Relations, writer: Writer) -> None:
    """Write the ledger's entry again, from the rows that are left."""
    relation, run = relations.tables[planned.name], writer.entries[planned.name]
    seeded = Seeded(relations, runs.read(cursor))(planned.name)
    left = f"SELECT * FROM {relation.own} t WHERE {seeded}"
    cursor.execute(f'CREATE TEMPORARY TABLE "seed left" ON COMMIT DROP AS {left}')
    cursor.execute("DELETE FROM _seed.rows WHERE run = %s", (run,))
    complete_from(cursor, run, relation, relation.key or relation.columns, 'pg_temp."seed left"')
    cursor.execute('DROP TABLE pg_temp."seed left"')


def _asked(cursor: Cursor, constraint: str) -> psycopg.Error | None:
    """What a constraint trigger says to the rows that are there; it waits for further ones afterwards."""
    try:
        with cursor.connection.transaction():
            cursor.execute(f"SET CONSTRAINTS {constraint} IMMEDIATE")
    except psycopg.Error as error:
        if not is_about_rows(error):
            raise
        return error
    return None
