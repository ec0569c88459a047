"""A new table starts complete: row level security, policies, indexes, trigger, comments, and safe to run twice."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from seeding.errors import UsageError
from seeding.migrations.history import found

_TEMPLATES = Path(__file__).parent / "templates"
# PostgreSQL cuts names after 63 bytes; the longest the template adds is _set_updated_at.
_LONGEST = 63 - len("_set_updated_at")


def new_migration(folder: Path, name: str, *, version: str, author: str | None = None) -> Path:
    """Write `<version>_<name>.sql` for a new table into `folder`, and return its path.

    `name` is the table's, or what is done to it: `create_invoices` and `add invoices table` are both about
    `invoices`. `version` is 14 digits of UTC time, given by the caller. `author` is git's user.name unless
    given. Raises UsageError for a name that is no table's, and for a version that is taken or not the last.
    """
    slug = re.sub(r"[\s-]+", "_", name.strip().lower())
    table = re.sub(r"^(?:create|add|new)_(?:table_)?|_table$", "", slug)
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", table) or len(table) > _LONGEST:
        raise UsageError(
            f'"{name}" is no name for a table',
            hint=f"lower case letters, digits and underscores, {_LONGEST} at most: seed new migration invoices",
        )
    if not re.fullmatch(r"[0-9]{14}", version):
        raise UsageError(f'"{version}" is no version', hint="a version is 14 digits: YYYYMMDDHHMMSS in UTC")
    existing = found(folder)
    if existing and existing[-1].version >= version:
        raise UsageError(
            f"version {version} is not after {existing[-1].path.name}", hint="migrations run in this order"
        )
    text = "\n".join(migration.read() for migration in existing).lower()
    users = "public.users" if re.search(r"create table (?:if not exists )?public\.users\b", text) else "auth.users"
    # Where an earlier migration has the function, a second copy would drift from it.
    has_function = re.search(r"create (?:or replace )?function public\.set_updated_at\b", text)
    values = {
        "purpose": "say in one line what the table is for.",
        "author": _author(folder) if author is None else author,
        "date": f"{version[:4]}-{version[4:6]}-{version[6:8]}",
        "function": "" if has_function else (_TEMPLATES / "set_updated_at.sql").read_text(encoding="utf-8"),
        "table": table,
        "words": table.replace("_", " "),
        "users": users,
    }
    sql = (_TEMPLATES / "table.sql").read_text(encoding="utf-8")
    for key, value in values.items():
        sql = sql.replace("{{" + key + "}}", value)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{version}_{slug}.sql"
    path.write_text(sql, encoding="utf-8")
    return path


def _author(folder: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    place = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    said = subprocess.run(  # noqa: S603
        [git, "-C", str(place), "config", "user.name"], capture_output=True, text=True, check=False
    )
    # A line break would end the comment and begin SQL.
    return " ".join(said.stdout.split()) or "unknown"
