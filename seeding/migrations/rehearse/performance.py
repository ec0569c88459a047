"""One pending migration, run on full tables while clients read and write them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from seeding.database.undisturbed import undisturbed
from seeding.errors import MigrationError
from seeding.migrations.rehearse.blocked import blocked
from seeding.migrations.rehearse.changes import changes
from seeding.migrations.rehearse.ending import end_sessions
from seeding.migrations.rehearse.fingerprint import Prints, fingerprints
from seeding.migrations.rehearse.model import Blocked, Kind, Lock, MigrationRun, StatementRun
from seeding.migrations.rehearse.recorder import Noted, Recorder, position
from seeding.migrations.rehearse.scout import Scouted
from seeding.migrations.rehearse.steps import Script, StepError, run
from seeding.migrations.rehearse.wal import shared
from seeding.migrations.rehearse.watch import Watch
from seeding.migrations.rehearse.workload import Connect, Workload
from seeding.migrations.shown import shown

_TRIES = 3
_LONGEST = 2000
_ESTIMATES = """
select n.nspname || '.' || c.relname, greatest(c.reltuples, 0)::bigint
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm')
"""
# Somebody was in the way: whoever deploys runs it again.
_IN_THE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)
SETTLING = 0.5  # seconds of clients alone, before and after


@dataclass(frozen=True)
class Performed:
    """A migration that was run, and the rows it left."""

    run: MigrationRun
    after: Prints


@dataclass
class _Attempted:
    recorder: Recorder
    number: int = 1
    error: str = ""
    locked_out: bool = False
    whole: bool = True
    seconds: float = 0.0


def perform(
    connect: Connect,
    script: Script,
    scouted: Scouted,
    before: Prints,
    *,
    session: Mapping[str, str],
    path: str,
    settling: float = SETTLING,
) -> Performed:
    """Run it. What the rows make it fail with is part of what is told."""
    rows = {table.name: table.rows for table in before.values()}
    with connect() as connection, connect() as beside:
        # Partitions and materialized views are not counted one by one.
        rows = {**dict(beside.execute(_ESTIMATES).fetchall()), **rows}
        workload = Workload(connect, scouted.tables, rows, session, settling=settling)
        pid = connection.info.backend_pid
        with workload, Watch(connect, pid) as watch:
            quiet, since = position(beside), time.perf_counter()
            workload.settle()
            writes = workload.writes_between(since, time.perf_counter())
            each = (position(beside) - quiet) / writes if writes else 0.0
            try:
                attempted = _attempt(connection, Recorder(connection, beside, watch, rows, scouted.tables), script)
            except BaseException:
                with undisturbed():  # clients that wait for it could not go home
                    connection.close()
                    end_sessions(connect, [pid])
                raise
            workload.linger()
        if watch.failed is not None:
            raise MigrationError(f"the locks could not be read: {watch.failed}", hint="rehearse it again")
        after = fingerprints(beside, like=before)
    recorder = attempted.recorder
    oids = {one.name: oid for oid, one in recorder.known.items()}
    held_up = blocked(pid, recorder.noted, watch.waits, workload.answers, oids)
    # What the clients wrote meanwhile is theirs, at what a write of theirs costs.
    wal = {
        noted.step.number: max(noted.wal - round(each * workload.writes_between(noted.begun, noted.ended)), 0)
        for noted in recorder.noted
    }
    for together, total in recorder.transactions:
        parts = shared(total, [wal[noted.step.number] for noted in together])
        wal |= {noted.step.number: part for noted, part in zip(together, parts, strict=True)}
    statements = [
        _told(
            noted,
            recorder,
            scouted.kinds.get(noted.step.number, Kind.ADDITIVE),
            held_up,
            waited=watch.waited(noted.begun, noted.ended),
            wal=wal[noted.step.number],
        )
        for noted in recorder.noted
    ]
    told = MigrationRun(
        version=script.migration.version,
        name=script.migration.name,
        path=path,
        seconds=attempted.seconds,
        in_transaction=attempted.whole,
        statements=statements,
        clients=workload.told(),
        changes=[] if attempted.error else changes(before, after, script.steps),
        wal_bytes=sum(wal.values()),
        wal_exact=sum(len(together) for together, _ in recorder.transactions) == len(recorder.noted),
        attempts=attempted.number,
        error=attempted.error,
        locked_out=attempted.locked_out,
    )
    return Performed(told, after)


def _attempt(connection: psycopg.Connection[Any], recorder: Recorder, script: Script) -> _Attempted:
    made = _Attempted(recorder)
    while True:
        begun = time.perf_counter()
        try:
            made.whole = run(connection, script, recorder)
        except StepError as failed:
            recorder.failed()
            if isinstance(failed.error, _IN_THE_WAY) and script.whole and made.number < _TRIES:
                made.number += 1
                recorder.again()
                continue
            made.error, made.locked_out = said(failed.error), isinstance(failed.error, _IN_THE_WAY)
        made.seconds = time.perf_counter() - begun
        return made


def said(error: psycopg.Error) -> str:
    """What the server said, in a line; the row that it minds is left out, as it fills a screen."""
    message = error.diag.message_primary or str(error).strip() or type(error).__name__
    detail = error.diag.message_detail or ""
    return message if not detail or detail.startswith("Failing row contains") else f"{message} ({detail})"


def _told(
    noted: Noted,
    recorder: Recorder,
    kind: Kind,
    held_up: Mapping[tuple[int, str], Blocked],
    *,
    waited: float,
    wal: int,
) -> StatementRun:
    number = noted.step.number
    locks = [
        Lock(known.name, known.kind, mode, seconds)
        for (oid, mode), seconds in noted.held.items()
        if (known := recorder.known.get(oid)) is not None
    ]
    return StatementRun(
        line=noted.step.line,
        text=shown(noted.step.text, _LONGEST),
        kind=kind,
        seconds=noted.ended - noted.begun,
        waited=waited,
        locks=sorted(locks, key=lambda lock: (lock.kind != "table", lock.relation, lock.mode)),
        readers=held_up.get((number, "read"), Blocked()),
        writers=held_up.get((number, "write"), Blocked()),
        written=noted.written,
        rewritten=noted.rewritten,
        scanned=noted.scanned,
        wal_bytes=wal,
        note=noted.note,
        begins=noted.begun - recorder.noted[0].begun,
    )
