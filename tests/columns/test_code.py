"""Codes after a pattern: counted, drawn, unique where they say so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from seeding.columns.code import Code
from seeding.errors import FactoryError

PATTERNS = [
    ("INV-{number:06d}", r"INV-\d{6}"),
    ("{number}", r"\d+"),
    ("A{number:03}B", r"A\d{3}B"),
    ("pay_{token:24}", r"pay_[0-9a-z]{24}"),
    ("{TOKEN:12}", r"[0-9A-Z]{12}"),
    ("{letters:2}{digits:4}", r"[A-Z]{2}\d{4}"),
    ("{hex:40}", r"[0-9a-f]{40}"),
    ("{{{hex:2}}}", r"\{[0-9a-f]{2}\}"),
]


@pytest.mark.parametrize(("pattern", "shape"), PATTERNS)
def test_shapes(made: Any, pattern: str, shape: str) -> None:
    found = made(500, c=Code(pattern))["c"]
    assert all(re.fullmatch(shape, code) for code in found)
    assert len(set(found)) > 200


def test_counting(made: Any) -> None:
    assert made(3, c=Code("INV-{number:04d}", start=99))["c"] == ["INV-0099", "INV-0100", "INV-0101"]
    assert made(2, c=Code("{number:02d}", start=99))["c"] == ["99", "100"]


def test_tokens_are_unique_and_show_no_order(made: Any) -> None:
    found = made(50_000, c=Code("{token:12}"))["c"]
    assert len(set(found)) == 50_000
    assert len({code[:3] for code in found[:100]}) > 90
    assert sorted(found[:100]) != found[:100]


REFUSED = ["INV", "", "{name}", "{token}", "{token:0}", "{token:99}", "{number:x}", "{hex:-1}", "{", "a}{number}"]


@pytest.mark.parametrize("pattern", REFUSED)
def test_refused(pattern: str) -> None:
    with pytest.raises(FactoryError, match=r"field|brace"):
        Code(pattern)
