"""Production's schema from a file: what `pg_dump --schema-only` or `supabase db dump` wrote, run as one migration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from seeding.errors import MigrationError
from seeding.migrations.history import Migration
from seeding.migrations.statements import line_of, split
from seeding.schema import quote

# For psql, which would read them: \restrict came with pg_dump's releases of August 2025.
_META = re.compile(r"^\\(?:un)?restrict\b[^\n]*$|^\\connect\b[^\n]*$", re.MULTILINE)

_OWNER = re.compile(r'owner\s+to\s+("[^"]+"|[\w$]+)', re.IGNORECASE)
_GRANTEES = re.compile(
    r"""\b(?:to|from|role|user)\s+((?:"[^"]+"|[\w$]+)(?:\s*,\s*(?:"[^"]+"|[\w$]+))*)""", re.IGNORECASE
)
_NO_ROLES = frozenset({"public", "current_user", "session_user", "current_role", "group"})


class Dump(Migration):
    """A dump in the place of the migrations that made it."""

    def read(self) -> str:
        """The file's SQL, without what is for psql alone. Raises MigrationError for one that carries rows."""
        # As many characters as before, so that positions still point into the file.
        sql = _META.sub(lambda found: " " * len(found[0]), Migration.read(self))
        for statement in split(sql):
            copied = statement.words[:1] == ("copy",)
            if copied or statement.words[:2] == ("insert", "into"):
                raise MigrationError(
                    f"{self.path}:{line_of(sql, statement.start)}: the dump carries rows, and rows of production stay"
                    " there",
                    hint="write it again without them: pg_dump --schema-only, or supabase db dump",
                )
        return sql


def dump_of(path: Path) -> Dump:
    """The dump in a file. Raises MigrationError where there is none."""
    if not path.is_file():
        raise MigrationError(f"{path}: there is no such file", hint="name what pg_dump --schema-only wrote")
    return Dump("0" * 14, "schema_dump", path)


def make_roles(connection: psycopg.Connection[Any], dump: Dump) -> None:
    """The roles that own and may do what is in the dump, where the server has none of that name."""
    for name in roles_of(dump):
        row = connection.execute("select pg_catalog.to_regrole(%s)::text", (quote(name),)).fetchone()
        if row == (None,):
            connection.execute(f"create role {quote(name)} nologin")


def roles_of(dump: Dump) -> list[str]:
    """The roles a dump speaks of: owners, grantees; quoted names as they are written."""
    found: dict[str, None] = {}
    for statement in split(dump.read()):
        granting = statement.words[:1] in (("grant",), ("revoke",)) or statement.words[:2] == ("alter", "default")
        pattern = _GRANTEES if granting else _OWNER
        for names in pattern.findall(statement.text) if granting or statement.words[:1] == ("alter",) else ():
            found |= dict.fromkeys(name.strip().strip('"') for name in names.split(","))
    return [name for name in found if name.lower() not in _NO_ROLES]
