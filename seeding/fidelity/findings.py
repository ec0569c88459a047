"""What to do about what is not alike: the worst first, with the likeliest reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seeding.fidelity.model import (
    ColumnFidelity,
    FanOut,
    Fidelity,
    PairFidelity,
    Property,
    Score,
    Steps,
    TableFidelity,
)
from seeding.fidelity.words import share
from seeding.findings import Finding, Severity

GOOD = 0.9
_NEAR = 0.03  # what chance explains need not be mended
_NULLS = 0.05
_BROKEN = 0.001


@dataclass(frozen=True)
class Item:
    """One score with its place."""

    table: str
    what: str
    property: Property
    score: Score
    rows: int
    counts: bool
    of: ColumnFidelity | PairFidelity | FanOut


def items(fidelity: Fidelity) -> list[Item]:
    """Every score there is, the worst first; those in no average last."""
    found = [item for table in fidelity.tables for item in _items(table)]
    return sorted(found, key=lambda item: (not item.counts, item.score.value, item.table, item.what))


def _items(table: TableFidelity) -> Iterator[Item]:
    rows = table.rows_seeded
    for column in table.columns:
        if column.score is not None:
            kind = column.counts_for or Property.SHAPES
            yield Item(table.name, column.column, kind, column.score, rows, column.counts, column)
    for pair in table.pairs:
        if pair.score is not None:
            what = f"{pair.column} by {pair.on}"
            yield Item(table.name, what, pair.property, pair.score, rows, pair.counts, pair)
    for fan_out in table.fan_outs:
        if fan_out.score is not None:
            what = f"{fan_out.key} → {fan_out.to}"
            yield Item(table.name, what, Property.CARDINALITY, fan_out.score, rows, True, fan_out)


def advice(item: Item) -> str:
    """What is known of the reason for a score, and what to do; empty where it is good enough."""
    score = item.score
    if score.value >= GOOD:
        return ""
    if score.value >= score.chance - _NEAR:
        return f"as near as {item.rows:,} rows come (about {score.chance:.2f}): more of them, with --count or --scale"
    outside = _outside(item.of)
    if outside > _NULLS:
        return f"{share(outside)} of the values are outside of the file's bins: see who makes them"
    if isinstance(item.of, FanOut):
        return "see who decides how many there are"
    if isinstance(item.of, PairFidelity):
        return "they depend on each other less, or otherwise: see who makes them"
    return "see who makes it"


def who(profile: str) -> str:
    """Where to see who makes a column."""
    return f"who decides what: seed plan {profile} --table TABLE"


def _outside(of: ColumnFidelity | PairFidelity | FanOut) -> float:
    return 0.0 if isinstance(of, PairFidelity) or not isinstance(of.spread, Steps) else of.spread.outside


def notes(fidelity: Fidelity) -> Iterator[Finding]:
    """Empty tables, and NULLs that are as different as no score shows: SDMetrics leaves NULLs out of shapes."""
    for table in fidelity.tables:
        if not table.rows_seeded and table.rows_file and table.columns:
            hint = "what has no rows is in no average: seed it"
            yield Finding("fidelity-empty", table.name, "no rows", hint, Severity.WARNING)
            continue
        for pair in table.pairs:
            if pair.beside is not None and pair.beside.broken > _BROKEN:
                words = {"<=": "greater", ">=": "less"}[pair.beside.order]
                said = (
                    f"{words} than {pair.on} in {share(pair.beside.broken)} of the rows, in production as good as never"
                )
                hint = "see who decides either, with seed plan"
                yield Finding("fidelity-order", f"{table.name}.{pair.column}", said, hint, Severity.NOTE)
        for column in table.columns:
            if abs(column.nulls_seeded - column.nulls_file) > _NULLS and table.rows_seeded:
                said = f"{share(column.nulls_seeded)} NULL here, {share(column.nulls_file)} in the file"
                hint = "NULLs that the profile, a factory or the schema decides win over the file's"
                yield Finding("fidelity-nulls", f"{table.name}.{column.column}", said, hint, Severity.NOTE)
