"""A table's columns with noise: coarse counts first, finer ones where rows are, values that people share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from statistics import NormalDist
from typing import TypeGuard

from seeding.infer.facts import TableFacts
from seeding.learning import bins as binned
from seeding.learning import statements
from seeding.learning.bins import Bin
from seeding.learning.delayed import delays
from seeding.learning.look import Look
from seeding.learning.measures import Column, Kind, Measure
from seeding.learning.private import grids, instants, rows, sparse, tails
from seeding.learning.private.accountant import Accountant
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import CROSSING, Limited
from seeding.learning.private.sizes import Size
from seeding.learning.private.world import World
from seeding.learning.source import Source
from seeding.learning.survey import Numbers, Survey, Texts
from seeding.patterns.model import ReferenceRows
from seeding.schema import Name, TypeKind

_WEIGHTS = {"length": 0.12, "words": 0.05, "after": 0.25}  # of a measure beside that of a column's own values
_DELAY = 0.2  # to find out whether an instant follows another closely
_MANY = 24
_CROSSING = 2.5  # times as much, where few rows can be told to
_FIRST = 0.3  # of a measure's budget: to find where rows are
_THERE = 0.1
_SHARED = 0.3
_LISTED, _UNLISTED = 0.35, 1.3  # of words: times the root of how many there are
_PLENTY = 300.0  # times the noise of finer counts: rows that show in fine cells at once
_PLAIN = 1.5  # times the noise: so many rows more or less may be none
_HALF = 0.5  # of the rows at least are where they seem to be
_MOST_OF = {"int2": 2.0**15 - 1, "int4": 2.0**31 - 1}


@dataclass(frozen=True)
class Asked:
    """The two statements about a table's columns, and which measures look at somebody else's row."""

    look: Look
    shares: str
    values: str
    crossing: Mapping[int, str]  # places of measures, and the keys
    public: Mapping[str, tuple[str, ...]]  # values that the schema or a reference table lists, by column
    keys: frozenset[str] = frozenset()  # columns of which those are the keys of a reference table's rows


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
    counted = [m.sql() for m in look.texts] + [f"({m.sql()})::text" for m in decimals(look)]
    if counted:
        plain = Limited(look.source).rows({f"b{i}": text for i, text in enumerate(counted, 1)}, {})
        values = rows.values(plain, len(counted), look.source.k, statements.LONGEST)
    keys = frozenset(key.columns[0] for key in look.table.foreign_keys if key.parent in reference)
    return Asked(look, rows.shares(text, len(codings)), values, crossing, _public(look, reference), keys)


def decimals(look: Look) -> list[Measure]:
    """Numbers with digits after the point, of which some may be shared: prices, rates."""
    numbers = {column.name for column in look.columns if column.kind is Kind.NUMBER}
    return [m for m in look.measures if m.name in numbers and not grids.whole(m)]


def _codings(look: Look) -> list[str]:
    """Look's codings with their parameters after the three that limit rows."""
    found = [statements.coded(m, i) for i, m in enumerate([*look.measures, *look.texts], 4)]
    return [*found, *look.codings()[len(found) :]]


def _crossing(
    look: Look, people: frozenset[Name], sources: Mapping[Name, Source]
) -> tuple[dict[int, str], dict[int, str], list[str]]:
    further = list(look.parents)
    crossing: dict[int, str] = {}
    owners: dict[int, str] = {}
    for delay in look.delays:
        if delay.key is None or not rows.crosses(look.source, delay.key, sources, people):
            continue
        number = int(delay.measure.parent[1:])
        crossing[look.measures.index(delay.measure)] = ",".join(delay.key.columns)
        lines, owners[number] = rows.owner(look.source, delay.key, sources[delay.key.parent], number)
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


