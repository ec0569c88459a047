"""What the measurements say, beside the bars we set ourselves."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.clock import Run


@dataclass(frozen=True)
class Figure:
    """A measured value and the bar it is held against; `value` is None where it was not measured, and `note` says why.

    `spread` are the lowest and the highest of the rounds.
    """

    what: str
    bar: float
    unit: str
    value: float | None = None
    at_most: bool = False
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where nothing was measured."""
        if self.value is None:
            return None
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def ratios(ours: Sequence[Run], theirs: Sequence[Run]) -> list[float]:
    """How many times longer they take for a row than we do, round by round."""
    return [_per_row(their) / _per_row(our) for our, their in zip(ours, theirs, strict=True)]


def spread(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest."""
    found = list(values)
    return min(found), max(found)


def median_rate(runs: Sequence[Run]) -> float:
    """Rows a second, the median of the rounds."""
    return statistics.median(run.rows / run.seconds for run in runs)


def ratio_figure(
    what: str,
    bar: float,
    ours: Sequence[Run],
    theirs: Sequence[Run],
    *,
    inverse: bool = False,
    note: str = "",
) -> Figure:
    """How many times faster we are, at least the bar; `inverse`: how many times slower, at most the bar."""
    if not ours or not theirs:
        return Figure(what, bar, "×", at_most=inverse, note=note or "not measured in this run")
    found = [1 / r if inverse else r for r in ratios(ours, theirs)]
    return Figure(what, bar, "×", statistics.median(found), at_most=inverse, spread=spread(found), note=note)


def _per_row(run: Run) -> float:
    return run.seconds / run.rows
