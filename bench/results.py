"""bench/results.json: everything measured, and the figures that follow from it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.clock import Run
from bench.figures import Figure, ratio_figure, spread
from bench.race import Race

FILE = Path(__file__).parent / "results.json"


@dataclass
class Results:
    """One run of the bench."""

    machine: dict[str, Any]
    versions: dict[str, str]
    races: list[Race] = field(default_factory=list)
    generation: dict[str, Any] = field(default_factory=dict)
    scan: dict[str, float] = field(default_factory=dict)
    startup: dict[str, list[float]] = field(default_factory=dict)
    in_tests: dict[str, float] = field(default_factory=dict)
    memory: dict[str, list[float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def write(self, file: Path = FILE) -> None:
        """As JSON."""
        found = {**vars(self), "races": [race.as_json() for race in self.races]}
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path = FILE) -> Results:
        """What `write` wrote."""
        found = json.loads(file.read_text(encoding="utf-8"))
        return cls(**{**found, "races": [Race.from_json(race) for race in found["races"]]})

    def add(self, race: Race) -> None:
        """A race instead of the last one of the same contenders; alone, there may be one of every size."""
        self.races = [
            one
            for one in self.races
            if (one.schema, one.settings) != (race.schema, race.settings)
            or not one.runs.keys() <= race.runs.keys()
            or (len(one.runs) == 1 and (len(race.runs) > 1 or one.count != race.count))
        ]
        self.races.append(race)

    def best(self, *names: str, schema: str = "", settings: str = "ours") -> Race | None:
        """The largest race in which all of these ran; of `schema`, or else of the children before the whole example."""
        fitting = [race for race in self.races if set(names) <= race.runs.keys() and race.settings == settings]
        fitting = [race for race in fitting if race.schema == schema or (not schema and race.schema != "plain")]
        return max(fitting, key=lambda race: (race.schema == "children", race.count), default=None)


def figures(results: Results) -> list[Figure]:
    """Every bar, in the order of the page."""
    return [*_beside_copy(results), *_beside_peers(results), *_alone(results), *_started(results), *_tested(results)]


_SERVED = {
    ("", "ours"): "",
    ("plain", "ours"): ", plain tables",
    ("plain", "default"): ", plain tables, PostgreSQL's default settings",
}


def _beside_copy(results: Results) -> list[Figure]:
    text, binary = "faster than `psql \\copy` of ready-made text", "faster than binary COPY of ready-made files"
    limit = "of the limit's time (bare binary COPY, the same rebuild)"
    found = []
    for (schema, settings), where in _SERVED.items():
        beside = partial(_against, results, schema=schema, settings=settings)
        found += [
            beside("copy_text", text + where, 4.5),
            beside("copy_binary", binary + where, 3.5),
            beside("copy_binary", f"{binary}{where}, `--jobs 2`", 4.2, ours="seed_jobs"),
            beside("limit", limit + where, 1.2, inverse=True),
        ]
    return found


def _beside_peers(results: Results) -> list[Figure]:
    wanted = (
        ("factory_boy_sqlalchemy", "faster than factory_boy + SQLAlchemy", 60),
        ("faker_copy", "faster than Faker + COPY", 15),
        ("drizzle_seed", "faster than drizzle-seed", 20),
        ("snaplet_seed", "faster than @snaplet/seed", 20),
    )
    return [_against(results, name, what, bar) for name, what, bar in wanted]


def _against(
    results: Results,
    name: str,
    what: str,
    bar: float,
    *,
    inverse: bool = False,
    ours: str = "seed",
    schema: str = "",
    settings: str = "ours",
) -> Figure:
    race = results.best(ours, name, schema=schema, settings=settings)
    if race is None:
        return Figure(what, bar, "×", at_most=inverse, note=results.skipped.get(name, ""))
    where = {"children": "users + children", "whole": "whole example", "plain": "users + profiles"}[race.schema]
    return ratio_figure(
        what, bar, race.runs[ours], race.runs[name], inverse=inverse, note=f"{where}, {race.count:,} users"
    )


def _in_all(results: Results, measured: str) -> str:
    return f"whole example, {results.generation[measured]:,} rows" if measured in results.generation else ""


def _alone(results: Results) -> list[Figure]:
    rates: Sequence[float] = results.generation.get("rows_a_second", [])
    workers: Sequence[float] = results.generation.get("two_workers", [])
    note, both = _in_all(results, "rows"), _in_all(results, "rows_of_two")
    return [
        _of(rates, "generation alone, a core", 1e6, "rows/s", note=note),
        _of(
            workers,
            "faster with two processes that generate, once they run",
            1.7,
            "×",
            note=both,
        ),
        *_scaling(results),
    ]


def _scaling(results: Results) -> list[Figure]:
    """Ten times the rows, in the two largest races of the children that are as far apart."""
    ours = {
        race.count: race.runs["seed"] for race in results.races if race.schema == "children" and "seed" in race.runs
    }
    pair = max(((small, small * 10) for small in ours if small * 10 in ours), default=None)
    large = max((count for count in ours if _rows(ours[count]) >= 10_000_000), default=None)
    times: list[float] = []
    if pair is not None and _rows(ours[pair[1]]) >= 10_000_000:
        times = [b.seconds / a.seconds for a, b in zip(ours[pair[0]], ours[pair[1]], strict=False)]
    memory = [run.peak_mb for run in ours[large] if run.peak_mb is not None] if large is not None else []
    note = f"users + children, {_rows(ours[large]):,} rows" if large is not None else ""
    return [
        _of(times, "of the time of a tenth of the rows", 10.5, "×", at_most=True, note=note),
        _of(memory, "client's peak memory at 10M rows", 300, "MB", at_most=True, note=note),
        _of(results.memory.get("many", []), "client's peak memory, 500 tables", 300, "MB", at_most=True),
    ]


def _rows(runs: Sequence[Run]) -> int:
    return runs[0].rows


def _started(results: Results) -> list[Figure]:
    wanted = (
        ("help", "`seed --help`", 0.15),
        ("warm", "`seed local`, everything there", 0.7),
        ("changed", "`seed local`, other rows to be written", 0.7),
        ("cold", "`seed local`, the first time, server made", 4),
        ("plan", "`seed plan` of 500 tables", 5),
    )
    return [
        _of([s * 1000 for s in results.startup.get(name, [])], what, bar * 1000, "ms", at_most=True)
        for name, what, bar in wanted
    ]


def _tested(results: Results) -> list[Figure]:
    wanted = (
        ("object", "`UserFactory()`", 50, "µs", 1e6),
        ("create", "`UserFactory.create()`", 300, "µs", 1e6),
        ("db", "the `db` fixture, a test", 2, "ms", 1e3),
        ("fresh_db", "the `fresh_db` fixture, a test", 60, "ms", 1e3),
    )
    return [
        Figure(what, bar, unit, None if name not in results.in_tests else results.in_tests[name] * scale, at_most=True)
        for name, what, bar, unit, scale in wanted
    ]


def _of(values: Sequence[float], what: str, bar: float, unit: str, *, at_most: bool = False, note: str = "") -> Figure:
    """The median of some rounds; not measured where there are none."""
    if not values:
        return Figure(what, bar, unit, at_most=at_most)
    return Figure(what, bar, unit, statistics.median(values), at_most, spread(values), note)
