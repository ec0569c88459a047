"""What a column's name says it holds, in the languages schemas are written in.

A phrase of `data/concepts.toml` matches a name that ends with its words ("billing_postal_code" ends with
"postal code"), or that is the phrase without any separator. The longest phrase wins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from seeding.infer.telephones import is_telephone
from seeding.infer.words import singular, spelled_out, words
from seeding.schema import TypeKind

if TYPE_CHECKING:
    from seeding.infer.facts import ColumnFacts

# What could be somebody's: only reserved values may stand for it.
OWNED = frozenset(
    {
        "email", "phone", "url", "image_url", "host", "ip", "card_number", "iban", "tax_number", "ssn", "itin",
        "aadhaar", "pan_number", "gstin", "nino", "nhs_number", "cpf", "cnpj",
    }
)  # fmt: skip

# What a name says that ends with "number", or that says nothing.
_ANY_NUMBER = (None, "reference_number", "code")

_BEGUN = frozenset({"started", "began", "begun"})
# What is done by a column, a program or another row, not by somebody.
_BY_THINGS = frozenset(
    {"ordered", "sorted", "grouped", "generated", "powered", "divided", "multiplied", "partitioned", "clustered",
     "indexed", "limited", "replaced", "superseded", "followed", "preceded", "caused", "funded", "backed"}
)  # fmt: skip
_KIN = frozenset({"father", "mother", "parent", "guardian", "spouse", "relative"})
_RUNG = frozenset(
    {("caller", "number"), ("callee", "number"), ("forward", "to"), ("called", "number"), ("from", "number"),
     ("to", "number"), ("forwarding", "number"), ("dialed", "number")}
)  # fmt: skip
_IRREGULAR = frozenset(
    {"paid", "sold", "made", "done", "sent", "given", "taken", "written", "built", "held", "led", "run", "kept", "seen",
     "read", "put", "set", "met", "drawn", "driven", "brought", "bought", "taught", "found", "told", "won",
     "spent", "lent", "begun", "shown", "known", "overseen", "overridden", "withdrawn", "hidden"}
)  # fmt: skip
_ONLINE = frozenset({"slug", "body", "seo", "excerpt", "draft"})
_HANDED_IN = frozenset({"submitted", "sent", "posted", "published", "uploaded", "received"})

# Words that say that it is a moment, not which.
_TIMES = frozenset({"date", "datum", "fecha", "data", "datetime", "time", "dt", "ts", "dttm", "timestamp", "utc", "on"})

_CLASS = re.compile(r"\[\^?\]?(?:[^\]\[]|\[:\w+:\])*\]")
_WEB = re.compile(r"[\^(?:]*https?")

Index = Mapping[tuple[str, ...], str]


@lru_cache(maxsize=1)
def _indexes() -> Mapping[str, tuple[Index, Mapping[str, str]]]:
    """By family: phrase → concept, as words and squashed into one."""
    text = files(__package__).joinpath("data", "concepts.toml").read_text(encoding="utf-8")
    found = {}
    for family, concepts in tomllib.loads(text).items():
        index: dict[tuple[str, ...], str] = {}
        for concept, phrases in concepts.items():
            for phrase in phrases:
                index.setdefault(tuple(phrase.split()), concept)
        found[family] = (index, {"".join(phrase): concept for phrase, concept in index.items()})
    return found


def family_of(facts: ColumnFacts) -> str | None:
    """Which of the four families a column's type belongs to."""
    if facts.type.kind is not TypeKind.BASE:
        return None
    if facts.is_text:
        return "text"
    if facts.is_number or facts.type_name == "money":
        return "number"
    if facts.is_moment or facts.is_date:
        return "moment"
    return "boolean" if facts.type_name == "bool" else None


def concept_of(facts: ColumnFacts) -> str | None:
    """What a column's name says it holds; None where it says nothing we know."""
    return facts.reading[0]


def reading_of(facts: ColumnFacts) -> tuple[str | None, str]:
    """The concept, and the words before it: ("postal_code", "billing")."""
    family = family_of(facts)
    if family is None:
        return None, ""
    said = named(facts.name, family)
    if family == "moment":
        said = _in_turn(facts, said)
    if family == "text":
        said = _in_its_table(facts, said)
    demanded = _demanded(facts) if family == "text" else None
    if family == "text" and said[0] is None and _names_somebody(facts.squashed):
        return "full_name", ""
    if family == "text" and said[0] is None and facts.words[-1] == "by" and _is_somebody(facts):
        return "by", ""  # `shipped_by`: somebody
    # A picture's address is an address too.
    fits = demanded in (None, said[0]) or (demanded == "url" and said[0] == "image_url")
    return said if fits or demanded is None else (demanded, "")


def _in_its_table(facts: ColumnFacts, said: tuple[str | None, str]) -> tuple[str | None, str]:
    """What a name means in a table of its kind: who is visited is no server, and the headline of an article no job."""
    about = singular(words(facts.table.name.name)[-1])
    if facts.words in _HOSTS and about in _VISITED:
        return "full_name", ""
    return ("title", "") if facts.words == ("headline",) and about in _PRINTED else said


