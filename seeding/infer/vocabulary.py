"""Which vocabulary a column draws from: `music_genre`, and the `name` in a table `genres`, are called the same things.

A phrase of `data/vocabularies.toml` matches names that end with its words, or with its words written as one; the
longest wins. What a column's own name says nothing about ("name", "type") is told by the table's name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from seeding.infer.builders.subjects import is_about
from seeding.infer.options import options_of
from seeding.infer.words import singular, spelled_out, words

if TYPE_CHECKING:
    from seeding.infer.facts import ColumnFacts

T = TypeVar("T")

_LONG = 7  # letters from which a word is found at the end of another: "shippingeventtype"
_BARE = frozenset({"name", "label", "title", "bezeichnung", "nom", "nombre", "nome", "naam", "nazwa", "libelle"})
_OF_TABLE = frozenset({"type", "kind", "category", "class", "group", "genre", "status", "tipo", "typ", "art"})
# Words that say how a table keeps what it is about, not what that is.
_KEEPING = frozenset({"translation", "i18n", "l10n", "locale", "version", "history", "archive", "lookup", "master"})
_NOTES = frozenset(
    {"note", "notes", "comment", "comments", "message", "remark", "remarks", "instruction", "instructions"}
)
_REMARKS = frozenset({"note", "notes", "remark", "remarks"})
_KNOWN = frozenset(
    {"client", "contact", "customer", "donor", "employee", "guest", "lead", "member", "patient", "student", "volunteer"}
)
_REQUESTED = frozenset({"url", "uri", "path", "endpoint", "route", "http", "request", "response", "referer"})
_CLINICAL = frozenset({"diagnosis", "prescription", "clinical", "symptoms", "prognosis"})
_WATCHED = frozenset({"severity", "sensor", "device", "gateway", "threshold"})
_VISITS = frozenset({"appointment", "consultation", "reservation", "rsvp", "visit"})
_CODE = frozenset(
    {"repo", "repository", "commit", "git", "ref", "sha", "head", "base", "merge", "pull", "build", "deploy",
     "deployment", "pipeline", "fork", "workflow", "default", "clone", "diff", "revision", "tag", "ci"}
)  # fmt: skip
_HELD = frozenset(
    {"venue", "location", "capacity", "attendees", "participants", "organizer", "organiser", "host", "address"}
)
_PAID = frozenset({"price", "fee", "rate", "cost", "duration", "minutes", "deposit", "tariff"})
_BEGINS = frozenset({"start", "starts", "begin", "begins", "date", "end", "ends"})
_LETS_IN = frozenset(
    {"event", "seat", "qr", "attendee", "venue", "barcode", "admission", "checked", "concert", "price"}
)
_MODEL_NAMES = (("model",), ("model", "name"), ("model", "group"), ("model", "used"), ("llm", "model", "name"))
_MODELS = (("model", "id"), ("model",), ("model", "key"))
_ORDERS = ("order", "shipping", "shipment", "delivery", "invoice", "basket", "checkout", "address", "booking")
_DETAILS = frozenset({"printable", "display", "short", "long", "full", "localized", "translated", "original", "nice"})


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("seeding.infer").joinpath("data", "vocabularies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def _phrases() -> tuple[Mapping[tuple[str, ...], str], Mapping[str, str]]:
    """Phrase → vocabulary, as words and written as one."""
    found: dict[tuple[str, ...], str] = {}
    for name, vocabulary in _data().items():
        for phrase in entries(vocabulary["for"]):
            found.setdefault(tuple(phrase.split()), name)
    return found, {"".join(phrase): name for phrase, name in found.items() if len("".join(phrase)) >= _LONG}


def entries(written: str) -> list[str]:
    """The entries of a list with bars between them."""
    return [" ".join(entry.split()) for entry in written.split("|")]


def longest_end(phrase: tuple[str, ...], known: Mapping[tuple[str, ...], T]) -> T | None:
    """What is known of the longest phrase that the words end with.

    >>> longest_end(("old", "work", "order"), {("order",): 1, ("work", "order"): 2})
    2
    """
    return next((known[phrase[n:]] for n in range(len(phrase)) if phrase[n:] in known), None)


def vocabulary(name: str) -> Mapping[str, str]:
    """A vocabulary: `values`, or the `pattern` of them, and the words to tell more of them apart."""
    return _data()[name]


@lru_cache(maxsize=8192)
def found_for(phrase: tuple[str, ...]) -> str | None:
    """The vocabulary of the longest phrase that these words end with."""
    known, squashed = _phrases()
    parts = tuple(singular(word) for word in phrase)
    for start in range(len(parts)):
        name = known.get(phrase[start:]) or known.get(parts[start:]) or squashed.get("".join(parts[start:]))
        if name is not None:
            return name
    last = parts[-1] if parts else ""
    # "bookingshippingmethod", of which no word is known by itself.
    for start in range(1, max(1, len(last) - _LONG + 1)):
        if last[start:] in squashed:
            return squashed[last[start:]]
    return None


def subject_of(facts: ColumnFacts) -> tuple[str, ...]:
    """The words for what a row of the table is: those of its name, without how the table keeps it."""
    parts = tuple(singular(word) for word in spelled_out(words(facts.table.name.name)))
    while len(parts) > 1 and parts[-1] in _KEEPING:
        parts = parts[:-1]
    return parts


def names_row(facts: ColumnFacts) -> bool:
    """Whether the column is what a row of the table is called: `name`, `display_name`, `genre_name` in `genres`."""
    own = tuple(singular(word) for word in spelled_out(facts.words))
    if own[-1] not in _BARE:
        return False
    rest = [word for word in own[:-1] if word not in _DETAILS]
    return not rest or rest == list(subject_of(facts)[-len(rest) :])


def vocabulary_of(facts: ColumnFacts) -> str | None:
    """The vocabulary of a text column; None where no phrase fits."""
    found = _vocabulary_of(facts)
    if found == "category" and _is_of_money(facts):
        return "money_category"
    if found == "category" and names_row(facts) and _is_of_goods(facts):
        return "product_category"
    if found == "category" and is_about("products", {singular(word) for word in subject_of(facts)}):
        return "product_category"
    if found == "notice" and "alert" in facts.of.table_words and _WATCHED & facts.of.column_words:
        return "alarm"
    if found == "attribute" and names_row(facts) and _is_of_estate(facts):
        return "estate"
    if found in ("event_title", "event_about") and not _is_planned(facts):
        return "tracked" if found == "event_title" and _is_of_visitors(facts) else None
    if found == "tool" and names_row(facts) and _is_offered(facts):
        return "offered_service"
    if found == "event_type" and _is_planned(facts):
        return "gathering"
    if found == "incident_type" and "ticket" in facts.words and is_of_entry(facts):
        return "entry_ticket"
    return "branch_office" if found == "branch" and not _is_of_code(facts) else found


def _is_of_estate(facts: ColumnFacts) -> bool:
    """Whether properties are houses, which stand somewhere, rather than what something is like."""
    return bool({"address", "city", "street", "bedrooms", "units", "rent"} & facts.of.column_words)


def _is_of_visitors(facts: ColumnFacts) -> bool:
    """Whether events are what somebody did on a page, as it is counted."""
    return bool({"visitor", "referrer", "session", "pathname", "variant", "path"} & facts.of.column_words)


def _is_of_money(facts: ColumnFacts) -> bool:
    """Whether categories are of what somebody earns and spends, as another column tells the two apart."""
    return any(
        {"income", "expense"} <= {str(label).lower() for label in options_of(other) or ()}
        for other in facts.of.columns.values()
        if other.words[-1] in _OF_TABLE
    )


def _is_of_goods(facts: ColumnFacts) -> bool:
    """Whether products, or items on a menu, are what the table's rows are categories of."""
    of = facts.of.schema.children.get(facts.table.name, ())
    return any(is_about("products", {singular(words(child.name.name)[-1])}) for child, _ in of)


