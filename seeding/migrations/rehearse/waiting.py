"""Which migrations production has, and which are about to come: said by the user, else the last one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from seeding.database.connect import read_only
from seeding.errors import SchemaError, UsageError
from seeding.migrations.history import Migration, found, pending
from seeding.target import Target


@dataclass(frozen=True)
class Which:
    """What a user says of it; at most one of the four."""

    url: str | None = None  # a database whose history tells, read-only
    first: str | None = None  # the version of the first that is pending
    last: int | None = None  # how many
    since: str | None = None  # a git revision that has what production has

    def __post_init__(self) -> None:
        given = [value is not None for value in (self.url, self.first, self.last, self.since)]
        if sum(given) > 1:
            raise UsageError(
                "--url, --from, --last and --since exclude each other",
                hint="each says which migrations production does not have yet: give one",
            )


@dataclass(frozen=True)
class Waiting:
    """The migrations production has, those that it has not, and how that is known."""

    applied: Sequence[Migration]
    pending: Sequence[Migration]
    why: str


def waiting(folder: Path, which: Which, environ: Mapping[str, str], *, dumped: bool = False) -> Waiting:
    """The migrations of `folder`, parted. Where production's schema is `dumped`, what it has needs no file.

    Raises UsageError where the folder has no migration, and for what names none of them.
    """
    every = found(folder)
    if not every:
        raise UsageError(f"{folder} holds no migration", hint="seed new migration NAME starts one")
    chosen, why = _chosen(folder, every, which, environ)
    versions = {migration.version for migration in chosen}
    applied = [] if dumped else [migration for migration in every if migration.version not in versions]
    return Waiting(applied, chosen, why)


def _chosen(
    folder: Path, every: list[Migration], which: Which, environ: Mapping[str, str]
) -> tuple[list[Migration], str]:
    if which.url is not None:
        target = Target.resolve(which.url, environ)
        with read_only(target) as connection:
            try:
                missing = pending(connection, folder)
            except psycopg.errors.InsufficientPrivilege as error:
                raise SchemaError(
                    f"the history of {target.url} cannot be read: {error.diag.message_primary}",
                    hint="grant usage on schema supabase_migrations and select on its table schema_migrations to"
                    f' "{target.user}", or say with --from VERSION what is pending',
                ) from None
            return missing, f"what the history of {target.url} does not have"
    if which.first is not None:
        return _from(every, which.first), f"all from {which.first} on, as --from says"
    if which.last is not None:
        all_of = "all, as there are no more than --last says" if which.last > len(every) else ""
        return every[-which.last :], all_of or f"the last {which.last}, as --last says"
    if which.since is not None:
        return _since(folder, every, which.since), f"what {which.since} does not have"
    return every[-1:], "the last one, as neither --url, --since, --from nor --last says which production has"


def _from(every: list[Migration], version: str) -> list[Migration]:
    chosen = [migration for migration in every if migration.version >= version]
    if version not in {migration.version for migration in every}:
        raise UsageError(
            f"--from {version}: no migration has this version",
            hint=f"versions are 14 digits, the last ones: {', '.join(m.version for m in every[-3:])}",
        )
    return chosen


def _since(folder: Path, every: list[Migration], revision: str) -> list[Migration]:
    git = shutil.which("git")
    if git is None:
        raise UsageError("--since needs git, which is not installed", hint="--from VERSION says it without")
    place = ["-C", str(folder)]
    # Where the branch left, not the tip: what others merged meanwhile is not pending here.
    base = _git([git, *place, "merge-base", "HEAD", revision]) or revision.encode()
    listed = _git([git, *place, "ls-tree", "-z", "--name-only", base.decode().strip(), "./"])
    if listed is None:
        raise UsageError(
            f"--since {revision}: git does not know this revision in {folder}",
            hint="fetch it first; in GitHub Actions, actions/checkout needs fetch-depth: 0",
        )
    there = {name.decode() for name in listed.split(b"\0")}
    return [migration for migration in every if migration.path.name not in there]


def _git(command: Sequence[str]) -> bytes | None:
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else None
