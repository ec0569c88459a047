"""Whose a row is: columns that hold a person, or a tenant the person is a member of, directly or through a parent.

Found from what policies compare with the one who asks, and from foreign keys to those columns. Where several say
whose a row is, it belongs to each of them, so that nobody is accused of reading a row that is partly theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from seeding.migrations.policies.words import Said
from seeding.schema import ForeignKey, Name, Schema, Table, quote

Kind = Literal["person", "tenant", "parent"]
Place = tuple[Name, str]

_PEOPLE = re.compile(r"(?:^|_)(?:users?|profiles?|accounts?|members?|people|persons?|customers?)$")
_MEMBERSHIP = re.compile(r"member|(?:^|_)(?:staff|employees?|roster|seats?)$|^users?_|_users?$")
_TENANT = re.compile(
    r"org|tenant|team|workspace|compan|business|group|club|school|clinic|firm|agenc|store|shop|project"
)
_DEEPEST = 4


@dataclass(frozen=True)
class Belonging:
    """One way to tell whose a row is; `condition` is SQL with `{row}` for its alias and `{value}` for the owner."""

    source: str
    kind: Kind
    condition: str
    columns: tuple[str, ...]  # of the row itself
    told: str
    asked: bool = False  # the table's policies ask for it: for the column, or for the members; lists of members do
    lists: bool = False  # it is the list of them

    def sql(self, row: str, identity: Mapping[str, str]) -> str | None:
        """The condition for one owner; None where nothing is known of them."""
        if self.source not in identity:
            return None
        literal = "'" + identity[self.source].replace("'", "''") + "'"
        return self.condition.replace("{row}", row).replace("{value}", literal)


@dataclass(frozen=True)
class Member:
    """A table that says which tenants a person belongs to: `user` column, and `tenant` column to the tenants' key."""

    table: Name
    user: str
    tenant: str
    parent: Name
    parent_column: str


@dataclass(frozen=True)
class Owners:
    """What says whose the rows of each table are."""

    belongings: Mapping[Name, tuple[Belonging, ...]]
    places: Mapping[str, frozenset[Place]]  # by source
    members: tuple[Member, ...] = ()

    def of(self, table: Name) -> tuple[Belonging, ...]:
        """The ways to tell; none where a row is nobody's."""
        return self.belongings.get(table, ())

    def condition(self, table: Name, row: str, identity: Mapping[str, str], *, every: bool = False) -> str | None:
        """SQL that is true where a row belongs to whoever has this identity, in some way or in `every` one."""
        parts = [sql for one in self.of(table) if (sql := one.sql(row, identity)) is not None]
        return f"({(' and ' if every else ' or ').join(parts)})" if parts else None


def owners(schema: Schema, said: Mapping[Name, Said]) -> Owners:
    """Find whose rows are; `said` is what the policies of each table say, with the functions they call."""
    places = _places(schema, said)
    members = _members(schema, said, places)
    found: dict[Name, list[Belonging]] = {
        table.name: [*_persons(table, places, said), *_tenants(table, members, said.get(table.name, Said()))]
        for table in schema.tables.values()
    }
    for _ in range(_DEEPEST):
        known = {name: list(ways) for name, ways in found.items()}
        for table in schema.tables.values():
            if not known[table.name]:
                found[table.name] = list(_parents(table, known, said.get(table.name, Said())))
    return Owners({name: tuple(ways) for name, ways in found.items()}, places, tuple(members))


def _places(schema: Schema, said: Mapping[Name, Said]) -> dict[str, frozenset[Place]]:
    """By source, the columns that hold its values: those policies compare with it, and what keys tie to them."""
    seeds: dict[str, set[Place]] = {}
    for one in said.values():
        for name, column, source in one.compared:
            seeds.setdefault(source, set()).add((name, column))
    users = Name("auth", "users")
    if users in schema.tables:
        seeds.setdefault("sub", set()).add((users, "id"))
    elif not seeds:
        for table in schema.tables.values():
            key = table.primary_key.plain if table.primary_key else None
            if key is not None and len(key) == 1 and _PEOPLE.search(table.name.name) and not table.referenced_only:
                seeds.setdefault("sub", set()).add((table.name, key[0]))
    return {source: _tied(schema, start) for source, start in sorted(seeds.items())}


def _tied(schema: Schema, start: Iterable[Place]) -> frozenset[Place]:
    found, open_ = set(start), list(start)
    while open_:
        name, column = open_.pop()
        table = schema.tables.get(name)
        beside: list[Place] = []
        if table is not None:
            beside += [(k.parent, k.parent_columns[0]) for k in table.foreign_keys if k.columns == (column,)]
        beside += [
            (child.name, key.columns[0])
            for child, key in schema.children.get(name, ())
            if key.parent_columns == (column,) and len(key.columns) == 1
        ]
        for place in beside:
            if place not in found:
                found.add(place)
                open_.append(place)
    return frozenset(found)


