"""A fidelity report for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeding.fidelity.findings import advice, items
from seeding.fidelity.model import Bars, Property, Steps
from seeding.report.as_json import destination_json, finding_json
from seeding.report.fidelity.privacy import withheld

if TYPE_CHECKING:
    from seeding.fidelity.findings import Item
    from seeding.fidelity.model import ColumnFidelity, Fidelity, PairFidelity, Score, TableFidelity
    from seeding.patterns import Patterns
    from seeding.report.result import FidelityResult


def fidelity_json(result: FidelityResult, *, page: str = "") -> dict[str, Any]:
    """The whole report; `page` is the path of the page that was written, empty for none."""
    fidelity = result.fidelity
    return {
        "profile": result.profile,
        "environment": result.environment,
        "destination": destination_json(result.destination),
        "patterns": result.file,
        "learned": fidelity.patterns.learned.isoformat(),
        "moved_days": result.days,
        "page": page,
        "score": _rounded(fidelity.score),
        "properties": _properties(fidelity),
        "worst": [_item(item) for item in items(fidelity)],
        "tables": [_table(table) for table in fidelity.tables],
        "privacy": _privacy(fidelity.patterns),
        "findings": [finding_json(finding) for finding in fidelity.findings],
    }


def _properties(fidelity: Fidelity) -> dict[str, Any]:
    return {
        _key(what): {"score": _rounded(score), "compared": compared}
        for what, (score, compared) in fidelity.properties.items()
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "table": item.table,
        "what": item.what,
        "property": _key(item.property),
        **_score(item.score),
        "counts": item.counts,
        "hint": advice(item),
    }


def _table(table: TableFidelity) -> dict[str, Any]:
    return {
        "name": table.name,
        "rows": table.rows_seeded,
        "rows_in_production": table.rows_file,
        "columns": [_column(column) for column in table.columns],
        "pairs": [_pair(pair) for pair in table.pairs],
        "fan_outs": [
            {"columns": one.key.split(","), "parent": one.to, **_score(one.score), "spread": _spread(one.spread)}
            for one in table.fan_outs
        ],
    }


def _column(column: ColumnFidelity) -> dict[str, Any]:
    return {
        "name": column.column,
        "kind": column.kind,
        **_score(column.score),
        "counts": column.counts,
        "nulls": [_rounded(column.nulls_file), _rounded(column.nulls_seeded)],
        "spread": _spread(column.spread),
        "parts": [{"title": part.title, **_score(part.score), "spread": _spread(part.spread)} for part in column.parts],
        "suppressed": column.suppressed,
    }


def _pair(pair: PairFidelity) -> dict[str, Any]:
    beside = pair.beside
    return {
        "column": pair.column,
        "on": pair.on,
        "property": _key(pair.property),
        **_score(pair.score),
        "counts": pair.counts,
        "association": _rounded(pair.association),
        "same": [_rounded(beside.same_file), _rounded(beside.same_seeded)] if beside is not None else None,
        "order": beside.order if beside is not None else "",
        "broken": _rounded(beside.broken) if beside is not None else None,
        "on_codes": list(pair.rows),
        "codes": list(pair.columns),
        "production": [[_rounded(share) for share in row] for row in pair.file],
        "seeded": [[_rounded(share) for share in row] for row in pair.seeded],
    }


def _spread(spread: Steps | Bars | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    shares = {
        "production": [_rounded(share) for share in spread.file],
        "seeded": [_rounded(share) for share in spread.seeded],
    }
    if isinstance(spread, Bars):
        return {"values": list(spread.labels), **shares}
    return {"bins": [list(ends) for ends in spread.bins], **shares, "outside": _rounded(spread.outside)}


def _score(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {"metric": None, "score": None, "by_chance": None}
    return {"metric": str(score.metric), "score": _rounded(score.value), "by_chance": _rounded(score.chance)}


def _privacy(patterns: Patterns) -> dict[str, Any]:
    noise = patterns.privacy
    return {
        "k": patterns.k,
        "people": list(patterns.people),
        "epsilon": None if noise is None else noise.epsilon,
        "delta": None if noise is None else noise.delta,
        "split": {} if noise is None else dict(sorted(noise.split.items())),
        "suppressed": [
            {"table": one.table, "values": one.values, "other": one.other, "groups": one.given}
            for one in withheld(patterns)
        ],
        "reference": [
            {"table": name, "rows": len(carried.rows)} for name, carried in sorted(patterns.reference.items())
        ],
    }


def _key(what: Property) -> str:
    return what.name.lower()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
