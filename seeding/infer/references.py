"""Foreign keys: the columns of one come from one parent row, and keys that share a column agree on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from seeding.columns.choice import Choice
from seeding.columns.constant import Constant
from seeding.columns.fan_out import FanOut, NegativeBinomial, OneToOne, Spread
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference, SelfReference
from seeding.infer.agreement import bring, brought
from seeding.infer.decisions import Anchors, Keys
from seeding.infer.facts import TEXTS, TableFacts
from seeding.infer.generated import constant_of, kind_of, plain_key, wanted_of
from seeding.infer.generators.joint import JointReference
from seeding.infer.generators.kinds import KindOfTree, ParentOfKind
from seeding.infer.generators.known_first import FavouredReference
from seeding.infer.generators.matching import CommonValue, MatchingReference
from seeding.infer.generators.other import OtherReference
from seeding.infer.generators.tree import PreviousRow, RootedReference
from seeding.infer.heard import known_rows
from seeding.infer.inferred import Inferred
from seeding.infer.options import options_of
from seeding.infer.scoped import scoped
from seeding.infer.trees import levels_of, only_root
from seeding.infer.words import words
from seeding.schema import ForeignKey, Name, Schema, Table, TypeKind
from seeding.schema.trigger_tables import makes_parent, writes_to

_NULL_SHARE = 0.2
_SHALLOW = 2  # levels below a root that hold more rows than their parents
_MEAN = 2.0
_ROOTS, _BOSSES = 0.3, 0.02  # of the rows of a tree, and of people who report to each other
_SUPERIOR = frozenset({"manager", "reports", "supervisor", "boss", "superior", "mgr", "vorgesetzter", "jefe", "chef"})


_ACTS = re.compile(r"\b(?:insert|execute|perform|call|select|merge|with)\b", re.IGNORECASE)


def references(facts: TableFacts, keys: Keys) -> Anchors:
    """Generators for every column of a foreign key; returns the anchor (and key) each plain one hangs on."""
    table, schema = facts.table, facts.schema
    wanted: list[ForeignKey] = []
    _discriminators(facts, keys)
    _levels(facts, keys)
    _scoped(facts, keys)
    for key in (plain_key(table, key) for key in table.foreign_keys):
        if not key.enforced or set(key.columns) & facts.declared:
            continue
        if _of_its_own(facts, keys, key):
            continue
        if any(constant_of(table.by_name[c]) is not None for c in key.columns):
            _of_a_kind(facts, keys, key)
            continue
        if _is_of_a_kind(facts, keys, key):
            continue
        null = [c for c in key.columns if c in facts.relations.null and table.by_name[c].nullable]
        if null:
            for column in null:
                keys.generators[column] = Inferred(Constant(None), f"NULL: check {facts.relations.null[column]}")
        elif key.parent == table.name:
            _to_itself(facts, keys, key)
        elif key.parent not in schema.tables:
            _left_null(facts, keys, key, f"{key.parent} is not read")
        elif _circular(schema, table.name, key):
            continue  # the parent's key is made of this one: it refers here, and this table counts for itself
        else:
            wanted.append(key)
    wanted = [key for key in wanted if not set(key.columns) & keys.generators.keys()]
    anchors: dict[str, tuple[str, ForeignKey]] = {}
    cut = {(c.table, c.foreign_key.name) for c in schema.order.cuts}
    keys.references = tuple(wanted)
    needed = _needed(facts, wanted)
    keys.brought = brought(facts, needed)
    groups = _overlapping(k for k in needed if not (len(k.columns) == 1 and k.columns[0] in keys.brought))
    main = _main(facts, groups, [key for key in wanted if (table.name, key.name) in cut])
    for group in groups:
        if len(group) == 1:
            (key,) = group
            _plain(facts, keys, key, main=key is main)
            anchors |= dict.fromkeys(key.columns, (key.columns[0], key))
        else:
            _agreeing(facts, keys, group)
    anchors |= bring(keys)
    _favour(facts, keys, wanted)
    _closing(facts, keys, anchors)
    return anchors


def _discriminators(facts: TableFacts, keys: Keys) -> None:
    """Columns that hold what others' generated columns refer to, where nothing else says what they hold."""
    values: dict[str, list[object]] = {}
    for column, value in wanted_of(facts.schema, facts.table.name):
        values.setdefault(column, []).append(value)
    referring = {c for key in facts.table.foreign_keys if key.enforced for c in key.columns}
    for column, options in values.items():
        free = column not in facts.declared and facts.table.by_name[column].writable
        if free and column not in referring and options_of(facts.columns[column]) is None:
            distinct = sorted(dict.fromkeys(options), key=str)
            keys.generators[column] = Inferred(Choice(distinct), "the kinds that other tables refer to")


