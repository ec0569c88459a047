"""The whole check: read the files, run them on a scratch database, ask every rule."""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import supabase
from seeding.errors import UsageError
from seeding.findings import Severity
from seeding.migrations.brought import brought_by
from seeding.migrations.check import earlier, typescript
from seeding.migrations.check.allowed import sift
from seeding.migrations.check.catalogue import RULES
from seeding.migrations.check.generated import Generated, configured, types_of
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.ran import Step, of_kind
from seeding.migrations.check.rules import data, history, idempotence, locks, order, rls
from seeding.migrations.check.rules import types as types_rule
from seeding.migrations.check.source import Source, in_order, read
from seeding.migrations.check.trial import Trial
from seeding.migrations.drift.sides import LISTENS
from seeding.migrations.drift.supabase_cli import find
from seeding.migrations.scratch import SCRATCH_FOLDER, Scratch, scratch

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

_COMMENTED = """
select c.oid::bigint from pg_class c where obj_description(c.oid, 'pg_class') is not null
"""
# Those of extensions are the extensions' own.
_FUNCTIONS = """
select distinct p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = any (%s) and not exists (
    select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
"""
_FEWEST_TABLES = 3
_LARGE_SEED = 250_000


@dataclass(frozen=True)
class Report:
    """What a check found, in the order of files and lines; `allowed` counts what authors answer for."""

    issues: tuple[Issue, ...]
    files: int
    statements: int
    allowed: int
    seconds: float

    def count(self, severity: Severity) -> int:
        """How many issues are that severe."""
        return sum(one.finding.severity is severity for one in self.issues)


def check(
    folder: Path,
    *,
    root: Path,
    shown: str | None = None,
    seeds: Path | None = None,
    since: str | None = None,
    scratch_url: str | None = None,
    types: Path | None = None,
) -> Report:
    """Judge every migration in `folder`, and the seed files in `seeds`.

    `shown` is how paths into the folder begin when people are told them. `since` is a git revision: only what
    changed after it is reported (everything is run), and what was edited since then is a finding. Runs on the
    project's scratch server, or on that of `scratch_url`. `types` is a file of TypeScript types that is compared with
    what the migrations make, where the Supabase CLI is there; without it, the one that a script of package.json writes.
    Raises UsageError where there is no such folder, file or revision, and a SeedingError where there is no scratch
    server.
    """
    begun = time.perf_counter()
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is no folder",
            hint="name the one that holds the .sql files: seed check --migrations DIR\n"
            "or start with one: seed new migration NAME",
        )
    sources = in_order(folder, folder.as_posix() if shown is None else shown)
    seeded = _seeds(seeds)
    before = earlier.texts(folder, since) if since is not None else None
    found = list(history.versions(sources))
    found += history.rollbacks(sources, folder.parent / "rollbacks")
    if before is not None:
        found += history.since(sources, before)
    wanted = configured(folder, types)
    cli = (find(folder.parent.parent) or find(root)) if wanted is not None else None
    if sources or seeded:
        with _database(root, scratch_url, sources, tcp=cli is not None) as made, ExitStack() as opened:
            trial = Trial(lambda: opened.enter_context(made.connect()), sources)
            cells: set[data.Cell] = set()
            found += _run(trial, sources, _exposed(folder), cells)
            if wanted is not None and (cli is not None or types is not None):
                found += _types(trial, made, wanted, cli, _exposed(folder))
            found += _filled(trial, seeded, cells)
    if before is not None:
        found = [one for one in found if before.get(one.source.path.name, "").strip() != one.source.sql.strip()]
    kept, allowed = sift(found, [*sources, *seeded], RULES)
    kept.sort(key=lambda one: (one.source.seed, one.source.shown, one.start, one.rule))
    return Report(
        tuple(_once(kept)),
        len(sources) + len(seeded),
        sum(len(source.statements) for source in (*sources, *seeded)),
        allowed,
        time.perf_counter() - begun,
    )


@contextmanager
def _database(root: Path, url: str | None, sources: Sequence[Source], *, tcp: bool) -> Iterator[Scratch]:
    # A dump of a whole project brings what the prelude would have made.
    brought = brought_by(statement for source in sources for statement in source.statements)
    # One that listens on a port is a server of its own, as for `seed drift`.
    server = LISTENS if tcp else SCRATCH_FOLDER
    with scratch(root, url=url, tcp=tcp, prelude=not brought, server=server) as made:
        if brought:
            with made.connect() as connection:
                supabase.stand_in(connection, brought)
        yield made


