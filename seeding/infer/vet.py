"""Candidates held against what the checks on a column demand: kept, mended row by row, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.country import Country
from seeding.columns.rows import TableRows, World
from seeding.errors import FactoryError
from seeding.infer.concepts import OWNED, concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.beside import Beside, Otherwise
from seeding.infer.generators.fit import Clipped, Fit
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.record import Record
from seeding.infer.generators.terms import Terms
from seeding.infer.inferred import Inferred
from seeding.infer.limits import Regex
from seeding.infer.type_rules import code_for, patterned

_SAMPLE = 256
_UNKNOWN = 200

# The most characters texts of a generator have, whatever the row (a test compares them with the data).
LONGEST: Mapping[str, int] = {
    "FirstName": 24, "LastName": 24, "PersonName": 48, "City": 24, "Country": 24, "Region": 32, "PostalCode": 12,
    "TimeZone": 32, "JobTitle": 48, "Company": 56, "ProductName": 40, "Phone": 18, "Url": 120, "ImageUrl": 48,
    "Joined": 32, "Suffix": 24, "Email": 75, "Username": 59, "Choice": 0, "CardNumber": 16,
    "CityIn": 24, "EachName": 48, "Cpf": 14, "Cnpj": 18, "NhsNumber": 10, "IpAddress": 39,
}  # fmt: skip
_NEVER_LONGER = (Pattern, Clipped, Fit)


def chosen(facts: ColumnFacts, candidates: Iterable[Inferred], columns: Mapping[str, Column]) -> Inferred | None:
    """The first candidate whose values the column takes, made to fit where some of them do not.

    `columns` are the table's generators so far, which a candidate may derive from.
    """
    first = None
    for candidate in candidates:
        first = first or candidate
        kept = _fitted(facts, candidate, columns)
        if kept is not None:
            return kept
    return first


def _fitted(facts: ColumnFacts, candidate: Inferred, columns: Mapping[str, Column]) -> Inferred | None:
    if not facts.is_text or facts.limits.choices is not None:
        return candidate
    limits, generator = facts.limits, candidate.generator
    widest = generator.widest if isinstance(generator, Pattern) else _widest(generator)
    if facts.longest is not None and widest > facts.longest:
        return None
    if limits.patterns or limits.shortest or limits.case or limits.excluded:
        texts = _sample(facts, generator, columns)
        if texts is None:
            return candidate
        if limits.case is not None:
            texts = pc.utf8_lower(texts) if limits.case == "lower" else pc.utf8_upper(texts)
        good = _share(facts, texts)
        # What could be somebody's is never exchanged for something made up: all of it fits, or none is used.
        owned = concept_of(facts) in OWNED
        if good < 1.0:
            return None if facts.unique or owned or good < 0.5 else _mended(facts, candidate)
        if owned or isinstance(generator, Pattern):
            return candidate
        if not facts.unique and limits.patterns:
            return _mended(facts, candidate) or candidate
        if limits.case is not None and not _cased(texts, generator, facts, columns):
            generator = Fit(generator, case=limits.case)
    return Inferred(_cut(facts, generator), candidate.reason)


def _widest(generator: Column) -> int:
    """The most characters of a choice: its entries are whole words, which nobody would cut."""
    if not isinstance(generator, Choice):
        return 0
    given, further = generator.given
    options: Any = given[0] if given else further["options"]
    listed = list(options.values()) if generator.of is not None else [options]
    listed += [further["default"]] if further.get("default") is not None else []
    return max((len(text) for texts in listed for text in texts if isinstance(text, str)), default=0)


def _cut(facts: ColumnFacts, generator: Column) -> Column:
    longest = facts.longest
    if longest is None or isinstance(generator, _NEVER_LONGER) or facts.unique:
        return generator
    if getattr(generator, "max_length", None) is not None or getattr(generator, "options", None) is not None:
        return generator
    return generator if longest >= _longest(generator) else Clipped(generator, longest)


def _longest(generator: Column) -> int:
    if isinstance(generator, Beside):
        return _longest(generator.column)
    if isinstance(generator, Otherwise):
        return max(_longest(generator.column), _longest(generator.otherwise))
    if isinstance(generator, Country) and not generator.name:
        return 2
    if isinstance(generator, Terms | Record):
        return generator.widest
    return LONGEST.get(type(generator).__name__, _UNKNOWN)


def _cased(texts: pa.Array, generator: Column, facts: ColumnFacts, columns: Mapping[str, Column]) -> bool:
    """Whether the values have the right case as they are."""
    raw = _sample(facts, generator, columns)
    return raw is not None and raw.equals(texts)


def _mended(facts: ColumnFacts, candidate: Inferred) -> Inferred | None:
    """Values that fit kept, the others exchanged for ones written from the pattern."""
    limits = facts.limits
    matching = tuple(f"(?i){r.pattern}" if r.ignore_case else r.pattern for r in limits.patterns)
    try:
        for pattern in matching:
            pc.match_substring_regex(pa.array([""]), pattern)
        otherwise = patterned(facts) if limits.patterns else code_for(facts)
    except (FactoryError, pa.ArrowInvalid):
        return None
    options: dict[str, Any] = {"matching": matching} if matching else {}
    options |= {"shortest": limits.shortest} if limits.shortest else {}
    options |= {"longest": facts.longest} if facts.longest is not None else {}
    options |= {"case": limits.case} if limits.case is not None else {}
    generator = Fit(candidate.generator, otherwise, **options)
    return Inferred(generator, f"{candidate.reason}, kept inside its checks")


def _sample(facts: ColumnFacts, generator: Column, columns: Mapping[str, Column]) -> pa.Array | None:
    """The first rows' texts; None for a generator that looks at other tables."""
    name = str(facts.table.name)
    rows = TableRows(name, {**columns, facts.name: generator}, 0, _SAMPLE)
    try:
        world = World(tables={name: rows})
        texts = arrays.decode(world.rows(name, np.arange(_room(generator), dtype=np.int64)).column(facts.name))
    except FactoryError:
        return None
    return texts.drop_null() if pa.types.is_string(texts.type) else None


