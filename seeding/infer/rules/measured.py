"""What a figure is counted in: beside the name of a metric, its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seeding.columns.choice import Choice
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.options import options_of
from seeding.infer.vocabulary import entries, vocabulary, vocabulary_of

# By the last word of a metric: what it may be counted in, the usual one first.
_COUNTED_IN: Mapping[str, Sequence[str]] = {
    "revenue": ("currency", "money", "eur", "usd", "amount"),
    "refunds": ("currency", "money", "eur", "usd", "amount", "count"),
    "value": ("currency", "money", "eur", "usd", "amount"),
    "rate": ("percent", "percentage", "ratio", "%", "pct"),
    "time": ("seconds", "second", "milliseconds", "ms", "s", "duration"),
}
_COUNT = ("count", "number", "units", "total", "integer")


def measured(facts: ColumnFacts) -> Iterator[Inferred]:
    """The unit of the metric that the row is about, among those that are listed."""
    if facts.words != ("unit",) or not facts.is_text or facts.unique:
        return
    name = next((n for n, c in facts.of.columns.items() if c.is_text and vocabulary_of(c) == "metric"), None)
    listed = [str(option) for option in options_of(facts) or ()]
    if name is None or facts.of.columns[name].limits.choices is not None or not listed:
        return
    known = vocabulary("metric")
    units = {metric: _unit(metric, listed) for metric in entries(known["values"])}
    if None in units.values() or len(set(units.values())) == 1:
        return
    spelled = ["", *(f"{word}_" for word in entries(known["with"]))]
    told = {f"{before}{metric}": [unit] for metric, unit in units.items() for before in spelled if unit is not None}
    yield Inferred(Choice(told, of=name, default=[_unit("", listed) or listed[0]]), f"name {facts.name!r}, of {name}")


def _unit(metric: str, listed: Sequence[str]) -> str | None:
    wanted = _COUNTED_IN.get(metric.rpartition("_")[2], _COUNT)
    return next((option for word in wanted for option in listed if option.lower() == word), None)
