"""A new migration starts complete, from the template of its kind: safe to run twice, and with its way back."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from seeding.errors import UsageError
from seeding.migrations.history import found
from seeding.migrations.known import Known
from seeding.migrations.subject import KINDS, Subject, subject

ROLLBACKS = "rollbacks"  # beside the folder of the migrations
_TEMPLATES = Path(__file__).parent / "templates"
_PURPOSE = {
    "table": "say in one line what the table is for.",
    "column": "say in one line what {column} of {table} is for.",
    "index": "say in one line which queries look for {table} by {column}.",
    "policy": "say in one line who sees which rows of {table}, and why.",
    "enum": "say in one line what has this type.",
    "function": "say in one line who calls the function, and why.",
    "constraint": "say in one line why every row of {table} has a {column}.",
    "backfill": "say in one line what {column} of {table} was before, and is now.",
}
_TYPES = (  # of a new column, by its name
    (r"_at$", "timestamptz"),
    (r"_(?:on|date)$|^date_", "date"),
    (r"_id$", "uuid"),
    (r"^(?:is|has|can|was)_|_enabled$", "boolean"),
    (r"_(?:count|number|position|days|minutes|seconds|cents)$", "integer"),
    (r"^(?:settings|metadata|options)$|_(?:json|data|settings|metadata)$", "jsonb"),
)
_VALUES = (  # for rows that have none, by the column's type
    (r"timestamp", "now()"),
    (r"date", "current_date"),
    (r"uuid", "gen_random_uuid()"),
    (r"bool", "false"),
    (r"int|numeric|decimal|real|float|double|serial", "0"),
    (r"json", "'{}'"),
)


_OWNERS = ("(select auth.uid()) = {column}", "Who is logged in sees the rows whose {column} is theirs.")
_ADMINS = (
    "(select auth.jwt() -> 'app_metadata' ->> 'role') = 'admin'",
    "Whose token says app_metadata.role = admin sees every row.",
)


@dataclass(frozen=True, slots=True)
class New:
    """The two files that were written: the migration, and what takes it back."""

    path: Path
    rollback: Path


def new_migration(
    folder: Path,
    name: str,
    *,
    version: str,
    author: str | None = None,
    kind: str = "table",
    table: str | None = None,
    column: str | None = None,
) -> New:
    """Write `<version>_<name>.sql` into `folder`, and `<version>_<name>.down.sql` into `rollbacks` beside it.

    `name` says what is done to what: `create_invoices`, `add_due_on_to_invoices`; `table` and `column` say it where a
    name cannot. `version` is 14 digits of UTC time, given by the caller. `author` is git's user.name unless given.
    Raises UsageError for a name that does not say it, and for a version that is taken or not the last.
    """
    if not re.fullmatch(r"[0-9]{14}", version):
        raise UsageError(f'"{version}" is no version', hint="a version is 14 digits: YYYYMMDDHHMMSS in UTC")
    if kind not in KINDS:
        raise UsageError(f'there is no template "{kind}"', hint=f"templates: {', '.join(KINDS)}")
    existing = found(folder)
    known = Known.of(existing)
    about = subject(name, kind, tables=_names(known), table=table, column=column)
    if existing and existing[-1].version >= version:
        raise UsageError(
            f"version {version} is not after {existing[-1].path.name}", hint="migrations run in this order"
        )
    path = folder / f"{version}_{about.slug}.sql"
    rollback = folder.with_name(ROLLBACKS) / f"{version}_{about.slug}.down.sql"
    values = _values(kind, about, known, column)
    values |= {
        "purpose": _PURPOSE[kind].format(**values),
        "author": _author(folder) if author is None else author,
        "date": f"{version[:4]}-{version[4:6]}-{version[6:8]}",
        "file": path.name,
    }
    for place, parts in ((path, ("header.sql", f"{kind}.sql")), (rollback, ("header.down.sql", f"{kind}.down.sql"))):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(_filled(part, values) for part in parts), encoding="utf-8")
    return New(path, rollback)


def next_version(folder: Path, now: datetime.datetime) -> str:
    """The version of a migration made at `now` (UTC): that second, or the one after the last migration's."""
    form = "%Y%m%d%H%M%S"
    version = now.strftime(form)
    existing = found(folder)
    if existing and existing[-1].version >= version:
        try:
            last = datetime.datetime.strptime(existing[-1].version, form).replace(tzinfo=datetime.UTC)
        except ValueError:  # fourteen digits that are no moment
            return f"{int(existing[-1].version) + 1:014d}"
        return (last + datetime.timedelta(seconds=1)).strftime(form)
    return version


def _names(known: Known) -> list[str]:
    return [place.split(".")[1] for place in known.tables]


def _values(kind: str, about: Subject, known: Known, asked: str | None) -> dict[str, str]:
    schema = about.schema or known.schema_of(about.name)
    place = f"{schema}.{about.name}"
    column = (asked or known.owner_of(place)) if kind == "policy" else about.part
    # Where an earlier migration has the function, a second copy would drift from it.
    function = not known.has_function("public.set_updated_at")
    enabled = known.has_policies_on(place)
    # A second policy that lets in the same people would be asked for each row, for nothing.
    condition, effect = _ADMINS if known.has_owner_policy_on(place) else _OWNERS
    return {
        "schema": schema,
        "table": about.name,
        "place": place,
        "column": column,
        "words": (about.part or about.name).replace("_", " "),
        "users": "public.users" if "public.users" in known.tables else "auth.users",
        "function": _template("set_updated_at.sql") if function else "",
        "drop_function": _DROP_FUNCTION if function else "",
        "type": _by(_TYPES, column, "text"),
        "value": _by(_VALUES, known.type_of(place, column) or _by(_TYPES, column, "text"), "'unknown'"),
        "index": _short(about.name, column, "idx"),
        "constraint": _short(about.name, column, "present"),
        "policy": _sentence(about) if about.part else f"Who is logged in sees their {about.name.replace('_', ' ')}",
        "condition": condition.format(column=column),
        "effect": effect.format(column=column),
        "enable": "" if enabled else f"alter table {place} enable row level security;\n\n",
        "kept": "" if enabled else _KEPT,
    }


_DROP_FUNCTION = """
-- Made by the same file. Refused while triggers of other tables call it: then leave it.
drop function if exists public.set_updated_at();
"""
_KEPT = """\
-- Row level security stays on: whoever needs it off must say so, as everybody sees every row then.
"""


def _sentence(about: Subject) -> str:
    words = about.slug.removeprefix("add_").removeprefix("create_").removeprefix("let_").removesuffix("_policy")
    return words.replace("_", " ").capitalize()


def _short(table: str, column: str, suffix: str) -> str:
    # As PostgreSQL does it: what is too long is shortened before the suffix, never at the end.
    room = 63 - len(suffix) - 2
    return f"{table[: max(room - len(column), room // 2)]}_{column[: room // 2 + room % 2]}_{suffix}"


def _by(choices: tuple[tuple[str, str], ...], text: str, otherwise: str) -> str:
    return next((choice for pattern, choice in choices if re.search(pattern, text)), otherwise)


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _filled(name: str, values: dict[str, str]) -> str:
    sql = _template(name)
    for key, value in values.items():
        sql = sql.replace("{{" + key + "}}", value)
    return sql


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