def _levels(facts: TableFacts, keys: Keys) -> None:
    """A tree whose check says what is below what."""
    found = levels_of(facts.table)
    if found is None or {found.kind, found.parent} & facts.declared:
        return
    key = next(k for k in facts.table.foreign_keys if k.columns == (found.parent,) and k.parent == facts.table.name)
    reason = f"check {found.check}: {' above '.join(found.kinds)}"
    keys.generators[found.kind] = Inferred(KindOfTree(found.kinds), reason)
    parent = ParentOfKind(len(found.kinds), first=found.first, key=key.parent_columns[0])
    keys.generators[found.parent] = Inferred(parent, f"foreign key to its own table, {reason}")


def _scoped(facts: TableFacts, keys: Keys) -> None:
    """Optional references that a check keeps in the row's own scope."""
    for one in scoped(facts.table):
        if {*one.key.columns, one.scope} & facts.declared or one.key.parent not in facts.schema.tables:
            continue
        there = dict(zip(one.key.columns, one.key.parent_columns, strict=True))
        anchor = one.anchor
        parent = str(one.key.parent)
        matching = MatchingReference(parent, key=there[anchor], match={one.scope: there[one.own]}, nulls=_NULL_SHARE)
        keys.generators[anchor] = Inferred(matching, f"foreign key to {parent}, within {one.scope} (check {one.check})")
        keys.generators[one.own] = Inferred(FromParent(anchor, there[one.own]), f"{one.scope}, where {anchor} is there")


def _of_its_own(facts: TableFacts, keys: Keys, key: ForeignKey) -> bool:
    """A key whose parent a trigger makes from the row: any that is there already would be one too many."""
    (column, *_) = key.columns
    own = facts.table.primary_key
    if own is None or own.plain != key.columns or facts.columns[column].type_name != "uuid":
        return False
    if not makes_parent(facts.table, key):
        return False
    keys.generators[column] = Inferred(Key(), f"its own key: a trigger makes the row of {key.parent} from it")
    return True


def _is_of_a_kind(facts: TableFacts, keys: Keys, key: ForeignKey) -> bool:
    """Whether a check fixes one of the key's columns, and no other key has any: then parents of that kind are taken."""
    table = facts.table
    kinds = {c: kind for c in key.columns if (kind := kind_of(table, key, c)) is not None}
    others = {c for other in table.foreign_keys if other is not key and other.name != key.name for c in other.columns}
    free = set(key.columns) - facts.declared - keys.generators.keys() - others == set(key.columns)
    if not kinds or len(kinds) == len(key.columns) or not free or key.parent not in facts.schema.tables:
        return False
    if key.parent == table.name or any(table.by_name[c].nullable for c in key.columns):
        return False
    for column, kind in kinds.items():
        keys.generators[column] = Inferred(Constant(kind), "the one value its check allows")
    _of_a_kind(facts, keys, key, kinds)
    return True