def _room(generator: Column) -> int:
    count = getattr(generator, "count", None)
    return min(_SAMPLE, count) if isinstance(count, int) else _SAMPLE


def _share(facts: ColumnFacts, texts: pa.Array) -> float:
    """The share of texts that length, patterns and excluded values let through."""
    if not len(texts):
        return 1.0
    limits = facts.limits
    good = pc.greater_equal(pc.utf8_length(texts), arrays.literal(limits.shortest or 0))
    if facts.longest is not None:
        good = pc.and_(good, pc.less_equal(pc.utf8_length(texts), arrays.literal(facts.longest)))
    if limits.excluded:
        good = pc.and_(good, pc.invert(pc.is_in(texts, value_set=pa.array(limits.excluded, pa.string()))))
    for regex in limits.patterns:
        good = pc.and_(good, matches(texts, regex))
    return float(pc.mean(good.cast(pa.int8())).as_py())


def matches(texts: pa.Array, regex: Regex) -> pa.Array:
    """Which texts match; all of them for an expression that neither RE2 nor Python reads."""
    try:
        return pc.match_substring_regex(texts, regex.pattern, ignore_case=regex.ignore_case)
    except pa.ArrowInvalid:
        compiled = _compiled(regex)
        if compiled is None:
            return pa.array([True] * len(texts))
        return pa.array([compiled.search(text) is not None for text in texts.to_pylist()])


@lru_cache(maxsize=256)
def _compiled(regex: Regex) -> re.Pattern[str] | None:
    """Look-around, which RE2 lacks; classes in brackets are written as Python knows them."""
    pattern = regex.pattern
    for name, written in (("alpha", "a-zA-Z"), ("digit", "0-9"), ("alnum", "a-zA-Z0-9"), ("space", r"\s"),
                          ("lower", "a-z"), ("upper", "A-Z"), ("punct", r"!-/:-@\[-`{-~")):  # fmt: skip
        pattern = pattern.replace(f"[:{name}:]", written)
    try:
        return re.compile(pattern, re.IGNORECASE if regex.ignore_case else 0)
    except re.error:
        return None