def wanted(world: World, found: Asked, plan: Plan) -> None:
    """What is released of a table's columns."""
    look, size = found.look, world.sizes[found.look.table.name]
    own = {unit(look, world.people): float(size.most)}
    for place, measure in enumerate(look.measures):
        key = found.crossing.get(place)
        apart = key is not None and (look.table.name, key) not in world.same
        units = {**own, PEOPLE: CROSSING} if apart else own
        kind = measure.name.partition(":")[2].partition(":")[0]
        often = _CROSSING if apart else 1.0
        plan.add(_key(look, measure), units, often * _WEIGHTS.get(kind, 1.0), size.kept)
        if kind == "after":
            plan.add((*_key(look, measure), "first"), units, often * _DELAY, size.kept)
    for measure in look.texts:
        # Values that nobody has listed show only where they are far above the noise.
        values = len(found.public.get(measure.name, ()))
        worth = min(1.0, _LISTED * math.pow(values, 1 / 3)) if values else _UNLISTED
        plan.add(_key(look, measure), own, worth, size.kept)
    for measure in decimals(look):
        plan.add((*_key(look, measure), "shared"), own, _SHARED, size.kept)
    for column in look.columns:
        if column.attribute.nullable and column.name not in {m.name for m in look.measures}:
            plan.add((look.name, "columns", column.name, "there"), own, _THERE, size.kept)
    for column in look.rhythmic:
        plan.add((look.name, "columns", column.name, "weekday"), own, _THERE, size.kept)
        if _has_hours(column):
            plan.add((look.name, "columns", column.name, "hour"), own, 1.5 * _THERE, size.kept)


def _has_hours(column: Column) -> bool:
    return column.attribute.type.base.name != "date"


@dataclass(frozen=True)
class Reading:
    """One table's columns while they are read: what is asked, of how many rows, and who pays."""

    world: World
    asked: Asked
    plan: Plan
    delta: float  # for a column whose values are found among the rows

    @property
    def look(self) -> Look:
        """The table as it is looked at."""
        return self.asked.look

    @property
    def size(self) -> Size:
        """Its rows."""
        return self.world.sizes[self.look.table.name]


def survey(reading: Reading) -> Survey:
    """The table's columns, as learning without noise would have found them."""
    look, size, plan, public = reading.look, reading.size, reading.plan, reading.asked.public
    made = Survey(look, size.rows, max(1, size.kept), max(1, size.kept))
    edges: list[Sequence[float]] = [_edges_of(reading, measure) for measure in look.measures]
    lists: list[Sequence[str]] = [public.get(measure.name, ()) for measure in look.texts]
    counts = _counts(reading, edges, lists)
    after = len(look.measures)
    _presence(reading, counts, after + len(look.texts) + 1, made)
    shared = _shared(reading)
    points = _points(reading, shared)
    rough = Survey(look, made.rows, made.seen, made.people)
    known: dict[str, list[tuple[float, float]]] = {}
    outer: dict[str, tuple[bool, bool]] = {}
    for place, measure in enumerate(look.measures):
        key, part = _key(look, measure), _first(reading, measure)
        if (*key, "first") in plan.wanted:
            key, part = (*key, "first"), 1.0
        first, noise = plan.noisy(key, _cells(counts[place + 1], len(edges[place])), part)
        if key[-1] == "first":
            lag = instants.lagged(size.kept, list(edges[place]), first, noise)
            rough.numbers[measure.name] = lag.numbers
            if lag.known:
                edges[place], known[measure.name], outer[measure.name] = lag.edges, lag.known, (False, False)
                continue
        else:
            rough.numbers[measure.name] = _roughly(reading, measure, first, list(edges[place]), noise)
            rough.nulls[measure.name] = max(0, first[0])
        cut, outer[measure.name] = _cut(reading, measure, edges[place], first, noise, known)
        edges[place] = binned.thresholds(cut, points.get(measure.name, ())) if measure.name in points else cut
    instants.borrow(rough, size.kept)
    close = {(*sorted((late, one.after)), one.through) for late, one in delays(rough, noisy=True).items()}
    fine = _counts(reading, edges, lists)
    far = [
        one.measure.name
        for one in look.delays
        if (*sorted((one.column, one.after)), ",".join(one.key.columns) if one.key else "") not in close
    ]
    for place, measure in enumerate(look.measures):
        if measure.name in far:
            made.numbers[measure.name] = Numbers()
            continue
        cut_ = Edges(edges[place], points.get(measure.name, ()), known.get(measure.name, ()), outer[measure.name])
        numbers = _numbers(reading, measure, fine[place + 1], cut_)
        made.numbers[measure.name] = numbers
        if not measure.name.partition(":")[2]:
            # Of few rows that are there some are where noise hides them.
            there = max(numbers.rows, size.kept - numbers.nulls - _PLAIN * _noise(reading, measure))
            made.nulls[measure.name] = _part(numbers.nulls, there, size) if _nullable(look, measure.name) else 0
            if not numbers.bins and _nullable(look, measure.name):
                made.nulls[measure.name] = instants.hidden(size.kept, rough.nulls[measure.name])
    for place, measure in enumerate(look.texts):
        _read_text(reading, measure, fine[after + place + 1], shared[place + 1], made)
    for name in instants.borrow(made, size.kept):
        instants.follow(made, name)
    return made


