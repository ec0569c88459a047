"""A table's columns with noise: coarse counts first, finer ones where rows are, values that people share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from seeding.infer.facts import TableFacts
from seeding.learning import statements
from seeding.learning.bins import Bin
from seeding.learning.look import Look
from seeding.learning.measures import Kind, Measure
from seeding.learning.private import grids, rows
from seeding.learning.private.plan import Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.sizes import Size
from seeding.learning.session import Session
from seeding.learning.source import Source
from seeding.learning.survey import Numbers, Survey, Texts
from seeding.patterns.model import ReferenceRows
from seeding.schema import Name, TypeKind

_WEIGHTS = {"length": 0.15, "words": 0.08, "after": 0.4}  # of a measure beside that of a column's own values
_FIRST = 0.3  # of a measure's budget: to find where rows are
_THERE = 0.1


@dataclass(frozen=True)
class Asked:
    """The two statements about a table's columns, and which measures look at somebody else's row."""

    look: Look
    shares: str
    values: str
    crossing: frozenset[int]  # places of measures
    public: Mapping[str, tuple[str, ...]]  # values that the schema or a reference table lists, by column


def asked(
    look: Look, people: frozenset[Name], sources: Mapping[Name, Source], reference: Mapping[Name, ReferenceRows]
) -> Asked:
    """Write the statements down."""
    crossing, owners, further = _crossing(look, people, sources)
    limited = Limited(look.source, tuple(further), owners)
    codings = {f"b{i}": text for i, text in enumerate(_codings(look), 1)}
    numbers = {place: int(look.measures[place].parent[1:]) for place in crossing}
    text = limited.rows(codings, {f"b{place + 1}": number for place, number in numbers.items()})
    values = ""
    if look.texts:
        plain = Limited(look.source).rows({f"b{i}": m.sql() for i, m in enumerate(look.texts, 1)}, {})
        values = rows.values(plain, len(look.texts), look.source.k, statements.LONGEST)
    return Asked(look, rows.shares(text, len(codings)), values, frozenset(crossing), _public(look, reference))


def _codings(look: Look) -> list[str]:
    """Look's codings with their parameters after the two that limit rows."""
    found = [statements.coded(m, i) for i, m in enumerate([*look.measures, *look.texts], 3)]
    return [*found, *look.codings()[len(found) :]]


def _crossing(
    look: Look, people: frozenset[Name], sources: Mapping[Name, Source]
) -> tuple[set[int], dict[int, str], list[str]]:
    further = list(look.parents)
    crossing: set[int] = set()
    owners: dict[int, str] = {}
    for delay in look.delays:
        if delay.key is None or not rows.crosses(look, delay.key, people):
            continue
        number = int(delay.measure.parent[1:])
        crossing.add(look.measures.index(delay.measure))
        lines, owners[number] = rows.owner(sources[delay.key.parent], number)
        further += lines
    return crossing, owners, further


def _public(look: Look, reference: Mapping[Name, ReferenceRows]) -> dict[str, tuple[str, ...]]:
    """Values known without a look at the rows: of booleans, enums, CHECKs, and keys of reference tables."""
    facts = TableFacts.of(look.table, look.source.schema).columns
    found: dict[str, tuple[str, ...]] = {}
    for column in look.columns:
        if column.kind is not Kind.CATEGORY:
            continue
        type_ = column.attribute.type.base
        keys = [key for key in look.table.foreign_keys if column.name in key.columns and key.parent in reference]
        if type_.kind is TypeKind.ENUM:
            found[column.name] = tuple(type_.labels)
        elif type_.name == "bool":
            found[column.name] = ("false", "true")
        elif keys:
            there = keys[0].parent_columns[keys[0].columns.index(column.name)]
            table = reference[keys[0].parent]
            place = table.columns.index(there)
            found[column.name] = tuple(_printed(row[place]) for row in table.rows)
        elif choices := facts[column.name].limits.choices:
            found[column.name] = tuple(map(str, choices))
    return found