_HOSTS = (("host",), ("host", "name"))
_VISITED = frozenset({"visitor", "visit", "party", "meeting", "meetup", "listing", "homestay", "webinar", "podcast"})
_PRINTED = frozenset({"article", "news", "post", "story", "page", "ad", "advertisement", "banner", "campaign"})


def _is_somebody(facts: ColumnFacts) -> bool:
    """Whether something was done by whom the column names: `shipped_by`, but not `pays_by`, which says how."""
    done = facts.words[-2] if len(facts.words) > 1 else ""
    return (done.endswith("ed") or done in _IRREGULAR) and done not in _BY_THINGS


def _names_somebody(squashed: str) -> bool:
    """Whether it is a person's name, written without anything between: `nomecapitano`, `nombrecliente`."""
    from seeding.infer.builders.subjects import is_about  # which asks for facts, and those for concepts

    rest = next((squashed.removeprefix(name) for name in _NAMED if squashed.startswith(name)), "")
    return len(rest) > len("autor") - 1 and (is_about("people", {rest}) or is_about("people", {singular(rest)}))


_NAMED = ("nombre", "nome", "nom", "name", "naam", "navn", "namn", "nama")


def _in_turn(facts: ColumnFacts, said: tuple[str | None, str]) -> tuple[str | None, str]:
    """What comes first of what happens to a row: an attempt that nobody created was started before it was submitted."""
    concept, before = said
    first = facts.words[0]
    others = {words(other.name)[0]: named(other.name, "moment")[0] for other in facts.table.attributes}
    begun = not _BEGUN.isdisjoint(others)
    if concept == "created" and first in _HANDED_IN and begun:
        return "later", before
    said_of = {word for attribute in facts.table.attributes for word in words(attribute.name)}
    if concept == "past" and first == "published" and not _ONLINE.isdisjoint(said_of):
        return "later", before
    told = any(other == "created" and word not in _HANDED_IN for word, other in others.items())
    return ("started", before) if concept == "later" and first in _BEGUN and not told else said


def _demanded(facts: ColumnFacts) -> str | None:
    """What could be somebody's, where the name of a domain says so, or the expression that values are held to.

    A column may be called `sender` or `home`: its values have to be addresses all the same.
    """
    if facts.type.kind is TypeKind.DOMAIN:
        concept = named(facts.type.name, "text")[0]
        if concept in OWNED:
            return concept
    if named(facts.name, "text")[0] in _ANY_NUMBER and is_telephone(facts.name):
        return "phone"
    if facts.words[-1] == "contact" and len(facts.words) == 2 and facts.words[0] in _KIN:
        return "phone"  # of a father whose name is beside it
    if facts.words in _RUNG:
        return "phone"
    for regex in facts.limits.patterns:
        fixed = _CLASS.sub("", regex.pattern).lstrip("^(?:")
        if _WEB.match(regex.pattern) and "://" in fixed.replace("\\", ""):
            return "url"
        if "@" in fixed and not fixed.startswith("@") and "|" not in fixed:
            return "email"
    return None


@lru_cache(maxsize=16384)
def named(name: str, family: str) -> tuple[str | None, str]:
    """The concept of a name among those of a family of types ("text", "number", "moment", "boolean").

    >>> named("billing_postal_code", "text"), named("createdAt", "moment"), named("Vorname", "text")
    (('postal_code', 'billing'), ('created', ''), ('first_name', ''))
    """
    parts = words(name)
    full = spelled_out(parts)
    # Moments in full at once, as "upd_ts" ends with a word that says little.
    found = _found(full if family == "moment" else parts, family)
    return found if found[0] is not None else _found(full, family)


def _found(parts: tuple[str, ...], family: str) -> tuple[str | None, str]:
    index, squashed = _indexes()[family]
    if family == "moment" and parts not in index:
        # "date_merged" says what "merged_at" says, and "upd_ts" more than its "ts".
        rest = [word for word in parts if word not in _TIMES]
        for ending in ("at", "date") if rest and len(rest) < len(parts) else ():
            found = index.get((*rest, ending))
            if found is not None:
                return found, ""
    for kept in range(len(parts), 0, -1):
        if kept < len(parts) and not parts[kept].isdigit():
            break  # only numbers at the end are left out: address_1, phone2
        for start in range(kept):
            found = index.get(parts[start:kept]) or squashed.get("".join(parts[start:kept]))
            if found is not None:
                return found, " ".join((*parts[:start], *parts[kept:]))
    if family == "number" and parts[-1:] != ("id",):  # `payment_id` is no amount
        # Numbers are often followed by what they are counted in or which end they are: price_eur, salary_max.
        for kept in range(len(parts) - 1, 0, -1):
            for start in range(kept):
                found = index.get(parts[start:kept])
                if found is not None:
                    return found, " ".join((*parts[:start], *parts[kept:]))
    return None, ""
