"""What is known before anybody asks: the catalog, what policies say, whose rows are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeding.migrations.policies.facts import Facts, gather
from seeding.migrations.policies.owners import Owners, owners
from seeding.migrations.policies.words import Reader, Said
from seeding.schema import Name

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
