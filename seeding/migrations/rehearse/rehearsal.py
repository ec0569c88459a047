"""The whole rehearsal: production's schema, rows of production's shape, each pending migration, and the way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from seeding.database.supabase import stand_in
from seeding.errors import MigrationError
from seeding.findings import Finding
from seeding.migrations.brought import brought_by
from seeding.migrations.history import FOLDER, HISTORY, Migration, apply
from seeding.migrations.rehearse.back import State, rolled_back, state
from seeding.migrations.rehearse.budget import judged
from seeding.migrations.rehearse.dump import Dump, dump_of, make_roles
from seeding.migrations.rehearse.extensions import move_extensions
from seeding.migrations.rehearse.model import Budgets, Filled, MigrationRun, Rehearsal
from seeding.migrations.rehearse.performance import perform
from seeding.migrations.rehearse.scout import Scouted, scout
from seeding.migrations.rehearse.server import server, stage
from seeding.migrations.rehearse.steps import Script, script
from seeding.migrations.rehearse.waiting import Waiting, Which, waiting
from seeding.migrations.scratch import Scratch
from seeding.migrations.statements import split

Fill = Callable[[Scratch], Filled]


@dataclass(frozen=True)
class Scene:
    """What a rehearsal is given: which migrations are pending, where it takes place, what a migration may cost."""

    which: Which = field(default_factory=Which)
    schema_dump: Path | None = None
    scratch_url: str | None = None
    budgets: Budgets = field(default_factory=Budgets)


def rehearse(
    root: Path, scene: Scene, fill: Fill, *, environ: Mapping[str, str], told: Callable[[str], None]
) -> Rehearsal:
    """Rehearse what is pending under `root`. `fill` puts rows into a database; `told` hears how far it is.

    Where nothing is pending, there is nothing to do. Raises MigrationError where a migration fails without any row.
    """
    begun = time.perf_counter()
    parted = waiting(root / FOLDER, scene.which, environ, dumped=scene.schema_dump is not None)
    base: Sequence[Migration] = parted.applied if scene.schema_dump is None else [dump_of(scene.schema_dump)]
    if not parted.pending:
        base_of = _base(parted, scene.schema_dump)
        return Rehearsal("", base_of, parted.why, Filled(), [], scene.budgets, seconds=time.perf_counter() - begun)
    scripts = [script(migration) for migration in parted.pending]
    brought = brought_by(s for m in (*base, *parted.pending) for s in split(m.read()))
    with _another_server(), server(root, scene.scratch_url):
        told(f"trying {_counted(scripts)} without rows")
        with stage(root, scene.scratch_url, prelude=not brought) as empty:
            _build(empty, base, brought)
            with empty.connect() as connection:
                scouted = scout(connection, scripts)
        with stage(root, scene.scratch_url, prelude=not brought) as full:
            _build(full, base, brought)
            told("filling the tables that production has")
            filled = fill(full)
            with full.connect() as connection:
                version = connection.info.server_version
            runs = _performances(root, full, scripts, scouted, filled, told=told)
    findings: list[Finding] = [finding for one in runs for finding in judged(one, scene.budgets)]
    return Rehearsal(
        server=f"PostgreSQL {version // 10000}.{version % 10000}",
        base=_base(parted, scene.schema_dump),
        pending=parted.why,
        filled=filled,
        migrations=runs,
        budgets=scene.budgets,
        findings=findings,
        seconds=time.perf_counter() - begun,
    )


@contextmanager
def _another_server() -> Iterator[None]:
    """What is said of a server that lacks something, with the option that names another one here."""
    try:
        yield
    except MigrationError as error:
        raise MigrationError(error.message, hint=error.hint.replace("with --url", "with --scratch-url")) from None


def _build(scratch: Scratch, base: Sequence[Migration], brought: Collection[str]) -> None:
    with scratch.connect() as connection:
        if brought:  # what the migrations make themselves, Supabase's stand-in leaves to them
            stand_in(connection, brought)
        connection.execute(HISTORY, prepare=False)  # rollbacks may take their entry out of it
        for one in base:
            if isinstance(one, Dump):
                make_roles(connection, one)
            move_extensions(connection, split(one.read()))
        apply(connection, base)


def _performances(
    root: Path,
    full: Scratch,
    scripts: Sequence[Script],
    scouted: Sequence[Scouted],
    filled: Filled,
    *,
    told: Callable[[str], None],
) -> list[MigrationRun]:
    runs: list[MigrationRun] = []
    done: list[tuple[Migration, State]] = []
    now = state(full.connect)
    for one, seen in zip(scripts, scouted, strict=True):
        path = (FOLDER / one.migration.path.name).as_posix()
        told(f"running {path}")
        performed = perform(full.connect, one, seen, now.rows, session=filled.session, path=path)
        runs.append(performed.run)
        if performed.run.error:
            break  # what comes after it builds on it
        done.append((one.migration, now))
        now = state(full.connect, performed.after)
    told("rolling back")
    back = rolled_back(full.connect, root, done)
    return [*map(lambda run, way: replace(run, rollback=way), runs, back), *runs[len(back) :]]


def _base(parted: Waiting, dump: Path | None) -> str:
    if dump is not None:
        return f"the schema in {dump.as_posix()}"
    if not parted.applied:
        return "an empty database: every migration is pending"
    last = parted.applied[-1]
    return f"{len(parted.applied)} of {len(parted.applied) + len(parted.pending)} migrations, up to {last.path.name}"


def _counted(scripts: Sequence[Script]) -> str:
    return "the pending migration" if len(scripts) == 1 else f"{len(scripts)} pending migrations"
