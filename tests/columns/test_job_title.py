"""Job titles: of the industry, and junior or senior by experience."""

from __future__ import annotations

from typing import Any

from seeding.columns.job_title import JobTitle
from seeding.columns.vocabulary import read, words


def test_of_the_industry(made: Any, given: Any) -> None:
    jobs = {industry: words(text.replace("*", "")) for industry, text in read("jobs.toml").items()}
    found = made(600, i=given(["Technology", "healthcare", "Non-Profit"]), t=JobTitle(industry="i"))
    for industry, title in zip(found["i"], found["t"], strict=True):
        assert title.removeprefix("Junior ").removeprefix("Senior ") in jobs[industry.lower()]


def test_by_experience(made: Any, given: Any) -> None:
    years = given([0, 1, 2, 7, 8, 40, None])
    found = made(1400, y=years, i=given(["technology"]), t=JobTitle(industry="i", experience="y"))
    for experience, title in zip(found["y"], found["t"], strict=True):
        assert title.startswith("Junior ") <= (experience is not None and experience < 2)
        assert title.startswith("Senior ") <= (experience is not None and experience >= 8)


def test_nobody_is_a_junior_manager_of_a_ward(made: Any) -> None:
    found = made(5000, t=JobTitle())["t"]
    assert not {"Junior Ward Manager", "Senior Waiter", "Junior Head of Department"} & set(found)
    assert len(set(found)) > 150