def _persons(table: Table, places: Mapping[str, frozenset[Place]], said: Mapping[Name, Said]) -> list[Belonging]:
    """The columns of the table itself that hold who asks: what its own policies compare, else all of them."""
    found = []
    for source, all_of_them in places.items():
        own = said.get(table.name, Said()).compared
        compared = [a.name for a in table.attributes if (table.name, a.name, source) in own]
        held = [a.name for a in table.attributes if (table.name, a.name) in all_of_them]
        for column in compared or held:
            condition = f"{{row}}.{quote(column)}::text = {{value}}"
            found.append(Belonging(source, "person", condition, (column,), column, bool(compared)))
    return found


def _members(schema: Schema, said: Mapping[Name, Said], places: Mapping[str, frozenset[Place]]) -> list[Member]:
    """Tables that say who belongs to which tenant: named in the policies of the tenants' tables, or by their name."""
    people = places.get("sub", frozenset())
    found = []
    for table in schema.tables.values():
        users = [a.name for a in table.attributes if (table.name, a.name) in people]
        if not users:
            continue
        user = next((c for t, c, s in sorted(_all(said)) if t == table.name and s == "sub" and c in users), users[0])
        naming = {name for name, one in said.items() if table.name in one.tables}
        for key in table.foreign_keys:
            parent = schema.tables.get(key.parent)
            if parent is None or len(key.columns) != 1 or (key.parent, key.parent_columns[0]) in people:
                continue
            below = {child.name for child, k in schema.children.get(key.parent, ())} | {key.parent}
            named = bool(naming & (below - {table.name}))
            shaped = bool(_MEMBERSHIP.search(table.name.name) and _TENANT.search(key.parent.name))
            if (named and not _is_content(table, key, schema)) or shaped:
                found.append(Member(table.name, user, key.columns[0], key.parent, key.parent_columns[0]))
    return found


def _is_content(table: Table, key: ForeignKey, schema: Schema) -> bool:
    """Whether a table is a parent that people own, and no list of members: it has children of its own."""
    return bool(schema.children.get(table.name)) and not (
        _MEMBERSHIP.search(table.name.name) or _PEOPLE.search(table.name.name) or _TENANT.search(key.parent.name)
    )


def _all(said: Mapping[Name, Said]) -> Iterable[tuple[Name, str, str]]:
    return {one for words in said.values() for one in words.compared}


def _tenants(table: Table, members: Sequence[Member], words: Said) -> list[Belonging]:
    found = []
    for member in members:
        columns = [k.columns[0] for k in table.foreign_keys if _leads(k, member)]
        if table.name == member.parent:
            columns.append(member.parent_column)
        for column in dict.fromkeys(columns):
            among = (
                f"select seed_m.{quote(member.tenant)} from {member.table.sql} seed_m "
                f"where seed_m.{quote(member.user)}::text = {{value}}"
            )
            condition = f"{{row}}.{quote(column)} in ({among})"
            told = f"{column} through {member.table}"
            lists = member.table == table.name and column == member.tenant
            asked = lists or member.table in words.tables
            found.append(Belonging("sub", "tenant", condition, (column,), told, asked, lists))
    return found


def _leads(key: ForeignKey, member: Member) -> bool:
    return key.parent == member.parent and key.parent_columns == (member.parent_column,)


def _parents(table: Table, known: Mapping[Name, Sequence[Belonging]], words: Said) -> list[Belonging]:
    """A row is its parent's owner's: of the parents its policies look at, else of all it cannot do without."""
    keys = [k for k in table.foreign_keys if known.get(k.parent) and k.parent != table.name]
    named = [k for k in keys if k.parent in words.tables]
    needed = [k for k in keys if not any(table.by_name[c].nullable for c in k.columns)]
    found = []
    for key in named or needed:
        inner = f"seed_{key.parent.name}_{len(key.columns)}".replace('"', "").replace("{", "").replace("}", "")
        for way in known[key.parent]:
            joined = " and ".join(
                f"{quote(inner)}.{quote(there)} = {{row}}.{quote(here)}"
                for here, there in zip(key.columns, key.parent_columns, strict=True)
            )
            condition = way.condition.replace("{row}", quote(inner))
            exists = f"exists (select from {key.parent.sql} {quote(inner)} where {joined} and {condition})"
            told = f"{', '.join(key.columns)} through {key.parent}"
            found.append(Belonging(way.source, "parent", exists, key.columns, told))
    return found
