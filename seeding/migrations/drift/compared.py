"""Two lists of things held beside each other, without what is no difference between the two databases.

A whole table that is on one side only is one change, and not also its twenty columns. What Supabase looks after is its
own, and differs with every release of the platform.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from seeding.database.contents import MANAGED_SCHEMAS
from seeding.migrations.described import Difference, Thing, differences
from seeding.migrations.drift.sides import Side

# The kinds in the order they are shown: what others are made of first.
KINDS = (
    *("extension", "schema", "type", "sequence", "table", "foreign table", "column", "constraint", "index", "view"),
    *("function", "trigger", "rule", "policy", "owner", "grant", "comment"),
)
# Every project has these before its first migration.
_PLATFORM = (
    "plpgsql",
    "pg_graphql",
    "pg_net",
    "pg_stat_statements",
    "pgcrypto",
    "pgjwt",
    "supabase_vault",
    "uuid-ossp",
)
_MANAGED = re.compile(rf"\b(?:{'|'.join(MANAGED_SCHEMAS)})\.")
_CALLS_MANAGED = re.compile(rf"EXECUTE FUNCTION (?:{'|'.join(MANAGED_SCHEMAS)})\.")
# People write policies for these, and triggers on them.
_OPEN = re.compile(r"(?:auth|storage|realtime)\.")
_NOTES = re.compile(r"\b(?:_seed|supabase_migrations)\.|schema (?:_seed|supabase_migrations)$")
_MAINTAIN = re.compile(r"(?:, )?\bMAINTAIN\b(?: with grant option)?")
_WHOLE = ("schema", "table", "foreign table", "view", "function", "type", "sequence", "index")


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that only one side has (None for the other), or that is defined in two ways.

    `parts` counts what belongs to a thing of one side only, by kind.
    """

    kind: str
    name: str
    a: str | None
    b: str | None
    parts: tuple[tuple[str, int], ...] = ()


def compared(a: Side, b: Side, schemas: Iterable[str] = ()) -> list[Change]:
    """What is not the same in the two, by kind and name; only in `schemas`, where any are given."""
    keep = _keep(a, b, tuple(schemas))
    left, right = ([_plain(thing, a, b) for thing in side.things if keep(thing)] for side in (a, b))
    changes = _whole(differences(_owned(left), _owned(right)))
    if a.major != b.major:
        changes = [change for change in changes if not _same_view(change)]
    return sorted(changes, key=lambda change: (KINDS.index(change.kind), change.name))


def schemas_of(*sides: Side) -> list[str]:
    """The schemas that are people's own, in any of the sides."""
    names = {thing.name for side in sides for thing in side.things if thing.kind == "schema"}
    return sorted(names - set(MANAGED_SCHEMAS))


def _keep(a: Side, b: Side, schemas: tuple[str, ...]) -> Callable[[Thing], bool]:
    ours = a.ours or b.ours
    platform = ours or a.supabase or b.supabase
    wanted = re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, schemas))})(?:\.|$|\s)") if schemas else None

    def keep(thing: Thing) -> bool:
        if (wanted is not None and not wanted.search(thing.name)) or _NOTES.search(thing.name):
            return False
        if (thing.kind, thing.name) == ("owner", "schema public"):
            # Whose it is depends on the release that made the database.
            return False
        if thing.kind == "extension":
            return not (ours and thing.name in _PLATFORM)
        if not platform:
            return True
        if thing.kind == "schema":
            return thing.name not in MANAGED_SCHEMAS
        if thing.kind == "policy" and _OPEN.match(thing.name):
            return True
        if thing.kind == "trigger" and _OPEN.match(thing.name):
            return not _CALLS_MANAGED.search(thing.definition)
        if thing.kind in ("grant", "owner", "comment") and re.match(r"schema\b", thing.name):
            # Who made the schema, and what it says of itself, is the platform's doing.
            return False
        return not _MANAGED.search(thing.name)

    return keep


def _plain(thing: Thing, a: Side, b: Side) -> Thing:
    """The same without what only the release of a server decides."""
    definition = thing.definition
    if thing.kind == "extension" and (a.ours or b.ours or a.major != b.major):
        definition = ""
    if thing.kind == "grant" and min(a.major, b.major) < 17 <= max(a.major, b.major):
        # MAINTAIN is part of "all" since PostgreSQL 17.
        definition = _MAINTAIN.sub("", definition).removeprefix(", ")
    return Thing(thing.kind, thing.name, definition)


def _owned(things: list[Thing]) -> list[Thing]:
    """Whoever owns the most is "the owner", by another name in every database."""
    owners = Counter(thing.definition for thing in things if thing.kind == "owner")
    usual = min(owners, key=lambda owner: (-owners[owner], owner), default="")
    return [
        Thing(thing.kind, thing.name, "the owner") if thing.kind == "owner" and thing.definition == usual else thing
        for thing in things
        if thing.kind != "grant" or thing.definition
    ]


def _whole(found: list[Difference]) -> list[Change]:
    """What belongs to a thing of one side only is counted there."""
    lone = {_key(one): Counter[str]() for one in found if one.kind in _WHOLE and None in (one.before, one.after)}
    rest = []
    for one in found:
        above = _above(one, lone) if None in (one.before, one.after) else None
        if above is None:
            rest.append(one)
        elif one.kind != "owner":
            lone[above][one.kind] += 1
    return [
        Change(one.kind, one.name, one.before, one.after, tuple(sorted(lone.get(_key(one), Counter()).items())))
        for one in rest
    ]


_Key = tuple[str, str, bool]


def _key(one: Difference) -> _Key:
    return ("table" if one.kind in ("foreign table", "view") else one.kind, one.name, one.before is None)


def _above(one: Difference, lone: dict[_Key, Counter[str]]) -> _Key | None:
    """The thing of the same side that this one came with."""
    new = one.before is None
    if one.kind in ("grant", "owner", "comment"):
        kind, _, name = re.sub(r"^.* (?=(?:table|view|function|type) \S*$)", "", one.name).partition(" ")
        name = name.rpartition(" to ")[0] if one.kind == "grant" else name
        if kind == "column":
            kind, name = "table", name.rpartition(".")[0]
        name = re.sub(r"^.* of (?:table|view) ", "", name)
        kind = {"view": "table", "materialized": "table"}.get(kind, kind)
        # Names of arguments are said in one place and not in the other.
        same = [key for key in lone if key[0] == "function" == kind and key[1].split("(")[0] == name.split("(")[0]]
        choices = [(kind, name, new), ("sequence", name, new), *(key for key in same if key[2] == new)]
    elif one.kind == "index":
        on = re.search(r" ON (?:ONLY )?(\S+) USING ", one.before or one.after or "")
        choices = [("table", on[1], new)] if on else []
    elif one.kind == "sequence":
        choices = [key for key in lone if key[0] == "table" and key[2] == new and one.name.startswith(f"{key[1]}_")]
    elif one.kind == "column":
        choices = [("table", one.name.rpartition(".")[0], new)]
    else:
        choices = [("table", one.name.partition(": ")[0], new)] if ": " in one.name else []
    return next((key for key in choices if key in lone and key != _key(one)), None)


def _same_view(change: Change) -> bool:
    # PostgreSQL 16 stopped writing the table before each column where there is one table only.
    if change.kind != "view" or change.a is None or change.b is None:
        return False
    one, other = (" ".join(re.sub(r'(?<![\w."])(?:\w+|"[^"]+")\.', "", text).split()) for text in (change.a, change.b))
    return one == other
