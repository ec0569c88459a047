"""Generation alone, no server, no encoding, no scan: rows a second on one core, and what a second process adds."""

from __future__ import annotations

import statistics
import time
from typing import Any

import psycopg

from bench.schemas import ROOT, WHOLE
from bench.server import Server, named
from seeding.engine.generating import attempted
from seeding.engine.processes import Jobs
from seeding.factory import discover
from seeding.generate import generate
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.profile import load_profile
from seeding.schema.catalog import introspect

_MANY = 8


def example_plan(server: Server, users: int) -> Plan:
    """The plan of `seed staging --count users` for the example schema."""
    with psycopg.connect(named(server.url, WHOLE.template)) as connection:
        schema = introspect(connection)
    return make_plan(schema, load_profile("staging", ROOT), discover(ROOT), count=users)


def measure(server: Server, users: int, rounds: int) -> dict[str, Any]:
    """Rows a CPU second by table and in all, and how many times faster two processes are than one (wall clock, from
    their first block on).
    """
    plan = example_plan(server, users)
    tables: dict[str, list[float]] = {}
    in_all: list[float] = []
    workers: list[float] = []
    for _batch in generate(example_plan(server, 1_000)):
        pass  # pools and tables are made once a process
    for _ in range(rounds):
        seconds: dict[str, float] = {}
        rows: dict[str, int] = {}
        begun = time.process_time()
        for batch in generate(plan):
            now = time.process_time()
            name = str(batch.table.name)
            seconds[name] = seconds.get(name, 0.0) + now - begun
            rows[name] = rows.get(name, 0) + len(batch.data)
            begun = now
        for name, count in rows.items():
            tables.setdefault(name, []).append(count / seconds[name])
        in_all.append(sum(rows.values()) / sum(seconds.values()))
    many = example_plan(server, _MANY * users)
    for _ in range(rounds):
        begun = time.perf_counter()
        for _batch in generate(many):
            pass
        one = time.perf_counter() - begun
        blocks = attempted(many, (), Jobs(2), ROOT)
        next(blocks)
        begun = time.perf_counter()
        for _block in blocks:
            pass
        workers.append(one / (time.perf_counter() - begun))
    return {
        "rows": plan.rows,
        "rows_a_second": in_all,
        "tables": {name: statistics.median(found) for name, found in tables.items()},
        "two_workers": workers,
        "rows_of_two": many.rows,
    }
