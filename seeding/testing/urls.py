"""A URL with its password for programs, and without it for whoever reads a failing test's report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from seeding.target import Target


class Url(str):
    """A database URL whose repr, which pytest prints, shows the password as `***`."""

    __slots__ = ("_shown",)
    _shown: str

    def __new__(cls, url: str, shown: str) -> Url:
        self = super().__new__(cls, url)
        self._shown = shown
        return self

    def __repr__(self) -> str:
        return repr(self._shown)

    def __reduce__(self) -> tuple[type[Url], tuple[str, str]]:
        return Url, (str(self), self._shown)


def url_of(target: Target) -> Url:
    """The URL that opens `target`, in the form every PostgreSQL driver reads."""
    from psycopg.conninfo import conninfo_to_dict

    password = conninfo_to_dict(target.conninfo()).get("password")
    url = target.shell_url
    if password:
        # The user is percent-encoded, so the first @ is the one that ends it.
        url = url.replace("@", f":{quote(str(password), safe='')}@", 1)
    return Url(url, target.url)
