"""Ratios, medians and bars: what the bench computes from its runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if not (ROOT / "bench").is_dir():
    pytest.skip("a source distribution has no bench", allow_module_level=True)

from bench.clock import Run, timed  # noqa: E402
from bench.figures import Figure, median_rate, ratio_figure, ratios  # noqa: E402
from bench.race import Race  # noqa: E402
from bench.results import Results, figures  # noqa: E402


def _runs(*seconds: float, rows: int = 100) -> list[Run]:
    return [Run(seconds=s, client_cpu=s / 2, server_cpu=None, peak_mb=80, rows=rows) for s in seconds]


def _results(*races: Race) -> Results:
    machine = {
        "cpu": "a CPU", "cores": 2, "memory_gb": 8, "system": "an OS", "load_before": [0.1, 0.1, 0.1], "begun": "a day",
    }  # fmt: skip
    return Results(machine, {"Python": "3"}, list(races))


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios(_runs(1, 2), _runs(4, 4)) == [4, 2]


def test_a_peer_that_made_fewer_rows_is_compared_by_the_row() -> None:
    assert ratios(_runs(1, rows=100), _runs(1, rows=50)) == [2]


def test_rounds_that_do_not_pair_up_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        ratios(_runs(1, 2), _runs(1))


def test_the_median_is_of_the_rounds_and_the_spread_beside_it() -> None:
    figure = ratio_figure("faster", 3, _runs(1, 1, 1), _runs(9, 2, 4))
    assert (figure.value, figure.spread, figure.met) == (4, (2, 9), True)


def test_a_share_of_a_limit_is_the_inverse() -> None:
    figure = ratio_figure("of the limit", 1.2, _runs(2, 4), _runs(2, 2), inverse=True)
    assert (figure.value, figure.spread, figure.met) == (1.5, (1, 2), False)


@pytest.mark.parametrize(
    ("value", "at_most", "met"),
    [(3.5, False, True), (3.49, False, False), (3.5, True, True), (3.51, True, False), (None, True, None)],
)
def test_bars(value: float | None, at_most: bool, met: bool | None) -> None:
    assert Figure("a figure", 3.5, "×", value, at_most).met is met


def test_the_rate_is_the_median_of_the_rounds() -> None:
    assert median_rate(_runs(1, 4, 2)) == 50


def test_what_did_not_run_is_not_measured_and_says_why() -> None:
    results = _results()
    results.skipped["drizzle_seed"] = "npm is not installed"
    found = {figure.what: figure for figure in figures(results)}
    assert all(figure.value is None for figure in found.values())
    assert found["faster than drizzle-seed"].note == "npm is not installed"


def test_bars_are_held_against_the_largest_race_of_users_and_children() -> None:
    def race(schema: str, count: int, theirs: float) -> Race:
        return Race(schema, count, {"seed": _runs(1), "copy_text": _runs(theirs)})

    races = race("children", 100, 2), race("children", 1000, 3), race("whole", 10_000, 4)
    assert figures(_results(*races))[0].value == 3


def test_ten_times_the_rows() -> None:
    small, large = (Race("children", n, {"seed": _runs(s, s, rows=2 * n)}) for n, s in ((500_000, 1), (5_000_000, 11)))
    found = {figure.what: figure for figure in figures(_results(small, large))}
    assert found["of the time of a tenth of the rows"].value == 11
    assert found["client's peak memory at 10M rows"].value == 80


def test_results_come_back_from_their_file(tmp_path: Path) -> None:
    results = _results(Race("children", 10, {"seed": _runs(1, 2)}, {"seed": "`seed staging`"}))
    results.write(tmp_path / "results.json")
    assert Results.read(tmp_path / "results.json") == results


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(RuntimeError, match="ended with 3: the reason"):
        timed([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], cwd=ROOT, environment={})


def test_a_race_that_is_run_again_replaces_the_last_one_of_the_same_contenders() -> None:
    both = {"seed": _runs(1), "limit": _runs(1)}
    results = _results(Race("children", 10, both), Race("whole", 10, both))
    results.add(Race("children", 20, both))
    assert [(race.schema, race.count) for race in results.races] == [("whole", 10), ("children", 20)]


def test_alone_there_may_be_a_race_of_every_size() -> None:
    results = _results(Race("children", 10, {"seed": _runs(1)}))
    results.add(Race("children", 20, {"seed": _runs(2)}))
    results.add(Race("children", 10, {"seed": _runs(3)}))
    assert [(race.count, race.runs["seed"][0].seconds) for race in results.races] == [(20, 2), (10, 3)]
