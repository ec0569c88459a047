"""Addresses and files of machines: reserved hosts, documentation addresses, tokens that open nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.slug import Slug
from seeding.columns.url import ImageUrl, Url
from seeding.infer.builders.addresses import file_address, own_pages, purposeful
from seeding.infer.builders.common import Builder, Made, choice, pattern
from seeding.infer.facts import ColumnFacts
from seeding.infer.forms import FORMS, UNIQUE_FORMS
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.suffix import Suffix
from seeding.infer.generators.text_form import Joined

_SLUG, _ROOM = 16, 60
_EXTENSION, _MIME = 4, 24  # the longest of each
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36",
    "curl/8.5.0",
)
_HASHES = {"md5": 32, "sha1": 40, "sha": 40, "commit": 40, "sha256": 64, "sha512": 128}
_PICTURES = frozenset({"photo", "image", "picture", "thumbnail", "avatar", "logo", "poster", "cover"})
FILES = frozenset({"file", "attachment", "upload"})
# What a program calls, not a page that somebody reads.
_INTERFACES = frozenset(
    {
        "endpoint",
        "api",
        "webhook",
        "callback",
        "redirect",
        "hook",
        "base",
        "tool",
        "integration",
        "connector",
        "model",
        "server",
        "service",
    }
)
_TREE = frozenset({"depth", "numchild", "lft", "level", "parent_id", "parent", "url_path"})
_PAGES = frozenset(
    {"old", "new", "redirect", "url", "route", "page", "landing", "request", "visit", "link", "menu", "pageview"}
)
_MIMES = {"image/jpeg": 0.3, "image/png": 0.3, "application/pdf": 0.2, "text/plain": 0.1, "video/mp4": 0.1}


def _url(facts: ColumnFacts) -> Made:
    told = own_pages(facts) or file_address(facts) or purposeful(facts)
    if told is not None:
        return told
    if facts.unique or _short(facts, 60):
        return pattern(facts, r"https://example\.com/[a-z0-9]{6,12}")
    if _INTERFACES & {*facts.words, facts.of.subject}:
        paths = "v1|v2|hooks/[a-z]{4,8}|orders|search|events|callback" if not facts.prefix else "v1|v2|api|[a-z]{4,8}"
        return pattern(facts, rf"https://(api|hooks|services)\.example\.(com|net)/({paths})") or Url()
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
    called = ("title", "name", "product_name", "full_name")
    near = (facts.of.concepts.get((concept, facts.prefix)) for concept in called)
    of = next((name for name in near if name), None) or next((n for c in called if (n := facts.beside(c))), None)
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
    bcrypt = pattern(facts, r"\$2b\$12\$[./A-Za-z0-9]{53}", mixed=True)
    return bcrypt or pattern(facts, "[0-9a-f]{32}") or pattern(facts, "[0-9a-f]+")


def _file(facts: ColumnFacts) -> Made:
    if {"photo", "image", "picture", "thumbnail", "avatar"} & {
        *facts.words,
        facts.of.subject,
    } or "photo" in facts.squashed:
        return pattern(facts, r"(photo|picture|scan)-[0-9]{2,6}\.(png|jpg)")
    return pattern(
        facts, r"(report|invoice|contract)-[0-9]{2,6}\.pdf|(notes|draft)-[0-9]{2,6}\.txt|export-[0-9]{2,6}\.csv"
    )


def _extension(facts: ColumnFacts) -> Made:
    """That of the file beside it; a picture's where there are width and height, as there is no file then."""
    file = _file_beside(facts)
    if file is not None and (facts.longest is None or facts.longest >= _EXTENSION):
        return Suffix(file)
    pictured = any(name.endswith("width") for name in facts.of.columns)
    return choice(facts, {"jpg": 0.6, "png": 0.4} if pictured else ["pdf", "png", "jpg", "csv", "txt"])


def _mime(facts: ColumnFacts) -> Made:
    file, extension = _file_beside(facts), facts.beside("file_extension")
    if facts.unique or (facts.longest is not None and facts.longest < _MIME):
        return choice(facts, _MIMES)
    if file is not None:
        return Suffix(file, mime=True)
    if extension is not None:
        types = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "csv": "text/csv"}
        return Choice({ext: [mime] for ext, mime in types.items()}, of=extension, default=["text/plain"])
    pictured = any(name.endswith("width") for name in facts.of.columns)
    return choice(facts, {"image/jpeg": 0.6, "image/png": 0.4} if pictured else _MIMES)


