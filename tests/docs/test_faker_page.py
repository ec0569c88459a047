"""The page about Faker's providers: every method is on it, and what it says of a method is so."""

from __future__ import annotations

import pytest
from tools import faker_page, markdown

FACTS = [
    ("job", "passes"),
    ("color_name", "passes"),
    ("free_email", "refused. Use Email instead"),
    ("date_of_birth", "refused. Use Moment or Date, which count from the plan's fixed present"),
]


def _listed() -> dict[str, str]:
    page = (markdown.DOCS / faker_page.PAGE).read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ", 2) for line in page.splitlines() if line.startswith("| `")]
    return {method.strip("`"): verdict for _, method, verdict in rows}


def test_every_method_is_listed() -> None:
    assert list(_listed()) == [method for _, method in faker_page.methods()]


@pytest.mark.parametrize(("method", "verdict"), FACTS)
def test_the_page_says_what_is_so(method: str, verdict: str) -> None:
    assert faker_page.verdict(method, 200) == verdict == _listed()[method]


def test_what_could_be_somebodys_is_found_by_its_values() -> None:
    assert faker_page.verdict("dga", 200).startswith("refused: safety-domain. Use example.com")
