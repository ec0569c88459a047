"""One table's columns as its pattern says: which values, which NULLs, depending on what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from seeding.columns.base import Column
from seeding.columns.instants import SECOND
from seeding.columns.moment import Moment
from seeding.columns.reference import Reference
from seeding.findings import Finding
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.ordered import Ordered
from seeding.infer.patterned import code_column
from seeding.infer.patterned.beside import PatternBeside
from seeding.infer.patterned.coded import Coded, Read
from seeding.infer.patterned.delay import PatternDelay
from seeding.infer.patterned.key_of_list import PatternKey
from seeding.infer.patterned.limits import Limits
from seeding.infer.patterned.nulls import PatternNulls
from seeding.infer.patterned.number import PatternNumber
from seeding.infer.patterned.raked import Given
from seeding.infer.patterned.readings import listed
from seeding.infer.patterned.reference import ApartReference
from seeding.infer.patterned.time import PatternTime
from seeding.infer.patterned.weighed import WeighedReference
from seeding.patterns.model import CategoryShape, ColumnShape, JsonShape, TableShape, TimeShape
from seeding.plan.draft import Draft
from seeding.plan.model import Origin, PlannedColumn
from seeding.plan.patterned.checks import Checks
from seeding.plan.patterned.codes import null_code, reading_of, shares_of, without
from seeding.plan.patterned.couple import coupling_to
from seeding.plan.patterned.drift import drift
from seeding.plan.patterned.edges import Edge
from seeding.plan.patterned.keys import anchor_of, key_named
from seeding.plan.patterned.looks import is_replaceable
from seeding.plan.patterned.references import reason, told
from seeding.plan.patterned.uniques import Uniques
from seeding.plan.patterned.values import Ends, Way, made, step_of, time_bins
from seeding.plan.shape import changed
from seeding.profile import Profile
from seeding.schema import Name, Schema


def with_shape(
    draft: Draft,
    shape: TableShape,
    schema: Schema,
    profile: Profile,
    findings: list[Finding],
    *,
    shapes: Mapping[Name, TableShape],
    edges: Mapping[str, Edge],
    read: Collection[str],
    kept: Collection[str],
    carried: Collection[Name],
    uniques: Uniques,
    delayed: bool,
    shift: int,
    ends: Ends | None = None,
) -> Draft:
    """The draft as the pattern has it; columns in `kept`, and those the profile decided, keep their generators.

    Others depend on the columns in `read`; rows of the tables in `carried` are those of the file. Without
    `delayed` nothing comes some time after another column of its row. `ends` say how many rows lie beyond numbers'.
    """
    laying = Laying(draft, shape, schema, profile, findings, edges=edges, read=read, carried=carried, shift=shift)
    laying.delays, laying.uniques, laying.shapes, laying.ends = delayed, uniques, shapes, ends
    return laying.lay(kept, listed=draft.table.name in carried)


class Laying:
    """A draft while the shapes of its columns are laid over it."""

    def __init__(
        self,
        draft: Draft,
        shape: TableShape,
        schema: Schema,
        profile: Profile,
        findings: list[Finding],
        *,
        edges: Mapping[str, Edge],
        read: Collection[str],
        carried: Collection[Name],
        shift: int,
    ) -> None:
        self.draft, self.shape, self.schema, self.findings = draft, shape, schema, findings
        self.edges, self.read, self.carried, self.shift = edges, read, carried, shift
        self.settings = profile.settings(str(draft.table.name))
        self.facts = TableFacts.of(draft.table, schema)
        self.columns = dict(draft.columns)
        self.checks = Checks(draft, self.facts, edges.values())
        self.hidden: dict[str, Column] = dict(draft.hidden)
        self.delays, self.uniques = True, Uniques()
        self.shapes: Mapping[Name, TableShape] = {}
        self.ends: Ends | None = None

    def lay(self, kept: Collection[str], *, listed: bool) -> Draft:
        """The draft as the pattern has it; columns in `kept` keep their generators."""
        for name, shape in self.shape.columns.items():
            attribute = self.draft.table.by_name.get(name)
            if attribute is None:
                self.findings.append(
                    drift(f"{self.draft.table.name}", f"tells of a column {name} that it does not have")
                )
                continue
            if not attribute.nullable and shape.nulls:
                shape = _never_null(shape)  # noqa: PLW2901
            laid = not (listed or name in kept or name in self.settings.weights) and self._lay(name, shape)
            if not laid and name in self.read and name in self.columns:
                self.hidden[code_column(name)] = Read(name, reading_of(shape, self.shift))
        ordered = {a.name: self.columns[a.name] for a in self.draft.table.attributes if a.name in self.columns}
        return replace(self.draft, columns=ordered, hidden=self.hidden)

    def _lay(self, name: str, shape: ColumnShape) -> bool:
        """Whether the column's codes are drawn now, and its values follow them."""
        facts, column = self.facts.columns[name], self.columns.get(name)
        if column is None:
            return False
        if any(name in key.columns for key in self.draft.table.foreign_keys):
            return self._key(name, shape, column)
        if isinstance(shape, TimeShape) and shape.delay is not None and self._delayed(name, shape, column, facts):
            return False  # codes are read off its values
        free = name in self.uniques.free or self.checks.follow(name)
        if (free or is_replaceable(column, checked=self._checked(name))) and not self._bound(facts):
            try:
                laid = self._replaced(name, shape, column, facts)
            except ValueError as error:
                self.findings.append(drift(f"{self.draft.table.name}.{name}", str(error)))
                return False
            if laid is not None:
                return laid
        return self._nulled(name, shape, column)

    def _bound(self, facts: ColumnFacts) -> bool:
        """Whether an index or an exclusion asks for more than values by themselves can promise."""
        return facts.name in self.uniques.bound

    def _checked(self, name: str) -> bool:
        return name in self.facts.shared_checks

    def _replaced(self, name: str, shape: ColumnShape, column: PlannedColumn, facts: ColumnFacts) -> bool | None:
        """Whether codes are drawn for the column, now that another generator makes it; None where none does."""
        before = changed(column.generator, nulls=0.0) if column.generator.nulls else column.generator
        own = self.settings.nulls.get(name)
        inner = _never_null(shape) if own is not None else shape
        rising = isinstance(before, Moment) and before.rising and name not in self.edges
        apart = self.uniques.of(name)
        coded = apart is not None or (not rising and (name in self.edges or name in self.read))
        edge = self.edges.get(name)
        coupling = coupling_to(edge.every, shape, self.shift) if edge is not None else None
        way = (
            Way(code_column(name), null_code(inner), coupling=coupling, apart=apart)
            if coded
            else Way(nulls=inner.nulls)
        )
        if isinstance(shape, JsonShape) and column.origin is Origin.FACTORY:
            return None
        found = made(facts, inner, way, before, self.shift, self.ends if apart is None else None)
        if found is None:
            return None
        generator = found.generator
        if self.checks.follow(name) and not isinstance(generator, PatternNumber):
            return None
        # Which categories are the other's, their codes say already.
        for one in edge.every if edge is not None and apart is None else ():
            same = one.same if not isinstance(shape, CategoryShape) else 0.0
            if one.origin_column and (same or one.order):
                generator = PatternBeside(generator, one.other, same=same, order=one.order)
        generator = self.checks.held(name, generator)
        if own:
            generator = changed(generator, nulls=own)
        if coded:
            self.hidden[code_column(name)] = self._codes(name, shape, inner, found.lost)
        self.columns[name] = self._told(column, generator, shape.kind, name)
        return coded

    def _codes(self, name: str, shape: ColumnShape, inner: ColumnShape, lost: Collection[int]) -> Coded:
        """The column's codes by themselves, or given those of what it depends on."""
        gone = [*lost, *([null_code(shape)] if inner is not shape and shape.nulls else [])]
        shares = without([shares_of(shape)], gone)[0]
        if not sum(shares) > 0:
            shares = tuple(0.0 if n in gone else 1.0 for n in range(len(shares)))
        edge = self.edges.get(name)
        apart = self.uniques.of(name)
        if edge is None:
            return Coded(shares, apart=apart)
        given = tuple(row[: len(shares)] for row in edge.given)
        nobody = without([edge.nobody[: len(shares)]], gone)[0]
        also = [
            Given(one.source, without([row[: len(shares)] for row in one.given], gone), without([one.nobody], gone)[0])
            for one in edge.also
        ]
        return Coded(shares, on=edge.source, given=without(given, gone), nobody=nobody, also=also, apart=apart)

    def _told(self, column: PlannedColumn, generator: Column, what: str, name: str) -> PlannedColumn:
        edge = self.edges.get(name)
        said = _WHAT[what]
        if edge is not None:
            said += f" by {edge.other}" if edge.other else f" by the number of {edge.origin_table}"
        return replace(column, generator=generator, origin=Origin.PATTERN, reason=reason(column, said))

    def _nulled(self, name: str, shape: ColumnShape, column: PlannedColumn) -> bool:
        """NULLs as production has them, in what somebody else makes; whether codes are drawn for it."""
        if name in self.settings.nulls or not column.attribute.nullable:
            return False
        generator = column.generator
        if isinstance(generator, Reference) or (generator.nulls >= 1 and not shape.nulls):
            return False
        edge = self.edges.get(name)
        plain = shape.codes == 1 + bool(shape.nulls)
        if edge is None or not shape.nulls:
            if generator.nulls != shape.nulls:
                self.columns[name] = told(column, changed(generator, nulls=shape.nulls), "NULLs")
            return False
        drawn = code_column(name) if plain else code_column(f"{name}\0null")
        self.hidden[drawn] = _presence(edge, shape.nulls)
        inner = changed(generator, nulls=0.0) if generator.nulls else generator
        self.columns[name] = self._told(column, PatternNulls(inner, code=drawn, null=1), "other", name)
        return plain

    def _delayed(self, name: str, shape: TimeShape, column: PlannedColumn, facts: ColumnFacts) -> bool:
        delay = shape.delay
        if delay is None or not delay.bins or self._bound(facts):
            return False
        if not (is_replaceable(column, checked=self._checked(name)) or isinstance(column.generator, Ordered)):
            return False
        if not (facts.is_date or facts.is_moment):
            return False
        after, key = delay.after, None
        if delay.through:
            key, anchor = key_named(self.draft, delay.through), anchor_of(self.draft, delay.through)
            parent = self.schema.tables.get(key.parent) if key is not None else None
            if anchor is None or parent is None or parent.name == self.draft.table.name or after not in parent.by_name:
                return False
            after = f"{anchor}.{after}"
        elif after not in self.columns or not self.delays:
            return False
        own = self.settings.nulls.get(name)
        nulls = shape.nulls if own is None else own
        before = self._nulls_of(delay.after) if not delay.through else 0.0
        edge = self.edges.get(name)
        coded = edge is not None and own is None and shape.nulls > 0
        # Without anything else that says which are NULL: those whose beginning is, and some of the others.
        follows = not coded and nulls >= before and column.attribute.nullable
        options: dict[str, Any] = {}
        if coded:
            assert edge is not None
            drawn = code_column(f"{name}\0null")
            self.hidden[drawn] = _presence(edge, shape.nulls)
            options = {"code": drawn, "null": 1}
        elif follows and before < 1:
            options = {"nulls": (nulls - before) / (1.0 - before)}
        elif nulls:
            options = {"nulls": nulls}
        bins = time_bins(shape, self.shift)
        if bins and not follows:
            options["otherwise"] = PatternTime(
                bins,
                step=step_of(shape, date=facts.is_date),
                weekday=shape.weekday,
                hour=shape.hour,
                date=facts.is_date,
            )
        generator = PatternDelay(
            after,
            [(b.low, b.high, b.share) for b in delay.bins],
            latest=bins[-1][1] if bins else 2**62,
            limits=self._limits(shape, key.parent if delay.through and key is not None else self.draft.table.name),
            step=step_of(shape, date=facts.is_date),
            date=facts.is_date,
            **options,
        )
        self.columns[name] = told(column, generator, f"delay after {after}")
        return True

    def _limits(self, shape: TimeShape, table: Name) -> Limits | None:
        """How late it can be after the instant of a row of `table`."""
        assert shape.delay is not None
        base = self.shapes[table].columns.get(shape.delay.after) if table in self.shapes else None
        if not shape.delay.given or not isinstance(base, TimeShape) or not base.bins or not shape.bins:
            return None
        if len(shape.delay.given) != base.codes or any(row and len(row) != shape.codes for row in shape.delay.given):
            return None
        seconds = [(low / SECOND, high / SECOND, share) for low, high, share in time_bins(base, self.shift)]
        own = [(low / SECOND, high / SECOND) for low, high, _ in time_bins(shape, self.shift)]
        starts = shape.starts(len(own))
        edges = (*(own[start][0] for start in starts), max(own[-1][1], own[-1][0] + 1))
        given = tuple(tuple(row[: len(starts)]) for row in shape.delay.given)
        return Limits(tuple(seconds), base.starts(len(seconds)), edges, given)

    def _nulls_of(self, name: str) -> float:
        shape = self.shape.columns.get(name)
        return shape.nulls if shape is not None else 0.0

    def _key(self, name: str, shape: ColumnShape, column: PlannedColumn) -> bool:
        """A reference to a table whose rows the file lists: a category of keys."""
        if (
            not isinstance(shape, CategoryShape)
            or type(column.generator) not in (Reference, WeighedReference, ApartReference)
            or self._bound(self.facts.columns[name])
        ):
            return False
        keys = [k for k in self.draft.table.foreign_keys if k.columns == (name,) and k.parent in self.carried]
        if not keys or name in self.settings.nulls:
            return False
        self.hidden[code_column(name)] = self._codes(name, shape, shape, ())
        generator = PatternKey(
            column.generator.parent,
            listed(shape.values),
            shape.shares,
            key=column.generator.key,
            code=code_column(name),
            null=null_code(shape),
            apart=self.uniques.of(name),
        )
        self.columns[name] = self._told(column, generator, "key", name)
        return True


_WHAT = {
    "number": "bins", "time": "bins and rhythm", "category": "categories", "key": "which rows", "text": "lengths",
    "array": "lengths and elements", "json": "keys", "other": "NULLs",
}  # fmt: skip


def _presence(edge: Edge, nulls: float) -> Coded:
    """Whether there is a value, by an edge's shares of NULL."""
    first, *also = (Given(one.source, tuple(map(_there, one.given)), _there(one.nobody)) for one in edge.every)
    return Coded((1.0 - nulls, nulls), on=first.on, given=first.given, nobody=first.nobody, also=also)


def _there(row: tuple[float, ...]) -> tuple[float, ...]:
    return (1.0 - row[-1], row[-1]) if row else ()


def _never_null(shape: ColumnShape) -> ColumnShape:
    return shape.model_copy(update={"nulls": 0.0}) if shape.nulls else shape
