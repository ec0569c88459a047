"""Days, days of birth, durations and times of day."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.base import Column
from seeding.columns.birth_date import BirthDate
from seeding.columns.date import Date
from seeding.columns.interval import Interval
from seeding.columns.moment import Moment
from seeding.columns.rows import TableRows, World
from seeding.columns.time_of_day import TimeOfDay
from seeding.errors import FactoryError

TODAY = datetime.date(2024, 2, 29)


def column(count: int = 40_000, now: str = "2024-02-29T15:00", **columns: Column) -> pa.Array:
    spec = TableRows("public.t", columns, 0, count)
    here = World(1, np.datetime64(now, "us"), {"public.t": spec})
    return here.rows("public.t", np.arange(count)).column(list(columns)[-1])


def test_both_ends_are_included() -> None:
    found = column(d=Date("2024-01-01", "2024-01-10"))
    assert found.type == pa.date32()
    counts = np.unique(found.to_pylist(), return_counts=True)
    assert counts[0][0] == datetime.date(2024, 1, 1)
    assert counts[0][-1] == datetime.date(2024, 1, 10)
    assert len(counts[0]) == 10
    assert (np.abs(counts[1] - 4000) < 320).all()


def test_today_is_the_last_by_default() -> None:
    found = column(d=Date("-3d")).to_pylist()
    assert set(found) == {TODAY - datetime.timedelta(days=n) for n in range(4)}


def test_days_after_moments_and_days() -> None:
    for base in (Moment("-1y"), Date("-1y"), Date("-1y", nulls=0.5)):
        spec = TableRows("public.t", {"a": base, "b": Date(after="a", within="10d")}, 0, 5000)
        here = World(1, np.datetime64("2024-02-29T15:00", "us"), {"public.t": spec}).rows("public.t", np.arange(5000))
        pairs = list(zip(here.column("a").to_pylist(), here.column("b").to_pylist(), strict=True))
        for start, end in pairs:
            if start is None:
                assert end is None
                continue
            day = start.date() if isinstance(start, datetime.datetime) else start
            assert day <= end <= min(TODAY, day + datetime.timedelta(days=10))
        assert any(start is not None and end == TODAY for start, end in pairs)


def age(born: datetime.date, today: datetime.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@pytest.mark.parametrize("now", ["2024-02-29", "2025-07-06", "2023-02-28", "2025-01-01"])
@pytest.mark.parametrize(("low", "high"), [(18, 90), (0, 1), (30, 30)])
def test_ages(now: str, low: int, high: int) -> None:
    today = datetime.date.fromisoformat(now)
    ages = {age(born, today) for born in column(now=now, b=BirthDate(low, high)).to_pylist()}
    assert ages == set(range(low, high + 1))


def test_younger_ages_are_more_common() -> None:
    ages = np.array([age(born, TODAY) for born in column(b=BirthDate(20, 79)).to_pylist()])
    counts = np.bincount((ages - 20) // 10)
    assert (np.diff(counts) < 0).all()
    assert 3.1 < counts[0] / counts[-1] < 3.9  # 3.5: densities at 5 and 55 of 60 years


def test_durations() -> None:
    found = column(i=Interval("1m", "3h", median="20m", step="1m"))
    assert found.type == pa.duration("us")
    minutes = found.cast(pa.int64()).to_numpy() / 60e6
    assert (minutes == np.round(minutes)).all()
    assert minutes.min() >= 1
    assert minutes.max() <= 180
    assert np.median(minutes) == pytest.approx(20, abs=1)
    even = column(i=Interval("0s", "10s")).cast(pa.int64()).to_numpy()
    assert sorted(set(even.tolist())) == [n * 1_000_000 for n in range(11)]


def test_times_of_day() -> None:
    found = column(t=TimeOfDay("08:00", "18:00", step="15m"))
    assert found.type == pa.time64("us")
    seen = sorted(set(found.to_pylist()))
    assert (seen[0], seen[-1], len(seen)) == (datetime.time(8), datetime.time(18), 41)


@pytest.mark.parametrize(
    "make",
    [
        lambda: BirthDate(20, 10),
        lambda: BirthDate(-1, 10),
        lambda: Interval("2h", "1h"),
        lambda: Interval(step="0s"),
        lambda: Interval(median="often"),
        lambda: TimeOfDay("18:00", "08:00"),
        lambda: TimeOfDay("25:00"),
        lambda: column(d=Date("2024-01-02", "2024-01-01")),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
