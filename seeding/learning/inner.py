"""What is inside of values: the elements of arrays, and what stands under the keys of objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.infer.concepts import named
from seeding.infer.facts import DECIMALS, INTEGERS, TEXTS
from seeding.learning import bins as binned
from seeding.learning import statements
from seeding.learning.measures import PERSONAL, Column, Kind, Measure, finite
from seeding.learning.people_names import names_of_people
from seeding.learning.session import Session
from seeding.learning.shapes import category, number_bins, number_shape, permitted, share
from seeding.learning.source import Source
from seeding.learning.survey import Numbers, Texts, by_code, numbers_of, steps_of, texts_of
from seeding.patterns.model import ColumnShape, JsonKey, JsonShape, NumberBin, OtherShape, TextShape
from seeding.safety import inspect
from seeding.schema import TypeKind, quote

ROWS = 20_000  # that are looked into
KEYS = 24  # of an object, at most
_PATH = "\ue002"  # where a key's path stands in an expression
_PARTS, _VALUES = 24, 48
_SHARED = 0.5


@dataclass(frozen=True)
class Inner:
    """One column that is looked into: where its inner values come from, and what is counted of them."""

    column: Column
    source: Source
    joins: tuple[str, ...] = ()
    number: Measure | None = None
    text: Measure | None = None
    length: Measure | None = None

    @property
    def measures(self) -> list[Measure]:
        """Numbers that are counted."""
        return [one for one in (self.number, self.length) if one is not None]

    @property
    def json(self) -> bool:
        """Whether there are keys."""
        return self.column.kind is Kind.JSON

    def statements(self) -> dict[str, str]:
        """Those that are sent for the column (arrays), or for each of its keys."""
        texts = [self.text] if self.text is not None else []
        coded = [statements.coded(m, i) for i, m in enumerate([*self.measures, *texts], 2)]
        found = {"shares": (statements.shares(self.source, coded, self.joins), len(coded) + 2)}
        if self.measures:
            found["points"] = (statements.points(self.source, self.measures, self.joins), 3)
            if self.number is not None:
                found["steps"] = (statements.steps(self.source, self.measures[:1], self.joins), 2)
            found["edges"] = (statements.edges(self.source, self.measures, self.joins), 2 * len(self.measures) + 2)
        if texts:
            found["values"] = (statements.values(self.source, texts, self.joins), 2)
        made = {what: text.replace(_PATH, f"${number}::text[]") for what, (text, number) in found.items()}
        if self.json:
            made["keys"] = statements.keys(self.source, self.column.name, self.column.attribute.type.base.name)
        return made


@dataclass
class Found:
    """What was counted of one inner value."""

    numbers: list[Numbers] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    rows: int = 0


def inner(column: Column, source: Source) -> Inner | None:
    """How a column is looked into; None where it is not, or where what is inside is somebody's."""
    type_ = column.attribute.type.base
    at = f"t.{quote(column.name)}"
    if column.personal:
        return None
    if column.kind is Kind.ARRAY and type_.element is not None:
        element = type_.element.base
        joins = (f"cross join lateral unnest({at}) as e (x)",)
        if element.kind is TypeKind.BASE and element.name in INTEGERS | DECIMALS:
            number = Measure("number", finite("e.x", element.name), grain=float(element.name in INTEGERS))
            return Inner(column, source, joins, number=number)
        if element.kind is TypeKind.ENUM or element.name in TEXTS | {"bool"}:
            length = Measure("length", "length(e.x::text)::float8", grain=1.0)
            return Inner(
                column, source, joins, text=Measure("text", '(e.x::text collate "C")', text=True), length=length
            )
    if column.kind is Kind.JSON:
        kind = f"{type_.name}_typeof({at} #> {_PATH})"
        scalar = f"(case when {kind} in ('string', 'boolean') then {at} #>> {_PATH} end collate \"C\")"
        near = finite(f"({at} #>> {_PATH})::numeric", "numeric")
        return Inner(
            column,
            source,
            number=Measure("number", f"(case when {kind} = 'number' then {near} end)"),
            text=Measure("text", scalar, text=True),
            length=Measure(
                "length",
                f"(case {kind} when 'string' then length({at} #>> {_PATH})"
                f" when 'array' then {type_.name}_array_length({at} #> {_PATH}) end)::float8",
                grain=1.0,
            ),
        )
    return None


def elements(session: Session, one: Inner, rows: int, each: float) -> ColumnShape | None:
    """The shape of an array's elements. `each`: people for a row."""
    found = _ask(session, one, min(100.0, 100 * ROWS / max(1, rows)), each)
    type_ = one.column.attribute.type.base.element
    assert type_ is not None
    return _shape(found, one, one.column.name, type_.base.name)


