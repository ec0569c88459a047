"""A seeded database beside a pattern file: one pass over each table, every number an aggregate of the server's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from seeding.fidelity import columns, pairs
from seeding.fidelity.ask import elements_of, probes_of
from seeding.fidelity.counts import Counts, count
from seeding.fidelity.fan_out import fan_out
from seeding.fidelity.findings import notes
from seeding.fidelity.model import ColumnFidelity, FanOut, Fidelity, PairFidelity, Part, Property, TableFidelity
from seeding.fidelity.probes import BESIDE, Probes, foreign_key
from seeding.fidelity.texts import texts
from seeding.findings import Finding, Severity
from seeding.patterns import CategoryShape, Patterns, TableShape, TextShape
from seeding.schema import Name, Schema, Table
from seeding.schema.catalog import introspect

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

# Rhythms are counted in UTC. Code made for one statement costs more than it saves, and the codes of pairs are so many
# at most that the planner would sort, not hash, with less memory.
_SETTINGS = """\
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local jit = off;
set local work_mem = '64MB';
set local statement_timeout = 0;
"""
_MISSING = "the database has no such {}"
_LEARN = "learn the file again, or bring the database's schema up to date"


def compare(connection: Connection, patterns: Patterns) -> Fidelity:
    """Everything the file says, measured in the database. Reads aggregates only, in one snapshot."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute(_SETTINGS)
        names = [*patterns.tables, *patterns.reference]
        schema = introspect(connection, schemas=sorted({Name.parse(name).schema for name in names}))
        findings: list[Finding] = []
        tables = [_measured(connection, name, patterns, schema, findings) for name in sorted(patterns.tables)]
        findings += _references(connection, patterns, schema)
    found = Fidelity(patterns, tables)
    return Fidelity(patterns, tables, (*findings, *notes(found)))


def _measured(
    connection: Connection, name: str, patterns: Patterns, schema: Schema, findings: list[Finding]
) -> TableFidelity:
    """One table; what the database lacks of it, or does not let us read, goes to `findings`."""
    shape, table = patterns.tables[name], schema.tables.get(Name.parse(name))
    if table is None:
        findings.append(_missing(name, "table"))
        return TableFidelity(name, shape.rows, 0)
    probes = probes_of(table, shape, patterns, schema)
    findings += [_unread(f"{name}.{column}", why) for column, why in probes.unread.items()]
    findings += [_missing(f"{name} ({key})", "foreign key") for key in _unknown(table, shape)]
    try:
        with connection.transaction():
            counts = count(connection, probes.source, probes.expressions, probes.pairs)
            return _table(connection, shape, probes, counts)
    except (psycopg.ProgrammingError, psycopg.DataError) as error:
        # No privilege, or a value that is in range for its type and not for a float: the other tables are measured.
        findings.append(_refused(name, error))
        return TableFidelity(name, shape.rows, 0)


def _table(connection: Connection, shape: TableShape, probes: Probes, counts: Counts) -> TableFidelity:
    name = str(probes.table.name)
    more: dict[str, list[Part]] = texts(connection, probes.table, _texts(shape, probes), counts.rows)
    for column, part in _elements(connection, probes.table, shape):
        more.setdefault(column, []).append(part)
    found = []
    for column, said in sorted(shape.columns.items()):
        if column in probes.unread:
            continue
        one = columns.column(name, column, said, counts, probes.axes)
        parts = (*one.parts, *more.get(column, []))
        found.append(replace(one, parts=parts, counts_for=_counts_for(one, shape)))
    return TableFidelity(
        name,
        shape.rows,
        counts.rows,
        tuple(found),
        tuple(_pairs(name, shape, probes, counts)),
        tuple(_fan_outs(connection, shape, probes.table)),
    )


def _texts(shape: TableShape, probes: Probes) -> dict[str, TextShape]:
    said = {name: one for name, one in shape.columns.items() if isinstance(one, TextShape)}
    return {name: one for name, one in said.items() if name not in probes.unread}


def _counts_for(one: ColumnFidelity, shape: TableShape) -> Property | None:
    """What a column's score counts for: of a key, how many children each row of reference data has."""
    if one.column in shape.references and isinstance(shape.columns[one.column], CategoryShape):
        return Property.CARDINALITY
    return None if any(one.column in key.split(",") for key in shape.references) else one.counts_for


def _pairs(name: str, shape: TableShape, probes: Probes, counts: Counts) -> Iterator[PairFidelity]:
    for position, dependency in enumerate(shape.dependencies):
        origin, code = f"from:{position}", f"code:{dependency.column}"
        if (origin, code) in counts.pairs:
            axes = (probes.axes[origin], probes.axes[code])
            yield pairs.pair(
                name, dependency, shape, axes, counts.pairs[origin, code], beside=counts.of(f"{BESIDE}:{position}")
            )


def _fan_outs(connection: Connection, shape: TableShape, table: Table) -> Iterator[FanOut]:
    for columns_, reference in sorted(shape.references.items()):
        key = foreign_key(table, columns_)
        if key is not None and reference.children:
            yield fan_out(connection, table, key, reference)


def _elements(connection: Connection, table: Table, shape: TableShape) -> Iterator[tuple[str, Part]]:
    for name, (axis, source, expression) in elements_of(table, shape).items():
        found = count(connection, source, {"element": expression}).of("element")
        spread = columns.spread(axis, found)
        assert spread is not None
        yield name, Part("elements' values", spread, columns.scored(axis, found))


def _unknown(table: Table, shape: TableShape) -> list[str]:
    return [columns_ for columns_ in shape.references if foreign_key(table, columns_) is None]


def _missing(where: str, what: str) -> Finding:
    return Finding("fidelity-missing", where, _MISSING.format(what), _LEARN, Severity.WARNING)


def _unread(where: str, why: str) -> Finding:
    return Finding("fidelity-unread", where, why, _LEARN, Severity.WARNING)


def _refused(where: str, error: psycopg.Error) -> Finding:
    why = f"not measured: {error.diag.message_primary}"
    return Finding("fidelity-unread", where, why, "measure it as a role that may read it", Severity.WARNING)


def _references(connection: Connection, patterns: Patterns, schema: Schema) -> Iterator[Finding]:
    for name, carried in sorted(patterns.reference.items()):
        table = schema.tables.get(Name.parse(name))
        if table is None:
            yield _missing(name, "table")
            continue
        query = sql.SQL("select count(*) from {}").format(sql.SQL(table.name.sql))
        try:
            with connection.transaction():
                found = connection.execute(query).fetchone()
        except psycopg.ProgrammingError as error:
            yield _refused(name, error)
            continue
        if found is not None and found[0] != len(carried.rows):
            said = f"{found[0]} rows of reference data here, {len(carried.rows)} in the file"
            yield Finding("fidelity-reference", name, said, "seed it again with the file", Severity.WARNING)