def _of_a_kind(facts: TableFacts, keys: Keys, key: ForeignKey, kinds: Collection[str] = ()) -> None:
    """A key with constants in it, generated or of `kinds`: one of the parents that agree with it."""
    pairs = zip(key.columns, key.parent_columns, strict=True)
    given = {c: p for c, p in pairs if c in kinds or not facts.table.by_name[c].writable}
    open_ = [(c, p) for c, p in zip(key.columns, key.parent_columns, strict=True) if c not in given]
    if not open_:
        return
    (anchor, parent_column), *others = open_
    reason = f"foreign key to {key.parent}, agreeing on {', '.join(given)}"
    fixed = {*given, anchor}
    once = any(u.plain is not None and set(u.plain) <= fixed for u in facts.table.uniques)
    generator = MatchingReference(str(key.parent), key=parent_column, match=given, once=once)
    keys.generators[anchor] = Inferred(generator, reason)
    for column, parent_column in others:
        keys.generators[column] = Inferred(FromParent(anchor, parent_column), reason)


def _closing(facts: TableFacts, keys: Keys, anchors: Anchors) -> None:
    """Parents that refer back by the key they are referred by: what else they name here is what they hold."""
    for anchor, key in {id(key): (anchor, key) for anchor, key in anchors.values()}.values():
        for back in facts.schema.tables[key.parent].foreign_keys:
            if back.parent == facts.table.name and _circular(facts.schema, key.parent, back):
                for there, own in zip(back.columns, back.parent_columns, strict=True):
                    if own not in keys.generators and own not in facts.declared and facts.table.by_name[own].writable:
                        reason = f"what the row of {anchor} in {key.parent} says of this one"
                        keys.generators[own] = Inferred(FromParent(anchor, there), reason)


def _closed(schema: Schema, table: Name, key: ForeignKey) -> bool:
    """Whether each row of the parent names its row here by columns that this one takes from it."""
    backs = schema.tables[key.parent].foreign_keys
    return any(back.parent == table and _circular(schema, key.parent, back) for back in backs)


def _needed(facts: TableFacts, wanted: Sequence[ForeignKey]) -> list[ForeignKey]:
    """The keys that others do not imply: a tenant's key is implied where a user's brings the tenant along.

    Where a check wants the user to be NULL in some rows, it brings nothing along there.
    """
    kept = list(wanted)
    for key in sorted(wanted, key=lambda key: (len(key.columns), key.name)):
        others = [
            other
            for other in kept
            if other is not key
            and set(key.columns) <= set(other.columns)
            and not set(other.columns) & facts.relations.present.keys()
        ]
        if any(_implied(facts.schema, key, other) for other in others):
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


def _circular(schema: Schema, table: Name, key: ForeignKey) -> bool:
    """Whether the parent's key column comes from this very column, and this side of the circle is the one cut."""
    if not any(c.table == table and c.foreign_key.name == key.name for c in schema.order.cuts):
        return False
    pairs = zip(key.columns, key.parent_columns, strict=True)
    return any(_leads(schema, (key.parent, there), (table, here)) for here, there in pairs)


def needs_every(schema: Schema, table: Table, key: ForeignKey) -> bool:
    """Whether each row of the parent must have one here, where the reference is unique.

    It refers back by its own key or once each, a constraint trigger looks at the end of the transaction (as "an
    order has a line" is said in SQL), or a trigger may make the row.
    """
    parent = schema.tables.get(key.parent)
    if parent is None:
        return False
    back = [k for k in parent.foreign_keys if k.enforced and k.parent == table.name]
    uniques = [set(u.plain) for u in parent.uniques if u.plain is not None]
    if any(set(k.columns) <= set(key.parent_columns) or set(k.columns) in uniques for k in back):
        return True
    # A trigger on the parent may make the row here: then every parent has one, and the planned rows become those.
    makes = any(
        t.enabled and t.timing == "AFTER" and t.per_row and "INSERT" in t.events and _may_act(t.body)
        for t in parent.triggers
    )
    return makes or writes_to(parent, table.name) or waits_for_children(parent)