def objects(session: Session, one: Inner, rows: int, each: float, nulls: float) -> JsonShape:
    """The keys of a column's objects, and of the objects in these."""
    percent = min(100.0, 100 * ROWS / max(1, rows))
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    for first, second, kind, n in session.rows(one.statements()["keys"], percent):
        path = tuple(key for key in (first, second) if key is not None)
        if all(len(key) <= statements.LONGEST and not inspect(key, column="", type="text") for key in path):
            counts.setdefault(path, {})[kind] = n
    every = sum(counts.get((), {}).values())
    shape = _keyed(session, one, (), counts, percent, each)
    return shape.model_copy(update={"nulls": nulls, "objects": share(counts.get((), {}).get("object", 0), every)})


def _keyed(  # noqa: PLR0917
    session: Session,
    one: Inner,
    path: tuple[str, ...],
    counts: Mapping[tuple[str, ...], Mapping[str, int]],
    percent: float,
    each: float,
) -> JsonShape:
    holders = counts.get(path, {}).get("object", 0)
    below = [(sum(kinds.values()), key) for key, kinds in counts.items() if len(key) == len(path) + 1]
    below = [(n, key) for n, key in below if key[: len(path)] == path]
    keys = {}
    for n, key in sorted(below, key=lambda pair: (-pair[0], pair[1]))[:KEYS]:
        kinds = counts[key]
        nulls = share(kinds.get("null", 0), n)
        most = max(sorted(set(kinds) - {"null"}), key=lambda kind: kinds[kind], default="null")
        value: ColumnShape = OtherShape(nulls=nulls)
        if most == "object":
            value = _keyed(session, one, key, counts, percent, each).model_copy(update={"nulls": nulls})
        elif most in ("string", "number", "boolean"):
            found = _ask(session, one, percent, each, key)
            shape = _shape(found, one, key[-1], {"boolean": "bool", "number": "numeric"}.get(most, "text"))
            value = shape.model_copy(update={"nulls": nulls}) if shape is not None else value
        keys[key[-1]] = JsonKey(share=share(n, holders), value=value)
    return JsonShape(keys=keys)


def _ask(session: Session, one: Inner, percent: float, each: float, path: tuple[str, ...] | None = None) -> Found:
    asked, k = one.statements(), one.source.k
    last: list[object] = [] if path is None else [list(path)]
    count = len(one.measures)
    empty: list[object] = [[] for _ in range(count + (one.text is not None))]
    first = by_code(session.rows(asked["shares"], percent, *empty, *last))
    there = [sum(n for code, n in first[i].items() if code) for i in range(1, len(empty) + 1)]
    points: list[list[float]] = [[] for _ in range(count)]
    edges: list[list[float]] = [[] for _ in range(count)]
    values: list[list[str]] = [[]] if one.text is not None else []
    if any(there[:count]):
        least = [float(max(k, n / 100)) for n in there]
        for i, value, _ in session.rows(asked["points"], percent, least, *last):
            points[i - 1].append(value)
        given: list[object] = []
        for exact, n in zip(points, there, strict=False):
            given += [exact, binned.fractions(_PARTS, n * min(1.0, each), k)]
        for i, cut in session.rows(asked["edges"], percent, *given, *last):
            edges[i - 1] = cut
    if values and there[-1]:
        values[0] = [value for _, value, _ in session.rows(asked["values"], percent, *last)][:_VALUES]
    limits = [binned.thresholds(e, p, m.grain) for e, p, m in zip(edges, points, one.measures, strict=True)]
    counts = by_code(session.rows(asked["shares"], percent, *limits, *values, *last))
    seen = max((sum(codes.values()) for codes in counts.values()), default=0)
    numbers = [numbers_of(m, counts[i + 1], limits[i], points[i], seen) for i, m in enumerate(one.measures)]
    if one.number is not None and numbers[0].bins:
        numbers[0].step = steps_of(session.rows(asked["steps"], percent, *last)).get(1, 0.0)
    texts = texts_of(counts[count + 1], values[0]) if values else Texts()
    return Found(numbers, texts, seen)


def _shape(found: Found, one: Inner, name: str, type_name: str) -> ColumnShape | None:
    if named(name, "text")[0] in PERSONAL:
        lengths = _lengths(found, one)
        return TextShape(lengths=lengths) if lengths else None
    if type_name in INTEGERS | DECIMALS:
        numbers = found.numbers[0]
        return number_shape(numbers, 0.0, one.source.k) if numbers.bins else None
    texts = permitted(name, "text" if type_name != "bool" else "boolean", found.texts)
    shown = sum(n for _, n in texts.values)
    hidden = type_name != "bool" and names_of_people([value for value, _ in texts.values])
    if texts.values and not hidden and (type_name == "bool" or shown >= _SHARED * (shown + texts.other)):
        return category(texts, type_name, nulls=0.0, others=0)
    lengths = _lengths(found, one)
    return TextShape(lengths=lengths) if lengths else None


def _lengths(found: Found, one: Inner) -> tuple[NumberBin, ...]:
    return number_bins(found.numbers[-1].bins) if one.length is not None else ()
