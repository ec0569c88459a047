"""Charities: invented, of their cause."""

from __future__ import annotations

from typing import Any

from seeding.columns.charity import Charity
from seeding.columns.prose import topic
from seeding.columns.vocabulary import read, words


def test_the_work_fits_the_cause(made: Any, given: Any) -> None:
    kinds = {cause: words(text) for cause, text in read("trades.toml")["cause"].items()}
    found = made(300, c=given(["animals", "Older People", "chess"]), n=Charity(cause="c"))
    for cause, name in zip(found["c"], found["n"], strict=True):
        assert cause == "chess" or name.split(" ", 1)[1] in kinds[cause.lower()]


def test_causes_are_those_the_texts_know() -> None:
    assert set(read("trades.toml")["cause"]) == set(topic("volunteering").sections.to_pylist())