def _may_act(body: str) -> bool:
    """Whether a function may write rows, itself or through others; one that only compares and raises does not."""
    return _ACTS.search(body) is not None or "begin" not in body.lower()


def waits_for_children(parent: Table) -> bool:
    """Whether a constraint trigger looks at inserted rows of a table once more when all is there."""
    return any(t.constraint and t.enabled and "INSERT" in t.events for t in parent.triggers)


def _main(facts: TableFacts, groups: list[list[ForeignKey]], cut: list[ForeignKey]) -> ForeignKey | None:
    """The reference that the number of rows follows: the first that every row has, of a parent filled before."""
    plain = [group[0] for group in groups if len(group) == 1 and group[0] not in cut]
    order = {a.name: n for n, a in enumerate(facts.table.attributes)}
    required = [k for k in plain if not any(facts.table.by_name[c].nullable for c in k.columns)]
    required = [k for k in required if not _of_a_few(facts.schema, k)]

    def place(key: ForeignKey) -> tuple[bool, int]:
        return not waits_for_children(facts.schema.tables[key.parent]), order[key.columns[0]]

    return min(required, key=place, default=None)


def _favour(facts: TableFacts, keys: Keys, wanted: Iterable[ForeignKey]) -> None:
    """Rows that belong to those few of a list that triggers know by name."""
    for key in wanted:
        (column, *others) = key.columns
        chosen = keys.generators.get(column)
        if others or chosen is None or type(chosen.generator) is not Reference or chosen.generator.fan_out is not None:
            continue
        if any(column in u.columns for u in facts.table.uniques):
            continue
        first = known_rows(facts.schema, facts.schema.tables[key.parent])
        if first:
            old = chosen.generator
            generator = FavouredReference(old.parent, key=old.key, first=first, nulls=old.nulls)
            keys.generators[column] = replace(chosen, generator=generator)


def _of_a_few(schema: Schema, key: ForeignKey) -> bool:
    """Whether the parent lists the few words there are: rows belong to others than to their status."""
    parent, column = schema.tables[key.parent], key.parent_columns[0]
    if known_rows(schema, parent):
        return True
    type_ = parent.by_name[column].type.base
    if len(key.columns) > 1 or not (type_.name in TEXTS or type_.kind is TypeKind.ENUM):
        return False
    return type_.kind is TypeKind.ENUM or TableFacts.of(parent, schema).columns[column].limits.choices is not None


def _plain(facts: TableFacts, keys: Keys, key: ForeignKey, *, main: bool) -> None:
    nullable = all(facts.table.by_name[c].nullable for c in key.columns)
    nulls = _NULL_SHARE if nullable and not set(key.columns) & facts.shared_checks else 0.0
    fan_out: FanOut | None = None
    if main and facts.schema.depths.get(facts.table.name, 0) <= _SHALLOW:
        waited_for = waits_for_children(facts.schema.tables[key.parent])
        fan_out = Spread(mean=_MEAN) if waited_for else NegativeBinomial(mean=_MEAN)
    if _closed(facts.schema, facts.table.name, key):
        fan_out = OneToOne(share=1.0)
    anchor, *others = key.columns
    generator = reference(key, nulls=nulls) if fan_out is None else reference(key, fan_out=fan_out)
    keys.generators[anchor] = Inferred(generator, f"foreign key to {key.parent}")
    for column in others:
        parent_column = key.parent_columns[key.columns.index(column)]
        keys.generators[column] = Inferred(
            FromParent(anchor, parent_column), f"foreign key to {key.parent}, the row of {anchor}"
        )


def reference(key: ForeignKey, **options: object) -> Reference:
    """The generator for a key's first column, with the options that are not empty."""
    parent_column = key.parent_columns[0]
    kept = {name: value for name, value in options.items() if value}
    if parent_column != "id":
        kept = {"key": parent_column, **kept}
    return Reference(str(key.parent), **kept)  # type: ignore[arg-type]


