"""A generator with a reason for every column nobody declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.when import When
from seeding.infer.between import room_of, share_of
from seeding.infer.concepts import concept_of
from seeding.infer.decisions import Keys
from seeding.infer.deeds import as_deed, as_done, as_implied
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.ordered import Kind, Ordered
from seeding.infer.generators.period_start import PeriodStart
from seeding.infer.generators.slot import AtMost, PerGroup
from seeding.infer.given import as_given
from seeding.infer.heard import heard, is_asked_for
from seeding.infer.identities import identities, is_identities
from seeding.infer.inferred import Inferred
from seeding.infer.keys import keys_of
from seeding.infer.kinds import of_kind
from seeding.infer.lasting import ends_after, is_short, is_term
from seeding.infer.nulls import null_share, with_nulls
from seeding.infer.numeric import allowed
from seeding.infer.partitions import only_null
from seeding.infer.rules import RULES
from seeding.infer.server import left_to_server
from seeding.infer.since import before_slot, since_parents
from seeding.infer.states import as_planned, as_told
from seeding.infer.vet import chosen
from seeding.schema import Schema, Table

# What others derive from comes first, so that they can be tried out beside it.
_FIRST = ("full_name", "first_name", "last_name", "name", "title", "product_name", "city", "created", "started")


def infer(
    table: Table,
    schema: Schema,
    *,
    declared: Collection[str] = (),
    known: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Inferred]:
    """Generators for the writable columns of `table` not in `declared`, in the table's order.

    Left out are columns whose default serves better, and those of types that take no input. A reason ends in
    "not understood" where a constraint asks for something that no rule here makes sure of. `known` are valid
    values of types, by their SQL spelling, that were found otherwise.
    """
    if is_identities(table, schema):
        return identities(table, schema, declared)
    facts = TableFacts.of(table, schema, declared, known or {})
    keys = keys_of(facts)
    found: dict[str, Inferred] = {}
    columns: dict[str, Column] = {}
    for column in _in_turn(facts, keys):
        decided = _decide(column, keys, columns)
        if decided is not None:
            decided = of_kind(facts, column.name, decided)
            found[column.name] = decided
            columns[column.name] = decided.generator
    doubts = _doubts(facts, keys, found)
    return {
        a.name: replace(found[a.name], reason=found[a.name].reason + doubts.get(a.name, ""))
        for a in table.attributes
        if a.name in found
    }


def _in_turn(facts: TableFacts, keys: Keys) -> Iterator[ColumnFacts]:
    def turn(column: ColumnFacts) -> int:
        if column.name in keys.generators:
            return -1
        concept = concept_of(column)
        return _FIRST.index(concept) if concept in _FIRST else len(_FIRST)

    wanted = [c for c in facts.columns.values() if c.name not in facts.declared and c.attribute.writable]
    for column in sorted(wanted, key=turn):
        why = keys.unique.get(column.name) or keys.apart.get(column.name)
        yield column if why is None else replace(column, unique=True, distinct_reason=why)


def _decide(facts: ColumnFacts, keys: Keys, columns: Mapping[str, Column]) -> Inferred | None:
    relations = facts.of.relations
    check = relations.null.get(facts.name)
    if check is not None and facts.attribute.nullable:
        return Inferred(Constant(None), f"NULL: check {check}")
    if only_null(facts.table.partitioning, facts.name):
        return Inferred(Constant(None), "NULL: there is no other partition")
    decided = keys.generators.get(facts.name) or _ordered(facts, columns) or _begun(facts)
    if facts.name in keys.generators and decided is not None:
        decided = as_done(facts, decided)
    if decided is None:
        if left_to_server(facts) and not is_asked_for(facts):
            return None
        candidates = (candidate for rule in RULES for candidate in rule(facts))
        decided = chosen(facts, candidates, columns)
        if decided is None:
            return None
        decided = heard(facts, as_given(facts, decided))
        if not isinstance(decided.generator, Constant):
            told = as_deed(facts, decided) or as_told(facts, decided) or as_implied(facts, decided)
            decided = told or replace(decided, generator=with_nulls(decided.generator, null_share(facts)))
            decided = since_parents(facts, keys, before_slot(facts, keys, as_planned(facts, decided)))
    decided = _shaped(facts, keys, decided)
    presence = relations.present.get(facts.name)
    if presence is not None:
        generator = When(presence.other, presence.values, decided.generator)
        return Inferred(generator, f"{decided.reason}, as check {relations.reasons[facts.name]} asks")
    return decided


def _begun(facts: ColumnFacts) -> Inferred | None:
    """A date that its check keeps to the first of a month."""
    unit = facts.limits.begins
    if unit is None or not facts.is_date:
        return None
    generator = PeriodStart(unit, unique=True) if facts.unique else PeriodStart(unit)
    return Inferred(with_nulls(generator, null_share(facts)), f"the first of a {unit}, as its check asks")


def _shaped(facts: ColumnFacts, keys: Keys, decided: Inferred) -> Inferred:
    """What keys ask of a column beside its own value: to agree with others, to be there once."""
    if facts.name in keys.alike:
        groups, why = keys.alike[facts.name]
        generator: Column = PerGroup(decided.generator, by=groups)
        return Inferred(generator, f"{decided.reason}, one for each {', '.join(groups)} (exclusion {why})")
    if facts.name in keys.few:
        count, why = keys.few[facts.name]
        return Inferred(AtMost(decided.generator, count), f"{decided.reason}; room for {count} row ({why})")
    return decided


_HOURS = 4


def _ordered(facts: ColumnFacts, columns: Mapping[str, Column]) -> Inferred | None:
    """A column that a check puts above or below others that are decided already."""
    relations = facts.of.relations
    floors = relations.floors(facts.name, columns)
    ceilings = relations.ceilings(facts.name, columns)
    if not (floors or ceilings) or facts.unique:
        return None
    kind: Kind | None
    kind = "number" if facts.is_number else "date" if facts.is_date else "moment" if facts.is_moment else None
    if kind is None:
        return None
    gap = 1 if any(floors.values()) or any(ceilings.values()) else 0
    options: dict[str, Any] = {"gap": gap} if gap else {}
    if kind == "number":
        span = allowed(facts)
        options |= {"digits": span.digits} if span.digits > 0 else {}
        if ceilings:
            options["low"] = max(span.low, type(span.low)(0))
        if facts.limits.upper is not None or span.high < 10**6:
            options["high"] = span.high
    if kind == "moment" and len(floors) == 1 and not ceilings:
        lasting = ends_after(facts, next(iter(floors)))
        if lasting is not None:
            return Inferred(lasting, f"{lasting.lasting} after {lasting.start}")
    days = 730 if is_term(facts) and floors else 60
    hours = _HOURS if is_short(facts) else 24 * (days if days > 60 else 30)
    room = {"number": room_of(facts), "date": days, "moment": hours}[kind]
    options |= {"above": tuple(floors)} if floors else {}
    options |= {"below": tuple(ceilings)} if ceilings else {}
    if kind == "number":
        share = share_of(facts, floors, ceilings)
        if share is not None:
            return Inferred(share, f"check {relations.reasons.get(facts.name, '')}, a part of {', '.join(ceilings)}")
    generator = Ordered(kind, room=room, **options)
    return Inferred(generator, f"check {relations.reasons.get(facts.name, '')}".strip())


def _doubts(facts: TableFacts, keys: Keys, found: Collection[str]) -> dict[str, str]:
    """Constraints nothing here makes sure of, by the column that is told about them, of those that were `found`."""
    named: dict[str, list[str]] = {}
    for name in found:
        for check in facts.columns[name].limits.unread:
            named.setdefault(name, []).append(check)
    table = facts.table
    columns_by_constraint = {
        **{check.name: check.columns for check in table.checks},
        **{key.name: key.columns for key in table.foreign_keys},
        **{unique.name: tuple(c for c in unique.columns if c is not None) for unique in table.uniques},
        **{exclusion.name: tuple(e for e, _ in exclusion.elements) for exclusion in table.exclusions},
    }
    for name in (*keys.doubts, *facts.relations.unread):
        for told in columns_by_constraint.get(name, ()):
            named.setdefault(told, []).append(name)
    return {column: f"; not understood: {', '.join(dict.fromkeys(names))}" for column, names in named.items()}
