"""A value for every type PostgreSQL has, when nothing but the type is known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.columns.integer import Integer
from seeding.columns.interval import Interval
from seeding.columns.json_shape import Json
from seeding.columns.key import Key, Serial
from seeding.columns.subset import Subset
from seeding.columns.time_of_day import TimeOfDay
from seeding.columns.time_series import SeriesDate
from seeding.infer.builders.lists import document_of_names
from seeding.infer.facts import TEXTS, ColumnFacts
from seeding.infer.forms import FORMS, UNIQUE_FORMS, UNWRITABLE
from seeding.infer.generators.counted import CountedInterval, CountedTime
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.pictures import Picture
from seeding.infer.generators.text_form import ArrayText, Joined, PointRange, RangeText, RowText, VectorText
from seeding.infer.geometries import geometry
from seeding.infer.given import document_given
from seeding.infer.numeric import allowed, number
from seeding.infer.options import options_of
from seeding.infer.shapes import shape_for
from seeding.infer.temporal import moment
from seeding.infer.words import singular
from seeding.schema import Attribute, Type, TypeKind

_FEW_DIMENSIONS = 3
_PLENTY = 10**8
_CODE = 8
_SUBTYPES = {
    "int2": "integer", "int4": "integer", "int8": "integer", "numeric": "numeric", "float4": "numeric",
    "float8": "numeric", "date": "date", "timestamp": "timestamp", "timestamptz": "timestamptz",
}  # fmt: skip
_LISTED = 8  # values that a list of nothing known draws from


def of_type(facts: ColumnFacts) -> Column | None:
    """A generator of valid values of the column's type and checks; None where PostgreSQL takes no input."""
    type_ = facts.type
    known = facts.of.known.get(facts.attribute.type.sql)
    if known:
        return EachOnce(known) if facts.unique else Choice(list(known))
    match type_.kind:
        case TypeKind.ENUM:
            return _choice(facts)
        case TypeKind.ARRAY:
            return _array(facts)
        case TypeKind.COMPOSITE:
            fields = [
                _part(facts, field, name, unique=facts.unique and place == 0)
                for place, (name, field) in enumerate(type_.fields)
            ]
            made = [field for field in fields if field is not None]
            return RowText(*made) if len(made) == len(fields) else None
        case TypeKind.RANGE:
            return _range(facts)
        case TypeKind.MULTIRANGE:
            inner = None if type_.element is None else _part(facts, type_.element, facts.name, unique=facts.unique)
            return None if inner is None else Joined("{", inner, "}")
    if facts.limits.choices is not None:
        return _choice(facts)
    if type_.name in UNWRITABLE:
        return None
    return distinct(facts) if facts.unique else _plain(facts)


def _choice(facts: ColumnFacts) -> Column | None:
    options = options_of(facts)
    if not options:
        return None
    if facts.unique:
        return EachOnce(options)
    if len(options) == 1:
        return Choice(options)
    # The first of a list is what most rows are, as a rule: pending, draft, customer, active.
    default = _constant_default(facts.attribute)
    first = default if default in options else options[0]
    share = 0.6 if default in options or len(options) == 2 else 0.4
    rest = (1 - share) / (len(options) - 1)
    return Choice({option: share if option == first else round(rest, 4) for option in options})


def _constant_default(attribute: Attribute) -> str | None:
    found = re.fullmatch(r"'((?:[^']|'')*)'(::.*)?", attribute.default or "", re.DOTALL)
    return found[1].replace("''", "'") if found else None


def _part(facts: ColumnFacts, type_: Type, name: str, *, unique: bool) -> Column | None:
    """A generator for a type inside the column's: an element, a field, a subtype."""
    attribute = Attribute(name, type_, nullable=False)
    return of_type(ColumnFacts(facts.of.alone(attribute), attribute, unique=unique))


