"""The same seed gives the same bytes: whatever the block, the process or the server."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns import arrays, single
from seeding.database import connect
from seeding.factory import discover, values_of
from seeding.generate import generate
from seeding.load.files import WRITERS
from seeding.pipeline.files import safe
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.profile import load_profile
from seeding.schema.catalog import introspect
from seeding.target import Target

# Nothing here asks the server for more than its catalog.
pytestmark = pytest.mark.parametrize("server_url", ["18"], indirect=True)


@pytest.fixture
def planned(project, seeded):
    """A plan for so many people, made anew."""

    def plan(count: int) -> Plan:
        with connect.read_only(Target.resolve(seeded.url, {})) as connection:
            schema = introspect(connection)
        return make_plan(schema, load_profile("local"), discover(project.folder), count=count)

    return plan


def exported(plan: Plan, folder: Path, **how: int) -> str:
    """The digest of all files of an export as SQL and one as CSV."""
    digest = hashlib.sha256()
    batches = list(safe(generate(plan, **how)))
    for kind in ("sql", "csv"):
        for path in WRITERS[kind](plan, iter(batches), folder / kind, None):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def test_blocks_do_not_show_in_exports(project, planned, tmp_path: Path) -> None:
    project.edit("profiles/local.toml", "rows = 90", "rows = 20")
    plan = planned(12)
    ways = [{"block": 65_536}, {"block": 1}, {"block": 1000}, {"block": 7}]
    assert len({exported(plan, tmp_path / str(number), **way) for number, way in enumerate(ways)}) == 1


def test_nor_in_many_rows(planned) -> None:
    plan = planned(5_000)
    assert max(t.rows for t in plan.tables) < 65_536  # one block, or thirty

    def content(**how: int) -> dict[str, str]:
        found: dict[str, hashlib._Hash] = {}
        for batch in generate(plan, **how):
            digest = found.setdefault(str(batch.table.name), hashlib.sha256())
            digest.update(str(batch.data.schema).encode() * (batch.first_row == 0))
            for row in zip(*(c.cast(pa.string()).to_pylist() for c in map(plain, batch.data.columns)), strict=True):
                digest.update(repr(row).encode())
        return {name: digest.hexdigest() for name, digest in found.items()}

    assert content(block=65_536) == content(block=1000)


def plain(array: pa.Array) -> pa.Array:
    """As something every type can be compared in."""
    array = array.storage if isinstance(array, pa.ExtensionArray) else array
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type) or pa.types.is_fixed_size_binary(array.type):
        return pa.array([None if value is None else repr(value) for value in array.to_pylist()], pa.string())
    return array


def test_another_process_writes_the_same_bytes(project, seeded) -> None:
    here = project.seed("export", "local", "--url", seeded.url, "--out", "here", "--quiet")
    assert here.code == 0, here.err
    there = subprocess.run(
        [sys.executable, "-m", "seeding", "export", "local", "--url", seeded.url, "--out", "there", "--quiet"],
        cwd=project.folder,
        env={**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Kolkata", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert there.returncode == 0, there.stderr
    files = sorted(path.name for path in Path("here").iterdir())
    assert len(files) == 5
    assert files == sorted(path.name for path in Path("there").iterdir())
    for name in files:
        assert Path("here", name).read_bytes() == Path("there", name).read_bytes()


def test_a_single_object_is_the_row_of_its_number(planned) -> None:
    plan = planned(60)
    rows = {str(batch.table.name): batch.data for batch in generate(plan)}
    factories = discover(Path())
    assert set(factories) == set(rows)
    with single.use_world(plan.world):
        for table, made_by in factories.items():
            bulk = {n: arrays.to_python(c) for n, c in zip(rows[table].schema.names, rows[table].columns, strict=True)}
            for number in range(min(rows[table].num_rows, 70)):
                built = values_of(made_by.build(__sequence=number))
                assert {name: comparable(built[name]) for name in bulk} == {
                    name: comparable(values[number]) for name, values in bulk.items()
                }, f"{table} row {number}"


def comparable(value: object) -> object:
    """Numbers as numbers: a numeric column makes a Decimal of what a factory gave as an integer."""
    if isinstance(value, np.generic):
        return value.item()
    return value
