"""Addresses of pages and pictures: on reserved hosts, well formed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from seeding import safety
from seeding.columns.hosts import is_reserved
from seeding.columns.url import ImageUrl, Url
from seeding.errors import FactoryError


def test_pages(made: Any) -> None:
    for address in made(300, u=Url(host=["www.example.com", "shop.example"], path="/a/b"))["u"]:
        parts = urlsplit(address)
        assert parts.scheme == "https" and is_reserved(parts.netloc)
        assert re.fullmatch(r"/a/b/[a-z0-9-]+", parts.path)
        assert safety.inspect(address, column="url", type="text") == []


def test_both_hosts_are_used(made: Any) -> None:
    hosts = {urlsplit(address).netloc for address in made(50, u=Url(host=("a.example.com", "b.example.com")))["u"]}
    assert hosts == {"a.example.com", "b.example.com"}


def test_of_a_column(made: Any, given: Any) -> None:
    found = made(2, t=given(["Crème brûlée", None]), u=Url(of="t"), i=ImageUrl(of="t", path="/img/", extension="png"))
    assert found["u"] == ["https://www.example.com/articles/creme-brulee", "https://www.example.com/articles/untitled"]
    assert found["i"][0] == "https://images.example.com/img/creme-brulee.png"


def test_pictures(made: Any) -> None:
    found = made(500, i=ImageUrl())["i"]
    assert all(re.fullmatch(r"https://images\.example\.com/[0-9a-f]{12}\.jpg", address) for address in found)
    assert len(set(found)) == 500


@pytest.mark.parametrize("host", ["images.unsplash.com", "example.com.evil.org", "test.com", "", ()])
def test_other_hosts_are_refused(host: Any) -> None:
    for generator in (Url, ImageUrl):
        with pytest.raises(FactoryError) as raised:
            generator(host=host)
        assert "RFC 2606" in raised.value.hint


@pytest.mark.parametrize("path", ["articles/", "", "/a b/", '/"/', "/ä/"])
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(FactoryError, match="is no path"):
        Url(path=path)


def test_extension() -> None:
    with pytest.raises(FactoryError, match="no file extension"):
        ImageUrl(extension="j/pg")
