"""What is measured of a column: expressions over its value that a server can count, and nothing that is personal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seeding.infer.builders.subjects import holds_people
from seeding.infer.concepts import OWNED
from seeding.infer.facts import DECIMALS, INTEGERS, MOMENTS, TEXTS, ColumnFacts, TableFacts
from seeding.schema import Attribute, Name, Schema, Table, TypeKind, quote

# What a name says a column holds, and what therefore never leaves as a value, however many share it.
PERSONAL = OWNED | {
    "first_name", "middle_name", "last_name", "full_name", "username", "by", "street", "house_number", "postal_code",
    "mac", "password_hash", "salt", "token", "hash", "card_last_four", "bic", "barcode", "reference_number",
    "sentence", "paragraph", "file_name", "file_path", "slug", "user_agent", "id_text",
}  # fmt: skip
SPOKEN = "sentence"  # a note, an outcome: told where nearly all rows have one of a few short values
_FEW, _WORDS, _LONG, _OTHERS = 24, 3, 32, 0.03
_NAMES = frozenset({"name", "title"})
_BEYOND = "1e200"
# Of private use, so that no name of a column holds them.
_ROW, _PARENT = "\ue000", "\ue001"


class Kind(StrEnum):
    """What a column's values are counted as."""

    NUMBER = "number"
    TIME = "time"
    CATEGORY = "category"  # values, where enough people share them; a text's form beside that
    TEXT = "text"  # its form only
    ARRAY = "array"
    JSON = "json"
    OTHER = "other"


@dataclass(frozen=True)
class Measure:
    """One expression of a table's rows: a number, or a text of which values are counted.

    `template` holds _ROW where the row's alias stands, _PARENT where that of the parent's row does.
    """

    name: str  # the column, or the column and what of it: "name:length"
    template: str
    instant: bool = False  # seconds since 1970
    grain: float = 0.0  # what values come in multiples of, by their type: 1, or a day's seconds
    text: bool = False
    parent: str = ""  # the alias of the parent's row

    def sql(self, alias: str = "t") -> str:
        """The expression for the row called `alias`."""
        return self.template.replace(_ROW, alias).replace(_PARENT, self.parent)


@dataclass(frozen=True)
class Column:
    """A column and how it is looked at."""

    attribute: Attribute
    kind: Kind
    personal: bool = False
    spoken: bool = False  # of words that somebody says, or one of a few that everybody does
    coded: bool = True  # takes part in dependencies

    @property
    def name(self) -> str:
        """As in the catalog."""
        return self.attribute.name


def columns(table: Table, schema: Schema, reference: frozenset[Name]) -> list[Column]:
    """How each column of a table is looked at, by its type, its keys and its name."""
    facts = TableFacts.of(table, schema)
    found = []
    onto = {column: key.parent for key in table.foreign_keys for column in key.columns}
    surrogate = _surrogates(table, schema)
    for attribute in table.attributes:
        if attribute.name in onto:
            whole = onto[attribute.name] in reference
            found.append(Column(attribute, Kind.CATEGORY if whole else Kind.OTHER, coded=whole))
        elif attribute.name in surrogate:
            found.append(Column(attribute, Kind.OTHER, coded=False))
        else:
            one = facts.columns[attribute.name]
            found.append(Column(attribute, _kind(one, table), personal=is_personal(one), spoken=_spoken(one)))
    return found


def _surrogates(table: Table, schema: Schema) -> frozenset[str]:
    """Columns that number rows: what they hold says nothing."""
    alone = {u.plain[0] for u in table.uniques if u.plain is not None and len(u.plain) == 1}
    integers = {a.name for a in table.attributes if a.type.base.name in INTEGERS}
    numbered = {a.name for a in table.attributes if a.identity is not None or a.sequence is not None}
    return frozenset((alone & integers) | (numbered & integers))


def _kind(facts: ColumnFacts, table: Table) -> Kind:
    type_ = facts.type
    if type_.kind is TypeKind.ENUM:
        return Kind.CATEGORY
    if type_.kind is TypeKind.ARRAY:
        return Kind.ARRAY
    if type_.kind is not TypeKind.BASE:
        return Kind.OTHER
    name = facts.type_name
    if name == "bool":
        return Kind.CATEGORY
    if facts.is_date or name in MOMENTS:
        return Kind.TIME
    if facts.is_number and name != "oid":
        return Kind.OTHER if is_personal(facts) else Kind.NUMBER
    if name in ("time", "timetz", "interval", "money"):
        return Kind.NUMBER
    if name in ("json", "jsonb"):
        return Kind.JSON
    if name in TEXTS:
        unique = any(u.plain == (facts.name,) for u in table.uniques)
        return Kind.TEXT if unique or (is_personal(facts) and not _spoken(facts)) else Kind.CATEGORY
    return Kind.OTHER


