"""A column's counts beside its shape: the distributions and their score."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.fidelity import score
from seeding.fidelity.axes import NULL, Axis, Binned, Listed
from seeding.fidelity.counts import Counts
from seeding.fidelity.model import Bars, ColumnFidelity, Metric, Part, Property, Score, Steps
from seeding.fidelity.probes import DELAY, HOUR, LENGTH, WEEKDAY, WORDS
from seeding.patterns import ArrayShape, ColumnShape, JsonShape, TextShape, TimeShape

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = tuple(f"{hour:02d}" for hour in range(24))
# Of which SDMetrics' report has a score; texts and keys are left out there, too.
_SCORED = ("number", "time", "category")


def column(table: str, name: str, shape: ColumnShape, counts: Counts, axes: Mapping[str, Axis]) -> ColumnFidelity:
    """What the file says of a column, and what was counted."""
    found, axis = counts.of(f"value:{name}"), axes[f"value:{name}"]
    return ColumnFidelity(
        table,
        name,
        shape.kind,
        shape.nulls,
        found.get(NULL, 0) / counts.rows if counts.rows else 0.0,
        spread(axis, found),
        scored(axis, found),
        Property.SHAPES if shape.kind in _SCORED else None,
        tuple(_parts(name, shape, counts, axes)),
        shape.suppressed,
    )


def spread(axis: Axis, counts: Mapping[int, int]) -> Steps | Bars | None:
    """Both distributions, of what is not NULL; None where the file tells of none."""
    if isinstance(axis, Binned):
        return steps(axis, counts)
    return bars(axis, counts) if isinstance(axis, Listed) else None


def scored(axis: Axis, counts: Mapping[int, int]) -> Score | None:
    """How alike they are; None where there is nothing to compare."""
    if isinstance(axis, Binned):
        return step_score(axis, counts)
    return bar_score(axis, counts) if isinstance(axis, Listed) else None


def steps(axis: Binned, counts: Mapping[int, int]) -> Steps:
    """Bins of numbers."""
    shares = _shares(axis, counts)
    return Steps(
        axis.bins,
        axis.shares,
        tuple(shares[1::2]),
        below=shares[0],
        between=sum(shares[2:-1:2]),
        above=shares[-1] if axis.bins else 0.0,
        unit=axis.unit,
    )


def step_score(axis: Binned, counts: Mapping[int, int]) -> Score | None:
    """The distance of the cumulated shares on the edges."""
    n = _values(counts)
    if not n or not axis.bins:
        return None
    file = [0.0] * (2 * len(axis.bins) + 1)
    file[1::2] = axis.shares
    value = score.ks_complement(file, _shares(axis, counts))
    # Where all is in one bin, or two, less can go wrong than where there is a value for everybody.
    chance = min(score.ks_by_chance(n), score.tv_by_chance(axis.shares, n))
    return Score(Metric.KS, value, 1 - chance)


def bars(axis: Listed, counts: Mapping[int, int]) -> Bars:
    """Categories, and all others last where there are any."""
    n = _values(counts) or 1
    seeded = [counts.get(code, 0) / n for code in range(len(axis.values) + 1)]
    labels: tuple[str | None, ...] = axis.values
    if not axis.other and not seeded[-1]:
        return Bars(labels, axis.shares, tuple(seeded[:-1]))
    return Bars((*labels, None), (*axis.shares, axis.other), tuple(seeded))


def bar_score(axis: Listed, counts: Mapping[int, int]) -> Score | None:
    """The total variation of the shares; values that the file does not list are one category."""
    n = _values(counts)
    if not n or not (axis.values or axis.other):
        return None
    file = dict(enumerate((*axis.shares, axis.other)))
    seeded = {code: found / n for code, found in counts.items() if code != NULL}
    chance = score.tv_by_chance(list(file.values()), n)
    return Score(Metric.TV, score.tv_complement(file, seeded), 1 - chance)


def _values(counts: Mapping[int, int]) -> int:
    return sum(n for code, n in counts.items() if code != NULL)


def _shares(axis: Binned, counts: Mapping[int, int]) -> list[float]:
    n = _values(counts) or 1
    return [counts.get(code, 0) / n for code in range(2 * len(axis.bins) + 1)]


def _parts(name: str, shape: ColumnShape, counts: Counts, axes: Mapping[str, Axis]) -> list[Part]:
    found: list[Part | None] = []
    if isinstance(shape, TimeShape):
        found.append(_rhythm("days of the week", _DAYS, shape.weekday, counts.of(f"{WEEKDAY}:{name}")))
        found.append(_rhythm("hours of the day, UTC", _HOURS, shape.hour, counts.of(f"{HOUR}:{name}")))
        if shape.delay is not None:
            way = f"{shape.delay.through}.{shape.delay.after}" if shape.delay.through else shape.delay.after
            found.append(_part(f"time after {way}", f"{DELAY}:{name}", counts, axes))
    elif isinstance(shape, TextShape):
        found.append(_part("characters", f"{LENGTH}:{name}", counts, axes))
        found.append(_part("words", f"{WORDS}:{name}", counts, axes))
    elif isinstance(shape, ArrayShape):
        found.append(_part("elements", f"{LENGTH}:{name}", counts, axes))
    elif isinstance(shape, JsonShape):
        found += _keys(name, shape, counts, axes)
    return [part for part in found if part is not None]


def _part(title: str, probe: str, counts: Counts, axes: Mapping[str, Axis]) -> Part | None:
    if probe not in axes or (compared := spread(axes[probe], counts.of(probe))) is None:
        return None
    return Part(title, compared, scored(axes[probe], counts.of(probe)))


def _rhythm(title: str, labels: tuple[str, ...], shares: tuple[float, ...], counts: Mapping[int, int]) -> Part | None:
    if len(shares) != len(labels):
        return None
    axis = Listed(labels, shares)
    return Part(title, bars(axis, counts), bar_score(axis, counts))


def _keys(path: str, shape: JsonShape, counts: Counts, axes: Mapping[str, Axis]) -> list[Part | None]:
    """The share of objects with each key, and what is under those that the file tells more of."""
    names = sorted(shape.keys)
    if not names:
        return []
    seeded = [_there(counts.of(f"key:{path}.{name}")) for name in names]
    file = tuple(shape.keys[name].share for name in names)
    found: list[Part | None] = [Part(f"keys of {path}", Bars(tuple(names), file, tuple(seeded)), None)]
    for name in names:
        inner = shape.keys[name].value
        below = f"{path}.{name}"
        if isinstance(inner, JsonShape):
            found += _keys(below, inner, counts, axes)
        found += [_part(f"{below}: characters", f"{LENGTH}:{below}", counts, axes)]
        found += [_part(below, f"value:{below}", counts, axes)]
    return found


def _there(counts: Mapping[int, int]) -> float:
    objects = counts.get(0, 0) + counts.get(1, 0)
    return counts.get(1, 0) / objects if objects else 0.0
