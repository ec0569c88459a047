"""What the server answered about one table: counts by code, and what the codes stand for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeding.learning import bins as binned
from seeding.learning.bins import Bin
from seeding.learning.look import ITEMS, SAMPLE, Look
from seeding.learning.measures import Measure
from seeding.learning.session import Session

HEAVY = 1 / 150  # of the rows: a number that more share stands for itself


@dataclass
class Numbers:
    """A measure's bins."""

    bins: list[Bin] = field(default_factory=list)
    nulls: int = 0
    small: int = 0  # bins that fewer than k people had
    step: float = 0.0  # what nearly all values are multiples of

    @property
    def rows(self) -> float:
        """Rows in all bins."""
        return sum(one.rows for one in self.bins)


@dataclass
class Texts:
    """A measure's values with their rows, most frequent first."""

    values: list[tuple[str, int]] = field(default_factory=list)
    other: int = 0
    nulls: int = 0


@dataclass
class Survey:
    """One table's answers. `rows` is all it has, `seen` those looked at."""

    look: Look
    rows: int
    seen: int
    people: int
    numbers: dict[str, Numbers] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    nulls: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, dict[int, int]] = field(default_factory=dict)
    hours: dict[str, dict[int, int]] = field(default_factory=dict)
    characters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    distinct: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # rows, different ones, of them once
    others: dict[str, int] = field(default_factory=dict)  # values beside those told, where no more is known of them

    @property
    def each(self) -> float:
        """People for a row."""
        return min(1.0, self.people / max(1, self.seen))

    @property
    def few(self) -> float:
        """The percentage where what all rows have in common is looked for."""
        return min(self.look.percent, 100 * 5_000 / max(1, self.rows))

    @property
    def sample(self) -> float:
        """The percentage where edges and values are looked for."""
        rows = min(SAMPLE, ITEMS / 2 / self.look.items)
        return min(self.look.percent, 100 * rows / max(1, self.rows))


def survey(session: Session, look: Look, parts: int, longest: int) -> Survey:
    """Ask everything about one table; `parts` bins and `longest` values a column at most."""
    asked = look.statements()
    full = 100.0 if look.source.method == "bernoulli" else look.percent
    ((rows,),) = session.rows(asked["rows"], full)
    found = Survey(look, round(100 * rows / full), rows, 0)
    for seen, people in session.rows(asked["people"], look.percent):
        found.seen, found.people = seen, people
    if not found.people or not look.columns:
        return found
    empty: list[Sequence[object]] = [[] for _ in [*look.measures, *look.texts]]
    first = by_code(session.rows(asked["shares"], found.few, *empty))
    measures = len(look.measures)
    some = max((sum(codes.values()) for codes in first.values()), default=1)
    looked_at = found.rows * found.sample / 100
    there = [looked_at * sum(n for b, n in first[i].items() if b) / some for i in range(1, measures + 1)]
    points = _points(session, asked, found, there)
    edges = _edges(session, asked, found, points, there, parts)
    values = _values(session, asked, found, longest)
    limits = [binned.thresholds(e, p, m.grain) for e, p, m in zip(edges, points, look.measures, strict=True)]
    counts = by_code(session.rows(asked["shares"], look.percent, *limits, *values))
    found.seen = max((sum(c.values()) for c in counts.values()), default=found.seen)
    for i, measure in enumerate(look.measures, 1):
        found.numbers[measure.name] = numbers_of(measure, counts[i], limits[i - 1], points[i - 1], found.seen)
    for i, step in steps_of(session.rows(asked["steps"], found.few)).items() if look.stepped else ():
        found.numbers[look.stepped[i - 1].name].step = step
    for i, (measure, listed) in enumerate(zip(look.texts, values, strict=True), measures + 1):
        found.texts[measure.name] = texts_of(counts[i], listed)
    after = measures + len(look.texts)
    for i, column in enumerate(look.columns, after + 1):
        found.nulls[column.name] = _nulls(counts[i], found.seen)
    for i, column in enumerate(look.rhythmic):
        place = after + len(look.columns) + 2 * i
        found.weekdays[column.name], found.hours[column.name] = counts[place + 1], counts[place + 2]
    _written(session, asked, found)
    return found


