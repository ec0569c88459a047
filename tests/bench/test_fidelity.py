"""The fidelity bench on its smallest set, without SDMetrics: what is loaded, what is told of it, what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from servers import embedded_server

from bench.fidelity import load, page
from bench.fidelity.metadata import metadata
from bench.fidelity.page import table
from bench.fidelity.queries import errors, queries
from bench.fidelity.sets import ALL

LEAGUE = ALL["league"]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory):
    """The set loaded, and its schema with every other season."""
    rows = LEAGUE.rows(tmp_path_factory.mktemp("environment"))
    fewer = {
        name: {column: values[::2] if name == "salaries" else values for column, values in columns.items()}
        for name, columns in rows.items()
    }
    with embedded_server() as server:
        assert server.tcp_url is not None
        running = load.Server(server.tcp_url, server.version)
        real = load.load(running, LEAGUE, rows)
        half = load.load(load.Server(server.tcp_url, server.version), _renamed(), fewer)
        yield real, half


def _renamed():
    return replace(LEAGUE, name="half")


def test_keys_are_ids_few_texts_are_categories_and_names_are_left_out(databases) -> None:
    told = metadata(databases[0])
    players = told["tables"]["players"]
    assert players["primary_key"] == "id"
    assert players["columns"]["position"] == {"sdtype": "categorical"}
    assert players["columns"]["height_cm"] == {"sdtype": "numerical"}
    assert players["columns"]["debut"]["sdtype"] == "datetime"
    assert "full_name" not in players["columns"]
    assert told["tables"]["seasons"]["columns"]["team"] == {"sdtype": "id"}
    assert {(r["child_table_name"], r["child_foreign_key"]) for r in told["relationships"]} == {
        ("seasons", "player_id"), ("seasons", "team"), ("salaries", "player_id"), ("salaries", "team"),
    }  # fmt: skip


def test_queries_find_no_error_in_the_same_rows_and_half_of_it_in_half_of_them(databases) -> None:
    real, half = databases
    asked = queries(metadata(real))
    assert len(asked) == 24
    assert errors(asked, real, real) == [0.0] * 24
    found = dict(zip((q.text for q in asked), errors(asked, real, half), strict=True))
    joined = [
        error for text, error in found.items() if '"salaries" c join "players" p' in text and "count(*), count" in text
    ]
    assert joined
    assert joined == [pytest.approx(0.5, abs=0.02)] * len(joined)
    assert all(error == 0 for text, error in found.items() if '"salaries"' not in text)


def test_a_set_is_the_same_every_time(tmp_path) -> None:
    first, second = ALL["library"].rows(tmp_path), ALL["library"].rows(tmp_path)
    assert {n: {c: list(map(str, v)) for c, v in t.items()} for n, t in first.items()} == {
        n: {c: list(map(str, v)) for c, v in t.items()} for n, t in second.items()
    }


def test_the_table_says_what_was_measured() -> None:
    score = {
        "quality": 0.9412, "diagnostic": 0.995, "properties": {"Column Shapes": 0.97}, "queries": None,
        "fit": 1.2, "sample": 3.4, "worst": [],
    }  # fmt: skip
    lines = table({"sets": {"shop": {"k10": score}}}).splitlines()
    assert lines[-1] == (
        "| web shop (simulated) | `seed learn`, k = 10 | aggregates "
        "| **0.941** | 0.970 | – | – | – | 0.995 | – | 1.2 s | 3.4 s |"
    )


def test_the_page_is_what_the_results_say() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(page.read())


def test_a_busy_machine_is_said() -> None:
    for before, said in ((0.3, False), (4.0, True)):
        results = page.read()
        results["machine"] = {**results["machine"], "load_before": [before, 0.1, 0.1]}
        assert ("Others were using the machine" in page.page(results)) is said
