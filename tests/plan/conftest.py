"""Schemas made by hand: what the catalog would say of a few small tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from seeding.factory.table import registry
from seeding.profile import Profile
from seeding.schema import Attribute, ForeignKey, Name, Schema, Table, Type, TypeKind, Unique

TYPES = {
    "uuid": Type("uuid", "pg_catalog", TypeKind.BASE, "uuid"),
    "text": Type("text", "pg_catalog", TypeKind.BASE, "text"),
    "varchar(8)": Type("varchar", "pg_catalog", TypeKind.BASE, "character varying(8)", length=8),
    "integer": Type("int4", "pg_catalog", TypeKind.BASE, "integer"),
    "bigint": Type("int8", "pg_catalog", TypeKind.BASE, "bigint"),
    "boolean": Type("bool", "pg_catalog", TypeKind.BASE, "boolean"),
    "date": Type("date", "pg_catalog", TypeKind.BASE, "date"),
    "timestamptz": Type("timestamptz", "pg_catalog", TypeKind.BASE, "timestamp with time zone"),
    "numeric(6,2)": Type("numeric", "pg_catalog", TypeKind.BASE, "numeric(6,2)", precision=6, scale=2),
    "jsonb": Type("jsonb", "pg_catalog", TypeKind.BASE, "jsonb"),
}
TYPES["text[]"] = Type("text[]", "pg_catalog", TypeKind.ARRAY, "text[]", element=TYPES["text"])


def attribute(spec: str) -> Attribute:
    """`email text not null`, `id bigint default 1`, `full text generated`."""
    name, type_, *rest = spec.split()
    return Attribute(
        name,
        TYPES[type_],
        nullable=rest[:2] != ["not", "null"],
        default=rest[rest.index("default") + 1] if "default" in rest else None,
        generated="…" if "generated" in rest else None,
    )


def table(
    name: str, *columns: str, unique: tuple[str, ...] = (), parents: dict[str, str] | None = None, **facts: Any
) -> Table:
    """A table of schema public whose first column is its key; `parents` is {column: table}."""
    attributes = tuple(attribute(spec) for spec in columns)
    keys = [Unique(f"{name}_pkey", (attributes[0].name,), primary=True)]
    keys += [Unique(f"{name}_{column}_key", (column,)) for column in unique]
    references = [
        ForeignKey(f"{name}_{column}_fkey", (column,), Name("public", parent), ("id",))
        for column, parent in (parents or {}).items()
    ]
    return Table(Name("public", name), attributes, tuple(keys), tuple(references), **facts)


def schema(*tables: Table) -> Schema:
    """A database of these tables."""
    return Schema({t.name: t for t in sorted(tables, key=lambda t: t.name)})


def profile(**settings: Any) -> Profile:
    """A local profile of ten rows a root table."""
    return Profile(**{"environment": "local", "name": "test", "count": 10, **settings})


@pytest.fixture(scope="session")
def by_hand() -> SimpleNamespace:
    """What plans are made of."""
    return SimpleNamespace(table=table, schema=schema, profile=profile, attribute=attribute)


@pytest.fixture(autouse=True)
def _own_factories() -> Iterator[None]:
    """Factories that a test declares are forgotten after it."""
    before = dict(registry)
    yield
    registry.clear()
    registry.update(before)


@pytest.fixture
def users(by_hand: SimpleNamespace) -> Table:
    """People."""
    made: Callable[..., Table] = by_hand.table
    return made("users", "id uuid not null", "email text not null", "name varchar(8)", "age integer", unique=("email",))


@pytest.fixture
def orders(by_hand: SimpleNamespace) -> Table:
    """What people order."""
    made: Callable[..., Table] = by_hand.table
    return made(
        "orders", "id bigint not null", "user_id uuid not null", "total numeric(6,2) not null",
        parents={"user_id": "users"},
    )  # fmt: skip
