"""Generation alone, on one core: no server, no encoding, no safety scan."""

from __future__ import annotations

import time

import psycopg

from bench.server import ROOT, named, server
from seeding.factory import discover
from seeding.generate import generate
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.profile import load_profile
from seeding.schema.catalog import introspect


def example_plan(users: int) -> Plan:
    """The plan of `seed staging --count users` for the example schema."""
    with server() as url, psycopg.connect(named(url, "bench_template")) as connection:
        schema = introspect(connection)
    return make_plan(schema, load_profile("staging", ROOT), discover(ROOT), count=users)


def report(users: int = 300_000) -> None:
    """Print rows a second by table and in all, for the example factories."""
    plan = example_plan(users)
    seconds: dict[str, float] = {}
    rows: dict[str, int] = {}
    begun = time.perf_counter()
    for batch in generate(plan):
        now = time.perf_counter()
        name = str(batch.table.name)
        seconds[name] = seconds.get(name, 0.0) + now - begun
        rows[name] = rows.get(name, 0) + len(batch.data)
        begun = now
    print(f"\ngeneration alone, one core, {sum(rows.values()):,} rows")
    for name, count in rows.items():
        print(f"  {name:42s} {count / seconds[name]:12,.0f} rows/s")
    print(f"  {'all tables':42s} {sum(rows.values()) / sum(seconds.values()):12,.0f} rows/s")
