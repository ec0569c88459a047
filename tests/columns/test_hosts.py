"""Reserved host names, and those that only look like them."""

from __future__ import annotations

import pytest

from seeding.columns.hosts import is_reserved

RESERVED = [
    "example.com", "example.net", "example.org", "www.example.com", "a.b.example.org", "Example.COM", "example.com.",
    "anything.test", "shop.example", "no.invalid", "localhost", "db.localhost", "test", "x-y.example.net",
]  # fmt: skip
OTHERS = [
    "test.com", "example.co", "example.edu", "example.com.br", "notexample.com", "example.com.attacker.net",
    "exаmple.com", "", ".", "..",
    "example..com", " example.com", "example.com/", "user@example.com", "example.com:5432", "local",
    "internal", "home.arpa", "testing", "mytest", "xn--example-9d4.com",
]  # fmt: skip


@pytest.mark.parametrize("host", RESERVED)
def test_reserved(host: str) -> None:
    assert is_reserved(host)


@pytest.mark.parametrize("host", OTHERS)
def test_somebodys(host: str) -> None:
    assert not is_reserved(host)