def _is_planned(facts: ColumnFacts) -> bool:
    """Whether events are what people go to, at a time and a place, rather than what a log keeps."""
    said = facts.of.column_words
    return bool(_HELD & said) and bool(_BEGINS & said)


def is_of_entry(facts: ColumnFacts) -> bool:
    """Whether tickets let somebody in, rather than ask for help."""
    return bool(_LETS_IN & facts.of.column_words)


def _is_offered(facts: ColumnFacts) -> bool:
    """Whether a service is what customers book and pay, rather than what programs call."""
    return bool(_PAID & facts.of.column_words)


def _is_of_code(facts: ColumnFacts) -> bool:
    """Whether a branch is one of a repository rather than of a shop or a bank."""
    said = facts.of.column_words | facts.of.table_words
    return bool(_CODE & said) or len(facts.of.columns) == 1


def _vocabulary_of(facts: ColumnFacts) -> str | None:
    own = spelled_out(facts.words)
    if names_row(facts):
        subject = subject_of(facts)
        if subject[-1] == "model" and is_of_language(facts):
            return "model_ai"
        joined = _joined(facts, subject)
        exact = phrase_for((*subject[-2:], *own)) or (phrase_for(subject[-2:]) if len(subject) > 1 else None)
        return joined or exact or found_for((*subject, *own)) or found_for(subject)
    subject = subject_of(facts)
    if own in _MODELS and subject[-1] == "model" and is_of_language(facts):
        return "model_ai"
    if own in _MODEL_NAMES and is_of_language(facts):
        return "model_ai"
    if own == ("method",) and _is_of_requests(facts):
        return "http_method"
    if own[-1] in _NOTES and any(word in "".join(subject) for word in _ORDERS):
        return "order_note"
    if {"note", "notes"} & {*own} and _CLINICAL & (facts.of.column_words | facts.of.table_words):
        return "clinical_note"
    if own[-1] in _REMARKS and subject[-1] in _KNOWN:
        return "person_note"
    if own[-1] in _REMARKS and subject[-1] in _VISITS:
        return "visit_note"
    together = phrase_for((*subject[-2:], *own)) or phrase_for((*subject[-1:], *own))
    if together is not None or own == ("value",) or (own[-1] in _OF_TABLE and len(own) == 1):
        return together
    if own == ("option",):
        return found_for(subject) or found_for(own)
    rest = own[:-1] if own[-1] in _BARE else own
    return found_for(own) or (found_for(rest) if rest != own else None)


def _is_of_requests(facts: ColumnFacts) -> bool:
    """Whether something beside a `method` is asked for by it."""
    return any(_REQUESTED & set(other.words) for other in facts.of.columns.values())


def is_of_language(facts: ColumnFacts) -> bool:
    """Whether a table of models has models of language, which have a context and count tokens."""
    told = {"context", "token", "tokens", "prompt", "llm"}
    return bool(told & facts.of.table_words) or any(told & set(c.words) for c in facts.of.columns.values())


def _joined(facts: ColumnFacts, subject: tuple[str, ...]) -> str | None:
    """What a table that joins it to others is called tells what a `category` is one of: `film_category`."""
    if len(subject) > 1 or subject[0] not in _OF_TABLE:
        return None
    for name, table in facts.of.schema.tables.items():
        called = tuple(singular(word) for word in words(name.name))
        if (
            len(called) > 1
            and called[-1] == subject[0]
            and any(k.parent == facts.table.name for k in table.foreign_keys)
        ):
            found = phrase_for(called[-2:])
            if found is not None:
                return found
    return None


def phrase_for(phrase: Sequence[str]) -> str | None:
    """The vocabulary of exactly these words."""
    return _phrases()[0].get(tuple(singular(word) for word in phrase))