def _run(trial: Trial, sources: Sequence[Source], exposed: set[str], cells: set[data.Cell]) -> Iterator[Issue]:
    known = locks.Known()
    for source in sources:
        if source.back:
            yield from data.text_issues(trial.connection, source)
            continue
        step = trial.run(source)
        yield from locks.judge(step, known)
        yield from idempotence.judge(step)
        yield from _data_of(trial.connection, step, cells)
    steps = list(trial.steps)
    yield from order.judge(steps)
    yield from rls.judge(trial.connection, steps, trial.platform, exposed)
    yield from _uncommented(trial.connection, steps, exposed)


def _filled(trial: Trial, seeded: Sequence[Source], cells: set[data.Cell]) -> Iterator[Issue]:
    for source in seeded:
        step = trial.run(source, twice=False)
        yield from _data_of(trial.connection, step, cells)


def _types(trial: Trial, made: Scratch, wanted: Generated, cli: Path | None, exposed: set[str]) -> Iterator[Issue]:
    """The file of types, compared with what the CLI makes of the trial's database."""
    text = wanted.path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    source = Source(wanted.path, wanted.path.as_posix(), text, "")
    if cli is None or made.tcp_url is None:
        yield types_rule.unmade(source, "the Supabase CLI is not installed")
        return
    schemas = wanted.schemas or types_rule.schemas_of(typescript.read(source.sql)) or sorted(exposed)
    now, why = types_of(cli, made.tcp_url, schemas, os.environ)
    if why:
        yield types_rule.unmade(source, why)
        return
    functions = {name for (name,) in trial.connection.execute(_FUNCTIONS, (list(schemas),)).fetchall()}
    whole = not any(ran.failure for step in trial.steps for ran in step.ran)
    yield from types_rule.judge(source, wanted, now, functions, whole=whole)


def _data_of(connection: Connection, step: Step, cells: set[data.Cell]) -> Iterator[Issue]:
    # Of a large file of rows, the rows tell it all, and are judged in bulk.
    told: list[Issue] = []
    if not (step.source.seed and len(step.source.sql) > _LARGE_SEED):
        told += data.text_issues(connection, step.source)
    yield from told
    yield from data.row_issues(connection, step, told, cells)


def _uncommented(connection: Connection, steps: Sequence[Step], exposed: set[str]) -> Iterator[Issue]:
    """Tables without a comment, in a repository whose tables have one."""
    if not steps:
        return
    commented = {oid for (oid,) in connection.execute(_COMMENTED).fetchall()}
    made = {
        event.facts[4]: ran
        for step in steps
        for ran in step.ran
        for event in of_kind(ran.events, "made")
        if event.facts[0] == "CREATE TABLE"
    }
    there = {oid: t for oid, t in steps[-1].after.items() if oid in made and t.schema in exposed and not t.partition}
    having = sum(oid in commented for oid in there)
    if having < _FEWEST_TABLES or having * 2 < len(there):
        return
    for oid, table in there.items():
        if oid not in commented:
            yield issue(
                "comment-missing",
                made[oid].source,
                locks.at(made[oid]),
                f"{table.shown} has no comment, as {having} other tables have",
                f"comment on table {table.shown} is '…'",
                severity=Severity.NOTE,
            )


def _seeds(folder: Path | None) -> list[Source]:
    if folder is None:
        return []
    found = sorted(folder.glob("*.sql")) if folder.is_dir() else []
    single = folder.with_suffix(".sql")
    return [read(path, path.as_posix(), seed=True) for path in (*([single] if single.is_file() else []), *found)]


def _exposed(folder: Path) -> set[str]:
    """The schemas that the API shows: those of supabase/config.toml, else Supabase's own choice."""
    try:
        config = tomllib.loads((folder.parent / "config.toml").read_text(encoding="utf-8"))
        schemas = config.get("api", {}).get("schemas")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        schemas = None
    return set(schemas) - {"graphql_public", "storage"} if isinstance(schemas, list) and schemas else {"public"}


def _once(issues: Iterable[Issue]) -> Iterator[Issue]:
    seen = set()
    for one in issues:
        key = (one.finding, one.start)
        if key not in seen:
            seen.add(key)
            yield one