def _file_beside(facts: ColumnFacts) -> str | None:
    """A file's name or path in the same row, which is never NULL where this column may not be."""
    found = _named_file(facts) or facts.beside("file_path")
    return found if found is not None and _always(facts, found) else None


def _named_file(facts: ColumnFacts) -> str | None:
    """The column of files' names; a table of files calls it `name`."""
    return facts.beside("file_name") or (facts.beside("name") if facts.of.subject in FILES else None)


def _always(facts: ColumnFacts, other: str) -> bool:
    return not facts.unique and (facts.attribute.nullable or not facts.of.columns[other].attribute.nullable)


def _path(facts: ColumnFacts) -> Made:
    if facts.words == ("path",) and _TREE & facts.of.columns.keys():
        return pattern(facts, "00[0-9A-Z]{2}(00[0-9A-Z]{2}){1,2}" if not facts.unique else "00[0-9A-Z]{2}00[0-9A-Z]{2}")
    if _is_of_visits(facts) and facts.words[-1] in ("path", "route", "pathname"):
        made = pattern(facts, r"/api/v1/(orders|users|products|events|invoices)(/[1-9][0-9]{0,3})?")
        asked = any({"method", "status"} & {*other.words} for other in facts.of.columns.values())
        if asked and made is not None:
            return made
        return pattern(facts, "/(about|blog|pricing|products|help|events|contact)(/[a-z]{4,8}-[0-9]{1,3})?")
    if _PAGES & {*facts.words, *facts.of.table_words}:
        page = "/(about|blog|products|help|events|shop|news|contact)/[a-z]{4,8}-[0-9]{1,4}"
        return pattern(facts, page) or pattern(facts, "/[a-z0-9]+")
    file = _named_file(facts)
    if file is not None and _always(facts, file) and not _short(facts, _ROOM):
        return Joined("uploads/", Pattern("[0-9a-f]{2}"), "/", SameAs(file))
    if _PICTURES & {*facts.words, facts.of.subject}:
        return pattern(facts, r"images/[0-9a-f]{2}/[0-9a-f]{8}\.(png|jpg)")
    return pattern(facts, r"uploads/[0-9a-f]{2}/[0-9a-f]{8}\.(png|jpg|pdf)")


def _is_of_visits(facts: ColumnFacts) -> bool:
    """Whether rows are requests or visits, of which a path is where they went and no file."""
    told = facts.of.column_words
    return "referrer" in told or "visitor" in told or ("method" in told and bool({"status", "duration"} & told))


def _either(facts: ColumnFacts, *written: str) -> list[Column]:
    return [made for made in (pattern(facts, text) for text in written) if made is not None]


def _asn(facts: ColumnFacts) -> Made:
    """Numbers of autonomous systems for private use, as text: RFC 6996."""
    private = "6(4(5(1[2-9]|[2-9][0-9])|[6-9][0-9]{2})|5([0-4][0-9]{2}|5([0-2][0-9]|3[0-4])))"
    return pattern(facts, f"AS{private}") or pattern(facts, private)


BUILDERS: Mapping[str, Builder] = {
    "url": _url,
    "image_url": _image_url,
    "host": lambda facts: _either(facts, r"[a-z]{5,9}\.example\.com", r"[a-z]{2,6}\.test"),
    "ip": lambda facts: pattern(facts, (UNIQUE_FORMS if facts.unique else FORMS)["inet"]),
    "mac": lambda facts: pattern(facts, (UNIQUE_FORMS if facts.unique else FORMS)["macaddr"]),
    "asn": _asn,
    "user_agent": lambda facts: choice(facts, _AGENTS) or choice(facts, ["Chrome", "Firefox", "Safari", "Edge"]),
    "slug": _slug,
    "file_name": _file,
    "file_path": _path,
    "file_extension": _extension,
    "mime_type": _mime,
    "password_hash": _password,
    "salt": lambda facts: _either(facts, "[a-z0-9]{16}", "[a-z0-9]+"),
    "token": _token,
    "hash": _hash,
    "version_text": lambda facts: _either(facts, r"[0-4]\.[0-9]{1,2}\.[0-9]", r"[0-9]\.[0-9]", "[1-9]"),
}