def _printed(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def wanted(found: Asked, size: Size, people: frozenset[Name], plan: Plan) -> None:
    """What is released of a table's columns."""
    look = found.look
    own = {unit(look, people): float(size.most)}
    for place, measure in enumerate(look.measures):
        # Of who is gone up to two rows change places with others', and one row of each owner.
        units = {**own, "people": 3.0} if place in found.crossing else own
        plan.add((look.name, "columns", measure.name), units, _WEIGHTS.get(measure.name.partition(":")[2], 1.0))
    for measure in look.texts:
        plan.add((look.name, "columns", measure.name), own, 1.0)
    for column in look.columns:
        if column.attribute.nullable and column.name not in {m.name for m in look.measures}:
            plan.add((look.name, "columns", column.name, "there"), own, _THERE)
    for column in look.rhythmic:
        plan.add((look.name, "columns", column.name, "weekday"), own, _THERE)
        plan.add((look.name, "columns", column.name, "hour"), own, 1.5 * _THERE)


def survey(session: Session, found: Asked, size: Size, plan: Plan, delta: float) -> Survey:
    """The table's columns, as learning without noise would have found them."""
    look = found.look
    made = Survey(look, size.rows, max(1, size.kept), max(1, size.kept))
    edges: list[Sequence[float]] = [grids.edges_of(measure) for measure in look.measures]
    lists: list[Sequence[str]] = [found.public.get(measure.name, ()) for measure in look.texts]
    counts = _counts(session, found, size, edges, lists)
    for place, measure in enumerate(look.measures):
        first, noise = plan.noisy(_key(look, measure), _cells(counts[place + 1], len(edges[place])), _FIRST)
        later = noise * math.sqrt(_FIRST / (1 - _FIRST))
        there = sum(n for n in first[1:] if n > 2 * noise)
        edges[place] = grids.refined(measure, edges[place], first[1:], grids.parts_for(there, later), noise)
    fine = _counts(session, found, size, edges, lists)
    for place, measure in enumerate(look.measures):
        made.numbers[measure.name] = _numbers(look, measure, fine[place + 1], list(edges[place]), plan)
        if not measure.name.partition(":")[2]:
            numbers = made.numbers[measure.name]
            made.nulls[measure.name] = _part(numbers.nulls, numbers.rows, size) if _nullable(look, measure.name) else 0
    after = len(look.measures)
    _presence(look, counts, after + len(look.texts) + 1, made, size, plan)
    shared = _shared(session, found, size)
    for place, measure in enumerate(look.texts):
        if measure.name in found.public:
            made.texts[measure.name] = _listed(look, measure, fine[after + place + 1], lists[place], plan)
            texts = made.texts[measure.name]
            there = sum(n for _, n in texts.values) + texts.other
            made.nulls[measure.name] = _part(texts.nulls, there, size) if _nullable(look, measure.name) else 0
        else:
            made.texts[measure.name] = _found(look, measure, shared[place + 1], made, size, plan, delta)
    return made


def _key(look: Look, measure: Measure) -> tuple[str, ...]:
    return (look.name, "columns", measure.name)


def _nullable(look: Look, name: str) -> bool:
    return look.table.by_name[name].nullable


def _part(nulls: float, others: float, size: Size) -> int:
    return round(size.kept * nulls / (nulls + others)) if nulls + others else 0


def _counts(
    session: Session, found: Asked, size: Size, edges: Sequence[object], lists: Sequence[object]
) -> Mapping[int, dict[int, int]]:
    answer: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for i, code, n in session.rows(found.shares, found.look.percent, size.most, *edges, *lists):
        answer[i][code] = n
    return answer


def _cells(counts: Mapping[int, int], cells: int) -> list[int]:
    return [counts.get(code, 0) for code in range(cells)]


def _numbers(look: Look, measure: Measure, counts: Mapping[int, int], edges: list[float], plan: Plan) -> Numbers:
    if len(edges) < 2:
        return Numbers()
    noisy, noise = plan.noisy(_key(look, measure), _cells(counts, len(edges)), 1 - _FIRST)
    nulls, cells = max(0, noisy[0]), [float(n) for n in noisy[1:]]
    edges, cells = grids.trimmed(edges, cells, noise)
    weights = grids.simplex(cells, max(1.0, sum(cells)))
    bins = [
        Bin(low, low if measure.whole and high - low == 1 else high, weight)
        for low, high, weight in zip(edges, edges[1:], weights, strict=False)
        if weight
    ]
    return Numbers(bins, nulls)


def _presence(
    look: Look, counts: Mapping[int, dict[int, int]], place: int, made: Survey, size: Size, plan: Plan
) -> None:
    for i, column in enumerate(look.columns, place):
        key = (look.name, "columns", column.name, "there")
        if key in plan.wanted:
            (absent, there), _ = plan.noisy(key, _cells(counts[i], 2))
            made.nulls[column.name] = _part(max(0, absent), max(0, there), size)
    place += len(look.columns)
    for i, column in enumerate(look.rhythmic):
        days, _ = plan.noisy((look.name, "columns", column.name, "weekday"), _cells(counts[place + 2 * i], 8)[1:])
        hours, _ = plan.noisy((look.name, "columns", column.name, "hour"), _cells(counts[place + 2 * i + 1], 25)[1:])
        made.weekdays[column.name] = _positive(days)
        made.hours[column.name] = _positive(hours)


def _positive(counts: Sequence[int]) -> dict[int, int]:
    weights = grids.simplex(counts, max(1.0, sum(counts)))
    return {code: round(n) for code, n in enumerate(weights, 1)}


def _listed(look: Look, measure: Measure, counts: Mapping[int, int], values: Sequence[str], plan: Plan) -> Texts:
    noisy, noise = plan.noisy(_key(look, measure), _cells(counts, len(values) + 2))
    nulls, other = max(0, noisy[0]), noisy[-1]
    shares = noisy[1:-1]
    # Of many possible values most may not occur at all: those that noise could have made are left out.
    least = 2 * noise if len(values) > 24 else 0.0
    kept = [(value, n) for value, n in zip(values, shares, strict=True) if n > least]
    return Texts(sorted(kept, key=lambda one: (-one[1], one[0])), other if other > 3 * noise else 0, nulls)


def _shared(session: Session, found: Asked, size: Size) -> Mapping[int, dict[str, int]]:
    answer: defaultdict[int, dict[str, int]] = defaultdict(dict)
    if found.values:
        for i, value, n in session.rows(found.values, found.look.percent, size.most):
            answer[i][value] = n
    return answer


def _found(
    look: Look, measure: Measure, counts: Mapping[str, int], made: Survey, size: Size, plan: Plan, delta: float
) -> Texts:
    """Values that so many share that nobody's absence could have hidden them (a stability-based histogram)."""
    values = sorted(counts)
    noisy, noise = plan.noisy(_key(look, measure), [counts[value] for value in values])
    if not values:
        return Texts(other=size.kept - made.nulls.get(measure.name, 0))
    # The server tells of a value once it has k * most rows; with one person more it has `most` more of them.
    least = (look.source.k + 1) * size.most + noise * NormalDist().inv_cdf(1 - delta / size.most)
    kept = [(value, n) for value, n in zip(values, noisy, strict=True) if n > least]
    there = size.kept - made.nulls.get(measure.name, 0)
    return Texts(sorted(kept, key=lambda one: (-one[1], one[0])), max(0, there - sum(n for _, n in kept)))
