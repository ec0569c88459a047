"""Addresses of pages and pictures on hosts nobody can own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, hosts, pools
from seeding.columns.base import Column
from seeding.columns.draws import Words, below
from seeding.columns.rows import Rows
from seeding.columns.slug import slugs_of
from seeding.columns.strings import build
from seeding.columns.title import Title
from seeding.errors import FactoryError

_LONGEST = 80


class Url(Column):
    """An https address: "https://www.example.com/articles/more-trees-for-the-library".

    `of` names the column whose text ends the path (as a slug), `path` what stands before it; without `of` it is a
    title about `topic`. `host` is one name, or several, all reserved by RFC 2606: anything else raises FactoryError.

    >>> Url(of="title", host="blog.example.org", path="/2025/")
    Url(of='title', host='blog.example.org', path='/2025/')
    """

    def __init__(
        self,
        of: str | None = None,
        *,
        host: str | tuple[str, ...] | list[str] = "www.example.com",
        path: str = "/articles/",
        topic: str = "general",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        self._before = _addresses(host, path, self)
        self._own = Title(topic)

    def values(self, rows: Rows) -> arrays.Values:
        """One address a row."""
        text = self._own.values(rows.nested("title")) if self.of is None else rows.column(self.of)
        return pc.binary_join_element_wise(_drawn(self._before, rows), slugs_of(text, _LONGEST), "")


class ImageUrl(Column):
    """An https address of a picture: "https://images.example.com/avatars/3f9a0c1be27d.jpg".

    `of` names the column whose text names the file (as a slug); without it, twelve hexadecimal digits do. `host`
    as in `Url`.

    >>> ImageUrl(of="username", path="/avatars/")
    ImageUrl(of='username', path='/avatars/')
    """

    def __init__(
        self,
        of: str | None = None,
        *,
        host: str | tuple[str, ...] | list[str] = "images.example.com",
        path: str = "/",
        extension: str = "jpg",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not extension.isalnum():
            raise FactoryError(f"{self!r}: {extension!r} is no file extension")
        self.of = of
        self.extension = extension
        self._before = _addresses(host, path, self)

    def values(self, rows: Rows) -> arrays.Values:
        """One address a row."""
        name = _hexadecimal(rows.draws()) if self.of is None else slugs_of(rows.column(self.of), _LONGEST)
        return pc.binary_join_element_wise(_drawn(self._before, rows), name, f".{self.extension}", "")


def _addresses(host: str | tuple[str, ...] | list[str], path: str, column: object) -> pa.Array:
    names = (host,) if isinstance(host, str) else tuple(host)
    hosts.require_reserved(names, column)
    if not path.startswith("/") or not path.isascii() or any(sign in path for sign in " \"'<>\\"):
        raise FactoryError(f"{column!r}: {path!r} is no path", hint='write it as "/articles/"')
    return pa.array([f"https://{name.lower()}{path.rstrip('/')}/" for name in names])


def _drawn(before: pa.Array, rows: Rows) -> pa.Array:
    if len(before) == 1:
        return before[0]
    return pools.take(before, below(rows.draws("host"), len(before)))


def _hexadecimal(draws: Words) -> pa.Array:
    """Twelve digits out of each draw."""
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    shifts = np.arange(60, 12, -4, dtype=np.uint64)
    signs = digits[((draws[:, None] >> shifts) & np.uint64(15)).astype(np.intp)]
    return build(signs.reshape(-1), np.arange(0, 12 * len(draws) + 1, 12, dtype=np.int32))
