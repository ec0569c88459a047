"""One table as it is looked at: its measures, and the statements that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.infer.facts import MOMENTS, TEXTS
from seeding.learning import measures as measured
from seeding.learning import statements
from seeding.learning.measures import Column, Kind, Measure
from seeding.learning.source import Source
from seeding.schema import ForeignKey, Name, Schema, Table, quote

WHOLE = 2_000_000  # rows of a table that are all looked at
ITEMS = 2_500_000  # rows times measures of one statement: a microsecond each
SAMPLE = 200_000  # rows where edges and values are looked for, which are counted in all rows then
_FEWEST = 50_000  # rows that are looked at however many columns there are
_LARGE = 1 << 32  # bytes from which on pages are sampled, and not rows
_ROW = 80  # bytes, where nobody has counted


@dataclass(frozen=True)
class Delayed:
    """A column that may come so long after another, of its own row or of a parent's."""

    column: str
    after: str
    key: ForeignKey | None
    measure: Measure


@dataclass
class Look:
    """What is asked about one table."""

    source: Source
    columns: list[Column]
    percent: float  # of its rows
    measures: list[Measure] = field(default_factory=list)  # numbers
    texts: list[Measure] = field(default_factory=list)
    delays: list[Delayed] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)  # joins that measures need

    @property
    def table(self) -> Table:
        """The table."""
        return self.source.table

    @property
    def name(self) -> str:
        """Its name, as profiles write it."""
        return str(self.table.name)

    @property
    def items(self) -> int:
        """Codes of a row."""
        return max(1, len(self.measures) + len(self.texts) + len(self.columns) + 2 * len(self.rhythmic))

    @property
    def stepped(self) -> list[Measure]:
        """Numbers that may come in steps: columns themselves, and no lengths or delays."""
        return [one for one in self.measures if ":" not in one.name or one.name in self.table.by_name]

    @property
    def rhythmic(self) -> list[Column]:
        """Columns of which hours and days of the week are counted."""
        return [column for column in self.columns if column.kind is Kind.TIME]

    @property
    def written(self) -> list[Measure]:
        """Texts of which the form is told."""
        return [
            Measure(column.name, f"({measured.at(column)}::text)", text=True)
            for column in self.columns
            if column.kind in (Kind.TEXT, Kind.CATEGORY) and column.attribute.type.base.name in TEXTS
        ]

    def codings(self) -> list[str]:
        """Expressions of all codes: numbers, texts, whether each column is there, days of the week, hours."""
        found = [statements.coded(m, i) for i, m in enumerate([*self.measures, *self.texts], 2)]
        found += [statements.present(column.name) for column in self.columns]
        for column in self.rhythmic:
            at = f"t.{quote(column.name)}"
            found.append(f"extract(isodow from {at})::int4")
            moment = column.attribute.type.base.name in MOMENTS
            found.append(f"extract(hour from {at})::int4 + 1" if moment else "null::int4")
        return found

    def statements(self) -> dict[str, str]:
        """Every statement of the table's own, by what it is for."""
        found = {"rows": statements.rows(self.source), "people": statements.people(self.source)}
        if self.columns:
            found["shares"] = statements.shares(self.source, self.codings(), self.parents)
        if self.measures:
            found["points"] = statements.points(self.source, self.measures, self.parents)
            if self.stepped:
                found["steps"] = statements.steps(self.source, self.stepped)
            found["edges"] = statements.edges(self.source, self.measures, self.parents)
        if self.texts:
            found["values"] = statements.values(self.source, self.texts)
        if self.written:
            found["forms"] = statements.forms(self.source, self.written)
            found["distinct"] = statements.distinct(self.source, self.written)
        return found


def look(source: Source, schema: Schema, reference: frozenset[Name], bytes_: Mapping[Name, int]) -> Look:
    """How one table is looked at."""
    table = source.table
    columns = measured.columns(table, schema, reference)
    found = Look(source, columns, 100.0)
    for column in columns:
        one = measured.value(column)
        if one is not None:
            (found.texts if one.text else found.measures).append(one)
        found.measures.extend(measured.forms(column))
    found.delays.extend(_delays(found, schema, reference))
    found.measures.extend(delay.measure for delay in found.delays)
    rows = table.estimated_rows if table.estimated_rows > 0 else bytes_.get(table.name, 0) / _ROW
    most = max(_FEWEST, min(WHOLE, ITEMS / found.items))
    if rows > most * 1.1:
        found.percent = float(f"{100 * most / rows:.3g}")
    return found


def method(table: Table, bytes_: Mapping[Name, int]) -> str:
    """Whether rows are sampled, or pages, of which fewer are read then."""
    return "system" if bytes_.get(table.name, 0) > _LARGE else "bernoulli"


def _delays(found: Look, schema: Schema, reference: frozenset[Name]) -> list[Delayed]:
    """Instants that may follow others: of the row, or of the rows it refers to; one of those a parent, at most four."""
    delays = [Delayed(late, early, None, measure) for late, early, measure in measured.delays(found.columns)]
    late = next((column for column in found.columns if column.kind is Kind.TIME), None)
    if late is None:
        return delays
    number = 0
    for key in found.table.foreign_keys:
        parent = schema.tables.get(key.parent)
        if parent is None or key.parent in reference or key.implied or key.period or number == 4:
            continue
        early = next((c for c in measured.columns(parent, schema, reference) if c.kind is Kind.TIME), None)
        if early is None:
            continue
        number += 1
        found.parents.append(found.source.parent(number, key))
        delays.append(Delayed(late.name, early.name, key, measured.between(late, early, f"f{number}")))
    return delays