def _read_text(
    reading: Reading, measure: Measure, counts: Mapping[int, int], shared: Mapping[str, int], made: Survey
) -> None:
    """A column's words: those that the schema lists, or that many rows share."""
    look, size, values = reading.look, reading.size, reading.asked.public.get(measure.name)
    if values is not None:
        texts = _listed(reading, measure, counts, values)
        there = sum(n for _, n in texts.values) + texts.other
        made.nulls[measure.name] = _part(texts.nulls, there, size) if _nullable(look, measure.name) else 0
    else:
        kept, least = _found(reading, _key(look, measure), shared)
        there = size.kept - made.nulls.get(measure.name, 0)
        texts = Texts(kept, max(0, there - sum(n for _, n in kept)))
        # Each of the others is a value of so few rows that it could not be told.
        made.others[measure.name] = max(1, math.ceil(_PLAIN * texts.other / least))
    made.texts[measure.name] = texts


def _points(reading: Reading, shared: Mapping[int, dict[str, int]]) -> dict[str, list[float]]:
    """Numbers that many rows share, where those are so many that they show."""
    look = reading.look
    found: dict[str, list[float]] = {}
    for place, measure in enumerate(decimals(look), len(look.texts) + 1):
        kept, _ = _found(reading, (*_key(look, measure), "shared"), shared[place])
        least = reading.size.kept / 50
        if values := sorted(float(value) for value, n in kept if n > least):
            found[measure.name] = values
    return found


def _key(look: Look, measure: Measure) -> tuple[str, ...]:
    return (look.name, "columns", measure.name)


def _nullable(look: Look, name: str) -> bool:
    return look.table.by_name[name].nullable


def _part(nulls: float, others: float, size: Size) -> int:
    return round(size.kept * nulls / (nulls + others)) if nulls + others else 0


def _counts(reading: Reading, edges: Sequence[object], lists: Sequence[object]) -> Mapping[int, dict[int, int]]:
    answer: defaultdict[int, dict[int, int]] = defaultdict(dict)
    asked, world, look = reading.asked, reading.world, reading.look
    same = [
        int(look.measures[place].parent[1:])
        for place, key in asked.crossing.items()
        if (look.table.name, key) in world.same
    ]
    limits = (look.percent, reading.size.limits, same)
    for i, code, n in world.session.rows(asked.shares, *limits, *edges, *lists):
        answer[i][code] = n
    return answer


def _cells(counts: Mapping[int, int], cells: int) -> list[int]:
    return [counts.get(code, 0) for code in range(cells)]


def _sparse(reading: Reading, measure: Measure) -> bool:
    key = _key(reading.look, measure)
    if (*key, "first") in reading.plan.wanted:
        return False
    return sparse.sparse(reading.size.kept, Accountant.scale(reading.plan.units(key), reading.plan.rho(key)))


def _noise(reading: Reading, measure: Measure) -> float:
    """That of a measure's finer counts."""
    key = _key(reading.look, measure)
    return Accountant.scale(reading.plan.units(key), reading.plan.rho(key) * (1 - _first(reading, measure)))


def _edges_of(reading: Reading, measure: Measure) -> Sequence[float]:
    """Where a measure is cut at first: coarsely where rows are few, and nowhere beyond what the column can hold."""
    key = _key(reading.look, measure)
    few = (*key, "first") not in reading.plan.wanted and reading.size.kept < _PLENTY * _noise(reading, measure)
    edges = sparse.edges_of(measure) if few else grids.edges_of(measure)
    if ":" in measure.name or measure.instant:
        return edges
    low, high = _bounds(reading, measure.name)
    begin = max((i for i, edge in enumerate(edges) if edge <= low), default=0)
    end = min((i for i, edge in enumerate(edges) if edge > high), default=len(edges) - 1)
    return edges[begin : end + 1]


def _first(reading: Reading, measure: Measure) -> float:
    """The part of a measure's budget that finds out where rows are."""
    return sparse.FIRST if _sparse(reading, measure) else _FIRST


