"""Each (step, series) once, however the table came to its size; and figures that behave."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.arrays import decode
from seeding.columns.base import Column
from seeding.columns.integer import Integer
from seeding.columns.rows import Rows, TableRows, World
from seeding.columns.series import Series
from seeding.columns.time_series import SeriesDate, SeriesKey, SeriesValue
from seeding.errors import FactoryError

NOW = np.datetime64("2025-07-06T13:37", "us")
METRICS = {
    "active_users": Series(1200, trend=1.4, weekly="weekdays", drift=0.05),
    "revenue": Series(5400.0, yearly=[1] * 11 + [2], noise=0.0, digits=2),
    "churn_rate": Series(3.2, noise=1.0, low=1, high=5, digits=4),
}


def rows(start: int, stop: int | None, numbers: Any = None, **columns: Column) -> Rows:
    columns = columns or {"day": SeriesDate(), "name": SeriesKey(METRICS), "value": SeriesValue(METRICS)}
    here = World(1, NOW, {"public.m": TableRows("public.m", columns, start, stop)})
    return here.rows("public.m", np.arange(start, stop) if numbers is None else np.asarray(numbers))


def pairs(here: Rows) -> list[tuple[Any, Any]]:
    return list(zip(here.column("day").to_pylist(), decode(here.column("name")).to_pylist(), strict=True))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_pairs_are_unique_over_all_runs(sizes: list[int]) -> None:
    seen: list[tuple[Any, Any]] = []
    start = 0
    for size in sizes:
        seen += pairs(rows(start, start + size))
        start += size
    assert len(set(seen)) == len(seen)
    assert max(day for day, _ in seen) == datetime.date(2025, 7, 5)


def test_rows_rise_in_time_and_end_yesterday() -> None:
    found = pairs(rows(0, 9))
    assert found[0] == (datetime.date(2025, 7, 3), "active_users")
    assert found[-1] == (datetime.date(2025, 7, 5), "churn_rate")
    assert [name for _, name in found[:3]] == list(METRICS)
    assert found == sorted(found, key=lambda pair: pair[0])


def test_an_unfinished_first_step_is_the_oldest() -> None:
    found = pairs(rows(0, 7))
    assert [name for day, name in found if day == datetime.date(2025, 7, 3)] == ["churn_rate"]


def test_single_objects_and_objects_beside_the_plan() -> None:
    assert pairs(rows(0, None, [0, 3]))[1] == (datetime.date(2025, 7, 4), "churn_rate")
    both = pairs(rows(0, 10, range(20)))
    assert len(set(both)) == 20


@pytest.mark.parametrize(
    ("step", "until", "expected"),
    [
        ("1d", "-1d", ["2025-07-03", "2025-07-04", "2025-07-05"]),
        ("2d", "now", ["2025-07-02", "2025-07-04", "2025-07-06"]),
        ("1w", "now", ["2025-06-16", "2025-06-23", "2025-06-30"]),
        ("1mo", "now", ["2025-05-01", "2025-06-01", "2025-07-01"]),
        ("1y", "2024-02-29", ["2022-02-01", "2023-02-01", "2024-02-01"]),
        ("6h", "now", ["2025-07-06T00", "2025-07-06T06", "2025-07-06T12"]),
        ("15m", "now", ["2025-07-06T13:00", "2025-07-06T13:15", "2025-07-06T13:30"]),
    ],
)
def test_steps(step: str, until: str, expected: list[str]) -> None:
    found = rows(0, 3, day=SeriesDate(until=until, step=step)).column("day")
    kind = "us" if pa.types.is_timestamp(found.type) else "D"
    assert found.cast(pa.timestamp("us")).to_numpy().astype(f"datetime64[{kind}]").tolist() == [
        np.datetime64(text, kind).item() for text in expected
    ]


def values(name: str, count: int = 3 * 1100, **options: Any) -> tuple[np.ndarray, np.ndarray]:
    here = rows(0, count, day=SeriesDate(), name=SeriesKey(METRICS), value=SeriesValue(METRICS, **options))
    mine = np.array(decode(here.column("name")).to_pylist()) == name
    return here.column("day").cast(pa.int32()).to_numpy()[mine], here.number("value")[mine]


def test_trend_and_week() -> None:
    day, value = values("active_users")
    assert value[-30:].mean() == pytest.approx(1200, rel=0.1)
    assert value[-380:-350].mean() / value[-30:].mean() == pytest.approx(1 / 1.4, rel=0.1)
    assert (value == np.round(value)).all()
    monday, sunday = ((day + 3) % 7 == n for n in (0, 6))
    assert value[sunday].mean() / value[monday].mean() == pytest.approx(0.4, rel=0.1)


def test_without_noise_only_the_pattern_is_left() -> None:
    day, value = values("revenue")
    december = day.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 == 11
    mean = 13 / 12
    assert set(value[december].tolist()) == {round(5400 * 2 / mean, 2)}
    assert set(value[~december].tolist()) == {round(5400 / mean, 2)}


def test_bounds_hold() -> None:
    _, value = values("churn_rate")
    assert value.min() == 1
    assert value.max() == 5


def test_a_target_is_the_expected_value() -> None:
    _, value = values("churn_rate", target=1.25)
    assert set(value.tolist()) == {4.0}


def test_type_is_exact_numeric() -> None:
    assert rows(0, 9).column("value").type == pa.decimal128(18, 4)


def test_unknown_series_and_null_days_give_null() -> None:
    here = rows(
        0, 20, day=SeriesDate(), name=SeriesKey(["revenue", "other"]), value=SeriesValue({"revenue": Series(10)})
    )
    assert here.column("value").is_null().to_pylist() == [False, True] * 10


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(0, 100)
    for name in ("day", "name", "value"):
        parts = [decode(block.column(name)).to_pylist() for block in here.blocks(7)]
        assert [value for part in parts for value in part] == decode(here.column(name)).to_pylist()


@pytest.mark.parametrize(
    "make",
    [
        lambda: SeriesKey([]),
        lambda: SeriesKey(["a", "a"]),
        lambda: SeriesDate(step="0d"),
        lambda: SeriesDate(step="36h"),
        lambda: SeriesDate(step="daily"),
        lambda: Series(1, trend=0),
        lambda: Series(1, weekly="never"),
        lambda: Series(1, yearly=[1] * 11),
        lambda: Series(1, low=2, high=1),
        lambda: SeriesValue({}),
        lambda: SeriesValue({"a": Series(1, digits=4)}, digits=2),
        lambda: rows(0, 5, value=SeriesValue({"a": Series(1)})).column("value"),
        lambda: rows(0, 5, day=SeriesDate(), a=SeriesKey(["a"]), b=SeriesKey(["b"])).column("day"),
        lambda: rows(0, 5, day=SeriesDate(series="n"), n=Integer(1, 2)).column("day"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
