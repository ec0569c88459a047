"""Keys decided together: which columns come from a parent, and which combinations may not repeat.

A foreign key of several columns takes all of them from one parent row; several that share a column agree
on it; a unique combination of references becomes a grid with a row in each cell at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.fan_out import NegativeBinomial, OneToOne
from seeding.columns.from_parent import FromParent
from seeding.columns.reference import Reference, SelfReference
from seeding.infer.expression import columns_of, parse
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.combined import CombinedChoice, CombinedReference
from seeding.infer.generators.matching import CommonValue, MatchingReference
from seeding.infer.generators.other import OtherReference
from seeding.infer.generators.tree import PreviousRow, RootedReference
from seeding.infer.inferred import Inferred
from seeding.schema import ForeignKey, Name, Schema, Table, Type, TypeKind, Unique

_NULL_SHARE = 0.2
_ONE_TO_ONE = 0.8  # of the parents have a row, where the reference is unique
_SHALLOW = 2  # levels below a root that hold more rows than their parents
_MEAN = 2.0

# How well a column can be made different in every row without looking odd, best first.
_DISTINCT = (
    "uuid", "text", "varchar", "citext", "bpchar", "name", "inet", "bytea", "timestamptz", "timestamp", "int8", "int4",
    "date", "numeric", "int2", "oid", "cidr", "macaddr", "macaddr8", "varbit", "bit", "float8", "float4", "jsonb",
    "interval", "ltree", "timetz", "time", "money", "point", "circle", "pg_lsn", "xid8", "tsvector", "hstore",
)  # fmt: skip


@dataclass
class Keys:
    """What keys decide: generators for some columns, and what others must be."""

    generators: dict[str, Inferred] = field(default_factory=dict)
    unique: dict[str, str] = field(default_factory=dict)  # column → why
    apart: dict[str, str] = field(default_factory=dict)  # range columns that may not overlap → why
    doubts: list[str] = field(default_factory=list)  # constraints nothing here upholds


def keys_of(facts: TableFacts) -> Keys:
    """The decisions for one table."""
    keys = Keys()
    anchors = _references(facts, keys)
    for exclusion in facts.table.exclusions:
        _exclude(facts, keys, exclusion.name, exclusion.elements)
    for unique in facts.table.uniques:
        if not unique.without_overlaps:
            _tell_apart(facts, keys, unique, anchors)
    for (one, other), check in facts.relations.unlike.items():
        _set_apart(keys, one, other, check, anchors)
    return keys


# Foreign keys -------------------------------------------------------------------------------------


def _references(facts: TableFacts, keys: Keys) -> dict[str, tuple[str, ForeignKey]]:
    """Generators for every column of a foreign key; returns the anchor (and key) each plain one hangs on."""
    table, schema = facts.table, facts.schema
    cut = {(c.table, c.foreign_key.name) for c in schema.order.cuts}
    wanted: list[ForeignKey] = []
    for key in table.foreign_keys:
        if not key.enforced or set(key.columns) & facts.declared:
            continue
        null = [c for c in key.columns if c in facts.relations.null and table.by_name[c].nullable]
        if null:
            for column in null:
                keys.generators[column] = Inferred(Constant(None), f"NULL: check {facts.relations.null[column]}")
        elif key.parent == table.name:
            _to_itself(facts, keys, key)
        elif key.parent not in schema.tables or (table.name, key.name) in cut:
            why = "is not read" if key.parent not in schema.tables else "comes later (a circle of references)"
            _left_null(facts, keys, key, f"{key.parent} {why}")
        else:
            wanted.append(key)
    wanted = [key for key in wanted if not set(key.columns) & keys.generators.keys()]
    anchors: dict[str, tuple[str, ForeignKey]] = {}
    groups = _overlapping(_needed(schema, wanted))
    main = _main(facts, groups)
    for group in groups:
        if len(group) == 1:
            (key,) = group
            _plain(facts, keys, key, main=key is main)
            anchors |= dict.fromkeys(key.columns, (key.columns[0], key))
        else:
            _agreeing(facts, keys, group)
    return anchors


def _needed(schema: Schema, wanted: Sequence[ForeignKey]) -> list[ForeignKey]:
    """The keys that others do not imply: a tenant's key is implied where a user's brings the tenant along."""
    kept = list(wanted)
    for key in sorted(wanted, key=lambda key: (len(key.columns), key.name)):
        others = [other for other in kept if other is not key and set(key.columns) <= set(other.columns)]
        if any(_implied(schema, key, other) for other in others):
            kept.remove(key)
    return kept


def _implied(schema: Schema, key: ForeignKey, other: ForeignKey) -> bool:
    places = {column: other.parent_columns[n] for n, column in enumerate(other.columns)}
    reached = [(other.parent, places[column]) for column in key.columns]
    wanted = [(key.parent, column) for column in key.parent_columns]
    return all(_leads(schema, start, end) for start, end in zip(reached, wanted, strict=True))


def _leads(schema: Schema, start: tuple[Name, str], end: tuple[Name, str]) -> bool:
    """Whether every value of one column is a value of another, by foreign keys alone."""
    open_, seen = [start], {start}
    while open_:
        place = open_.pop()
        if place == end:
            return True
        table = schema.tables.get(place[0])
        for key in table.foreign_keys if table else ():
            for column, parent_column in zip(key.columns, key.parent_columns, strict=True):
                further = (key.parent, parent_column)
                if column == place[1] and further not in seen:
                    seen.add(further)
                    open_.append(further)
    return False


def _overlapping(wanted: Iterable[ForeignKey]) -> list[list[ForeignKey]]:
    groups: list[list[ForeignKey]] = []
    for key in wanted:
        touching = [g for g in groups if any(set(key.columns) & set(other.columns) for other in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([other for group in touching for other in group] + [key])
    return groups


def _main(facts: TableFacts, groups: list[list[ForeignKey]]) -> ForeignKey | None:
    """The reference that the number of rows follows: the first that every row has."""
    plain = [group[0] for group in groups if len(group) == 1]
    order = {a.name: n for n, a in enumerate(facts.table.attributes)}
    required = [k for k in plain if not any(facts.table.by_name[c].nullable for c in k.columns)]
    return min(required, key=lambda key: order[key.columns[0]], default=None)


def _plain(facts: TableFacts, keys: Keys, key: ForeignKey, *, main: bool) -> None:
    nullable = all(facts.table.by_name[c].nullable for c in key.columns)
    nulls = _NULL_SHARE if nullable and not set(key.columns) & facts.shared_checks else 0.0
    fan_out = None
    if main and facts.schema.depths.get(facts.table.name, 0) <= _SHALLOW:
        fan_out = NegativeBinomial(mean=_MEAN)
    anchor, *others = key.columns
    generator = _reference(key, nulls=nulls) if fan_out is None else _reference(key, fan_out=fan_out)
    keys.generators[anchor] = Inferred(generator, f"foreign key to {key.parent}")
    for column in others:
        parent_column = key.parent_columns[key.columns.index(column)]
        keys.generators[column] = Inferred(
            FromParent(anchor, parent_column), f"foreign key to {key.parent}, the row of {anchor}"
        )


def _reference(key: ForeignKey, **options: object) -> Reference:
    parent_column = key.parent_columns[0]
    kept = {name: value for name, value in options.items() if value}
    if parent_column != "id":
        kept = {"key": parent_column, **kept}
    return Reference(str(key.parent), **kept)  # type: ignore[arg-type]


def _agreeing(facts: TableFacts, keys: Keys, group: list[ForeignKey]) -> None:
    """Keys that share columns: what they share is a value all parents have, the rest is matched to it."""
    shared = [a.name for a in facts.table.attributes if sum(a.name in key.columns for key in group) > 1]
    base = max(group, key=lambda key: (len(key.columns), key.name))
    if len(shared) == 1:
        (column,) = shared
        parents = sorted({(str(k.parent), k.parent_columns[k.columns.index(column)]) for k in group})
        keys.generators[column] = Inferred(
            CommonValue(*parents), f"foreign keys to {', '.join(table for table, _ in parents)} agree on it"
        )
    else:
        _plain(facts, keys, base, main=False)
    for key in group:
        open_ = [c for c in key.columns if c not in keys.generators]
        given = {c: key.parent_columns[n] for n, c in enumerate(key.columns) if c in keys.generators}
        if key is base and not open_:
            continue
        if not open_:
            if len(key.columns) > 1 or len(shared) != 1:
                keys.doubts.append(key.name)
            continue
        anchor, *others = open_
        nullable = facts.table.by_name[anchor].nullable
        keys.generators[anchor] = Inferred(
            MatchingReference(
                str(key.parent),
                key=key.parent_columns[key.columns.index(anchor)],
                match=given,
                nulls=_NULL_SHARE if nullable and anchor not in facts.shared_checks else 0.0,
            ),
            f"foreign key to {key.parent}, agreeing on {', '.join(given)}",
        )
        for column in others:
            parent_column = key.parent_columns[key.columns.index(column)]
            keys.generators[column] = Inferred(
                FromParent(anchor, parent_column), f"foreign key to {key.parent}, the row of {anchor}"
            )


def _to_itself(facts: TableFacts, keys: Keys, key: ForeignKey) -> None:
    free = [c for c in key.columns if c not in keys.generators]
    nullable = [c for c in free if facts.table.by_name[c].nullable]
    if len(key.columns) > 1:
        if nullable:
            _left_null(facts, keys, key, "a reference to the own table by several columns")
        else:
            keys.doubts.append(key.name)
        return
    (column,), (parent_column,) = key.columns, key.parent_columns
    if column not in free or column == parent_column:
        return
    reason = "foreign key to its own table"
    if any(u.plain == (column,) for u in facts.table.uniques) and nullable:
        keys.generators[column] = Inferred(PreviousRow(key=parent_column), f"{reason} + unique")
    elif nullable:
        keys.generators[column] = Inferred(SelfReference(roots=0.3, key=parent_column), reason)
    else:
        keys.generators[column] = Inferred(RootedReference(roots=0.3, key=parent_column), f"{reason} + NOT NULL")


def _left_null(facts: TableFacts, keys: Keys, key: ForeignKey, why: str) -> None:
    nullable = [c for c in key.columns if facts.table.by_name[c].nullable]
    if not nullable:
        # Nobody can make such a value up; the planner leaves out what needs a parent nobody fills.
        _plain(facts, keys, key, main=False)
        return
    elsewhere = {c for other in facts.table.foreign_keys if other is not key for c in other.columns}
    own = [c for c in nullable if c not in elsewhere] or nullable
    for column in own:
        keys.generators.setdefault(column, Inferred(Constant(None), f"NULL: {why}"))


def _set_apart(keys: Keys, one: str, other: str, check: str, anchors: Mapping[str, tuple[str, ForeignKey]]) -> None:
    """Two references to one table that must differ: the one that is free to choose takes another row."""
    if any(isinstance(keys.generators[c].generator, Constant) for c in (one, other) if c in keys.generators):
        return  # NULL differs from nothing, and a check lets it pass
    for column, unlike in ((other, one), (one, other)):
        chosen, first = keys.generators.get(column), keys.generators.get(unlike)
        if chosen is None or first is None or column not in anchors or unlike not in anchors:
            continue
        generator, model = chosen.generator, first.generator
        if type(generator) is not Reference or not isinstance(model, Reference):
            continue
        if generator.parent == model.parent and len(anchors[column][1].columns) == 1:
            changed = OtherReference(generator.parent, key=generator.key, unlike=unlike, nulls=generator.nulls)
            keys.generators[column] = Inferred(changed, f"{chosen.reason}, not that of {unlike} (check {check})")
            return
    keys.doubts.append(check)


# Unique combinations ------------------------------------------------------------------------------


def _exclude(facts: TableFacts, keys: Keys, name: str, elements: Sequence[tuple[str, str]]) -> None:
    """An exclusion holds where ranges never overlap, or, with only equalities, where rows differ."""
    for element, operator in elements:
        attribute = facts.table.by_name.get(element)
        ranged = attribute is not None and attribute.type.base.kind in (TypeKind.RANGE, TypeKind.MULTIRANGE)
        if operator in ("&&", "=", "-|-") and ranged and element not in facts.declared:
            keys.apart[element] = f"exclusion {name}"
            return
    if all(operator == "=" for _, operator in elements):
        columns = tuple(e if e in facts.table.by_name else None for e, _ in elements)
        _tell_apart(facts, keys, Unique(name, columns, tuple(e for e, _ in elements)), {})
        return
    keys.doubts.append(name)


def _tell_apart(facts: TableFacts, keys: Keys, unique: Unique, anchors: Mapping[str, tuple[str, ForeignKey]]) -> None:
    columns = _columns_of(facts.table, unique)
    if not columns:
        keys.doubts.append(unique.name)
        return
    if any(_differs(facts, keys, column, unique) for column in columns):
        return
    free = [c for c in columns if _wide(facts, keys, c)]
    if free:
        best = min(free, key=lambda c: (_rank(facts.columns[c].type), columns.index(c)))
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
        keys.doubts.append(unique.name)
    elif len(dimensions) == 1:
        _alone(facts, keys, unique, dimensions[0], anchors)
    else:
        _grid(facts, keys, unique, dimensions, anchors)


def _in_tree(keys: Keys, column: str) -> bool:
    chosen = keys.generators.get(column)
    return chosen is not None and isinstance(chosen.generator, SelfReference)


def _columns_of(table: Table, unique: Unique) -> list[str]:
    """The columns a unique index looks at, those inside its expressions included."""
    found: list[str] = []
    for place, column in enumerate(unique.columns):
        if column is not None:
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
    if attribute.identity or (attribute.sequence is not None and column not in keys.generators):
        return True
    chosen = keys.generators.get(column)
    if chosen is None:
        return False
    generator = chosen.generator
    if isinstance(generator, PreviousRow):
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
    return kind is TypeKind.BASE and found.type_name in _DISTINCT and not _short(found)


def _short(found: ColumnFacts) -> bool:
    """Text of one or two characters: a flag rather than a name."""
    return found.longest is not None and found.longest < 3 and found.is_text


def _rank(type_: Type) -> int:
    return _DISTINCT.index(type_.name) if type_.name in _DISTINCT else len(_DISTINCT)


def _dimensions(
    facts: TableFacts, keys: Keys, columns: Sequence[str], anchors: Mapping[str, tuple[str, ForeignKey]]
) -> list[str] | None:
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


def options_of(found: ColumnFacts) -> list[object] | None:
    """The few values a column can have; None where they are many."""
    if found.limits.choices is not None:
        values = [v for v in found.limits.choices if v not in found.limits.excluded]
        if found.is_integer:
            return [int(float(v)) for v in values]
        return [v == "true" for v in values] if found.type_name == "bool" else list(values)
    if found.type.kind is TypeKind.ENUM:
        return [label for label in found.type.labels if label not in found.limits.excluded]
    if found.type_name == "bool":
        return [True, False]
    if _short(found) and not found.limits.patterns:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return list(letters) if found.longest == 1 else [a + b for a in letters for b in letters]
    return None


def _alone(
    facts: TableFacts,
    keys: Keys,
    unique: Unique,
    column: str,
    anchors: Mapping[str, tuple[str, ForeignKey]],
) -> None:
    if column not in anchors:
        keys.unique[column] = unique.name
        return
    key = anchors[column][1]
    options: dict[str, object] = {"fan_out": OneToOne(share=_ONE_TO_ONE)}
    old = keys.generators[column].generator
    if old.nulls:
        options["nulls"] = old.nulls
    keys.generators[column] = Inferred(_reference(key, **options), f"foreign key to {key.parent} + {unique.name}")


def _grid(
    facts: TableFacts,
    keys: Keys,
    unique: Unique,
    dimensions: Sequence[str],
    anchors: Mapping[str, tuple[str, ForeignKey]],
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
