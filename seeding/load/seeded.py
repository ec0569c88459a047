"""Which rows were seeded: an SQL condition a table, exact where the table has a key.

Three ways, by what the key is:

- a uuid made by `Key` says so itself (`synthetic_uuid_sql`); no record is needed;
- whole numbers are recorded as ranges;
- of every other row a digest is recorded: of its key's columns or, in a table without a key, of all columns.

What this cannot do: among rows of a table without a key that are equal in every column, one made by hand is
not told from a seeded one, and a row of such a table that is changed by hand counts as made by hand.
A row keyed by its marked parent (a profile whose key is its user's) carries the mark, whoever made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.key import synthetic_uuid_sql
from seeding.load.relations import Relation
from seeding.schema import quote

if TYPE_CHECKING:
    from seeding.load.runs import Run

Cursor = psycopg.Cursor[tuple[Any, ...]]

INTEGERS = ("int2", "int4", "int8")


def condition(relation: Relation, runs: Iterable[Run], row: str) -> str:
    """SQL that is true for the seeded rows of a table (`row` is its alias) and false for all others."""
    found = []
    single = relation.single_key
    if single is not None and single[1] == "uuid":
        found.append(synthetic_uuid_sql(f"{row}.{quote(single[0])}"))
    recorded: dict[tuple[str, ...], list[int]] = {}
    for run in runs:
        if run.ranges:
            column = f"{row}.{quote(run.key_columns[0])}"
            found += [f"{column} BETWEEN {first} AND {last}" for first, last in run.ranges]
        elif run.key_columns and set(run.key_columns) <= set(relation.columns):
            recorded.setdefault(run.key_columns, []).append(run.id)
    for columns, numbers in recorded.items():
        listed = ", ".join(map(str, numbers))
        found.append(f"{key_digest(columns, row)} IN (SELECT key FROM _seed.rows WHERE run IN ({listed}))")
    return f"({' OR '.join(found)})" if found else "false"


def key_digest(columns: Iterable[str], row: str) -> str:
    """SQL for the 16 bytes that stand for a row's key in `_seed.rows`.

    Instants, intervals and floats are digested as text: the session must have its fixed formats.
    """
    values = ", ".join(f"{row}.{quote(column)}" for column in columns)
    return f"pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to(ROW({values})::text, 'UTF8')), 1, 16)"


def content(cursor: Cursor, relation: Relation, seeded: str) -> str:
    """How many rows meet a condition on alias `t`, and a number that changes when any value in them does."""
    row = cursor.execute(
        f"""
        select count(*) || ':' || coalesce(sum(pg_catalog.hashtextextended(ROW(t.*)::text, 0)::numeric), 0)
        from {relation.own} t where {seeded}
        """
    ).fetchone()
    assert row is not None
    text: str = row[0]
    return text


def marked(keys: pa.Array) -> NDArray[np.bool_]:
    """Which uuids carry the mark: `columns.key.is_synthetic` for a whole column."""
    storage = keys.storage if isinstance(keys, pa.ExtensionArray) else keys
    words = np.frombuffer(storage.buffers()[1], ">u8")[2 * storage.offset : 2 * (storage.offset + len(storage))]
    high, low = words[0::2].astype(np.uint64), words[1::2].astype(np.uint64)
    # The check lane is the sum of the other seven 16-bit lanes and a constant: all eight make the constant.
    lanes = high ^ low
    lanes ^= lanes >> np.uint64(32)
    lanes ^= lanes >> np.uint64(16)
    found: NDArray[np.bool_] = (
        (high >> np.uint64(48) == np.uint64(0x5EED))
        & (high >> np.uint64(12) & np.uint64(0xF) == np.uint64(4))
        & (low >> np.uint64(62) == np.uint64(0b10))
        & (lanes & np.uint64(0xFFFF) == np.uint64(0xA55A))
    )
    return found


def ranges_of(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ranges without a gap that cover exactly these numbers: shape (ranges, 2), both ends included, in order."""
    ordered = np.unique(numbers)
    breaks = np.flatnonzero(np.diff(ordered) != 1)
    first = ordered[np.concatenate([[0], breaks + 1])] if ordered.size else ordered
    last = ordered[np.concatenate([breaks, [-1]])] if ordered.size else ordered
    return np.stack([first, last], axis=1)


def merged(ranges: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Ranges of several blocks as few as they can be."""
    every = np.concatenate([np.empty((0, 2), np.int64), *ranges])
    if not every.size:
        return every
    every = every[np.argsort(every[:, 0], kind="stable")]
    ends = np.maximum.accumulate(every[:, 1])
    gaps = np.flatnonzero(every[1:, 0] > ends[:-1] + 1)
    return np.stack([every[np.concatenate([[0], gaps + 1]), 0], ends[np.concatenate([gaps, [-1]])]], axis=1)
