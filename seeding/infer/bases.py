"""Base rows that their subtypes' triggers make: `BEFORE INSERT ON static_host … INSERT INTO host VALUES (NEW.id, …)`.

A base table that was filled first would have every such key already. So the subtype comes first, with keys of its own
and what the base refers to; the base's rows are planned as those of the subtype, and found there when its turn comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from seeding.schema import Attribute, ForeignKey, Name, Table
from seeding.schema.trigger_tables import makes_parent, passed_on

_COUNTED = frozenset({"int2", "int4", "int8"})


@dataclass(frozen=True)
class Subtype:
    """A table whose trigger makes the row of `base`; `pairs` are its columns by the base's that they become."""

    table: Table
    base: Table
    keys: tuple[ForeignKey, ...]  # that the trigger sees to

    @cached_property
    def pairs(self) -> dict[str, str]:
        """The subtype's column by the base's."""
        known = {c: own for c, own in passed_on(self.table, self.base.name).items() if c in self.base.by_name}
        return known | {
            there: own for key in self.keys for own, there in zip(key.columns, key.parent_columns, strict=True)
        }


def with_bases(wanted: Mapping[Name, Table]) -> dict[Name, Table]:
    """The tables, changed where they are such a base, a subtype of one, or refer to one.

    References to a base are to rows that are known: those of the subtype that most others know.
    """
    subtypes: dict[Name, list[Subtype]] = {}
    for name in sorted(wanted):
        for found in _of(wanted[name], wanted):
            subtypes.setdefault(found.base.name, []).append(found)
    referred = _referred(wanted)
    changed = dict(wanted)
    first: dict[Name, Subtype] = {}
    for base, several in sorted(subtypes.items()):
        if len(several) > 1 and any(a.type.base.name in _COUNTED for a in _key_of(wanted[base])):
            continue  # numbers of their own would be the same numbers
        for subtype in several:
            changed[subtype.table.name] = _on_its_own(changed[subtype.table.name], subtype)
        first[base], *_ = sorted(several, key=lambda one: (-referred.get(one.table.name, 0), one.table.name))
        changed[base] = _as_subtype(changed[base], first[base])
    return {name: _redirected(table, first) for name, table in changed.items()} if first else changed


def _redirected(table: Table, first: Mapping[Name, Subtype]) -> Table:
    """The table with its references to bases as references to their subtypes."""
    keys = tuple(_to_subtypes(table, key, first) for key in table.foreign_keys)
    return replace(table, foreign_keys=keys) if keys != table.foreign_keys else table


def _to_subtypes(table: Table, key: ForeignKey, first: Mapping[Name, Subtype]) -> ForeignKey:
    for _ in first:  # a base may be another one's subtype
        subtype = first.get(key.parent)
        if subtype is None or not set(key.parent_columns) <= subtype.pairs.keys():
            break
        there = tuple(subtype.pairs[column] for column in key.parent_columns)
        if subtype.table.name == table.name and there == key.columns:
            break
        key = replace(key, parent=subtype.table.name, parent_columns=there)
    return key


def _of(table: Table, wanted: Mapping[Name, Table]) -> list[Subtype]:
    """The bases of a table whose rows its triggers make, each row under the very key of the table's own."""
    own = table.primary_key
    if own is None or own.plain is None or not any(t.enabled and t.timing == "BEFORE" for t in table.triggers):
        return []
    found = []
    for parent in dict.fromkeys(key.parent for key in table.foreign_keys if key.enforced and not key.implied):
        base = wanted.get(parent)
        if base is None or parent == table.name or base.primary_key is None or base.primary_key.plain is None:
            continue
        keys = tuple(k for k in table.foreign_keys if k.parent == parent and k.enforced and makes_parent(table, k))
        subtype = Subtype(table, base, keys)
        same = [subtype.pairs.get(column) for column in base.primary_key.plain]
        if keys and set(own.plain) == set(same) and len(own.plain) == len(same):
            found.append(subtype)
    return found


def _on_its_own(table: Table, subtype: Subtype) -> Table:
    """The subtype with what its base asks of the columns that the trigger passes on: whom they refer to, and once."""
    pairs = subtype.pairs
    kept = [key for key in table.foreign_keys if key.name not in {made.name for made in subtype.keys}]
    said = {frozenset(key.columns) for key in kept if key.enforced}
    passed = [
        replace(key, columns=tuple(pairs[c] for c in key.columns), name=f"{table.name.name}.{key.name}")
        for key in subtype.base.foreign_keys
        if key.enforced and key.parent != table.name and set(key.columns) <= pairs.keys()
    ]
    once = {frozenset(unique.plain or ()) for unique in table.uniques}
    uniques = [
        replace(unique, columns=columns, expressions=columns, primary=False, constraint=False)
        for unique in subtype.base.uniques
        if unique.plain is not None and set(unique.plain) <= pairs.keys()
        if not any(said_once <= {*(columns := tuple(pairs[c] for c in unique.plain))} for said_once in once)
    ]
    return replace(
        table,
        foreign_keys=(*kept, *(key for key in passed if frozenset(key.columns) not in said)),
        uniques=(*table.uniques, *uniques),
    )


def _as_subtype(base: Table, subtype: Subtype) -> Table:
    """The base, whose rows are the subtype's: what the trigger passes on is what is there."""
    pairs = subtype.pairs
    own = {a.name for a in _key_of(base)}
    in_order = sorted(pairs, key=lambda column: (column not in own, column))
    key = ForeignKey(
        f"{base.name.name}.{subtype.table.name.name}",
        tuple(in_order),
        subtype.table.name,
        tuple(pairs[column] for column in in_order),
    )
    kept = [other for other in base.foreign_keys if not set(other.columns) <= pairs.keys()]
    return replace(base, foreign_keys=(key, *kept))


def _key_of(table: Table) -> list[Attribute]:
    key = table.primary_key
    return [table.by_name[c] for c in (key.plain or ())] if key is not None else []


def _referred(wanted: Mapping[Name, Table]) -> dict[Name, int]:
    """How many tables refer to each, itself left out."""
    found: dict[Name, int] = {}
    for table in wanted.values():
        for parent in {key.parent for key in table.foreign_keys} - {table.name}:
            found[parent] = found.get(parent, 0) + 1
    return found
