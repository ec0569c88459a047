"""What a name is made of: `billingPostalCode`, `billing_postal_code` and `billingpostalcode` are the same words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BOUNDARY = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")

# Last words that names written without any separator end in ("modifieddate", "reviewername", "listprice").
_ENDINGS = (
    "account", "address", "amount", "amt", "balance", "by", "category", "city", "code", "color", "colour",
    "comment", "cost", "count", "country", "currency", "date", "datetime", "desc", "description", "discount",
    "due", "email", "filename", "flag", "guid", "hash", "height", "hours", "hrs", "image", "index", "key",
    "length", "level", "line", "message", "money", "name", "note", "notes", "number", "order", "password",
    "path", "pct", "percent", "phone", "photo", "price", "qty", "quantity", "rate", "rating", "reason",
    "salary", "score", "sequence", "size", "state", "status", "summary", "time", "timestamp", "title", "token",
    "total", "type", "unit", "url", "uuid", "value", "version", "weight", "width", "year",
)  # fmt: skip
_WHOLE = frozenset(
    {
        "update", "candidate", "template", "estimate", "surname", "username", "nickname", "filename", "hostname",
        "firstname", "lastname", "middlename", "fullname", "subtotal", "runtime", "lifetime", "overtime", "subtitle",
        "background", "foreground", "tonality", "discount", "account", "estate", "birthdate", "surcharge", "mandate",
        "corporate", "separate", "generate", "border", "reorder", "recorder", "folder", "holder", "turnkey", "turkey",
        "monkey", "hockey", "postcode", "zipcode", "barcode", "timezone", "headline", "deadline", "online", "offline",
        "airline", "pipeline", "baseline", "timeline", "discipline", "guideline", "outline", "prototype", "archetype",
        "keynote", "footnote", "residue", "overdue", "undue", "subdue",
        "capacity", "opacity", "velocity", "publicity", "electricity", "ethnicity", "toxicity", "periodicity",
        "standby", "hobby", "baby", "lobby", "nearby", "rugby",
    }
)  # fmt: skip
_SHORTEST_PREFIX = 3


@lru_cache(maxsize=16384)
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier, in lower case and without accents.

    >>> words("shipToPostalCode"), words("modifieddate"), words("Straße"), words("prénom")
    (('ship', 'to', 'postal', 'code'), ('modified', 'date'), ('strasse',), ('prenom',))
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    found = [word.lower() for word in _BOUNDARY.split(plain) if word]
    if len(found) == 1:
        found = _cut(found[0])
    return tuple(found) or (name.lower(),)


def _cut(word: str) -> list[str]:
    if word in _WHOLE:
        return [word]
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_PREFIX:
            return [word.removesuffix(ending), ending]
    return [word]


# Abbreviations that schemas with eight letters a name are full of, and what they are short for.
_SHORT = {
    "acct": "account", "addr": "address", "amt": "amount", "bal": "balance", "cat": "category", "cd": "code",
    "cmt": "comment", "cnt": "count", "crt": "created", "cty": "city", "ctry": "country", "cust": "customer",
    "dept": "department", "desc": "description", "descr": "description", "disc": "discount", "dt": "date",
    "emp": "employee", "gndr": "gender", "inv": "invoice", "mfr": "manufacturer", "mgr": "manager", "mod": "modified",
    "mth": "month", "nm": "name", "no": "number", "nbr": "number", "ord": "order", "org": "organization",
    "pmt": "payment", "prc": "price", "prod": "product", "qty": "quantity", "st": "state", "stat": "status",
    "typ": "type", "upd": "updated", "usr": "username", "vend": "vendor", "yr": "year",
}  # fmt: skip


def spelled_out(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words with abbreviations written in full.

    >>> spelled_out(("cust", "nm")), spelled_out(("first", "name"))
    (('customer', 'name'), ('first', 'name'))
    """
    return tuple(_SHORT.get(part, part) for part in parts)


# Plurals that end as singulars do.
_FOREIGN = frozenset({"uris", "apis", "kpis", "emojis", "taxis", "rsvps", "menus", "skis"})
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "analyses": "analysis",
    "diagnoses": "diagnosis", "indices": "index", "matrices": "matrix", "criteria": "criterion", "movies": "movie",
    "cookies": "cookie", "quizzes": "quiz", "series": "series", "species": "species", "news": "news",
}  # fmt: skip


def singular(word: str) -> str:
    """English singular, well enough to compare a table's name with a column's.

    >>> singular("categories"), singular("addresses"), singular("users"), singular("status"), singular("aliases")
    ('category', 'address', 'user', 'status', 'alias')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "tuses", "iases", "nvases")):
        return word[:-2]
    if word.endswith("s") and (word in _FOREIGN or not word.endswith(("ss", "us", "is"))):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def called(table: str) -> tuple[str, ...]:
    """The words of a table's name, each in the singular; kept, as every such column compares with every table.

    >>> called("forum_posts")
    ('forum', 'post')
    """
    return tuple(singular(word) for word in words(table))
