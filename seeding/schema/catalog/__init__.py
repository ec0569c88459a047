"""The catalog read once: eight queries for the whole database, however many tables it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seeding.schema.catalog import constraints
from seeding.schema.catalog.attributes import attribute
from seeding.schema.catalog.partitions import partitionings
from seeding.schema.catalog.query import Catalog, grouped, reading
from seeding.schema.catalog.types import Types
from seeding.schema.model import Name, Schema, Table

if TYPE_CHECKING:
    import psycopg


def introspect(
    connection: psycopg.Connection[object], *, schemas: Sequence[str] = (), extension_tables: bool = False
) -> Schema:
    """What decides whether a row is valid, for every table that can be filled. PostgreSQL 13 or later.

    `schemas` are those asked for; empty means all but PostgreSQL's own, `_seed`, `supabase_migrations` and,
    in a Supabase database, those the platform keeps for itself (`auth`, `storage` and so on). A table outside
    of them is read too where a foreign key leads to it, and says so (`referenced_only`). Ordinary and
    partitioned tables only: a partition is part of its parent, and views, foreign and temporary tables are
    nobody's to fill. Tables of extensions only with `extension_tables`.

    Reads in a transaction that is rolled back (a savepoint where one is open), so the connection's settings
    and state are as before. Every expression is qualified, whatever the search path is.
    """
    with reading(connection) as catalog:
        return _schema(catalog, schemas, extension_tables)


def _schema(catalog: Catalog, schemas: Sequence[str], extension_tables: bool) -> Schema:
    found = catalog.rows("tables", schemas=list(schemas), extensions=extension_tables)
    oids = [row.oid for row in found]
    columns = catalog.rows("attributes", tables=oids)
    types = Types(catalog.rows("types", types=sorted({row.type for row in columns})))
    attributes = grouped(columns)
    constraint_rows = grouped(catalog.rows("constraints", tables=oids))
    indexes = grouped(catalog.rows("indexes", tables=oids))
    triggers = grouped(catalog.rows("triggers", tables=oids))
    policies = grouped(catalog.rows("policies", tables=oids))
    partitioned = partitionings(catalog.rows("partitions", tables=oids))
    tables = {}
    for row in found:
        constrained, indexed = constraint_rows[row.oid], indexes[row.oid]
        name = Name(row.schema, row.name)
        tables[name] = Table(
            name=name,
            attributes=tuple(attribute(a, types) for a in attributes[row.oid]),
            uniques=constraints.uniques(indexed),
            foreign_keys=constraints.foreign_keys(constrained),
            checks=constraints.checks(constrained),
            exclusions=constraints.exclusions(constrained),
            indexes=constraints.indexes(indexed),
            policies=constraints.policies(policies[row.oid]),
            triggers=constraints.triggers(triggers[row.oid]),
            rls_enabled=row.rls_enabled,
            rls_forced=row.rls_forced,
            rls_active=row.rls_active,
            partitioning=partitioned.get(row.oid),
            inherits=tuple(Name(*parent) for parent in row.inherits),
            comment=row.comment,
            owner=row.owner,
            extension=row.extension,
            insertable=row.insertable,
            estimated_rows=row.estimated_rows,
            unlogged=row.unlogged,
            referenced_only=row.referenced_only,
        )
    return Schema(tables, catalog.version, catalog.extensions())
