"""Slugs of any text: plain, of bounded length, unique where asked."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.slug import Slug, slugs_of
from seeding.columns.title import Title

SLUGS = [
    ("Spring Food Drive", "spring-food-drive"),
    ("  What's new -- in 2025?! ", "whats-new-in-2025"),
    ("Crème brûlée & Käse", "creme-brulee-kase"),
    ("Ubuntu 24.04 LTS", "ubuntu-24-04-lts"),
    ("Война и мир", "voina-i-mir"),
    ("snake_case/and.dots", "snake-case-and-dots"),
    ("---", "untitled"),
    ("", "untitled"),
    (None, "untitled"),
    ("👍 yes", "yes"),
    ("a very long title that goes on and on until nobody reads it any more", "a-very-long-title-that-goes-on"),
    ("x" * 50, "x" * 30),
]


@pytest.mark.parametrize(("text", "slug"), SLUGS)
def test_by_hand(text: str | None, slug: str) -> None:
    assert slugs_of(pa.array([text], pa.string()), 30).to_pylist() == [slug]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6), st.integers(1, 40))
def test_any_text(texts: list[str], longest: int) -> None:
    found = slugs_of(pa.array(texts), longest).to_pylist()
    for text, slug in zip(texts, found, strict=True):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= max(longest, len("untitled"))
        assert slugs_of(pa.array([text]), longest)[0].as_py() == slug


def test_unique_slugs(made: Any, given: Any) -> None:
    titles = given(["Phase", "Phase 2", "phase-2", "Phase 2-3"])
    found = made(3000, t=titles, s=Slug(of="t", unique=True))["s"]
    assert len(set(found)) == 3000


def test_alone_it_has_a_title_of_its_own(made: Any) -> None:
    found = made(50, s=Slug(topic="education"), t=Title("education"))
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in found["s"])
    assert len(set(found["s"])) > 45
