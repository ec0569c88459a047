"""Words that a trigger knows of a column, here or elsewhere: a user's role is one of those that functions ask for."""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa

from seeding.columns.choice import Choice
from seeding.infer.builders.common import fits
from seeding.infer.concepts import OWNED, concept_of
from seeding.infer.facts import TEXTS, ColumnFacts, TableFacts
from seeding.infer.generators.beside import Otherwise
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.known_first import KnownFirst
from seeding.infer.generators.soft import SoftReference
from seeding.infer.inferred import Inferred
from seeding.infer.vet import matches
from seeding.schema import Name, Schema, Table

# Columns whose few words are all there are.
_KINDS = frozenset(
    {
        "status", "state", "type", "kind", "role", "category", "level", "mode", "stage", "priority", "action", "method",
        "direction", "phase", "side", "severity", "visibility", "tier", "class", "group", "position", "outcome",
        "estado", "tipo", "rol", "statut", "etat", "stato", "ruolo", "rolle", "art", "stan", "typ", "rola", "durum",
        "tur", "perfil", "situacao", "categoria", "nivel", "day", "weekday", "dia", "dzien",
    }
)  # fmt: skip
_SHARE = 0.4
_ALL = 5  # so many words, each in one row, are all there are (days of the week)
_LISTED = 8  # columns, at most, of a table that lists kinds of things
_DEFAULT = re.compile(r"^'((?:[^']|'')+)'::[\w ]+$")
_ODD = re.compile(r"[@/%\\]|\d{4}")


def is_asked_for(facts: ColumnFacts) -> bool:
    """Whether another table's triggers want more of a column than its default."""
    said = facts.of.schema.spoken.get((facts.table.name, facts.name))
    return said is not None and (_alike(facts) is not None or bool(said.elsewhere and _words(facts)))


def heard(facts: ColumnFacts, decided: Inferred) -> Inferred:
    """What was decided, with the words in it that functions ask for."""
    other = _alike(facts)
    if other is not None:
        table, column = other
        said = f"what {column} of {table} is, as triggers look for it"
        return Inferred(SoftReference(str(table), decided.generator, key=column), said)
    words = _words(facts)
    if not words:
        return decided
    if facts.unique and (len(words) < _ALL or not _KINDS & {*facts.words} or facts.name in facts.of.keyed):
        said = "first those that triggers ask for: " + ", ".join(words[:3]) + (" …" if len(words) > 3 else "")
        return Inferred(KnownFirst(words, decided.generator), f"{decided.reason}; {said}")
    given, further = decided.generator.given if isinstance(decided.generator, Choice) else ((), {})
    options = given[0] if given else further.get("options", ())
    if not further.get("of") and words and set(words) <= set(options):
        return decided
    said = "asked for by triggers: " + ", ".join(words[:3]) + (" …" if len(words) > 3 else "")
    if facts.unique:
        return Inferred(EachOnce(words), f"{said} + unique")
    if len(words) > 1 and _KINDS & {*facts.words}:
        return Inferred(Choice(list(words)), said)
    some: dict[str | None, float] = {**dict.fromkeys(words, _SHARE / len(words)), None: 1 - _SHARE}
    return Inferred(Otherwise(Choice(some), decided.generator), f"{decided.reason}; {said}")


def known_rows(schema: Schema, table: Table) -> int:
    """How many of a table's first rows hold words that triggers ask for, in a list of kinds, roles or departments."""
    unique = [u.columns[0] for u in table.uniques if len(u.columns) == 1 and u.predicate is None]
    asked = [column for column in unique if column is not None and (table.name, column) in schema.spoken]
    depends = any(not table.by_name[key.columns[0]].nullable for key in table.foreign_keys if key.enforced)
    if not asked or depends or len(table.attributes) > _LISTED:
        return 0
    facts = TableFacts.of(table, schema)
    return max(len(_words(replace(facts.columns[column], unique=True))) for column in asked)


def _alike(facts: ColumnFacts) -> tuple[Name, str] | None:
    """The unique column of another table that a trigger holds this one against, although no key says so."""
    said = facts.of.schema.spoken.get((facts.table.name, facts.name))
    if said is None or facts.unique or not facts.is_text or facts.limits.choices is not None or facts.limits.patterns:
        return None
    for name, column in said.alike:
        table = facts.of.schema.tables[name]
        same = table.by_name[column].type.base.name in TEXTS and table.by_name[column].writable
        if same and facts.longest is None and any(u.columns == (column,) for u in table.uniques):
            return name, column
    return None


def _words(facts: ColumnFacts) -> tuple[str, ...]:
    """The words that the column may hold; none for one that is unique, or lists its own."""
    said = facts.of.schema.spoken.get((facts.table.name, facts.name))
    if said is None or not facts.is_text or facts.limits.choices is not None:
        return ()
    if (facts.name in facts.of.keyed and not facts.unique) or concept_of(facts) in OWNED:
        return ()
    own = said.own if len(said.own) > 1 and _KINDS & {*facts.words} else ()
    default = _DEFAULT.match(facts.attribute.default or "")
    given = [default[1].replace("''", "'")] if default and (own or said.elsewhere) else []
    every = dict.fromkeys([*given, *own, *said.elsewhere])
    return tuple(word for word in every if fits(facts, word) and not _ODD.search(word) and _accepted(facts, word))


def _accepted(facts: ColumnFacts, word: str) -> bool:
    cased = {"lower": word.lower(), "upper": word.upper()}.get(facts.limits.case or "", word)
    return cased == word and all(matches(pa.array([word]), regex)[0].as_py() for regex in facts.limits.patterns)
