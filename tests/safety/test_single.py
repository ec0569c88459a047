"""One value alone: its structure, its messages, and that nothing it holds makes the judge fall over."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_the_message_explains_test_com():
    (finding,) = inspect("dev@test.com", column="email", type="text")
    assert finding.rule == "safety-email"
    assert finding.where == "email"
    assert "test.com is a registered, real domain" in finding.message
    assert ".test" in finding.message
    assert "example.com" in finding.hint


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a@example.co.uk", "example.co.uk can be registered"),
        ("a@myexample.com", "only example.com and names below are reserved"),
        ("a@example.com.evil.io", "must come last"),
        ("a@mac.local", "RFC 6762"),
        ("a@db.internal", "private networks"),
        ("a@intranet", "one label"),
        ("a@[8.8.8.8]", "RFC 5737"),
        ("a@test.co.uk", "test.co.uk can be registered"),
        ("a@gmail.com", "RFC 2606"),
    ],
)
def test_the_message_says_why(value, said):
    (finding,) = inspect(value, column="email", type="text")
    assert said in finding.message


@pytest.mark.parametrize(
    ("value", "column", "masked"),
    [
        ("priya@gmail.com", "email", "pr***@gm***.com"),
        ("p@gmail.com", "email", "***@gm***.com"),
        ("https://mail.acme.io/x", "site", "https://ma***.io"),
        ("acme.io", "domain", "ac***.io"),
        ("8.8.8.8", "host", "8.***"),
        ("+91 98765 43210", "phone", "+91 9***0"),
    ],
)
def test_the_middle_is_masked(value, column, masked):
    (finding,) = inspect(value, column=column, type="text")
    assert f'"{masked}"' in finding.message


def test_one_host_is_one_finding():
    rules = [f.rule for f in inspect("https://acme.com/?m=priya@acme.com", column="bio", type="text")]
    assert rules == ["safety-email", "safety-url"]


@pytest.mark.parametrize(
    "value",
    [None, True, 1, 1.5, float("nan"), float("inf"), Decimal("NaN"), Decimal("1e999"), 10**400, b"", {}, [], (), set()],
)
def test_silent_values(value):
    assert inspect(value, column="phone", type="text") == []


@pytest.mark.parametrize(
    "value",
    [date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), UUID("5eed0000-0000-4000-8000-000000000000")],
)
def test_moments_and_uuids_are_no_telephone_numbers(value):
    assert inspect(value, column="phone", type="text") == []


@pytest.mark.parametrize("container", [list, tuple, set, frozenset])
def test_containers(container):
    assert inspect(container(["a@example.com"]), column="x", type="text[]") == []
    assert len(inspect(container(["a@gmail.com"]), column="x", type="text[]")) == 1


def test_depth_is_no_hiding_place():
    deep: object = "a@gmail.com"
    for _ in range(5000):
        deep = [{"k": deep}]
    assert len(inspect(deep, column="x", type="jsonb")) == 1
    text = "[" * 200_000 + '"a@gmail.com"' + "]" * 200_000
    assert len(inspect(text, column="x", type="jsonb")) == 1


def test_many_layers_of_encoding():
    text = "priya@gmail.com"
    for _ in range(12):
        text = text.replace("%", "%25").replace("@", "%40").replace("&", "&amp;")
    assert "safety-email" in [f.rule for f in inspect(text, column="email", type="text")]
    assert inspect(text.replace("gmail", "example"), column="email", type="text") == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000 + ":",
        "ab-cd_" * 50_000 + " dot com",
        "@" * 50_000,
        "-" * 100_000,
        "1" * 100_000,
        "1-" * 50_000,
        "a.b" * 50_000 + "@",
        "<b>" * 3_000 + "@",
        "%25" * 50_000 + "40",
        "&amp;" * 20_000,
        "+1" * 50_000,
        "http:" * 30_000,
        '"' * 50_000 + "@",
        "[ " * 20_000 + "at ]",
    ],
    ids=lambda text: text[:6],
)
def test_a_long_text_takes_no_longer_than_it_is_long(text):
    # Seconds would mean a pattern that tries every start; there is no clock here, the suite would just hang.
    for column in ("bio", "phone", "email", "website", "ip"):
        inspect(text, column=column, type="text")


@given(JSON, st.text(), st.sampled_from(["text", "jsonb", "bytea", "numeric", "text[]"]))
@settings(deadline=None)
def test_nothing_makes_it_fall_over(value, column, type_):
    assert isinstance(inspect(value, column=column, type=type_), list)
    assert isinstance(inspect(json.dumps(value), column=column, type=type_), list)


@given(st.binary())
@settings(deadline=None)
def test_no_bytes_make_it_fall_over(octets):
    assert isinstance(inspect(octets, column="raw", type="bytea"), list)
