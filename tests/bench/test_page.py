"""The page says what was measured, and neither more nor less."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if not (ROOT / "bench").is_dir():
    pytest.skip("a source distribution has no bench", allow_module_level=True)

from bench import page  # noqa: E402
from bench.plot import Bar, svg  # noqa: E402
from bench.results import Results, figures  # noqa: E402

MET = {True: "met", False: "**missed**"}


@pytest.fixture(scope="module")
def results() -> Results:
    return Results.read()


def test_the_page_is_what_the_results_say(results: Results) -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(results)
    assert page.PICTURE.read_text(encoding="utf-8") == page.picture(results)


def test_every_bar_has_a_line_that_says_met_missed_or_not_measured(results: Results) -> None:
    lines = page.page(results).splitlines()
    for figure in figures(results):
        (line,) = [one for one in lines if one.startswith((f"| {figure.what} |", f"| {figure.what} ({figure.note}) |"))]
        assert "not measured" in line if figure.met is None else line.endswith(f"| {MET[figure.met]} |")


def test_a_busy_machine_is_said_first(results: Results) -> None:
    for load, said in ((0.2, False), (9.0, True)):
        machine = {**results.machine, "load_before": [load, load, load]}
        races = [replace(race, load=load) for race in results.races]
        head = page.page(replace(results, machine=machine, races=races)).split("## ")[0]
        assert ("Others were using the machine" in head) is said


def test_a_longer_bar_is_a_higher_rate_and_a_decade_is_as_wide_as_another() -> None:
    bars = [Bar("a & b", 50_000, True), Bar("c", 5_000, False), Bar("d", 500, False)]
    root = ElementTree.fromstring(svg("Rates <of rows>", bars))
    widths = [float(r.attrib["width"]) for r in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[0] - widths[1] == pytest.approx(widths[1] - widths[2], abs=0.2)
    assert widths[0] > widths[1] > 0