def _cut(  # noqa: PLR0917
    reading: Reading,
    measure: Measure,
    edges: Sequence[float],
    first: Sequence[int],
    noise: float,
    known: dict[str, list[tuple[float, float]]],
) -> tuple[list[float], tuple[bool, bool]]:
    """Finer edges, where the first counts say that rows are; of few rows what is `known` of those, too.

    And whether there is a cell before and after those, of all rows beyond them.
    """
    few, part = _sparse(reading, measure), _first(reading, measure)
    later = noise * math.sqrt(part / (1 - part))
    counts = first[1:]
    there = sum(n for n in counts if n > 2 * noise)
    span, rows_ = grids.significant(counts, noise), reading.size.kept - max(0, first[0])
    if rows_ > 0 and (span is None or sum(counts[span[0] : span[1]]) < _HALF * rows_) and (few or span is not None):
        span = sparse.likeliest(counts, rows_, noise) or span
    if span is None:
        return [], (False, False)
    if not few:
        found = grids.refined(measure, edges, counts, grids.parts_for(there, later), span)
        if ":" in measure.name:
            return found, (False, False)
        before, after = edges[: span[0]][-1:], edges[span[1] + 1 :][:1]
        return [*before, *found, *after], (bool(before), bool(after))
    weights = grids.simplex(counts[span[0] : span[1]], max(1.0, sum(counts[span[0] : span[1]])))
    cumulated = [0.0, *accumulate(weights)]
    known[measure.name] = list(zip(edges[span[0] : span[1] + 1], cumulated, strict=True))
    return grids.refined(measure, edges, counts, sparse.PARTS, span), (False, False)


@dataclass(frozen=True)
class Edges:
    """How a measure's finer cells are cut: at `points`, too, that many rows share; what is `known` of few rows."""

    at: Sequence[float]
    points: Sequence[float]
    known: Sequence[tuple[float, float]]
    outer: tuple[bool, bool]


def _numbers(reading: Reading, measure: Measure, counts: Mapping[int, int], cut: Edges) -> Numbers:
    edges, points, known = list(cut.at), cut.points, cut.known
    if len(edges) < 2:
        return Numbers()
    outside = (0.0, 0.0)
    look = reading.look
    key = _key(look, measure)
    part = 1.0 if (*key, "first") in reading.plan.wanted else 1 - _first(reading, measure)
    noisy, noise = reading.plan.noisy(key, _cells(counts, len(edges)), part)
    nulls, cells = max(0, noisy[0]), [float(n) for n in noisy[1:]]
    if (*key, "first") in reading.plan.wanted:
        nulls = instants.missing(nulls, noise)
    if known:
        cells = sparse.drawn(edges, cells, noise, known)
    else:
        left = grids.trimmed(edges, cells, noise, cut.outer)
        edges, cells, outside = left.edges, left.counts, left.outside
    if grids.whole(measure):
        edges, cells = grids.alone(edges, cells, noise)
    # Of who may count beside somebody else's row there are few: as if all did.
    whole = max(1.0, sum(cells))
    weights = grids.simplex(cells, whole)
    if (*key, "first") in reading.plan.wanted:
        weights = [weight * reading.size.kept / (whole + nulls) for weight in weights]
    bins = [
        Bin(low, low if low in points or (grids.whole(measure) and high - low == 1) else high, weight)
        for low, high, weight in zip(edges, edges[1:], weights, strict=False)
        if weight
    ]
    if ":" not in measure.name and not known:
        bins = _beyond(reading, measure, bins, noise, outside)
    return Numbers(bins, nulls, step=_step(look, measure))


def _beyond(
    reading: Reading, measure: Measure, bins: list[Bin], noise: float, outside: tuple[float, float]
) -> list[Bin]:
    """The bins and what is likely to lie beyond them, as far as the column's checks allow."""
    name, rows_ = measure.name, float(reading.size.rows)
    if measure.instant:
        # Rows began to come slowly; they end today.
        end = bins[-1].high if bins else 0.0
        return tails.extended(bins, noise, tails.Limits(-math.inf, end, rows_, 86_400.0), outside)
    if TableFacts.of(reading.look.table, reading.look.source.schema).columns[name].limits.choices:
        return bins
    low, high = _bounds(reading, name)
    return tails.extended(bins, noise, tails.Limits(low, high, rows_, 1.0 if grids.whole(measure) else 0.0), outside)


def _bounds(reading: Reading, name: str) -> tuple[float, float]:
    """The least and the most that a column's type and checks allow."""
    limits = TableFacts.of(reading.look.table, reading.look.source.schema).columns[name].limits
    type_ = reading.look.table.by_name[name].type.base
    most = _MOST_OF.get(type_.name, math.inf)
    if type_.name == "numeric" and type_.precision is not None:
        most = 10.0 ** (type_.precision - (type_.scale or 0)) - 1
    low, high = (
        max(-most, min(most, float(bound.point))) if bound is not None and _number(bound.point) else end
        for bound, end in ((limits.lower, -most), (limits.upper, most))
    )
    return low, high