def _array(facts: ColumnFacts) -> Column | None:
    element = facts.type.element
    inner = None if element is None else _part(facts, element, facts.name, unique=facts.unique)
    if inner is None or element is None:
        return None
    least = facts.limits.shortest or 0
    most = max(least, 3) if facts.limits.longest is None else min(facts.limits.longest, max(least, 5))
    least = max(least, min(1, most))
    if facts.unique:
        most = least
    if isinstance(inner, Pattern) and element.kind is TypeKind.BASE and element.name in TEXTS and most <= _LISTED:
        label = "-".join(singular(word) for word in facts.words)
        options = [f"{label}-{number}" for number in range(1, _LISTED + 1)]
        if element.length is None or len(options[-1]) <= element.length:
            return Subset(options, least, most)
    base = element.base
    plain = base.kind in (TypeKind.BASE, TypeKind.ENUM) and base.name not in ("uuid", "json", "jsonb")
    if plain:
        return ArrayOf(inner, least, most)
    if element.delimiter != ",":
        return ArrayText(inner, least, most, delimiter=element.delimiter)
    return ArrayText(inner, least, most)


def _range(facts: ColumnFacts) -> Column | None:
    subtype = facts.type.element
    if subtype is None:
        return None
    known = _SUBTYPES.get(subtype.base.name)
    if known is not None:
        return RangeText(known, apart=True) if facts.unique else RangeText(known)  # type: ignore[arg-type]
    # Nothing is known of its order, but a value is never above itself.
    inner = _part(facts, subtype, facts.name, unique=facts.unique)
    return None if inner is None else PointRange(inner)


def _plain(facts: ColumnFacts) -> Column | None:
    name = facts.type_name
    if facts.limits.patterns and facts.is_text:
        return patterned(facts)
    if facts.is_text:
        return words_for(facts)
    made = _PLAIN.get(name)
    if made is not None:
        return made(facts)
    if facts.is_number:
        low, high = (1, 1000) if name != "int2" else (1, 100)
        return number(facts, low, high, shape="log-normal", typical=40)
    if facts.is_moment or facts.is_date:
        return moment(facts)
    form = FORMS.get(name)
    return None if form is None else Pattern(form)


def patterned(facts: ColumnFacts) -> Column:
    """Text written from the regular expression of a check; FactoryError where it cannot be."""
    options: dict[str, Any] = {"unique": True} if facts.unique else {}
    options |= {"shortest": facts.limits.shortest} if facts.limits.shortest else {}
    options |= {"longest": facts.longest} if facts.longest is not None else {}
    return Pattern(facts.limits.patterns[0].pattern, **options)


def words_for(facts: ColumnFacts) -> Column:
    """Some plain word or code, for text that nothing else is known of."""
    longest, shortest = facts.longest, facts.limits.shortest or 0
    least = max(shortest, 1)
    if longest is not None and longest < 8:
        return Pattern("[A-Z]+" if facts.limits.case != "lower" else "[a-z]+", shortest=least, longest=longest)
    if shortest > 5:
        return Pattern("[a-z]+", shortest=shortest, longest=longest)
    return _labelled(facts)


def _labelled(facts: ColumnFacts) -> Column:
    """The column's own words and a number: says no more than is known, and reads as what it is."""
    name = " ".join(word for word in facts.words if word.isascii() and word.isalnum()) or "value"
    number = "[1-9][0-9]{0,1}"
    room = 80 if facts.longest is None else facts.longest
    name = name[: room - 3].strip()
    name = name.upper() if facts.limits.case == "upper" else name if facts.limits.case else name.capitalize()
    return Pattern(f"{name} {number}")


def _bit(facts: ColumnFacts) -> Column:
    length = facts.type.length or 1
    return Pattern(f"[01]{{{length}}}", unique=True) if facts.unique else Pattern(f"[01]{{{length}}}")


def _varbit(facts: ColumnFacts) -> Column:
    length = min(facts.type.length or 8, 64)
    return Pattern(f"[01]{{{length if facts.unique else 1},{length}}}", unique=facts.unique)


_PICTURES = frozenset({"picture", "photo", "image", "avatar", "thumbnail", "logo", "icon", "foto", "bild", "imagen"})


def _bytes(facts: ColumnFacts) -> Column:
    free = facts.limits.longest is None and not facts.limits.shortest and not facts.unique
    if free and (_PICTURES & {*facts.words} or facts.squashed.endswith(tuple(sorted(_PICTURES)))):
        return Picture()
    least, most = facts.limits.shortest or 0, facts.limits.longest
    length = min(max(least, 16), most) if most is not None else max(least, 16)
    return Pattern(f"[a-z0-9]{{{length}}}", unique=True) if facts.unique else Pattern(f"[a-z0-9]{{{length}}}")


