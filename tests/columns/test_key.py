"""Keys: unique, ordered, recognisable in Python and in PostgreSQL, and never mistaken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

import numpy as np
import psycopg
import pytest
import servers
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.arrays import to_python
from seeding.columns.base import Column
from seeding.columns.draws import key_of, words
from seeding.columns.key import Key, Serial, is_synthetic, row_of, synthetic_uuid_sql
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

HIGHEST = 2**44 - 1


def rows(column: Column, numbers: list[int] | range, *, seed: int = 0, table: str = "public.t") -> Rows:
    return World(seed, tables={table: TableRows(table, {"id": column})}).rows(table, np.array(numbers, dtype=np.int64))


def keys(numbers: list[int] | range, *, order: str = "row", seed: int = 0, table: str = "public.t") -> list[UUID]:
    found: list[UUID] = to_python(rows(Key(order=order), numbers, seed=seed, table=table).column("id"))
    return found


def by_the_letter(row: int, word: int) -> UUID:
    """The layout in `seeding.columns.key`, byte by byte."""
    raw = bytearray(b"\x5e\xed" + (row >> 12).to_bytes(4, "big") + (0x4000 | row & 0xFFF).to_bytes(2, "big"))
    raw += (0b10 << 46 | word >> 18).to_bytes(6, "big")
    even, odd = 0xA5, 0x5A
    for place in range(0, 14, 2):
        even ^= raw[place]
        odd ^= raw[place + 1]
    return UUID(bytes=bytes([*raw, even, odd]))


@given(st.lists(st.integers(0, HIGHEST), min_size=1, max_size=20), st.integers(0, 2**63))
def test_layout(numbers: list[int], seed: int) -> None:
    drawn = words(key_of(seed, "public.t", "id", ""), np.array(numbers, dtype=np.int64)).tolist()
    found = keys(numbers, seed=seed)
    assert found == [by_the_letter(row, word) for row, word in zip(numbers, drawn, strict=True)]
    assert [row_of(key) for key in found] == numbers
    assert all(is_synthetic(key) and key.version == 4 for key in found)


def test_keys_rise_with_the_row_and_end_where_the_layout_ends() -> None:
    numbers = [0, 1, 4095, 4096, 10**6, 2**32, HIGHEST]
    assert keys(numbers) == sorted(keys(numbers))
    assert str(keys([0])[0]).startswith("5eed0000-0000-4000-")
    assert str(keys([HIGHEST])[0]).startswith("5eedffff-ffff-4fff-")
    with pytest.raises(FactoryError, match="row number 17592186044416 does not fit"):
        keys([HIGHEST + 1])


def test_random_order_is_unique_recognisable_and_scattered() -> None:
    found = keys(range(20_000), order="random")
    assert len(set(found)) == 20_000
    assert all(map(is_synthetic, found))
    rising = sum(a < b for a, b in pairwise(found))
    assert 9_500 < rising < 10_500


def test_seeds_and_tables_have_different_keys() -> None:
    assert not set(keys(range(1000))) & set(keys(range(1000), seed=1))
    assert not set(keys(range(1000))) & set(keys(range(1000), table="public.other"))


def test_an_order_that_does_not_exist() -> None:
    with pytest.raises(FactoryError, match="order='up'"):
        Key(order="up")  # type: ignore[arg-type]


REAL = [
    UUID("9f3c2b1e-8d47-4c6a-b5e0-1f2a3b4c5d6e"),
    UUID("5eed0000-0000-4000-8000-000000000000"),  # right prefix, wrong check
    UUID(int=0),
    UUID(int=2**128 - 1),
]


@pytest.mark.parametrize("key", REAL)
def test_other_uuids_are_not_synthetic(key: UUID) -> None:
    assert not is_synthetic(key)
    with pytest.raises(ValueError, match="is not a generated key"):
        row_of(key)


@given(st.integers(0, HIGHEST), st.integers(0, 127))
def test_one_changed_bit_is_noticed(row: int, bit: int) -> None:
    assert not is_synthetic(UUID(int=keys([row])[0].int ^ 1 << bit))


def test_random_uuids_with_the_prefix_are_not_synthetic() -> None:
    drawn = words(key_of("uuids"), np.arange(40_000)).tolist()
    pairs = zip(drawn[::2], drawn[1::2], strict=True)
    forged = [UUID(int=0x5EED << 112 | a >> 16 << 64 | b, version=4) for a, b in pairs]
    assert sum(map(is_synthetic, forged)) <= 5  # 20,000 / 2**16 expected


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    with servers.embedded_server() as server, psycopg.connect(server.url) as opened:
        yield opened


def test_postgres_agrees(connection: psycopg.Connection) -> None:
    made = [*keys(range(3000)), *keys(range(3000), order="random"), *keys([HIGHEST])]
    flipped = [UUID(int=key.int ^ 1 << place % 128) for place, key in enumerate(made)]
    connection.execute('create temp table t ("Id" uuid, ours boolean)')
    with connection.cursor() as cursor:
        cursor.executemany("insert into t values (%s, true)", [(key,) for key in made])
        cursor.executemany("insert into t values (%s, false)", [(key,) for key in [*flipped, *REAL]])
    condition = synthetic_uuid_sql('"Id"')
    (wrong,) = connection.execute(f"select count(*) from t where ours is distinct from {condition}").fetchone()
    assert wrong == 0
    (unknown,) = connection.execute(
        f"select count(*) from (select null::uuid as id) n where {synthetic_uuid_sql('id')}"
    ).fetchone()
    assert unknown == 0


def test_an_index_serves_the_condition(connection: psycopg.Connection) -> None:
    connection.execute("create temp table many as select gen_random_uuid() as id from generate_series(1, 20000)")
    connection.execute("create index on many (id)")
    connection.execute("analyze many")
    plan = connection.execute(f"explain select * from many where {synthetic_uuid_sql('id')}").fetchall()
    assert any("Index Cond" in line for (line,) in plan), plan


def test_serial_counts_from_its_start() -> None:
    assert to_python(rows(Serial(), range(3)).column("id")) == [1, 2, 3]
    assert to_python(rows(Serial(start=0).shifted(100), [5]).column("id")) == [105]
    assert repr(Serial(start=7).shifted(3)) == "Serial(start=10)"
