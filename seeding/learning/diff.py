"""What changed between two pattern files, in words: the largest changes of each table, not every digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeding.patterns.model import (
    CategoryShape,
    ColumnShape,
    NumberBin,
    NumberShape,
    Origin,
    Patterns,
    ReferenceShape,
    TableShape,
    TextShape,
    TimeBin,
    TimeShape,
)

_SHARE = 0.01  # of the rows: less is not worth a word
_MOVED = 0.1  # of the middle half's width


def diff(old: Patterns, new: Patterns) -> list[str]:
    """Lines that say what is different; none where nothing worth a word is."""
    return list(_patterns(old, new))


def _patterns(old: Patterns, new: Patterns) -> Iterator[str]:
    for what, before, after in (
        ("k", old.k, new.k),
        ("people are counted by", ", ".join(old.people) or "rows", ", ".join(new.people) or "rows"),
        ("the schema", old.schema_version, new.schema_version),
        ("the newest data", old.as_of.date(), new.as_of.date()),
        ("epsilon", *(one.privacy.epsilon if one.privacy else "none" for one in (old, new))),
    ):
        if before != after:
            yield f"{what}: {before} → {after}"
    for name in sorted({*old.reference, *new.reference}):
        was, now = old.reference.get(name), new.reference.get(name)
        if was is None or now is None:
            yield f"{name}: {'is carried whole now' if was is None else 'is not carried whole any more'}"
        elif was != now:
            rows, others = set(was.rows), set(now.rows)
            yield f"{name}: {len(others - rows)} rows are new or changed, {len(rows - others)} are gone"
    for name in sorted({*old.tables, *new.tables}):
        before_, after_ = old.tables.get(name), new.tables.get(name)
        if before_ is None or after_ is None:
            yield f"{name}: {'is new' if before_ is None else 'is gone'}"
        else:
            yield from (f"{name}{line}" for line in _table(before_, after_))


def _table(old: TableShape, new: TableShape) -> Iterator[str]:
    if old.rows != new.rows:
        change = f" ({(new.rows - old.rows) / old.rows:+.0%})" if old.rows else ""
        yield f": {old.rows:,} → {new.rows:,} rows{change}"
    for column in sorted({*old.columns, *new.columns}):
        was, now = old.columns.get(column), new.columns.get(column)
        if was is None or now is None:
            yield f".{column}: {'is new' if was is None else 'is gone'}"
        else:
            yield from (f".{column}: {line}" for line in _column(was, now))
    for key in sorted({*old.references, *new.references}):
        before, after = old.references.get(key), new.references.get(key)
        if before is None or after is None:
            yield f" by {key}: {'is a key now' if before is None else 'is no key any more'}"
        else:
            yield from (f" by {key}: {line}" for line in _reference(before, after))
    was_on, now_on = _origins(old), _origins(new)
    for column in sorted({*was_on, *now_on}):
        on, on_now = was_on.get(column, ["nothing"]), now_on.get(column, ["nothing"])
        if on != on_now:
            yield f".{column}: depended on {' and '.join(on)}, now on {' and '.join(on_now)}"


def _origins(table: TableShape) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in table.dependencies:
        found.setdefault(one.column, []).append(_origin(one.on))
    return {column: sorted(words) for column, words in found.items()}


def _origin(on: Origin) -> str:
    words = [getattr(on, name) for name in ("children", "through", "column")]
    return " ".join(word for word in words if word)


def _column(old: ColumnShape, new: ColumnShape) -> Iterator[str]:
    if abs(old.nulls - new.nulls) >= _SHARE:
        yield f"NULL in {old.nulls:.1%} → {new.nulls:.1%} of the rows"
    if old.kind != new.kind:
        yield f"was told as {old.kind}, now as {new.kind}"
    elif isinstance(old, CategoryShape) and isinstance(new, CategoryShape):
        yield from _categories(old, new)
    elif isinstance(old, NumberShape) and isinstance(new, NumberShape):
        yield from _moved(old.bins, new.bins)
    elif isinstance(old, TimeShape) and isinstance(new, TimeShape):
        yield from _moved(_seconds(old.bins), _seconds(new.bins), "days", 86_400)
    elif isinstance(old, TextShape) and isinstance(new, TextShape):
        yield from _moved(old.lengths, new.lengths, "characters")


def _categories(old: CategoryShape, new: CategoryShape) -> Iterator[str]:
    was = dict(zip(map(str, old.values), old.shares, strict=True))
    now = dict(zip(map(str, new.values), new.shares, strict=True))
    for value in sorted(now.keys() - was.keys()):
        yield f'"{value}" is a new value, in {now[value]:.1%}'
    for value in sorted(was.keys() - now.keys()):
        yield f'"{value}" is no value any more, it was in {was[value]:.1%}'
    moved = [(value, was[value], now[value]) for value in was if value in now]
    for value, before, after in moved:
        if abs(before - after) >= _SHARE:
            yield f'"{value}" in {before:.1%} → {after:.1%}'


def _seconds(bins: Sequence[TimeBin]) -> list[NumberBin]:
    start = min((one.low for one in bins), default=None)
    if start is None:
        return []
    epoch = start.replace(year=2000, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return [
        NumberBin(low=(one.low - epoch).total_seconds(), high=(one.high - epoch).total_seconds(), share=one.share)
        for one in bins
    ]


def _moved(old: Sequence[NumberBin], new: Sequence[NumberBin], unit: str = "", scale: float = 1) -> Iterator[str]:
    if not old or not new:
        return
    quarters = [(part, _place(old, part), _place(new, part)) for part in (0.25, 0.5, 0.75)]
    width = max(quarters[2][1] - quarters[0][1], 1e-9)
    _, before, after = quarters[1]
    if abs(after - before) > _MOVED * width:
        if unit == "days":
            yield f"the middle moved by {(after - before) / scale:+,.0f} days"
        else:
            yield f"the middle moved from {before:,.4g} to {after:,.4g} {unit}".rstrip()
    elif any(abs(now - was) > 2 * _MOVED * width for _, was, now in quarters):
        spread = (quarters[2][2] - quarters[0][2]) / width
        yield f"spreads {spread:.1f} times as wide as before around the same middle"


def _place(bins: Sequence[NumberBin], part: float) -> float:
    left = part * sum(one.share for one in bins)
    for one in bins:
        if left <= one.share:
            return one.low + (one.high - one.low) * (left / one.share if one.share else 0)
        left -= one.share
    return bins[-1].high


def _reference(old: ReferenceShape, new: ReferenceShape) -> Iterator[str]:
    if old.to != new.to:
        yield f"refers to {new.to} instead of {old.to}"
    if abs(old.nulls - new.nulls) >= _SHARE:
        yield f"NULL in {old.nulls:.1%} → {new.nulls:.1%} of the rows"
    before, after = (sum(one.share * (one.low + one.high) / 2 for one in shape.children) for shape in (old, new))
    if abs(before - after) > 0.05 * max(before, 0.01):
        yield f"{before:,.3g} → {after:,.3g} rows for each of {new.to}"
    none = [next((one.share for one in shape.children if one.low == one.high == 0), 0.0) for shape in (old, new)]
    if abs(none[0] - none[1]) >= _SHARE:
        yield f"{none[0]:.1%} → {none[1]:.1%} of {new.to} have none"
