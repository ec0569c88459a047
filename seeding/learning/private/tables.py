"""A table of two columns' codes without most of its noise: nothing here looks at the rows, so nothing has to be paid.

What a table should about be is known from less: the two columns' own shares, and for numbers one correlation (a
Gaussian copula). Cells are drawn there as far as noise may have made the difference (an empirical Bayes estimate),
made positive, and raked to the shares of both columns (Deming and Stephan 1940).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from seeding.learning.private.grids import simplex

_SURE = 2.0  # times the noise: a difference that it hardly makes
_RAKED = 30
_INSIDE = 8  # points of a code where the copula is looked at
_CORRELATIONS = (-0.99, -0.98, *(round(0.04 * step, 2) for step in range(-24, 25)), 0.98, 0.99)
_LEAST = 3  # codes in order, for a correlation to mean anything
_NORMAL = NormalDist()

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One side of a table: its codes' shares where they are known, and how many, the first ones, are in order."""

    shares: Sequence[float] | None
    ordered: int = 0


def fitted(noisy: Sequence[Sequence[int]], origin: Axis, own: Axis, noise: float, k: int) -> list[tuple[float, ...]]:
    """For each of the origin's codes the shares of the column's own; nothing where that is not known."""
    counts = np.array(noisy, dtype=np.float64)
    margin = np.array(own.shares, dtype=np.float64)
    whole = max(1.0, float(counts.sum()))
    sums = np.array(simplex([float(n) for n in counts.sum(axis=1)], whole) if origin.shares is None else origin.shares)
    sums = sums * whole / max(1e-9, float(sums.sum()))
    model, told = _model(counts, sums, margin * whole, (origin.ordered, own.ordered), noise)
    found = _drawn(counts, model, noise)
    found = np.array([simplex(list(row), total) for row, total in zip(found, sums, strict=True)])
    found = _raked(found, model, sums, margin * whole)
    enough = max(k, noise * math.sqrt(len(margin)))
    return [
        tuple(round(float(n / row.sum()), 4) for n in row) if row.sum() > 0 and (total > enough or told) else ()
        for row, total in zip(found, sums, strict=True)
    ]


def _model(counts: Table, rows: Table, columns: Table, ordered: tuple[int, int], noise: float) -> tuple[Table, bool]:
    """What a table is about: independent, or numbers with one correlation; whether it is the latter."""
    found = np.outer(rows, columns) / max(1e-9, float(columns.sum()))
    if min(ordered) >= _LEAST:
        first, second = ordered
        inside = found[:first, :second]
        held = float(inside.sum())
        if held > 0:
            parts = inside.sum(axis=1) / held, inside.sum(axis=0) / held
            options = [held * _copula(*parts, r) for r in _CORRELATIONS]
            near = [float(((counts[:first, :second] - one) ** 2).sum()) for one in options]
            found[:first, :second] = options[int(np.argmin(near))]
            return found, True
    for axis in (0, 1):
        if ordered[axis] >= _LEAST:
            found = _smooth(counts, found, ordered[axis], axis, noise)
    return found, False


def _copula(rows: Table, columns: Table, correlation: float) -> Table:
    """The shares of cells of two numbers that are normally distributed, but for their scales."""
    starts = np.concatenate([[0.0], np.cumsum(rows)])
    places = starts[:-1, None] + np.diff(starts)[:, None] * (np.arange(_INSIDE) + 0.5) / _INSIDE
    across = _quantiles(places.clip(1e-6, 1 - 1e-6))
    edges = _quantiles(np.cumsum(columns)[:-1].clip(1e-6, 1 - 1e-6))
    z = (edges - correlation * across[:, :, None]) / math.sqrt(1 - correlation**2)
    below = _below(z).mean(axis=1)
    padded = np.concatenate([np.zeros((len(rows), 1)), below, np.ones((len(rows), 1))], axis=1)
    shares: Table = rows[:, None] * np.diff(padded, axis=1)
    return shares


def _quantiles(shares: Table) -> Table:
    return np.vectorize(_NORMAL.inv_cdf, otypes=[np.float64])(shares)  # type: ignore[no-any-return]


def _below(z: Table) -> Table:
    error: Any = np.vectorize(math.erf, otypes=[np.float64])
    return 0.5 * (1 + error(z / math.sqrt(2)))  # type: ignore[no-any-return]


def _smooth(counts: Table, model: Table, ordered: int, axis: int, noise: float) -> Table:
    """The model and what neighbouring codes have in common beside it."""
    off = np.moveaxis(counts - model, axis, 0)[:ordered]
    padded = np.concatenate([off[:1], off, off[-1:]])
    mean = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    found = np.moveaxis(model.copy(), axis, 0)
    found[:ordered] += mean * _kept(mean, found[:ordered], noise * math.sqrt(6) / 4)
    return np.moveaxis(found, 0, axis).clip(0)


def _drawn(counts: Table, model: Table, noise: float) -> Table:
    off = counts - model
    found: Table = model + off * _kept(off, model, noise)
    return found


def _kept(off: Table, model: Table, noise: float) -> Table:
    """The part of each difference that is none of noise: by how far all are from the model, and by each one's size."""
    if not noise:
        return np.ones_like(off)
    spread = max(0.0, float((off**2).sum() - off.size * noise**2) / max(1e-9, float((model**2).sum())))
    common = spread * model**2 / (spread * model**2 + noise**2)
    alone = 1 - (_SURE * noise / np.maximum(np.abs(off), 1e-9)) ** 2
    found: Table = np.maximum(common, alone)
    return found


def _raked(table: Table, model: Table, rows: Table, columns: Table) -> Table:
    """Both sums as they are known; what noise emptied altogether is as the model has it."""
    found = table + 1e-3 * model
    for _ in range(_RAKED):
        found = found * (columns / np.maximum(found.sum(axis=0), 1e-9))
        found = found * (rows / np.maximum(found.sum(axis=1), 1e-9))[:, None]
    return found
