"""What the file says beside what the database has, everywhere with its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from seeding.findings import Finding

if TYPE_CHECKING:
    from seeding.patterns import Patterns


class Property(StrEnum):
    """The four that SDMetrics' multi-table quality report is the mean of."""

    SHAPES = "column shapes"
    PAIRS = "pair trends"
    CARDINALITY = "cardinality"
    INTERTABLE = "intertable trends"


class Metric(StrEnum):
    """SDMetrics' names of how two distributions are compared."""

    KS = "KSComplement"
    TV = "TVComplement"
    CONTINGENCY = "ContingencySimilarity"
    CORRELATION = "CorrelationSimilarity"


@dataclass(frozen=True)
class Score:
    """How alike, between 0 and 1; `chance` is what a perfect sample of as many rows could be expected to score."""

    metric: Metric
    value: float
    chance: float = 1.0


@dataclass(frozen=True)
class Steps:
    """Numbers or instants (seconds since 1970): the share of each bin, here and there, of what is not NULL.

    `below`, `above`: shares of the seeded values outside of all bins; what lies between two bins is in `between`.
    """

    bins: tuple[tuple[float, float], ...]
    file: tuple[float, ...]
    seeded: tuple[float, ...]
    below: float = 0.0
    between: float = 0.0
    above: float = 0.0
    unit: str = ""  # "time" for instants, "seconds" for durations, "whole" for whole numbers: a bin ends before `high`

    @property
    def outside(self) -> float:
        """The share of the seeded values that the file knows no bin for."""
        return self.below + self.between + self.above


@dataclass(frozen=True)
class Bars:
    """Categories: the share of each, here and there, of what is not NULL; None stands for all that are not listed."""

    labels: tuple[str | None, ...]
    file: tuple[float, ...]
    seeded: tuple[float, ...]


@dataclass(frozen=True)
class Part:
    """One more thing the file says of a column: how long texts are, which days; compared, and in no average."""

    title: str
    spread: Steps | Bars
    score: Score | None


@dataclass(frozen=True)
class ColumnFidelity:
    """A column: its distribution, its NULLs, and what else the file says of it."""

    table: str
    column: str
    kind: str  # as the pattern file calls it: number, time, category, text …
    nulls_file: float
    nulls_seeded: float
    spread: Steps | Bars | None = None
    score: Score | None = None
    counts_for: Property | None = Property.SHAPES  # None: keys and texts are in no average, as SDMetrics has it
    parts: tuple[Part, ...] = ()
    suppressed: int = 0

    @property
    def counts(self) -> bool:
        """Whether its score is in an average."""
        return self.counts_for is not None and self.score is not None


@dataclass(frozen=True)
class PairFidelity:
    """A column given what it depends on: the shares of its codes in each row of `file` and `seeded`.

    `association` is Cramér's V in the file or, between two numbers, the size of Pearson's r: pairs below SDMetrics'
    thresholds are shown and in no average.
    """

    table: str
    column: str
    on: str
    property: Property
    score: Score | None
    counts: bool
    association: float
    rows: tuple[str, ...]  # codes of what it depends on
    columns: tuple[str, ...]  # codes of the column
    file: tuple[tuple[float, ...], ...]  # an empty row: suppressed
    seeded: tuple[tuple[float, ...], ...]
    beside: Beside | None = None


@dataclass(frozen=True)
class Beside:
    """A value next to that of what it depends on, where neither is NULL.

    `same`: the share of rows where it is the same, here and there; `order` is what holds in production, and `broken`
    the share of the seeded rows where it does not.
    """

    same_file: float
    same_seeded: float
    order: str = ""
    broken: float = 0.0


@dataclass(frozen=True)
class FanOut:
    """A foreign key: how many children the parents have."""

    table: str
    key: str
    to: str
    spread: Steps
    score: Score | None


@dataclass(frozen=True)
class TableFidelity:
    """One table of the file."""

    name: str
    rows_file: int
    rows_seeded: int
    columns: tuple[ColumnFidelity, ...] = ()
    pairs: tuple[PairFidelity, ...] = ()
    fan_outs: tuple[FanOut, ...] = ()

    def scores(self, wanted: Property) -> list[float]:
        """The scores that count for a property."""
        return [score for what, score in self._counted() if what is wanted]

    def _counted(self) -> list[tuple[Property, float]]:
        found = [(c.counts_for, c.score) for c in self.columns if c.counts_for]
        found += [(pair.property, pair.score) for pair in self.pairs if pair.counts]
        found += [(Property.CARDINALITY, fan_out.score) for fan_out in self.fan_outs]
        return [(what, score.value) for what, score in found if score is not None]


@dataclass(frozen=True)
class Fidelity:
    """A whole database beside a whole file."""

    patterns: Patterns
    tables: Sequence[TableFidelity]
    findings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def properties(self) -> Mapping[Property, tuple[float | None, int]]:
        """The mean of all scores of each property, None where there are none, and how many they are."""
        found = {what: [score for table in self.tables for score in table.scores(what)] for what in Property}
        return {what: (mean(scores), len(scores)) for what, scores in found.items()}

    @property
    def score(self) -> float | None:
        """The mean of the properties that there are, as SDMetrics' report has it."""
        return mean([score for score, _ in self.properties.values() if score is not None])


def mean(scores: Sequence[float]) -> float | None:
    """None of none."""
    return sum(scores) / len(scores) if scores else None
