"""Addresses and files of machines: reserved hosts, documentation addresses, tokens that open nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seeding.columns.base import Column
from seeding.columns.slug import Slug
from seeding.columns.url import ImageUrl, Url
from seeding.infer.builders.common import Builder, Made, choice, pattern
from seeding.infer.facts import ColumnFacts
from seeding.infer.forms import FORMS, UNIQUE_FORMS

_SLUG, _ROOM = 16, 60
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36",
    "curl/8.5.0",
)
_HASHES = {"md5": 32, "sha1": 40, "sha": 40, "commit": 40, "sha256": 64, "sha512": 128}
_MIMES = {"image/jpeg": 0.3, "image/png": 0.3, "application/pdf": 0.2, "text/plain": 0.1, "video/mp4": 0.1}


def _url(facts: ColumnFacts) -> Made:
    if facts.unique or _short(facts, 60):
        return pattern(facts, r"https://example\.com/[a-z0-9]{6,12}")
    return Url()


def _image_url(facts: ColumnFacts) -> Made:
    if facts.unique or _short(facts, 60):
        return pattern(facts, r"https://example\.com/[a-z0-9]{6,9}\.png")
    return ImageUrl()


def _short(facts: ColumnFacts, needed: int) -> bool:
    return facts.longest is not None and facts.longest < needed


def _slug(facts: ColumnFacts) -> Made:
    if _short(facts, _SLUG):
        return None
    of = facts.beside("title") or facts.beside("name") or facts.beside("product_name") or facts.beside("full_name")
    room = _ROOM if facts.longest is None else min(_ROOM, facts.longest - (11 if facts.unique else 0))
    options: dict[str, Any] = {"of": of} if of else {}
    options |= {"unique": True} if facts.unique else {}
    options |= {"longest": room} if room < _ROOM else {}
    return Slug(**options)


def _hash(facts: ColumnFacts) -> Made:
    size = next((_HASHES[word] for word in (*facts.words, facts.squashed) if word in _HASHES), 64)
    if facts.longest is not None:
        size = min(size, facts.longest)
    return pattern(facts, f"[0-9a-f]{{{size}}}")


def _token(facts: ColumnFacts) -> Made:
    return pattern(facts, "[a-z0-9]{32}") or pattern(facts, "[a-z0-9]{6}")


def _password(facts: ColumnFacts) -> Made:
    # The shape of bcrypt's output and nobody's: no password hashes to it but by accident.
    bcrypt = pattern(facts, r"\$2b\$12\$[./A-Za-z0-9]{53}")
    return bcrypt or pattern(facts, "[0-9a-f]{32}") or pattern(facts, "[0-9a-f]+")


def _file(facts: ColumnFacts) -> Made:
    return pattern(facts, r"(report|photo|invoice|notes|scan|draft)-[0-9]{2,6}\.(pdf|png|jpg|csv|txt)")


def _path(facts: ColumnFacts) -> Made:
    return pattern(facts, r"uploads/[0-9a-f]{2}/[0-9a-f]{8}\.(png|jpg|pdf)")


def _either(facts: ColumnFacts, *written: str) -> list[Column]:
    return [made for made in (pattern(facts, text) for text in written) if made is not None]


BUILDERS: Mapping[str, Builder] = {
    "url": _url,
    "image_url": _image_url,
    "host": lambda facts: _either(facts, r"[a-z]{5,9}\.example\.com", r"[a-z]{2,6}\.test"),
    "ip": lambda facts: pattern(facts, (UNIQUE_FORMS if facts.unique else FORMS)["inet"]),
    "mac": lambda facts: pattern(facts, (UNIQUE_FORMS if facts.unique else FORMS)["macaddr"]),
    "user_agent": lambda facts: choice(facts, _AGENTS) or choice(facts, ["Chrome", "Firefox", "Safari", "Edge"]),
    "slug": _slug,
    "file_name": _file,
    "file_path": _path,
    "file_extension": lambda facts: choice(facts, ["pdf", "png", "jpg", "csv", "txt"]),
    "mime_type": lambda facts: choice(facts, _MIMES),
    "password_hash": _password,
    "salt": lambda facts: _either(facts, "[a-z0-9]{16}", "[a-z0-9]+"),
    "token": _token,
    "hash": _hash,
    "version_text": lambda facts: _either(facts, r"[0-4]\.[0-9]{1,2}\.[0-9]", r"[0-9]\.[0-9]", "[1-9]"),
}
