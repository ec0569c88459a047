"""How late a late instant can be: shares of its codes given those of what it follows, where seconds alone mislead.

Who signed up last year may come back after three years, who signed up last week cannot. Where such limits shape a
column, the time between two instants says less than when both are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seeding.learning.asking import Asking
from seeding.learning.depend import SAMPLE, Learned
from seeding.learning.forest import Counts, Totals, completed
from seeding.learning.look import Look
from seeding.learning.nodes import Codes, Node, whole
from seeding.learning.shapes import seconds
from seeding.patterns.model import Delay, TableShape, TimeShape

_POINTS = 12  # where in a bin an instant is taken to be
_WRONG = 0.03  # of the rows would lie in another code


def with_limits(asking: Asking, look: Look, found: Sequence[Node], learned: Learned) -> TableShape:
    """The table's shape, its delays with the shares that they need."""
    shapes, surveys = learned.shapes, learned.surveys
    table = shapes[look.table.name]
    pairs: list[tuple[int, int]] = []
    for column, shape in table.columns.items():
        if not isinstance(shape, TimeShape) or shape.delay is None or not shape.bins:
            continue
        on = (shape.delay.through, shape.delay.after)
        own = [i for i, node in enumerate(found) if node.own and node.column == column]
        other = [i for i, node in enumerate(found) if (node.origin.through, node.origin.column) == on]
        pairs += [(other[0], own[0])] if own and other else []
    if not pairs:
        return table
    meant: list[Codes | None] = [None] * len(found)
    for i in {i for pair in pairs for i in pair}:
        node = found[i]
        meant[i] = whole(shapes[node.holder].columns[node.column], node, surveys[node.holder])
    percent = min(look.percent, 100 * SAMPLE / max(1, surveys[look.table.name].rows))
    alone = sorted({(i, i) for pair in pairs for i in pair})
    counted = replace(asking, limits=(percent,)).counts([*pairs, *alone], meant)
    columns = dict(table.columns)
    for i, j in pairs:
        shape, base = columns[found[j].column], shapes[found[i].holder].columns[found[i].column]
        codes = meant[j]
        if not isinstance(shape, TimeShape) or not isinstance(base, TimeShape) or shape.delay is None or codes is None:
            continue
        totals, shares = ({a: n for (a, _), n in counted[one, one].items()} for one in (i, j))
        given = given_after(shape, base, shape.delay, counted[i, j], totals, shares, codes)
        if given:
            delay = shape.delay.model_copy(update={"given": given})
            columns[found[j].column] = shape.model_copy(update={"delay": delay})
    return table.model_copy(update={"columns": columns})


def given_after(  # noqa: PLR0917
    shape: TimeShape, base: TimeShape, delay: Delay, counts: Counts, totals: Totals, shares: Totals, codes: Codes
) -> tuple[tuple[float, ...], ...]:
    """The shares of the column's codes for each code of the other's; none where the delay alone makes nearly them.

    `counts` by (the other's code, the column's), `totals` of the other's codes, `shares` of the column's.
    """
    totals = {a: n for a, n in totals.items() if a < base.codes}
    there = {code: n for code, n in shares.items() if code < codes.ordered}
    known = {(a, b): n for (a, b), n in counts.items() if b in there}
    sums = {a: sum(n for (x, _), n in known.items() if x == a) for a in totals}
    nulls = {a: counts.get((a, codes.null), 0) if codes.null is not None else 0 for a in totals}
    left = {a: max(sums[a], totals[a] - nulls[a]) for a in totals if sums[a]}
    cells = completed(known, left, there, codes.ordered)
    starts = base.starts(len(base.bins))
    made = _made(shape, base, delay)
    wrong = 0.0
    given: list[tuple[float, ...]] = []
    for a in range(base.codes):
        row = np.array([cells.get((a, b), 0.0) for b in range(codes.ordered)])
        if a >= len(starts) or not row.sum() > 0:
            given.append(())
            continue
        row /= row.sum()
        wrong += left.get(a, 0) * float(np.abs(row - made[a]).sum()) / 2
        given.append((*(round(float(part), 4) for part in row), *([0.0] if codes.null is not None else [])))
    return tuple(given) if wrong > _WRONG * sum(left.values()) else ()


def _made(shape: TimeShape, base: TimeShape, delay: Delay) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The shares that the delay alone makes, a row for each of the other's codes."""
    ends = [*(seconds(shape.bins[n].low) for n in shape.starts(len(shape.bins))), seconds(shape.bins[-1].high)]
    edges = np.array([-np.inf, *ends[1:-1], np.inf])
    at, below = _cumulated([(b.low, b.high, b.share) for b in delay.bins])
    starts = [*base.starts(len(base.bins)), len(base.bins)]
    found = np.zeros((len(starts) - 1, len(edges) - 1))
    for code in range(len(starts) - 1):
        inside = base.bins[starts[code] : starts[code + 1]]
        places = [np.linspace(seconds(b.low), seconds(b.high), 2 * _POINTS + 1)[1::2] for b in inside]
        weights = np.repeat([b.share / _POINTS for b in inside], _POINTS)
        after = np.interp(edges[None, :] - np.concatenate(places)[:, None], at, below)
        # What would come too late comes sooner, anywhere in the time that is left.
        late = 1.0 - np.interp(ends[-1] - np.concatenate(places), at, below)
        room = np.clip((edges[None, :] - np.concatenate(places)[:, None]), 0, None)
        room /= np.maximum(ends[-1] - np.concatenate(places), 1.0)[:, None]
        after = np.minimum(after, 1.0 - late[:, None]) + late[:, None] * np.minimum(room, 1.0)
        row = (np.diff(after, axis=1) * weights[:, None]).sum(axis=0)
        found[code] = row / row.sum() if row.sum() > 0 else row
    return found


def _cumulated(bins: Sequence[tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    at: list[float] = []
    below: list[float] = []
    running = 0.0
    for low, high, share in bins:
        for value, rank in ((low, running), (max(high, low + 1e-6), running + share)):
            at.append(max(value, at[-1] + 1e-9) if at else value)
            below.append(min(rank, 1.0))
        running += share
    return np.array(at), np.array(below) / max(running, 1e-9)
