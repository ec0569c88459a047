"""The catalog read once: eight queries for the whole database, however many tables it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from seeding.schema.catalog import constraints
from seeding.schema.catalog.attributes import attribute
from seeding.schema.catalog.partitions import merged, partitionings, roots, their_own
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
    partitioned tables only: a partition is part of its parent, which has its constraints too; views, foreign
    and temporary tables are nobody's to fill. Tables of extensions only with `extension_tables`.

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
    pieces = catalog.rows("partitions", tables=oids)
    partitioned = partitionings(pieces)
    pieces_of = defaultdict(list)
    keys_of: defaultdict[int, list[str]] = defaultdict(list)
    piece_of = {row.oid: row for row in pieces}
    for piece, root in roots(pieces).items():
        pieces_of[root].append(piece)
        keys_of[root] += [c for c in (*(piece_of[root].columns or ()), *(piece_of[piece].columns or ())) if c]
    everything = [*oids, *(piece for parts in pieces_of.values() for piece in parts)]
    found_in = {kind: grouped(catalog.rows(kind, tables=everything)) for kind in ("constraints", "indexes", "triggers")}
    policies = grouped(catalog.rows("policies", tables=oids))
    tables = {}
    for row in found:
        constrained, indexed, fired = (found_in[kind][row.oid] for kind in ("constraints", "indexes", "triggers"))
        further = {kind: [r for piece in pieces_of[row.oid] for r in rows[piece]] for kind, rows in found_in.items()}
        name = Name(row.schema, row.name)
        tables[name] = Table(
            name=name,
            attributes=tuple(attribute(a, types) for a in attributes[row.oid]),
            uniques=merged(
                constraints.uniques(indexed),
                [replace(unique, primary=False) for unique in constraints.uniques(further["indexes"])],
                lambda unique: (unique.columns, unique.expressions, unique.predicate),
            ),
            foreign_keys=merged(
                constraints.foreign_keys(constrained),
                constraints.foreign_keys(further["constraints"]),
                lambda key: (key.columns, key.parent, key.parent_columns),
            ),
            checks=merged(
                constraints.checks(constrained),
                their_own(
                    [(piece_of[p], constraints.checks(found_in["constraints"][p])) for p in pieces_of[row.oid]],
                    keys_of[row.oid],
                    [a.name for a in attributes[row.oid]],
                ),
                lambda check: check.expression,
            ),
            exclusions=merged(
                constraints.exclusions(constrained),
                constraints.exclusions(further["constraints"]),
                lambda exclusion: (exclusion.elements, exclusion.predicate),
            ),
            indexes=constraints.indexes(indexed),
            policies=constraints.policies(policies[row.oid]),
            triggers=merged(
                constraints.triggers(fired),
                constraints.triggers(further["triggers"]),
                lambda trigger: (trigger.name, trigger.function),
            ),
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
