"""docs/performance.md and its picture, from the results: what was measured, met or missed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.figures import Figure, median_rate, ratios
from bench.plot import Bar, svg
from bench.race import Race
from bench.results import Results, figures
from bench.schemas import ROOT

PAGE = ROOT / "docs/performance.md"
PICTURE = ROOT / "docs/images/performance.svg"
_SCHEMAS = {
    "children": "users and a career profile each",
    "whole": "the whole example, five tables",
    "plain": "plain users and a profile each (bench/plain.sql)",
}


def write(results: Results) -> None:
    """The page and the picture."""
    PAGE.write_text(page(results), encoding="utf-8")
    PICTURE.write_text(picture(results), encoding="utf-8")


def picture(results: Results) -> str:
    """Rows a second of everybody, each in the largest race it took part in."""
    rates: dict[str, Bar] = {}
    for race in sorted(results.races, key=lambda one: (one.schema == "children", one.count)):
        for name, runs in race.runs.items():
            label = f"{race.labels[name].replace('`', '')}"
            rates[name] = Bar(label, median_rate(runs), name.startswith("seed"))
    return svg("Rows a second, logarithmic", sorted(rates.values(), key=lambda bar: -bar.rate))


def page(results: Results) -> str:
    """The Markdown text."""
    return "\n".join(
        [
            "# Performance",
            "",
            "Measured by `make bench`, which writes this page whatever comes out. Contenders take turns, every run a",
            "process of its own, start-up included, into a fresh database. A ratio is taken within each round; the",
            "table says the median, and the lowest and highest round.",
            "",
            *_busy(results),
            "![Rows a second of every contender](images/performance.svg)",
            "",
            "## Figures and bars",
            "",
            *_table(figures(results)),
            "",
            *(f"{line}" for line in _skipped(results)),
            "## Every race",
            "",
            "Rows a second end to end, constraints and all; CPU of the client and of the server in microseconds a row.",
            "",
            *(line for race in results.races for line in _race(race)),
            *_alone(results),
            *_machine(results),
        ]
    )


def _busy(results: Results) -> list[str]:
    """Said first where the machine was not the bench's own."""
    load = max([results.machine["load_before"][0], *(race.load for race in results.races)])
    if load <= results.machine["cores"] / 2:
        return []
    return [
        '!!! warning "Others were using the machine"',
        f"    A load of up to {load:g} on {results.machine['cores']} cores: times are several times too long, and",
        "    ratios too low for whoever works with client and server at once, as Seed does. CPU a row suffers less.",
        "",
    ]


def _table(found: Sequence[Figure]) -> list[str]:
    lines = ["| figure | measured | rounds | bar | |", "|---|---|---|---|---|"]
    for one in found:
        what = f"{one.what} ({one.note})" if one.note and one.value is not None else one.what
        value = "not measured" if one.value is None else _number(one.value, one.unit)
        between = "" if one.spread is None else f"{_bare(one.spread[0], one.unit)} to {_bare(one.spread[1], one.unit)}"
        bar = f"{'≤' if one.at_most else '≥'} {_number(one.bar, one.unit)}"
        met = {True: "met", False: "**missed**", None: one.note if one.value is None else ""}[one.met]
        lines.append(f"| {what} | {value} | {between} | {bar} | {met} |")
    return lines


def _number(value: float, unit: str) -> str:
    return f"{_bare(value, unit)} {unit}"


def _bare(value: float, unit: str) -> str:
    if unit == "rows/s":
        return f"{value:,.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _skipped(results: Results) -> list[str]:
    lines = [f"- {name}: {why}" for name, why in sorted(results.skipped.items())]
    return ["Not measured here:", "", *lines, ""] if lines else []


def _race(race: Race) -> list[str]:
    lines = [
        f"### {_SCHEMAS[race.schema].capitalize()}: {race.count:,} users"
        + ("" if race.settings == "ours" else ", PostgreSQL's default settings"),
        "",
        f"{race.rounds} rounds, at a load of {race.load:g}.",
        "",
        "| | rows/s | seed is faster | client | server | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, runs in race.runs.items():
        beside = "" if name == "seed" else f"{statistics.median(ratios(race.runs['seed'], runs)):.2f} ×"
        client = [run.client_cpu / run.rows * 1e6 for run in runs]
        server = [run.server_cpu / run.rows * 1e6 for run in runs if run.server_cpu is not None]
        peak = [run.peak_mb for run in runs if run.peak_mb is not None]
        lines.append(
            f"| {race.labels[name]} | {median_rate(runs):,.0f} | {beside} | {statistics.median(client):.1f} "
            f"| {_middle(server, '.1f')} | {_middle(peak, ',.0f')} |"
        )
    return [*lines, ""]


def _middle(values: Sequence[float], form: str) -> str:
    return format(statistics.median(values), form) if values else ""


def _alone(results: Results) -> list[str]:
    if not results.generation:
        return []
    lines = ["## Generation and scan alone", "", "| table | rows/s on one core |", "|---|---|"]
    lines += [f"| {name} | {rate:,.0f} |" for name, rate in results.generation["tables"].items()]
    if results.scan:
        faster = results.scan["loop_seconds"] / results.scan["scan_seconds"]
        lines += [
            "",
            f"The scan for real values takes {results.scan['scan_seconds']:.2f} s for a million rows of eight texts,"
            f" {faster:.1f} times less than a loop of regular expressions over hosts alone, and"
            f" {results.scan['example_microseconds']:.2f} µs a row of the example.",
        ]
    if "create_batch_1000" in results.in_tests:
        lines += ["", f"`UserFactory.create_batch(1000)` takes {results.in_tests['create_batch_1000'] * 1e3:.0f} ms."]
    return [*lines, ""]


def _machine(results: Results) -> list[str]:
    on = results.machine
    load = ", ".join(map(str, on["load_before"]))
    return [
        "## Machine and versions",
        "",
        f"{on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB, {on['system']}; {on['begun']}. Load before the run"
        f" (1, 5, 15 minutes): {load}"
        ".",
        "",
        ", ".join(f"{name} {version}" for name, version in results.versions.items()) + ".",
        "",
        "The server is the embedded one, with [its settings](architecture.md): no fsync, `wal_level = minimal`,"
        " 256 MB of shared buffers. Ready-made files hold the very rows that Seed writes. The limit drops and makes"
        " again the same indexes and keys, in one transaction with `TRUNCATE` and `COPY (FREEZE)`.",
        "",
    ]
