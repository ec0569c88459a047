"""Parents of a kind: a trigger wants a user's scope to be an organisation, or makes a row here for every project.

Only of trees whose levels a check names: there the kind of each row is known before any is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from seeding.columns.from_parent import FromParent
from seeding.columns.reference import Reference
from seeding.infer.decisions import Keys
from seeding.infer.facts import TableFacts
from seeding.infer.generators.kinds import EachOfKind, ReferenceToKind
from seeding.infer.inferred import Inferred
from seeding.infer.trees import Levels, levels_of
from seeding.schema import ForeignKey, Table
from seeding.schema.routine import Compared, Condition, Listed, Variables, body_of, compared, conditions, variables
from seeding.schema.trigger_tables import passed_on

_LITERAL = re.compile(r"^'((?:[^']|'')*)'(?:::[\w. ]+)?$")


def made_of_kind(facts: TableFacts, keys: Keys) -> None:
    """A table in which a trigger of its parent makes a row for every parent of one kind: those are its rows."""
    for key in _single(facts):
        parent = facts.schema.tables[key.parent]
        levels = levels_of(parent)
        if levels is None or not any(u.plain == key.columns for u in facts.table.uniques):
            continue
        kinds = [n for n, kind in enumerate(levels.kinds) if _makes(parent, facts.table, levels, kind)]
        passed = passed_on(parent, facts.table.name, timing="AFTER")
        (own,), (there,) = key.columns, key.parent_columns
        if not kinds or passed.get(own) != there or facts.declared:
            continue
        among = len(levels.kinds)
        generator = ReferenceToKind(
            str(key.parent), kinds=among, wanted=kinds, key=there, fan_out=EachOfKind(kinds=among, wanted=tuple(kinds))
        )
        said = ", ".join(levels.kinds[n] for n in kinds)
        keys.generators[own] = Inferred(generator, f"foreign key to {key.parent}, whose trigger makes a row: {said}")
        for column, from_ in passed.items():
            if column != own and facts.table.by_name[column].writable:
                keys.generators[column] = Inferred(FromParent(own, from_), f"what the trigger of {key.parent} gives it")


def of_kind(facts: TableFacts, column: str, decided: Inferred) -> Inferred:
    """The reference to a parent of those kinds that the table's triggers let pass."""
    generator = decided.generator
    if type(generator) is not Reference or not facts.table.triggers:
        return decided
    for key in _single(facts):
        levels = levels_of(facts.schema.tables[key.parent]) if key.columns == (column,) else None
        if levels is None or str(key.parent) != generator.parent:
            continue
        wanted = _wanted(facts.table, key, levels)
        if wanted is not None and 0 < len(wanted) < len(levels.kinds):
            made = ReferenceToKind(
                generator.parent, kinds=len(levels.kinds), wanted=wanted, key=generator.key,
                fan_out=generator.fan_out, nulls=generator.nulls,
            )  # fmt: skip
            said = " or ".join(levels.kinds[n] for n in wanted)
            return replace(decided, generator=made, reason=f"{decided.reason}, {said} as a trigger wants")
    return decided


def _single(facts: TableFacts) -> Iterator[ForeignKey]:
    for key in facts.table.foreign_keys:
        other = key.parent != facts.table.name and key.parent in facts.schema.tables
        if len(key.columns) == 1 and key.enforced and other:
            yield key


def _makes(parent: Table, table: Table, levels: Levels, kind: str) -> bool:
    """`IF NEW.type = 'org' THEN INSERT INTO org …` after a row of the parent went in."""
    said = re.compile(
        rf"\bif\s+new\s*\.\s*{re.escape(levels.kind)}\s*=\s*'{re.escape(kind)}'\s+then\s+insert\s+into\s+"
        rf'(?:"?{re.escape(table.name.schema)}"?\s*\.\s*)?"?{re.escape(table.name.name)}"?\s*\(',
        re.IGNORECASE,
    )
    return any(
        trigger.enabled and trigger.timing == "AFTER" and "INSERT" in trigger.events and said.search(trigger.body)
        for trigger in parent.triggers
    )


def _wanted(table: Table, key: ForeignKey, levels: Levels) -> tuple[int, ...] | None:
    """The places of the kinds that all triggers let pass; None where none asks."""
    found: set[str] | None = None
    for trigger in table.triggers:
        if not (trigger.enabled and trigger.per_row and "INSERT" in trigger.events):
            continue
        body = body_of(table, trigger)
        known = variables(body)
        for condition in conditions(body, known):
            allowed = _allowed(condition, known, key, levels)
            if allowed is not None:
                found = allowed if found is None else found & allowed
    return None if found is None else tuple(n for n, kind in enumerate(levels.kinds) if kind in found)


def _allowed(condition: Condition, known: Variables, key: ForeignKey, levels: Levels) -> set[str] | None:
    """The kinds with which one condition lets a row pass; None where it asks for something else."""
    asked = re.compile(
        rf"\bfrom\s+(?:\w+\.)?{re.escape(key.parent.name)}\b.*\bnew\s*\.\s*{re.escape(key.columns[0])}\b",
        re.IGNORECASE | re.DOTALL,
    )
    of_kind_ = re.compile(rf"^(?:\w+\.)?{re.escape(levels.kind)}$", re.IGNORECASE)
    if condition.query is not None:
        query, unknown = known.resolved_query(condition.query)
        if (
            not condition.negated
            or unknown
            or not asked.search(f"from {query.source} where {' and '.join(query.where)}")
        ):
            return None
        for part in query.where:
            for one in compared(part):
                if of_kind_.match(one.left.strip()):
                    return _kinds(one, holds=True)
        return None
    for one in condition.parts:
        left = known.resolved(one.left)
        looked_up = re.match(r"^\(+\s*select\s+(\S+)\s+from\b", left or "", re.IGNORECASE)
        if left is not None and looked_up is not None and of_kind_.match(looked_up[1]) and asked.search(left):
            return _kinds(one, holds=condition.negated)
    return None


def _kinds(one: Compared | Listed, *, holds: bool) -> set[str] | None:
    """The words a comparison lets through, where it has to hold or must not."""
    listed = one.items if isinstance(one, Listed) else (one.right,)
    words = [_LITERAL.match(item.strip()) for item in listed]
    wanted = not one.without if isinstance(one, Listed) else one.symbol == "="
    if isinstance(one, Compared) and one.symbol not in ("=", "<>"):
        return None
    if wanted is not holds or None in words:
        return None
    return {word[1] for word in words if word is not None}