def by_code(rows: Sequence[tuple[int, int, int]]) -> Mapping[int, dict[int, int]]:
    """Counts by measure, then by code."""
    counts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for measure, code, count in rows:
        counts[measure][code] = count
    return counts


def _points(session: Session, asked: Mapping[str, str], found: Survey, there: Sequence[float]) -> list[list[float]]:
    points: list[list[float]] = [[] for _ in found.look.measures]
    if points:
        least = [float(max(found.look.source.k, n * HEAVY)) for n in there]
        for i, value, _ in session.rows(asked["points"], found.sample, least):
            points[i - 1].append(value)
    return points


def _edges(  # noqa: PLR0917
    session: Session,
    asked: Mapping[str, str],
    found: Survey,
    points: Sequence[Sequence[float]],
    there: Sequence[float],
    parts: int,
) -> list[list[float]]:
    edges: list[list[float]] = [[] for _ in found.look.measures]
    if edges:
        given: list[object] = []
        for measure, exact, rows in zip(found.look.measures, points, there, strict=True):
            wanted = parts if ":" not in measure.name else min(parts, 24)
            given += [exact, binned.fractions(wanted, rows * found.each, found.look.source.k)]
        for i, cut in session.rows(asked["edges"], found.sample, *given):
            edges[i - 1] = cut
    return edges


def _values(session: Session, asked: Mapping[str, str], found: Survey, longest: int) -> list[list[str]]:
    values: list[list[str]] = [[] for _ in found.look.texts]
    if values:
        for i, value, _ in session.rows(asked["values"], found.sample):
            if len(values[i - 1]) < longest:
                values[i - 1].append(value)
    return values


def steps_of(rows: Sequence[tuple[int, float, int]]) -> dict[int, float]:
    """By measure the largest step that all but a thousandth of the values are multiples of; 0 counts them all."""
    counts: defaultdict[int, dict[float, int]] = defaultdict(dict)
    for i, step, n in rows:
        counts[i][step] = n
    return {
        i: max((step for step, n in sorted(found.items()) if step and n >= 0.999 * found[0.0]), default=0.0)
        for i, found in sorted(counts.items())
        if 0.0 in found
    }


def _nulls(counts: Mapping[int, int], seen: int) -> int:
    # Where only one side holds k people, the other is not told.
    return counts.get(0, 0) if len(counts) > 1 or not counts else (seen if 0 in counts else 0)


def numbers_of(
    measure: Measure, counts: Mapping[int, int], limits: Sequence[float], points: Sequence[float], seen: int
) -> Numbers:
    """Bins of a measure by its counts."""
    nulls = counts.get(0, 0)
    if not limits:
        return Numbers(nulls=nulls)
    there = {b: n for b, n in counts.items() if b}
    found, small = binned.merged(limits, points, there, seen - nulls, measure.grain)
    return Numbers(found, nulls, small)


def texts_of(counts: Mapping[int, int], values: Sequence[str]) -> Texts:
    """Values of a measure by its counts."""
    nulls = counts.get(0, 0)
    shown = [(value, counts[i]) for i, value in enumerate(values, 1) if i in counts]
    return Texts(sorted(shown, key=lambda one: (-one[1], one[0])), counts.get(len(values) + 1, 0), nulls)


def _written(session: Session, asked: Mapping[str, str], found: Survey) -> None:
    written = found.look.written
    if not written:
        return
    for i, *sums in session.rows(asked["forms"], found.few):
        found.characters[written[i - 1].name] = tuple(int(s or 0) for s in sums)
    for i, rows, different, once in session.rows(asked["distinct"], found.sample):
        found.distinct[written[i - 1].name] = (int(rows), different, once)


def estimated(rows: int, different: int, once: int, all_rows: float) -> float:
    """Different values among `all_rows`, from a sample (Haas and Stokes' Duj1, as ANALYZE does it)."""
    if rows >= all_rows or rows == 0:
        return float(different)
    found = rows * different / (rows - once + once * rows / all_rows)
    return math.floor(min(found, all_rows))