def _agreeing(facts: TableFacts, keys: Keys, group: list[ForeignKey]) -> None:
    """Keys that share columns: what they share is a value all parents have, the rest is matched to it."""
    shared = [a.name for a in facts.table.attributes if sum(a.name in key.columns for key in group) > 1]
    left = _jointly(facts, keys, group) if len(shared) > 1 else group
    base = max(group, key=lambda key: (len(key.columns), key.name))
    if len(shared) == 1:
        (column,) = shared
        parents = sorted({(str(k.parent), k.parent_columns[k.columns.index(column)]) for k in group})
        keys.generators[column] = Inferred(
            CommonValue(*parents), f"foreign keys to {', '.join(table for table, _ in parents)} agree on it"
        )
    elif left is group:
        _plain(facts, keys, base, main=False)
    for key in left:
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


def _jointly(facts: TableFacts, keys: Keys, group: list[ForeignKey]) -> list[ForeignKey]:
    """Decide the keys that every row has by rows of all their parents that agree; returns those that are left."""
    required = [key for key in group if not any(facts.table.by_name[c].nullable for c in key.columns)]
    if len(required) < 2 or len(_overlapping(required)) > 1:
        return group
    parents = [(str(key.parent), dict(zip(key.columns, key.parent_columns, strict=True))) for key in required]
    joined = {c for key in required for c in key.columns}
    apart = [u.plain for u in facts.table.uniques if u.plain is not None and joined.issuperset(u.plain)]
    for place, key in enumerate(required):
        open_ = [c for c in key.columns if c not in keys.generators]
        if not open_:
            continue
        (anchor, *others), there = open_, parents[place][1]
        generator = JointReference(str(key.parent), key=there[anchor], parents=parents, place=place, apart=apart)
        also = ", ".join(str(other.parent) for other in required if other is not key)
        keys.generators[anchor] = Inferred(generator, f"foreign key to {key.parent}, agreeing with {also}")
        for column in others:
            keys.generators[column] = Inferred(
                FromParent(anchor, there[column]), f"foreign key to {key.parent}, the row of {anchor}"
            )
    return [key for key in group if key not in required]


def _to_itself(facts: TableFacts, keys: Keys, key: ForeignKey) -> None:
    free = [c for c in key.columns if c not in keys.generators]
    nullable = [c for c in free if facts.table.by_name[c].nullable]
    if len(key.columns) > 1:
        if nullable:
            _left_null(facts, keys, key, "a reference to the own table by several columns")
            return
        for own, there in zip(key.columns, key.parent_columns, strict=True):
            if own != there and own in free:
                reason = "foreign key to its own table by several columns: each row refers to itself"
                keys.generators[own] = Inferred(RootedReference(roots=1.0, key=there), reason)
        return
    (column,), (parent_column,) = key.columns, key.parent_columns
    if column not in free or column == parent_column:
        return
    reason = "foreign key to its own table"
    if any(u.plain == (column,) for u in facts.table.uniques) and nullable:
        keys.generators[column] = Inferred(PreviousRow(key=parent_column), f"{reason} + unique")
    elif nullable:
        root = only_root(facts.table, column, parent_column)
        roots = 0.0 if root is not None else _BOSSES if _SUPERIOR & {*words(column)} else _ROOTS
        keys.generators[column] = Inferred(SelfReference(roots=roots, key=parent_column), reason)
        if root is not None and facts.columns[parent_column].is_integer and parent_column not in keys.generators:
            said = f"counts the rows from the one root, {parent_column} = {root}"
            keys.generators[parent_column] = Inferred(Serial(root), said)
    else:
        keys.generators[column] = Inferred(RootedReference(roots=_ROOTS, key=parent_column), f"{reason} + NOT NULL")


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


def set_apart(keys: Keys, one: str, other: str, check: str, anchors: Anchors) -> None:
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
