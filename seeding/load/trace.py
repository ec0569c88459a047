"""The keys of rows as they are written, kept only as far as the ledger will need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.key import synthetic_uuid_sql
from seeding.load import runs
from seeding.load.blocks import Block
from seeding.load.relations import Cursor, Relation
from seeding.load.seeded import INTEGERS, key_digest, marked, merged, ranges_of
from seeding.plan.model import PlannedTable
from seeding.schema import quote

# With more ranges than this, a condition that lists them costs more than a look-up of each key.
MOST_RANGES = 50


def traced_key(planned: PlannedTable, relation: Relation) -> str | None:
    """The key column whose values say all that the ledger needs: a planned uuid or whole number."""
    single = relation.single_key
    if single is None or single[1] not in (*INTEGERS, "uuid"):
        return None
    for column in planned.columns:
        # A generator that hands over text leaves the reading of it to the server.
        if column.name == single[0] and column.arrow is not None and not pa.types.is_string(column.arrow):
            return column.name
    return None


class Trace:
    """Watches one table's blocks: ranges of whole numbers, and those uuids that do not carry the mark."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._ranges: list[NDArray[np.int64]] = []
        self._unmarked: list[bytes] = []
        self._uuids = False

    def watch(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """The same blocks."""
        for block in blocks:
            if block.key is not None:
                self._see(block.key)
            yield block

    def _see(self, keys: pa.Array) -> None:
        storage = keys.storage if isinstance(keys, pa.ExtensionArray) else keys
        if pa.types.is_integer(storage.type):
            self._ranges.append(ranges_of(storage.drop_null().cast(pa.int64()).to_numpy()))
            return
        self._uuids = True
        strange = np.flatnonzero(~marked(storage))
        self._unmarked += storage.take(pa.array(strange)).drop_null().to_pylist()

    def complete(self, cursor: Cursor, run: int, rows: int) -> None:
        """End the run's entry with what was seen."""
        if not self._uuids:
            ranges = [(int(first), int(last)) for first, last in merged(self._ranges)]
            complete_numbers(cursor, run, rows, self._column, ranges)
            return
        if self._unmarked:
            cursor.execute(
                f"insert into _seed.rows select distinct %s::bigint, {key_digest(['key'], 't')} "
                "from unnest(%s::uuid[]) t (key)",
                (run, [UUID(bytes=key) for key in self._unmarked]),
            )
        runs.complete(cursor, run, rows, [self._column] if self._unmarked else [])


def complete_from(cursor: Cursor, run: int, relation: Relation, columns: Sequence[str], source: str) -> int:
    """End a run's entry from rows on the server: `source` (SQL after FROM) has the key's `columns`; how many."""
    found = cursor.execute(f"select count(*) from {source} t").fetchone()
    assert found is not None
    rows: int = found[0]
    single = relation.single_key
    if single is not None and tuple(columns) == (single[0],) and single[1] in INTEGERS:
        keys = f"select t.{quote(single[0])}::bigint as key from {source} t"
        complete_numbers(cursor, run, rows, single[0], runs.islands(cursor, keys))
        return rows
    where = "true"
    if single is not None and single[1] == "uuid":
        where = f"NOT {synthetic_uuid_sql(f't.{quote(single[0])}')}"
    digest = key_digest(columns, "t")
    cursor.execute(f"insert into _seed.rows select distinct {run}::bigint, {digest} from {source} t where {where}")
    runs.complete(cursor, run, rows, columns if cursor.rowcount else [])
    return rows


def complete_numbers(
    cursor: Cursor, run: int, rows: int, column: str, ranges: Sequence[tuple[int, int]], *, most: int = MOST_RANGES
) -> None:
    """End a run's entry with ranges of whole numbers; where there are more than `most`, with a digest a number."""
    if len(ranges) <= most:
        runs.complete(cursor, run, rows, [column] if ranges else [], ranges)
        return
    cursor.execute(
        f"""
        insert into _seed.rows
        select %s::bigint, {key_digest(["key"], "t")}
        from unnest(%s::bigint[], %s::bigint[]) r (first, last), generate_series(r.first, r.last) t (key)
        """,
        (run, [first for first, _ in ranges], [last for _, last in ranges]),
    )
    runs.complete(cursor, run, rows, [column])
