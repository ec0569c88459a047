"""What an address leads to: a picture, a recording, a document, somebody's pages."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.slug import Slug
from seeding.columns.url import ImageUrl
from seeding.infer.builders.common import Made, pattern
from seeding.infer.builders.subjects import is_about
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.text_form import Joined
from seeding.infer.options import options_of

_NAME = "[0-9a-f]{12}"
# Folder and extension of a file on a server, by what it is.
_FILES = {
    "picture": ("images", "jpg"), "gif": ("images", "gif"), "video": ("videos", "mp4"), "audio": ("audio", "mp3"),
    "document": ("documents", "pdf"), "model": ("models", "glb"), "table": ("exports", "csv"),
}  # fmt: skip
_SAID = {
    "picture": """photo image picture img thumbnail avatar logo poster cover banner selfie screenshot headshot icon
        illustration artwork""",
    "gif": "gif animation",
    "video": "video clip trailer reel vod movie film mp4 recording webcast",
    "audio": "audio podcast song track voice mp3 sound voicemail",
    "document": """pdf doc document certificate invoice receipt contract resume cv statement brochure datasheet manual
        transcript prescription license licence agreement report payslip waiver attachment label worksheet syllabus
        proposal quote permit policy file evidence proof""",
    "table": "csv export spreadsheet",
    "model": "model3d glb",
}
_KINDS: Mapping[str, str] = {word: kind for kind, said in _SAID.items() for word in said.split()}
_MEDIA = frozenset({"media", "file", "asset", "attachment", "content", "upload", "message", "url", "src", "source"})
_SAYS_KIND = frozenset({"type", "kind", "format"})
_BARE = frozenset({"url", "uri", "link", "href", "src", "public", "media", "file", "full", "signed", "storage", "cdn",
                   "original", "external", "path", "download", "asset"})  # fmt: skip
# Where what stands there is read, not looked at: an article's own address.
_READ = frozenset({"article", "post", "page", "bookmark", "news", "blog", "webhook", "redirect", "sitemap"})
_OWN_PAGES = frozenset({"website", "homepage", "webpage", "webseite", "portfolio", "site"})
_OWN_SPELLED = ("homepage", "website", "webpage", "siteweb", "sitioweb")
_NETWORKS = {
    "linkedin": "in/", "github": "", "twitter": "", "facebook": "", "instagram": "", "youtube": "@", "tiktok": "@",
    "telegram": "", "behance": "", "dribbble": "", "medium": "@", "mastodon": "@", "pinterest": "", "gitlab": "",
}  # fmt: skip
_ROOM = 120
_PURPOSES = {
    "tracking": "track", "track": "track", "checkout": "checkout", "payment": "pay", "pay": "pay", "meeting": "meet",
    "zoom": "meet", "meet": "meet", "join": "meet", "conference": "meet", "call": "meet", "booking": "booking",
    "share": "share", "shared": "share", "invite": "invite", "invitation": "invite", "unsubscribe": "mail",
    "dashboard": "app", "login": "app", "portal": "app", "map": "maps", "maps": "maps", "directions": "maps",
    "review": "reviews", "survey": "survey", "calendar": "calendar", "short": "go", "affiliate": "go", "referral": "go",
    "stream": "live", "live": "live", "demo": "demo", "preview": "preview", "donate": "donate", "donation": "donate",
}  # fmt: skip
_HOUSE = (
    r"https://(www\.)?(nor|bel|tar|cas|vel|mon|ald|kes)(vik|mora|vane|tella|dora|wick|field|haven)\.example\.(com|org)"
)


def kind_of(facts: ColumnFacts) -> str | None:
    """What kind of file the address is of, as the column's name or the table's says; None for a page."""
    for word in reversed(facts.words):
        if word in _KINDS and word not in _BARE:
            return _KINDS[word]
    if not set(facts.words) <= _BARE:
        return None
    if "media" in facts.words:
        return "picture"
    about = facts.of.subject
    if about in _READ:
        return None
    return _KINDS.get(about) or ("document" if {"file", "download"} & set(facts.words) else None)


def file_address(facts: ColumnFacts) -> Column | None:
    """The address of a file; None where it is one of a page."""
    by = _told_by(facts)
    if by is not None and not facts.unique:
        return by
    kind = kind_of(facts)
    if kind is None:
        return None
    if kind == "picture":
        return ImageUrl() if not facts.unique and facts.longest is None else _file(facts, kind)
    return _file(facts, kind)


def _file(facts: ColumnFacts, kind: str) -> Column | None:
    folder, extension = _FILES[kind]
    host = "images" if folder == "images" else "media" if kind in ("video", "audio") else "files"
    return pattern(facts, rf"https://{host}\.example\.com/{folder}/{_NAME}\.{extension}")


def _told_by(facts: ColumnFacts) -> Column | None:
    """As the column beside says that tells images from videos: `media_url` beside `media_type`."""
    if not _MEDIA & set(facts.words) or any(word in _KINDS and word not in _BARE for word in facts.words):
        return None
    for other in facts.of.columns.values():
        labels = options_of(other) if other.words[-1] in _SAYS_KIND and other.attribute.writable else None
        kinds = {label: _label(label) for label in labels or () if isinstance(label, str)}
        if sum(kind is not None for kind in kinds.values()) < 2:
            continue
        folders = {label: [_FILES[kind or "document"][0]] for label, kind in kinds.items()}
        extensions = {label: [_FILES[kind or "document"][1]] for label, kind in kinds.items()}
        if facts.longest is not None and facts.longest < _ROOM:
            return None
        folder = Choice(folders, of=other.name, default=["images"])
        extension = Choice(extensions, of=other.name, default=["jpg"])
        return Joined("https://media.example.com/", folder, "/", Pattern(_NAME), ".", extension)
    return None


def _label(label: str) -> str | None:
    words = label.lower().replace("-", "_").split("_")
    return next((_KINDS[word] for word in words if word in _KINDS), None)


def purposeful(facts: ColumnFacts) -> Column | None:
    """An address that somebody is sent to for one thing: where a parcel is, to pay, to join a meeting."""
    word = next((word for word in facts.words if word in _PURPOSES), None)
    return None if word is None else pattern(facts, rf"https://{_PURPOSES[word]}\.example\.com/[a-z0-9]{{10}}")


def own_pages(facts: ColumnFacts) -> Made:
    """The pages of a person or a company, and where they are found in networks; None for anything else."""
    network = next((word for word in facts.words if word in _NETWORKS), None)
    if facts.unique or (facts.longest is not None and facts.longest < _ROOM):
        return None
    named = _name_beside(facts)
    if network is not None:
        name: Column = (
            Slug(of=named) if named is not None else Pattern(r"(my|our|the)(page|team|studio|work)[0-9]{2,4}")
        )
        return Joined(f"https://{network}.example.com/{_NETWORKS[network]}", name)
    if is_about("companies", set(facts.words[:-1])) and facts.words[-1] in ("url", "link"):
        return pattern(facts, _HOUSE)
    if not _OWN_PAGES & set(facts.words) and "".join(facts.words[-2:]) not in (
        "homepage",
        "website",
        "webpage",
        "siteweb",
    ):
        return None
    if named is not None:
        return Joined("https://", Slug(of=named), ".example.com")
    return pattern(facts, _HOUSE)


def _name_beside(facts: ColumnFacts) -> str | None:
    """What somebody or something is called, which is there where this column has to be."""
    found = facts.beside("company") or facts.beside("full_name") or facts.beside("username")
    if is_about("companies", {facts.of.subject}):
        # A supplier's pages are named after the supplier and not after whom to ask there.
        found = facts.beside("name", anywhere=False) or found
    elif found is None and is_about("people", {facts.of.subject}):
        found = facts.beside("name", anywhere=False)
    if found is None or facts.of.columns[found].name in facts.of.keyed:
        return None
    # Of a company that is not there nothing but "untitled" would be left.
    there = not facts.of.columns[found].attribute.nullable or found != facts.beside("company")
    always = facts.attribute.nullable or not facts.of.columns[found].attribute.nullable
    return found if always and there else None
