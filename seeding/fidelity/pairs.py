"""A dependency of the file beside the counts of both columns' codes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from seeding.fidelity import score
from seeding.fidelity.axes import NULL, Axis, Binned
from seeding.fidelity.expressions import NO_ROW
from seeding.fidelity.model import Beside, Metric, PairFidelity, Property, Score
from seeding.patterns import Dependency, TableShape

Joint = dict[tuple[int, int], float]


def pair(
    table: str,
    found: Dependency,
    shape: TableShape,
    axes: tuple[Axis, Axis],
    counts: Mapping[tuple[int, int], int],
    *,
    beside: Mapping[int, int],
) -> PairFidelity:
    """What the column is given what it depends on.

    The file has the shares of the column's codes for each code of the other, and no joint shares: how often the
    other has each code is what the file says of it where that is a column of the same table or a number of children,
    and what was counted where it is a column of the parent's, of which the file knows how many parents have it, not
    how many children.
    """
    on, axis = axes
    kept = {cell: n for cell, n in counts.items() if cell[0] != NO_ROW}
    rows = sum(kept.values())
    seeded = {cell: n / rows for cell, n in kept.items()} if rows else {}
    weights = score.margin(seeded, 0)
    origin = found.on
    known = weights if origin.through and not origin.children else on.code_shares()
    file = _file(found, on, axis, known)
    both = isinstance(on, Binned) and isinstance(axis, Binned) and not origin.children
    value, strength, least = _compared(file, seeded, rows, on, axis) if both else _contingency(file, seeded, rows)
    through = origin.through or {found.column, origin.column} & _keys(shape)
    on_codes, codes = _codes(on, found.given), _codes(axis, None)
    return PairFidelity(
        table,
        found.column,
        _named(found),
        Property.INTERTABLE if through else Property.PAIRS,
        value,
        counts=value is not None and strength > least and not origin.children,
        association=strength,
        rows=_labels(on, on_codes),
        columns=_labels(axis, codes),
        file=_given(file, on_codes, codes, suppressed={i for i, shares in enumerate(found.given) if not any(shares)}),
        seeded=_given(seeded, on_codes, codes, suppressed=set()),
        beside=_beside(found, beside),
    )


def _beside(found: Dependency, counts: Mapping[int, int]) -> Beside | None:
    rows = sum(n for code, n in counts.items() if code >= 0)
    if not rows:
        return None
    less, same, more = (counts.get(code, 0) / rows for code in range(3))
    return Beside(found.same, same, found.order, {"<=": more, ">=": less}.get(found.order, 0.0))


def _keys(shape: TableShape) -> set[str]:
    return {column for key in shape.references for column in key.split(",")}


def _named(found: Dependency) -> str:
    on = found.on
    if on.children:
        return f"number of {on.children}"
    return f"{on.through} → {on.column}" if on.through else on.column


def _file(found: Dependency, on: Axis, axis: Axis, known: Mapping[int, float]) -> Joint:
    """The joint shares; where a row was suppressed, the column is as it is on the whole."""
    whole = axis.code_shares()
    last = len(found.given) - 1
    joint: Joint = {}
    for code, weight in known.items():
        row = last if code == NULL and on.code_shares().get(NULL) else code
        given = found.given[row] if 0 <= row <= last else ()
        shares = dict(zip(_order(axis), given, strict=False)) if any(given) else whole
        total = sum(shares.values()) or 1.0
        for below, share in shares.items():
            joint[code, below] = weight * share / total
    return joint


def _order(axis: Axis) -> list[int]:
    """Codes as a list of the file's has them: NULL last."""
    shares = axis.code_shares()
    return sorted(code for code in shares if code != NULL and (shares[code] or code < _named_codes(axis))) + (
        [NULL] if NULL in shares else []
    )


def _named_codes(axis: Axis) -> int:
    return len(axis.labels())


def _compared(file: Joint, seeded: Joint, rows: int, on: Axis, axis: Axis) -> tuple[Score | None, float, float]:
    """Two numbers: the difference of their coefficients, or of the tables where one of them is constant."""
    assert isinstance(on, Binned)
    assert isinstance(axis, Binned)
    there, here = (score.pearson(joint, on.means(), axis.means()) for joint in (file, seeded))
    if math.isnan(there) or math.isnan(here):
        return _contingency(file, seeded, rows)
    lost = score.correlation_by_chance(there, rows)
    found = Score(Metric.CORRELATION, score.correlation_similarity(there, here), 1 - lost)
    return found, abs(there), score.LEAST_CORRELATION


def _contingency(file: Joint, seeded: Joint, rows: int) -> tuple[Score | None, float, float]:
    strength = score.cramers_v(file)
    if not rows:
        return None, strength, score.LEAST_ASSOCIATION
    lost = score.tv_by_chance(list(file.values()), rows)
    return Score(Metric.CONTINGENCY, score.tv_complement(file, seeded), 1 - lost), strength, score.LEAST_ASSOCIATION


def _codes(axis: Axis, given: tuple[object, ...] | None) -> list[int]:
    return _order(axis) if given is None else _order(axis)[: len(given)]


def _labels(axis: Axis, codes: list[int]) -> tuple[str, ...]:
    labels = axis.labels()
    return tuple("NULL" if code == NULL else labels[code] for code in codes)


def _given(joint: Joint, rows: list[int], columns: list[int], suppressed: set[int]) -> tuple[tuple[float, ...], ...]:
    """The shares of the column's codes in each row; what is outside of all of them is missing from its sum."""
    found = []
    for position, row in enumerate(rows):
        total = sum(share for (a, _), share in joint.items() if a == row)
        cells = tuple(joint.get((row, column), 0.0) / total for column in columns) if total else ()
        found.append(() if position in suppressed else cells)
    return tuple(found)
