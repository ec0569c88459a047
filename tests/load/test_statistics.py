"""Statistics after a load: a small sample where autovacuum takes the whole one soon, the whole one elsewhere."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest
from servers import without_autovacuum

from seeding.columns.key import Serial
from seeding.load.fill import fill
from seeding.load.statistics import analyze

ROWS = 24_000
# What an autovacuum worker goes by.
NOTED = f"select pg_stat_get_mod_since_analyze(oid) = {ROWS} from pg_class where oid = 'public.many'::regclass"


@pytest.fixture(autouse=True)
def unhurried(server_url):
    """Autovacuum is on, and comes to none of these tables; begun before there is a database to come to."""
    with without_autovacuum(server_url, as_if_on=True):
        yield


@pytest.fixture
def many(by_hand, planning):
    """A plan of a table of so many rows, declared with options."""

    def make(declared=""):
        by_hand.execute(f"create table public.many (id bigint primary key, n int not null) {declared}")
        columns = {"id": Serial(1), "n": planning.Listed(list(range(200)), pa.int32())}
        return planning.plan_of(planning.schema_of(by_hand), {"public.many": (ROWS, columns)})

    return make


def histogram(by_hand) -> int:
    bounds = "select histogram_bounds::text::text[] from pg_stats where tablename = 'many' and attname = 'id'"
    return len(by_hand.execute(bounds).fetchone()[0])


def test_autovacuum_comes_as_if_nobody_had_been_there(many, by_hand, connection, clearance, planning):
    plan = many()
    result = fill(connection, clearance, plan, planning.cleared(plan))
    assert result.analyzed == ("public.many",)
    assert histogram(by_hand) == 11
    connection.close()  # its backend reports what it counted as it ends, a moment later
    until = time.monotonic() + 60
    while by_hand.execute(NOTED).fetchone() != (True,):
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("declared", ["with (autovacuum_enabled = false)", "with (autovacuum_analyze_threshold = 9)"])
def test_a_table_that_autovacuum_may_not_come_to_gets_the_whole_sample(
    many, by_hand, connection, clearance, planning, declared
):
    plan = many(declared)
    fill(connection, clearance, plan, planning.cleared(plan))
    assert histogram(by_hand) == 101


def test_so_does_one_that_has_grown_by_little(many, by_hand, connection, clearance, planning):
    plan = many()
    fill(connection, clearance, plan, planning.cleared(plan))
    by_hand.execute("insert into public.many select n, n from generate_series(1000000, 1300000) n")
    by_hand.execute("analyze public.many")
    analyze(connection, [(plan.tables[0], ROWS)])
    assert histogram(by_hand) == 101