def is_personal(facts: ColumnFacts) -> bool:
    """Whether the name says that values are somebody's, or written by somebody."""
    concept = facts.reading[0]
    return concept in PERSONAL or (concept in _NAMES and holds_people(facts))


def _spoken(facts: ColumnFacts) -> bool:
    return facts.reading[0] == SPOKEN


def is_canned(values: Sequence[str], other: float) -> bool:
    """Whether these are a few words that all rows choose from, and `other` rows hardly any: nothing anybody wrote."""
    short = all(len(value) <= _LONG and len(value.split()) <= _WORDS for value in values)
    return short and 0 < len(values) <= _FEW and other <= _OTHERS


def at(column: Column) -> str:
    """The column in a template."""
    return f"{_ROW}." + quote(column.name)


def value(column: Column) -> Measure | None:
    """What is counted of the column itself; None where nothing but NULLs is."""
    name, at = column.name, f"{_ROW}." + quote(column.name)
    type_ = column.attribute.type.base
    if column.kind is Kind.CATEGORY:
        return Measure(name, f'({at}::text collate "C")', text=True)
    if column.kind is Kind.TIME:
        return Measure(name, _seconds(at), instant=True, grain=86_400.0 if type_.name == "date" else 0.0)
    if column.kind is Kind.NUMBER:
        return Measure(name, _number(at, column), grain=float(type_.name in INTEGERS or type_.scale == 0))
    return None


def _number(at: str, column: Column) -> str:
    type_ = column.attribute.type.base
    if type_.name in ("time", "timetz"):
        return f"extract(epoch from {at})::float8"
    if type_.name == "interval":
        return _seconds(at)
    if type_.name == "money":
        return f"{at}::numeric::float8"
    return finite(at, type_.name, bounded=type_.precision is not None and type_.precision <= 200)


def finite(at: str, type_name: str, bounded: bool = False) -> str:
    """A number as a float, NULL where it is none: infinite, not a number, more than a float holds."""
    if type_name in INTEGERS or (type_name == "numeric" and bounded):
        return f"nullif({at}, 'NaN')::float8" if type_name == "numeric" else f"{at}::float8"
    inside = f"{at} > -{_BEYOND}::{type_name} and {at} < {_BEYOND}::{type_name}"
    if type_name == "float4":
        inside = f"{at} > '-infinity' and {at} < 'infinity'"
    # Near 0 the server would refuse to divide, or to cast.
    return f"(case when {inside} then case when abs({at}) < 1e-30 then 0 else {at} end end)::float8"


def _seconds(at: str) -> str:
    return f"(case when isfinite({at}) then extract(epoch from {at})::float8 end)"


def forms(column: Column) -> Iterator[Measure]:
    """A text's length and words, an array's length."""
    name, at = column.name, f"{_ROW}." + quote(column.name)
    type_ = column.attribute.type.base
    if column.kind in (Kind.TEXT, Kind.CATEGORY) and type_.name in TEXTS:
        yield Measure(f"{name}:length", f"length({at}::text)::float8", grain=1.0)
        text = f"btrim({at}::text)"
        yield Measure(f"{name}:words", f"(length({text}) - length(replace({text}, ' ', '')) + 1)::float8", grain=1.0)
    if column.kind is Kind.ARRAY:
        yield Measure(f"{name}:length", f"cardinality({at})::float8", grain=1.0)


def delays(found: list[Column]) -> Iterator[tuple[str, str, Measure]]:
    """(column, another one, seconds from that to it) for every two instants of a row, of six columns at most."""
    times = [column for column in found if column.kind is Kind.TIME][:6]
    for place, late in enumerate(times):
        for early in times[:place]:
            yield late.name, early.name, between(late, early)


def between(late: Column, early: Column, parent: str = "") -> Measure:
    """Seconds from `early`, of the row called `parent` where one is named, to `late`."""
    own, other = f"{_ROW}." + quote(late.name), f"{_PARENT if parent else _ROW}." + quote(early.name)
    return Measure(f"{late.name}:after:{parent}.{early.name}", f"({_seconds(own)} - {_seconds(other)})", parent=parent)


def decimals(column: Column) -> bool:
    """Whether a number may have digits after the point."""
    return column.attribute.type.base.name in DECIMALS or column.attribute.type.base.name == "money"
