"""What the migrations so far say of a table, read from their text: enough to start the next file well.

A guess that a person edits, so no server is asked: `seed new` answers at once, and in a repository without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from seeding.migrations.history import Migration
from seeding.migrations.statements import split

_NAME = r'(?:"?(?P<schema>\w+)"?\.)?"?(?P<table>\w+)"?'
_TABLE = re.compile(rf"create table (?:if not exists )?{_NAME} \(", re.IGNORECASE)
_ADDED = re.compile(rf"alter table (?:if exists )?(?:only )?{_NAME} (?P<rest>add .*)", re.IGNORECASE)
_RLS = re.compile(rf"alter table (?:if exists )?(?:only )?{_NAME} enable row level security", re.IGNORECASE)
_COLUMN = r'(?:^|[(,]|\badd(?: column)?(?: if not exists)?) ?"?{name}"? (?P<type>[a-z_][\w.]*)'
_OWNERS = ("user_id", "owner_id", "author_id", "created_by", "profile_id", "account_id")


@dataclass(frozen=True)
class Known:
    """The text of every migration there is, and what can be read from it."""

    statements: tuple[str, ...]

    @classmethod
    def of(cls, migrations: Iterable[Migration]) -> Known:
        """Read the files, each statement on one line."""
        texts = []
        for migration in migrations:
            for statement in split(migration.read()):
                # What stands before the first word is a comment.
                text = statement.text[statement.start - statement.offset :]
                texts.append(" ".join(re.sub(r"--[^\n]*", " ", text).split()))
        return cls(tuple(texts))

    @cached_property
    def tables(self) -> dict[str, str]:
        """Every table that is created, `schema.table`, with the text that does it and adds columns to it."""
        found: dict[str, str] = {}
        for text in self.statements:
            if match := _TABLE.match(text):
                found[_place(match)] = text
            elif (match := _ADDED.match(text)) and _place(match) in found:
                found[_place(match)] += f", {match['rest']}"
        return found

    def schema_of(self, table: str) -> str:
        """The schema a table of this name was made in; public where none was, or several were."""
        places = [place for place in self.tables if place.endswith(f".{table}")]
        return places[0].split(".")[0] if len(places) == 1 else "public"

    def type_of(self, place: str, column: str) -> str | None:
        """A column's type, its first word."""
        found = re.search(_COLUMN.format(name=re.escape(column)), self.tables.get(place, ""), re.IGNORECASE)
        return found["type"].lower() if found else None

    def owner_of(self, place: str) -> str:
        """The column that says whose a row is; `id` for the table of the users themselves."""
        for column in _OWNERS:
            if self.type_of(place, column):
                return column
        return "id" if place.endswith((".users", ".profiles")) else "user_id"

    def has_policies_on(self, place: str) -> bool:
        """Whether row level security was enabled for it."""
        return any((match := _RLS.match(text)) and _place(match) == place for text in self.statements)

    def has_owner_policy_on(self, place: str) -> bool:
        """Whether a policy already lets people see their own rows of it."""
        schema, _, table = map(re.escape, place.partition("."))
        policy = re.compile(rf'create policy .* on "?{schema}"?\."?{table}"? .*auth\.uid\(\)', re.IGNORECASE)
        return any(policy.match(text) for text in self.statements)

    def has_function(self, place: str) -> bool:
        """Whether there is a function of this name."""
        made = re.compile(rf"create (?:or replace )?function {re.escape(place)}\b", re.IGNORECASE)
        return any(made.match(text) for text in self.statements)


def _place(match: re.Match[str]) -> str:
    return f"{match['schema'] or 'public'}.{match['table']}".lower()
