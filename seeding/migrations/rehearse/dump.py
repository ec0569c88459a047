"""Production's schema from a file: what `pg_dump --schema-only` or `supabase db dump` wrote, run as one migration."""

from __future__ import annotations

import re
from pathlib import Path

from seeding.errors import MigrationError
from seeding.migrations.history import Migration
from seeding.migrations.statements import line_of, split

# For psql, which would read them: \restrict came with pg_dump's releases of August 2025.
_META = re.compile(r"^\\(?:un)?restrict\b[^\n]*$|^\\connect\b[^\n]*$", re.MULTILINE)


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
