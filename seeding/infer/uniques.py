"""Combinations that may not repeat: one column told apart in every row, or a grid with a row in each cell at most."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.fan_out import OneToOne
from seeding.columns.from_parent import FromParent
from seeding.columns.reference import Reference, SelfReference
from seeding.errors import FactoryError
from seeding.infer.decisions import Anchors, Keys
from seeding.infer.expression import Call, columns_of, parse
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.forms import FORMS
from seeding.infer.generators.combined import CombinedChoice, CombinedReference
from seeding.infer.generators.matching import CommonValue, MatchingReference
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.ranked import RankedChoice, RankedReference
from seeding.infer.generators.slot import Slot
from seeding.infer.generators.subtype import SubtypeReference
from seeding.infer.generators.tree import PreviousRow
from seeding.infer.inferred import Inferred
from seeding.infer.options import is_short, options_of
from seeding.infer.polymorphic import names_a_table
from seeding.infer.references import needs_every, reference
from seeding.infer.server import left_to_server
from seeding.infer.subtypes import inserted_by_parent, place_among
from seeding.schema import Table, Type, TypeKind, Unique

_ENOUGH = 1_000_000  # texts that an expression describes, for a column of its own
_ONE_TO_ONE = 0.8  # of the parents have a row, where the reference is unique

# How well a column can be made different in every row without looking odd, best first.
_DISTINCT = (
    "uuid", "text", "varchar", "citext", "bpchar", "name", "inet", "bytea", "timestamptz", "timestamp", "int8", "int4",
    "date", "numeric", "int2", "oid", "cidr", "macaddr", "macaddr8", "varbit", "bit", "float8", "float4", "jsonb",
    "interval", "ltree", "timetz", "time", "money", "point", "circle", "pg_lsn", "xid8", "tsvector", "hstore",
)  # fmt: skip


def tell_apart(facts: TableFacts, keys: Keys, unique: Unique, anchors: Anchors) -> None:
    """A column that differs in every row, or a grid of those that cannot, for one unique index."""
    if unique.name in facts.relations.avoided:
        return
    columns = _columns_of(facts.table, unique)
    if not columns or _is_truth(unique):
        _few(facts, keys, unique, columns)
        return
    if any(_differs(facts, keys, column, unique) for column in columns):
        return
    free = [c for c in columns if _wide(facts, keys, c)]
    if not free and len(columns) == 1 and _countable(facts, keys, columns[0]):
        free = columns
    if free:
        best = min(
            free,
            key=lambda c: (
                names_a_table(facts, c),
                _written(facts.columns[c]),
                _rank(facts.columns[c].type),
                columns.index(c),
            ),
        )
        keys.unique[best] = unique.name
        return
    chained = next((c for c in columns if _in_tree(keys, c)), None)
    if chained is not None:
        old = keys.generators[chained]
        assert isinstance(old.generator, SelfReference)
        keys.generators[chained] = Inferred(PreviousRow(key=old.generator.key), f"{old.reason} + {unique.name}")
        return
    dimensions = _dimensions(facts, keys, columns, anchors)
    if dimensions is None:
        if not _ranked(facts, keys, unique, columns):
            keys.doubts.append(unique.name)
    elif len(dimensions) == 1:
        _alone(facts, keys, unique, dimensions[0], anchors)
    else:
        _grid(facts, keys, unique, dimensions, anchors)


def _is_truth(unique: Unique) -> bool:
    """Whether the index holds one truth a row, of which there are two: `UNIQUE ((version IS NOT NULL))`."""
    if len(unique.columns) != 1 or unique.columns[0] is not None or unique.predicate is not None:
        return False
    tree = parse(unique.expressions[0]) if unique.expressions else None
    return isinstance(tree, Call) and tree.name in ("not", "is null", "and", "or", "=", "<>", "is true", "is false")


def _few(facts: TableFacts, keys: Keys, unique: Unique, columns: Sequence[str]) -> None:
    """A table of one row."""
    others = [a.name for a in facts.table.attributes if a.writable and a.name not in facts.declared]
    plain = [
        c for c in others if c not in facts.keyed and c not in keys.generators and not left_to_server(facts.columns[c])
    ]
    for column in [*(c for c in columns if c in others), *plain, *others]:
        keys.few[column] = (1, unique.name)
        return
    keys.doubts.append(unique.name)


def _in_tree(keys: Keys, column: str) -> bool:
    chosen = keys.generators.get(column)
    return chosen is not None and isinstance(chosen.generator, SelfReference)


def _columns_of(table: Table, unique: Unique) -> list[str]:
    """The columns a unique index looks at, those inside its expressions included."""
    found: list[str] = []
    for place, column in enumerate(unique.columns):
        generated = table.by_name[column].generated if column is not None else None
        if column is not None and generated is not None:
            tree = parse(generated)
            found += [c for c in (columns_of(tree) if tree else ()) if c in table.by_name]
        elif column is not None:
            found.append(column)
        elif place < len(unique.expressions):
            tree = parse(unique.expressions[place])
            found += [c for c in (columns_of(tree) if tree else ()) if c in table.by_name]
    return list(dict.fromkeys(found))


def _differs(facts: TableFacts, keys: Keys, column: str, unique: Unique) -> bool:
    """Whether a column is different in every row already, or null in all of them."""
    if column in keys.unique or column in keys.apart:
        return True
    attribute = facts.table.by_name[column]
    counted = attribute.identity or (attribute.sequence is not None and column not in keys.generators)
    if counted and facts.columns[column].limits.choices is None:
        return True
    chosen = keys.generators.get(column)
    if chosen is None:
        return False
    generator = chosen.generator
    if isinstance(generator, PreviousRow | Slot) or (isinstance(generator, MatchingReference) and generator.once):
        return True
    if isinstance(generator, Constant):
        return not unique.nulls_not_distinct
    return isinstance(generator, Reference) and isinstance(generator.fan_out, OneToOne)


def _wide(facts: TableFacts, keys: Keys, column: str) -> bool:
    """Whether a column nobody has decided on can be different in every row."""
    if column in keys.generators or column in facts.declared:
        return False
    found = facts.columns[column]
    if not found.attribute.writable or found.limits.choices is not None:
        return False
    kind = found.type.kind
    if kind in (TypeKind.RANGE, TypeKind.MULTIRANGE, TypeKind.ARRAY, TypeKind.COMPOSITE):
        return True
    return kind is TypeKind.BASE and found.type_name in _DISTINCT and not is_short(found)


def _countable(facts: TableFacts, keys: Keys, column: str) -> bool:
    """Whether a column has few values, but ones that can be counted off."""
    if column in keys.generators or column in facts.declared:
        return False
    found = facts.columns[column]
    return found.attribute.writable and found.type.kind is TypeKind.BASE and found.type_name in FORMS


def _written(column: ColumnFacts) -> bool:
    """Whether an expression leaves few texts, as '^(level|min|max)$' does."""
    try:
        return any(Pattern(r.pattern, unique=True).count < _ENOUGH for r in column.limits.patterns)
    except FactoryError:
        return False


def _rank(type_: Type) -> int:
    return _DISTINCT.index(type_.name) if type_.name in _DISTINCT else len(_DISTINCT)


def _dimensions(facts: TableFacts, keys: Keys, columns: Sequence[str], anchors: Anchors) -> list[str] | None:
    """Columns that stand for all of them: a reference for those it brings along; None where that is unknown."""
    found: list[str] = []
    for column in columns:
        if column in facts.declared:
            return None
        if column in anchors:
            anchor, key = anchors[column]
            parent = facts.schema.tables[key.parent]
            brought = {p for c, p in zip(key.columns, key.parent_columns, strict=True) if c in columns}
            if not any(u.plain is not None and set(u.plain) <= brought for u in parent.uniques):
                return None
            found.append(anchor)
        elif column in keys.generators or options_of(facts.columns[column]) is None:
            return None
        else:
            found.append(column)
    return list(dict.fromkeys(found))


def _ranked(facts: TableFacts, keys: Keys, unique: Unique, columns: Sequence[str]) -> bool:
    """Columns that take turns within the rows that are alike in the others; whether there are any."""
    if facts.declared & set(columns) or any(c not in facts.columns for c in columns) or None in unique.columns:
        return False
    matched = [c for c in columns if type(getattr(keys.generators.get(c), "generator", None)) is MatchingReference]
    chosen = [c for c in columns if c not in keys.generators and options_of(facts.columns[c]) is not None]
    free = {*matched, *chosen}
    group = [c for c in columns if c not in free and not _brought(keys, c, free)]
    if not free or not group or any(c not in keys.generators or _brought(keys, c, None) for c in group):
        return False
    turns: list[str] = []
    generators: dict[str, Inferred] = {}
    for column in (*matched, *chosen):
        if column in chosen:
            made: Column = RankedChoice(options_of(facts.columns[column]) or [], by=group, after=turns)
            reason = "takes turns"
        else:
            old = keys.generators[column]
            assert isinstance(old.generator, MatchingReference)
            if not set(old.generator.match) <= set(group) or old.generator.once:
                return False
            made = RankedReference(
                old.generator.parent, key=old.generator.key, match=old.generator.match, by=group, after=turns,
                nulls=old.generator.nulls,
            )  # fmt: skip
            reason = old.reason
        generators[column] = Inferred(made, f"{reason}, one after the other for each {', '.join(group)}")
        turns = [*turns, column]
    keys.generators.update(generators)
    first = next((g.generator.parent for g in generators.values() if isinstance(g.generator, RankedReference)), None)
    for column in group:
        old = keys.generators[column]
        if first is not None and isinstance(old.generator, CommonValue):
            # No more rows of a tenant than it has parents to choose from.
            parents = sorted(old.generator.parents, key=lambda parent: parent[0] != first)
            keys.generators[column] = Inferred(CommonValue(*parents, once=True), old.reason)
    return True


def _brought(keys: Keys, column: str, by: set[str] | None) -> bool:
    """Whether a column comes with the parent of another: of one in `by`, or (None) of one that is itself matched."""
    chosen = keys.generators.get(column)
    if chosen is None or not isinstance(chosen.generator, FromParent):
        return False
    reference = chosen.generator.reference
    if by is not None:
        return reference in by
    anchor = keys.generators.get(reference)
    return anchor is None or isinstance(anchor.generator, MatchingReference)


def _alone(
    facts: TableFacts,
    keys: Keys,
    unique: Unique,
    column: str,
    anchors: Anchors,
) -> None:
    if column not in anchors:
        keys.unique[column] = unique.name
        return
    key = anchors[column][1]
    share = 1.0 if needs_every(facts.schema, facts.table, key) else _ONE_TO_ONE
    options: dict[str, object] = {"fan_out": OneToOne(share=share)}
    old = keys.generators[column].generator
    # Whether every parent has one is for all of the subtypes together, unless a trigger makes the row.
    made_there = share == 1.0 and inserted_by_parent(facts.schema, facts.table, key)
    place = None if made_there else place_among(facts.schema, facts.table, key)
    if place is not None:
        made = SubtypeReference(
            str(key.parent), part=place[0], parts=place[1], every=share == 1.0, key=key.parent_columns[0],
            nulls=old.nulls,
        )  # fmt: skip
        why = f"foreign key to {key.parent} + {unique.name}, of no other subtype as triggers ask"
        keys.generators[column] = Inferred(made, why)
        return
    if old.nulls:
        options["nulls"] = old.nulls
    keys.generators[column] = Inferred(reference(key, **options), f"foreign key to {key.parent} + {unique.name}")


def _grid(
    facts: TableFacts,
    keys: Keys,
    unique: Unique,
    dimensions: Sequence[str],
    anchors: Anchors,
) -> None:
    generators: dict[str, Column] = {}
    for column in dimensions:
        if column in anchors:
            old = keys.generators[column].generator
            if isinstance(old, CombinedReference):
                if set(old.among) <= set(dimensions):
                    return  # a smaller combination is unique already
                keys.doubts.append(unique.name)
                return
            key = anchors[column][1]
            generators[column] = CombinedReference(str(key.parent), key=key.parent_columns[0], among=dimensions)
        else:
            generators[column] = CombinedChoice(options_of(facts.columns[column]) or [], among=dimensions)
    for column, generator in generators.items():
        reason = f"unique together with {', '.join(d for d in dimensions if d != column)}"
        if column in anchors:
            reason = f"foreign key to {anchors[column][1].parent} + {reason}"
        keys.generators[column] = Inferred(generator, reason)
