"""Every key of every document stands in the reference, in the section of its shape."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from seeding.errors import GuardError
from seeding.fidelity import Fidelity
from seeding.fidelity.model import (
    Bars,
    ColumnFidelity,
    FanOut,
    Metric,
    PairFidelity,
    Part,
    Property,
    Score,
    Steps,
    TableFidelity,
)
from seeding.findings import Finding
from seeding.guard import GuardPolicy, examine
from seeding.migrations.drift import Change, Drift, Side
from seeding.migrations.preflight import Answer, Preflight, Said
from seeding.patterns import NumberShape, Patterns, ReferenceRows, TableShape
from seeding.report.as_json import (
    clean_json,
    contents_json,
    export_json,
    guard_json,
    init_json,
    protect_json,
    seed_json,
)
from seeding.report.drifted import drift_json
from seeding.report.failure import failure_json
from seeding.report.fidelity.as_json import fidelity_json
from seeding.report.preflight import preflight_json
from seeding.report.result import (
    CleanResult,
    ContentsReport,
    Destination,
    ExportResult,
    FidelityResult,
    GuardReport,
    InitResult,
    KindCount,
    Protected,
    ProtectResult,
    SeedResult,
)
from seeding.scaffold.factory_file import Undecided
from seeding.scaffold.files import Scaffold
from seeding.target import Target

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="a source distribution has no docs")


def _section(title: str) -> set[str]:
    text = PAGE.read_text(encoding="utf-8").partition(f"# {title}\n")[2]
    return set(re.findall(r"`([a-z_]+)`", re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0]))


def test_runs(result: SeedResult) -> None:
    data = seed_json(result)
    assert data.keys() <= _section("A run")
    assert data["samples"][0].keys() <= _section("A run")
    table = data["tables"][0]
    for shape in (table, table["columns"][0], table["filled_later"][0]):
        assert shape.keys() <= _section("A table")
    assert data["outlook"][0].keys() <= _section("A run")
    assert data["destination"].keys() <= _section("A database")
    assert data["findings"][0].keys() <= _section("A finding")


def test_the_others(result: SeedResult) -> None:
    finding = Finding("marker", "database app", "not marked", "mark it")
    verdicts = examine(Target.resolve("postgresql://u@127.0.0.1/app", {}), None, GuardPolicy("staging"))
    export = export_json(ExportResult([Path("a.sql")], 1, 0.1, result.plan), kind="sql")
    assert {*export, *export["tables"][0]} <= _section("An export")
    clean = clean_json(CleanResult(result.destination, {"public.users": 1}, {}))
    assert {*clean, *clean["tables"][0]} <= _section("A clean-up")
    guard = guard_json(GuardReport(result.destination, "local", verdicts, {"marker": None}))
    assert {*guard, *guard["rules"][0]} <= _section("A guard's report")
    scaffold = Scaffold(undecided=[Undecided("public.users", "bio", "only its type text is known", sure=True)])
    init = init_json(InitResult(result.destination, scaffold))
    assert {*init, *init["undecided"][0]} <= _section("A scaffold")
    failure = failure_json(GuardError("refused", [finding], verdicts=verdicts))
    assert {*failure, *failure["error"]} <= _section("An error")
    held = contents_json(
        ContentsReport(result.destination, "local", [KindCount("public.users", "bio", "email", 3)], {"public.users": 9})
    )
    assert {*held, *held["counts"][0]} <= _section("What a database holds")
    protected = protect_json(
        ProtectResult(
            result.destination,
            {"system_identifiers": ["7"], "refs": [], "hosts": []},
            [Protected("profiles/local.toml", {"system_identifiers": ["7"]})],
        )
    )
    assert {*protected, *protected["profiles"][0]} <= _section("A protected database")


def test_fidelity() -> None:
    spread = Steps(((0, 1),), (1.0,), (1.0,))
    score = Score(Metric.KS, 0.5)
    column = ColumnFidelity(
        "t", "c", "number", 0, 0, spread, score, parts=(Part("p", Bars(("a",), (1,), (1,)), score),)
    )
    pair = PairFidelity("t", "c", "d", Property.PAIRS, score, True, 0.5, ("a",), ("b",), ((1.0,),), ((1.0,),))
    table = TableFidelity("t", 1, 1, (column,), (pair,), (FanOut("t", "k", "u", spread, score),))
    shape = TableShape(rows=1, columns={"c": NumberShape(bins=(), suppressed=1)})
    patterns = Patterns(
        learned=datetime.date(2026, 1, 1),
        as_of=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        reference={"r": ReferenceRows(columns=("a",), rows=((1,),))},
        tables={"t": shape},
    )
    data = fidelity_json(FidelityResult(Destination("", ""), "local", "local", "p.toml", Fidelity(patterns, [table])))
    known = _section("A fidelity report")
    described = data["tables"][0]
    assert {*data, *data["properties"], *data["properties"]["pairs"], *data["worst"][0], *described} <= known
    assert {*data["privacy"], *data["privacy"]["suppressed"][0], *data["privacy"]["reference"][0]} <= known
    (column_,), (pair_,), (fan_out,) = described["columns"], described["pairs"], described["fan_outs"]
    assert {*column_, *column_["spread"], *column_["parts"][0], *column_["parts"][0]["spread"]} <= known
    assert {*pair_, *fan_out} <= known


def test_drift() -> None:
    side = Side("migrations", "what they make", "18.4", 18, True, False, ())
    change = Change("table", "public.users", None, "", (("column", 3),))
    data = drift_json(Drift(side, side, (change,)))
    assert {*data, *data["a"], *data["differences"][0]} <= _section("A drift")


def test_preflight() -> None:
    data = preflight_json(Preflight(["a.sql"], "the last", "not connected to", [Answer("check", Said.NO, "x", "y")]))
    assert {*data, *data["points"][0]} <= _section("A preflight")
