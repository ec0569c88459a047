"""What the texts of a table are about: the topic of its titles, sentences and paragraphs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from seeding.infer.builders.subjects import is_about
from seeding.infer.facts import ColumnFacts
from seeding.infer.vocabulary import entries, is_of_entry, longest_end, subject_of
from seeding.infer.words import singular, spelled_out, words

GENERAL = "general"
_SHORT = 5  # letters a topic's word needs to be known at the end of another
_WORKED = frozenset({"queue", "cron", "worker", "payload", "retry", "attempts", "executions", "enqueued", "serialized"})
_OF_ONESELF = frozenset({"bio", "biography", "about", "intro", "introduction", "biografia", "vita"})
_STEPS = frozenset({"instruction", "instructions", "method", "preparation", "directions", "steps", "zubereitung",
                    "preparacion", "preparo", "preparazione"})  # fmt: skip
# Topics that describe a thing, and what stands beside a description: who takes a note does not advertise.
_DESCRIBE = frozenset(
    {"commerce", "company", "contract", "department", "exercise", "food", "hotel", "marketing", "pet", "plant",
     "programme", "property", "quest", "research", "room", "sight", "story", "tour", "treasure", "vehicle"}
)  # fmt: skip
_NOTED = frozenset(
    {"note", "notes", "remark", "remarks", "comment", "comments", "message", "reason", "feedback", "observaciones",
     "observacoes", "observacao", "bemerkung", "bemerkungen", "remarque", "remarques", "opmerking", "uwagi", "notatka",
     "kommentar", "anmerkung", "anmerkungen", "notiz", "nota", "notas"}
)  # fmt: skip
# What belongs to one of these is about the same: the chapter of a book, the photograph of a flat.
_HANDED_ON = frozenset({"story", "property", "tour", "sight", "quest", "pet", "health"})

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class _Meant:
    """A topic that a phrase may stand for, where one of the words `beside` is said as well (none: always)."""

    topic: str
    beside: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[Phrase, Sequence[_Meant]], Mapping[Phrase, str]]:
    """By a table's phrase the topics it may stand for, and by a column's phrase the topic."""
    text = files("seeding.infer").joinpath("data", "topics.toml").read_text(encoding="utf-8")
    tables: dict[Phrase, list[_Meant]] = {}
    columns: dict[Phrase, str] = {}
    for name, entry in tomllib.loads(text).items():
        topic = entry.get("topic", name)
        meant = _Meant(topic, frozenset(entry.get("beside", "").split()))
        for phrase in entries(entry["for"]):
            tables.setdefault(tuple(phrase.split()), []).append(meant)
        for phrase in entries(entry["columns"]) if "columns" in entry else ():
            columns[tuple(phrase.split())] = topic
    return tables, columns


def topic_of(facts: ColumnFacts) -> str:
    """What the table's texts are about."""
    if "job" in facts.of.table_words and _WORKED & facts.of.column_words:
        return "software"  # jobs that a machine does, not a person
    if "ticket" in facts.of.table_words and is_of_entry(facts):
        return GENERAL  # what lets somebody in asks for no help
    if "file" in facts.of.table_words:
        return GENERAL  # an item of a file is not for sale
    if facts.beside("job_title") is not None and is_about("people", {facts.of.subject}):
        return "career"  # a text about oneself would name another job
    if not _OF_ONESELF.isdisjoint(facts.words) and is_about("people", facts.of.table_words):
        return "bio"
    own = longest_end(spelled_out(facts.words), _known()[1])
    if own is not None:
        return own
    found = _of_table(facts, subject_of(facts), (facts.of.subject, *sorted(facts.of.table_words), *facts.words))
    if found is None:
        found = next((topic for topic in _of_parents(facts) if topic in _HANDED_ON), GENERAL)
    if found in _DESCRIBE and facts.words[-1] in _NOTED:
        return GENERAL
    return "cooking" if found == "food" and _STEPS & set(facts.words) else found


def _of_table(facts: ColumnFacts, subject: Phrase, single: Sequence[str]) -> str | None:
    """The topic of the longest phrase that a table's name ends with, else of one of its words."""
    tables = _known()[0]
    phrases = [subject[n:] for n in range(len(subject) - 1)] + [(word,) for word in single]
    for phrase in phrases:
        for meant in tables.get(phrase, ()):
            if not meant.beside or meant.beside & _said(facts):
                return meant.topic
    # "productreview", written as one.
    last = single[0]
    ends = [word for (word, *more) in tables if not more and len(word) > _SHORT and last.endswith(word)]
    meant_by = tables[(max(ends, key=len),)] if ends else ()
    return next((meant.topic for meant in meant_by if not meant.beside or meant.beside & _said(facts)), None)


def _said(facts: ColumnFacts) -> frozenset[str]:
    """Every word of the table: of its name, its columns and what it refers to."""
    of_parents = {word for key in facts.table.foreign_keys for word in _words_of(key.parent.name)}
    ends = {singular(other.words[-1]) for other in facts.of.columns.values()}
    return facts.of.table_words | facts.of.column_words | of_parents | ends


def _of_parents(facts: ColumnFacts) -> list[str]:
    """The topics of the tables that the row belongs to, in the order of its foreign keys."""
    tables = _known()[0]
    parents = [_words_of(key.parent.name) for key in facts.table.foreign_keys if key.parent != facts.table.name]
    found = [tables[parent[n:]] for parent in parents for n in range(len(parent)) if parent[n:] in tables]
    return [meant.topic for each in found for meant in each if not meant.beside]


def _words_of(name: str) -> Phrase:
    return tuple(singular(word) for word in spelled_out(words(name)))