def _number(point: object) -> TypeGuard[float]:
    return isinstance(point, int | float | Decimal)


def _roughly(reading: Reading, measure: Measure, noisy: Sequence[int], edges: list[float], noise: float) -> Numbers:
    """What the first counts of instants say."""
    span = grids.significant(noisy[1:], noise, 3.0)
    if span is None or not measure.instant:
        return Numbers()
    whole = max(1.0, float(sum(noisy[1 + span[0] : 1 + span[1]])))
    weights = grids.simplex(noisy[1 + span[0] : 1 + span[1]], whole)
    scale = reading.size.kept / (whole + max(0, noisy[0]))
    found = zip(edges[span[0] : span[1]], edges[span[0] + 1 :], weights, strict=False)
    return Numbers([Bin(low, high, weight * scale) for low, high, weight in found if weight])


def _step(look: Look, measure: Measure) -> float:
    """What values are multiples of, by their type."""
    attribute = look.table.by_name.get(measure.name)
    scale = attribute.type.base.scale if attribute is not None else None
    return measure.grain or (float(f"1e-{scale}") if scale else 0.0)


def _presence(reading: Reading, counts: Mapping[int, dict[int, int]], place: int, made: Survey) -> None:
    look, plan, size = reading.look, reading.plan, reading.size
    for i, column in enumerate(look.columns, place):
        key = (look.name, "columns", column.name, "there")
        if key in plan.wanted:
            (absent, there), _ = plan.noisy(key, _cells(counts[i], 2))
            made.nulls[column.name] = _part(max(0, absent), max(0, there), size)
    place += len(look.columns)
    for i, column in enumerate(look.rhythmic):
        days, _ = plan.noisy((look.name, "columns", column.name, "weekday"), _cells(counts[place + 2 * i], 8)[1:])
        made.weekdays[column.name], made.hours[column.name] = _positive(days), {}
        if _has_hours(column):
            key, cells = (look.name, "columns", column.name, "hour"), _cells(counts[place + 2 * i + 1], 25)[1:]
            made.hours[column.name] = _positive(plan.noisy(key, cells)[0])


def _positive(counts: Sequence[int]) -> dict[int, int]:
    weights = grids.simplex(counts, max(1.0, sum(counts)))
    return {code: round(n) for code, n in enumerate(weights, 1)}


def _listed(reading: Reading, measure: Measure, counts: Mapping[int, int], values: Sequence[str]) -> Texts:
    noisy, noise = reading.plan.noisy(_key(reading.look, measure), _cells(counts, len(values) + 2))
    nulls, other = max(0, noisy[0]), noisy[-1]
    shares = noisy[1:-1]
    least = 0.0
    if measure.name in reading.asked.keys:
        shares = grids.leveled(shares, noise)
    elif len(values) > _MANY:
        # Of many possible values most may not occur at all: those that noise could have made are left out.
        least = 2 * noise
    kept = [(value, n) for value, n in zip(values, shares, strict=True) if n > least]
    return Texts(sorted(kept, key=lambda one: (-one[1], one[0])), other if other > 3 * noise else 0, nulls)


def _shared(reading: Reading) -> Mapping[int, dict[str, int]]:
    answer: defaultdict[int, dict[str, int]] = defaultdict(dict)
    if reading.asked.values:
        rows_ = reading.world.session.rows(reading.asked.values, reading.look.percent, reading.size.limits, [])
        for i, value, n in rows_:
            answer[i][value] = n
    return answer


def _found(reading: Reading, key: tuple[str, ...], counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], float]:
    """Values that so many share that nobody's absence could have hidden them (a stability-based histogram).

    And how many rows that are.
    """
    values, most = sorted(counts), reading.size.most
    noise = Accountant.scale(reading.plan.units(key), reading.plan.rho(key))
    # The server tells of a value once it has k * most rows; with one person more it has `most` more of them.
    least = (reading.look.source.k + 1) * most + noise * NormalDist().inv_cdf(1 - reading.delta / most)
    if not values:
        return [], least
    noisy, _ = reading.plan.noisy(key, [counts[value] for value in values])
    kept = [(value, n) for value, n in zip(values, noisy, strict=True) if n > least]
    return sorted(kept, key=lambda one: (-one[1], one[0])), least
