"""The page: whole, alone, readable in a real browser on a phone and a desk, in light and dark."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import browser
import pattern_shop as shop
import psycopg
import pytest

from seeding.fidelity import compare
from seeding.fidelity.model import Fidelity, TableFidelity
from seeding.report.fidelity.page import page
from seeding.report.result import Destination, FidelityResult

# Pages are the same whatever the server.
pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True, scope="session")

VOID = {"meta", "br", "path", "rect", "line"}


class Outline(HTMLParser):
    """Elements by name, and whether all that were opened are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in names]


@pytest.fixture(scope="module")
def result(alike: str) -> FidelityResult:
    with psycopg.connect(alike) as connection:
        found = compare(connection, shop.patterns(noise=True))
    shown = Destination("postgresql://postgres:***@127.0.0.1/shop", "--url")
    return FidelityResult(shown, "local", "local", "profiles/patterns/production.toml", found)


def test_it_is_whole_and_needs_nothing_else(result: FidelityResult) -> None:
    text = page(result)
    outline = Outline(text)
    assert not outline.all("script", "link", "img", "iframe", "object")
    assert not re.search(r"(?:https?:)?//(?!postgres)|url\(|@import|@font-face", text.replace("postgresql://", ""))
    (policy,) = [meta["content"] for meta in outline.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert len(text) < 300_000
    assert page(result) == text


def test_it_can_be_read_aloud(result: FidelityResult) -> None:
    text = page(result)
    outline = Outline(text)
    assert all(svg.get("aria-label") or svg.get("aria-hidden") == "true" for svg in outline.all("svg"))
    assert sum(tag == "caption" for tag, _ in outline.found) == len(outline.all("table"))
    assert all(th.get("scope") in ("col", "row") for th in outline.all("th"))
    assert [attributes.get("lang") for attributes in outline.all("html")] == ["en"]
    assert "public.orders.total. Production: median" in text
    levels = [int(tag[1]) for tag, _ in outline.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    anchors = {a["href"] for a in outline.all("a")}
    assert anchors <= {f"#{e['id']}" for _, e in outline.found if "id" in e}


def test_privacy_is_told(result: FidelityResult) -> None:
    text = page(result)
    for said in (
        "Every group is of at least 10 people (public.users hold people)",
        "noise for epsilon 3, delta 1e-06, 20 rows of a person count",
        "public.plans (3 rows)",
        "What the file cannot promise",
        "Where epsilon 3 went",
        "19 values and bins",
    ):
        assert said in text, said


def test_names_and_values_are_text_whatever_they_are(result: FidelityResult) -> None:
    evil = "<script>alert(1)</script>\u202e\"'&"
    table = result.fidelity.tables[0]
    named = replace(
        table, name=evil, columns=tuple(replace(c, table=evil, column=evil) for c in table.columns),
        pairs=tuple(replace(p, column=evil, on=evil, rows=(evil,) * len(p.rows)) for p in table.pairs),
    )  # fmt: skip
    text = page(replace(result, file=evil, fidelity=replace(result.fidelity, tables=[named])))
    assert not Outline(text).all("script")
    assert "\u202e" not in text


def test_nothing_to_compare(result: FidelityResult) -> None:
    empty = Fidelity(result.fidelity.patterns, [TableFidelity("public.users", 10, 0)])
    text = page(replace(result, fidelity=empty))
    Outline(text)
    assert "Nothing could be compared" in text


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_in_a_browser(result: FidelityResult, width: int, dark: bool, tmp_path: Path) -> None:
    text = page(result)
    seen = browser.measure(text, width=width, dark=dark)
    assert seen["wide"] <= width, "the page scrolls sideways"
    lightness = sum(map(int, re.findall(r"\d+", seen["paper"])[:3]))
    assert lightness < 150 if dark else lightness > 700
    assert len(seen["contrasts"]) > 100
    # WCAG 2.1, 1.4.3: 4.5 to 1 for text of any size.
    assert [said for contrast, said in seen["contrasts"] if contrast < 4.5] == []
    assert len(seen["pictures"]) >= 15
    for wide, high, left, right, label in seen["pictures"]:
        assert wide > 100, label
        assert high > 40, label
        assert 0 <= left < right <= width, label
    assert seen["small"] == 0
    shot = tmp_path / "page.png"
    browser.picture(text, shot, width=width, height=1600, dark=dark)
    assert shot.read_bytes().startswith(b"\x89PNG")
    assert shot.stat().st_size > 20_000
