"""Cleared batches as COPY data, one table's blocks after another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from seeding.errors import UnsafeValueError
from seeding.generate import Batch, Unmade
from seeding.load.ahead import Peekable
from seeding.load.encode import UnspelledError, encode_binary, encode_text, supports_binary
from seeding.load.tables import by_table
from seeding.plan.model import PlannedTable
from seeding.safety import Cleared

Batches = Iterable[Cleared] | Iterable[tuple[Batch, Cleared]] | Iterable[tuple[Batch, Cleared] | Unmade]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table, ready for the wire: `key` holds the values of a key of one column, if it is planned.

    A block with an `error` has no rows: it says why there are no more.
    """

    table: str
    rows: int
    binary: bool
    data: bytes | memoryview
    key: pa.Array | None = None
    error: Exception | None = None


def cleared(batches: Batches) -> Iterator[Cleared | Unmade]:
    """The batches, each of which must carry the proof that it passed. Raises UnsafeValueError for any other."""
    for item in batches:
        if isinstance(item, Unmade):
            yield item
            continue
        proof = item[1] if isinstance(item, tuple) else item
        if not isinstance(proof, Cleared):
            raise UnsafeValueError(
                f"a {type(proof).__name__} is no cleared batch: only what safety.scan() returns may be written"
            )
        yield proof


def encoded(
    tables: Iterable[PlannedTable], batches: Batches, keys: Callable[[PlannedTable], str | None]
) -> Iterator[Block]:
    """Every batch as COPY data; binary for a table whose every column has a codec, up to the first block with a value
    that only the server can read.

    `keys` names the column whose values travel beside the data. Raises LoadError where batches do not
    follow the plan: tables in its order, rows without a gap.
    """
    for planned, its_batches in by_table(tables, cleared(batches)):
        types = [c.attribute.type for c in planned.columns]
        key = keys(planned)
        schema: pa.Schema | None = None
        for batch in its_batches:
            if isinstance(batch, Unmade):
                yield Block(batch.table, 0, binary=False, data=b"", error=batch.error)
                break
            data = batch.batch
            if schema is None:
                schema = data.schema
                binary = all(supports_binary(f.type, t) for f, t in zip(schema, types, strict=True))
            if data.schema != schema:
                data = data.cast(schema)
            found: bytes | memoryview | None = None
            if binary:
                try:
                    found = encode_binary(data, types)
                except UnspelledError:
                    binary = False
            yield Block(
                table=batch.table,
                rows=data.num_rows,
                binary=binary,
                data=encode_text(data, types) if found is None else found,
                key=None if key is None else data.column(key),
            )


def of_table(blocks: Peekable[Block], planned: PlannedTable) -> Iterator[Block]:
    """The blocks of one table, up to the first of another."""
    while (block := blocks.peek()) is not None and block.table == str(planned.name):
        yield next(blocks)