def _vector(facts: ColumnFacts) -> Column:
    length = facts.type.dimensions or _FEW_DIMENSIONS
    return VectorText(length, sparse=True) if facts.type_name == "sparsevec" else VectorText(length)


def _json(facts: ColumnFacts) -> Column:
    if facts.unique:
        return Json({"number": Serial()})
    listed = document_of_names(facts)
    empty = (facts.attribute.default or "").startswith("'[]'")
    if listed is not None and (facts.limits.json_type == "array" or empty):
        return listed
    if facts.limits.json_type == "array":
        return Json([_labelled(facts), _labelled(facts)])
    shape = document_given(facts) or shape_for(tuple(singular(word) for word in facts.words))
    if shape is not None:
        return Json(shape)
    return listed or Json({"source": Choice(["web", "api", "import"]), "version": Integer(1, 3)})


_PLAIN: Mapping[str, Callable[[ColumnFacts], Column]] = {
    "bool": lambda facts: Bool({"true": 0.85, "false": 0.15}.get(facts.attribute.default or "", 0.5)),
    "uuid": lambda _: Key(),
    "json": _json,
    "jsonb": _json,
    "bytea": _bytes,
    "interval": lambda _: Interval("5m", "8h", step="5m"),
    "time": lambda _: TimeOfDay("08:00", "20:00", step="15m"),
    "bit": _bit,
    "varbit": _varbit,
    "vector": _vector,
    "halfvec": _vector,
    "sparsevec": _vector,
    "geometry": geometry,
    "geography": geometry,
}


def _instant(facts: ColumnFacts) -> Column:
    """Moments that rise with the row, each in a part of the time of its own; by the ten minutes where seconds count."""
    if facts.type.precision is not None and facts.type.precision < 3:
        return SeriesDate(until="-1h", step="10m")
    return moment(facts, rising=True)


_DISTINCT: Mapping[str, Callable[[ColumnFacts], Column]] = {
    "geometry": geometry,
    "geography": geometry,
    "uuid": lambda _: Key(),
    "json": _json,
    "jsonb": _json,
    "bytea": _bytes,
    "bit": _bit,
    "varbit": _varbit,
    "date": lambda _: SeriesDate(until="now"),
    "timestamp": _instant,
    "timestamptz": _instant,
    "bool": lambda _: EachOnce([True, False]),
    "interval": lambda _: CountedInterval(),
    "time": lambda _: CountedTime(),
}


def distinct(facts: ColumnFacts) -> Column | None:
    """A value that no two rows share; None for types that have too few, or none we can count off."""
    if facts.is_text:
        return patterned(facts) if facts.limits.patterns else code_for(facts)
    if facts.is_number:
        span = allowed(facts)
        low, high = math.ceil(max(span.low, Decimal(1))), math.floor(span.high)
        if high < low:
            low = math.ceil(span.low)
        if facts.limits.upper is None and facts.type_name != "int2" and high - low > _PLENTY:
            return Serial() if low == 1 else Serial(low)
        step = 10 ** max(0, -span.digits)
        return Integer(-(-low // step) * step, high, step, unique=True) if low <= high else None
    made = _DISTINCT.get(facts.type_name)
    if made is not None:
        return made(facts)
    # Where there is no form with room for every row, the plain one: the plan lowers the count to what it has.
    form = UNIQUE_FORMS.get(facts.type_name) or FORMS.get(facts.type_name)
    return None if form is None else Pattern(form, unique=True)


def code_for(facts: ColumnFacts) -> Column:
    """A code that no two rows share, as long as the column has room for."""
    letters = "a-z" if facts.limits.case == "lower" else "A-Z"
    shortest, longest = facts.limits.shortest or 0, facts.longest
    if longest is None or longest >= _CODE:
        return Pattern(f"[{letters}]{{3}}[0-9]{{5,}}", unique=True, shortest=shortest, longest=longest)
    return Pattern(f"[{letters}0-9]{{{longest}}}", unique=True)
