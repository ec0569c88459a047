"""A server that says whether inferred rows are valid: tables are made, read, inferred, filled and checked there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import psycopg
import pytest
import servers

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import TableRows, World
from seeding.infer.capacity import capacity
from seeding.infer.generators.text_form import as_text
from seeding.infer.infer import infer
from seeding.infer.inferred import Inferred
from seeding.schema import Attribute, Check, Name, Schema, Table, Type, TypeKind, Unique, introspect, quote

Filled = Mapping[str, Mapping[str, Inferred]]
Fill = Callable[..., Filled]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An embedded server."""
    with servers.embedded_server() as server:
        yield server.url


@pytest.fixture
def connection(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection to an empty database: what a test does there is rolled back."""
    with (
        psycopg.connect(server_url, autocommit=True) as opened,
        opened.transaction(force_rollback=True),
    ):
        yield opened


@pytest.fixture
def fill(connection: psycopg.Connection) -> Fill:
    """`fill(ddl)` makes the tables, fills them with inferred rows, and gives back what was inferred."""

    def run(ddl: str, *, count: int = 60) -> Filled:
        connection.execute(ddl)
        schema = introspect(connection)
        inferred = {str(t.name): infer(t, schema) for t in schema.order.tables}
        world = _world(schema, inferred, count)
        for table in schema.order.tables:
            _copy(connection, world, table.name, list(inferred[str(table.name)]))
        return inferred

    return run


def _world(schema: Schema, inferred: Filled, count: int) -> World:
    counts: dict[str, int] = {}
    tables = {}
    for table in schema.order.tables:
        name = str(table.name)
        columns = {column: found.generator for column, found in inferred[name].items()}
        room = capacity(columns, counts)
        counts[name] = count if room is None else min(count, room[0])
        tables[name] = TableRows(name, columns, 0, counts[name])
    return World(seed=7, tables=tables)


def _copy(connection: psycopg.Connection, world: World, name: Name, columns: list[str]) -> None:
    spec = world.tables[str(name)]
    rows = world.rows(str(name), np.arange(spec.stop or 0, dtype=np.int64))
    texts = [as_text(rows.column(column)).to_pylist() for column in columns]
    listed = ", ".join(map(quote, columns))
    with connection.cursor() as cursor, cursor.copy(f"copy {name.sql} ({listed}) from stdin") as copy:
        for row in zip(*texts, strict=True):
            copy.write_row(row)


_TYPES = {
    "int": "int4", "bigint": "int8", "smallint": "int2", "char": "bpchar", "boolean": "bool", "float": "float8",
}  # fmt: skip


def _type(written: str) -> Type:
    if written.endswith("[]"):
        element = _type(written.removesuffix("[]"))
        return Type(written, "pg_catalog", TypeKind.ARRAY, written, element=element, dimensions=1)
    name, _, rest = written.removesuffix(")").partition("(")
    name = _TYPES.get(name, name)
    numbers = [int(n) for n in rest.split(",")] if rest else []
    texts = name in ("varchar", "bpchar")
    return Type(
        name,
        "pg_catalog",
        TypeKind.BASE,
        written,
        length=numbers[0] if texts and numbers else None,
        precision=numbers[0] if name == "numeric" and numbers else None,
        scale=(numbers[1] if len(numbers) > 1 else 0) if name == "numeric" and numbers else None,
    )


@pytest.fixture
def describe() -> Callable[..., Table]:
    """A table without a server: `describe("id int", "bio text?", checks={"(id > 0)": "id"}, unique=("id",))`.

    ? marks a nullable column; checks map expressions to the columns they name.
    """

    def made(
        *columns: str, name: str = "t", checks: Mapping[str, str] | None = None, unique: tuple[str, ...] = ()
    ) -> Table:
        attributes = []
        for column in columns:
            plain, _, default = column.partition(" default ")
            label, type_ = plain.removesuffix("?").rsplit(" ", 1)
            attributes.append(Attribute(label, _type(type_), nullable=plain.endswith("?"), default=default or None))
        names = [a.name for a in attributes]
        return Table(
            Name("public", name),
            tuple(attributes),
            uniques=tuple(Unique(f"{name}_{column}_key", (column,), (column,)) for column in unique),
            checks=tuple(
                Check(f"check_{number}", text, tuple(n for n in names if n in columns_.split()))
                for number, (text, columns_) in enumerate((checks or {}).items())
            ),
        )

    return made


@pytest.fixture
def guess(describe: Callable[..., Table]) -> Callable[..., Mapping[str, Inferred]]:
    """`infer` for a described table that stands alone."""

    def run(*columns: str, declared: tuple[str, ...] = (), **options: object) -> Mapping[str, Inferred]:
        table = describe(*columns, **options)
        return infer(table, Schema({table.name: table}), declared=declared)

    return run


@pytest.fixture
def rows_of() -> Callable[..., list[object]]:
    """Values of one column of a table of generators, in one piece or in pieces of `chunk` rows."""

    def run(columns: Mapping[str, Column], name: str, count: int = 200, *, chunk: int | None = None) -> list[object]:
        world = World(seed=3, tables={"public.t": TableRows("public.t", columns, 0, count)})
        found: list[object] = []
        for begin in range(0, count, chunk or count):
            indices = np.arange(begin, min(begin + (chunk or count), count), dtype=np.int64)
            found += arrays.to_python(arrays.decode(world.rows("public.t", indices).column(name)))
        return found

    return run
