"""Every row of a plan into the database, in one transaction: all of them or none.

The guard is asked again inside that transaction. Triggers fire, constraints hold, policies stay: nothing is
switched off on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from seeding.errors import GuardError, LoadError, UsageError
from seeding.findings import Finding
from seeding.guard import Clearance
from seeding.load import open_runs, relations, runs, session, settings, triggers
from seeding.load.again import all_again
from seeding.load.blocks import Batches
from seeding.load.deferred import LateRefusalError, settle
from seeding.load.emptied import deleted, note_emptied
from seeding.load.failure import Where, explained
from seeding.load.families import FamilyRefusedError, Households
from seeding.load.indexes.choice import MIN_ROWS, Choice, choose
from seeding.load.indexes.rebuild import NotAsBeforeError, Rebuild, drop
from seeding.load.lock import PATIENCE
from seeding.load.progress import Progress, Silent
from seeding.load.relations import Cursor, Relation, Relations, is_empty
from seeding.load.remove import Seeded
from seeding.load.replace import Way, forget_past, make_way
from seeding.load.runs import BY_TRIGGER, Ledger
from seeding.load.seeded import content
from seeding.load.sequences import advance_sql
from seeding.load.shortfall import Refusal, as_before, may_fall_short
from seeding.load.statistics import analyze
from seeding.load.write import Writer
from seeding.plan.model import Plan, PlannedTable

MODES = ("replace", "append", "top-up")

# Reading back every row to remember its content costs a microsecond each: nothing beside a start-up up to here.
REMEMBERED_ROWS = 50_000
ANALYZED_ROWS = 1_000
# Who waits for a lock keeps others waiting too; what nobody asked for is not worth it.
PATIENCE_IF_UNASKED = "2s"


@dataclass(frozen=True)
class FillResult:
    """What a fill did. `rows` and `seconds` are by table, `removed` the rows of earlier runs that went,
    `kept` those made by hand in the planned tables, `stayed` rows of earlier runs that rows made by hand
    refer to, by table; `unchanged` where everything was there already and nothing was written. `findings` are
    the tables that fell short of the plan, `choice` the indexes and keys that were built after the load.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    removed: int = 0
    kept: int = 0
    stayed: Mapping[str, int] = field(default_factory=dict)
    unchanged: bool = False
    stamped: bool = False
    analyzed: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    choice: Choice = field(default_factory=Choice)


def fill(
    connection: psycopg.Connection[Any],
    clearance: Clearance,
    plan: Plan,
    batches: Batches,
    *,
    mode: str = "replace",
    progress: Progress | None = None,
    strict: bool = False,
    indexes: str = "auto",
    at_last: Callable[[FillResult], None] | None = None,
) -> FillResult:
    """Write the plan's rows, which come as `batches` in the plan's order, and commit.

    `mode` says what happens to rows of earlier runs: `replace` removes them (rows made by hand stay, and so
    does what they refer to), `append` adds to them, `top-up` writes only what is missing. `batches` is not
    touched where nothing needs to be written. Tables that nobody declared may fall short of the plan where the
    server refuses their rows (`findings`), unless `strict`. `at_last` is told the result, last thing in the
    transaction. Raises GuardError, LoadError, or whatever making the
    batches raises; then nothing has changed.
    """
    if mode not in MODES:
        raise UsageError(f"mode {mode!r} does not exist", hint=f"modes: {', '.join(MODES)}")
    if plan.environment != clearance.policy.environment:
        raise GuardError(f"the plan is for {plan.environment}, the clearance for {clearance.policy.environment}")
    session.must_be_idle(connection)
    without: dict[str, Refusal] = {}
    asked: dict[str, Refusal] = {}
    households = Households(plan)
    spoiled = ""
    while True:
        where = Where(plan)
        try:
            with explained(where, connection):
                with connection.transaction():
                    stamped = session.begin(connection, clearance)
                    session.apply(connection, settings.of_functions(connection, plan) | dict(plan.session))
                    with connection.cursor() as cursor:
                        run = _Run(plan, mode, progress or Silent(), where, strict, without, asked, indexes, households)
                        result = _fill(cursor, run, batches)
                    if at_last is not None:
                        at_last(result)
                    where.table, where.committing = None, True
                where.committing = False
        except FamilyRefusedError as refused:
            households.part(refused.family)
        except LateRefusalError as late:
            # All was rolled back. What cannot be mended in place goes in with its children, or is asked about row by
            # row, then left out.
            if late.family is not None:
                households.join(late.family)
            else:
                without |= {name: why for name, why in late.tables.items() if name in asked}
                asked |= late.tables
        except NotAsBeforeError as error:
            # All was rolled back. With its indexes in place, the server says which row it does not want.
            indexes, spoiled = "keep", error.message
        else:
            result = replace(result, stamped=stamped)
            if spoiled:
                result = replace(result, choice=Choice(everywhere=f"a load without them failed: {spoiled}"))
            return result if result.unchanged else analyzed(connection, plan, result)
        again = households.plan
        batches = all_again(again, [str(t.name) for t in again.tables if may_fall_short(t)])


@dataclass(frozen=True)
class _Run:
    plan: Plan
    mode: str
    progress: Progress
    where: Where
    strict: bool
    without: Mapping[str, Refusal]
    asked: Mapping[str, Refusal]
    indexes: str
    households: Households


def _fill(cursor: Cursor, run: _Run, batches: Batches) -> FillResult:
    """Everything between the guard's word and the commit."""
    plan, mode, where = run.plan, run.mode, run.where
    runs.ensure(cursor)
    open_runs.close(cursor)
    for statement in plan.statements:
        cursor.execute(statement)
    before = triggers.changes(cursor)
    found = relations.read(cursor)
    for planned in plan.tables:
        must_fit(found.tables.get(planned.name), planned)
    way = make_way(cursor, plan, found, runs.read(cursor)) if mode == "replace" else Way(kept=0)
    if way.unchanged:
        return FillResult(kept=way.kept, unchanged=True, findings=_as_before(plan, runs.read(cursor)))
    stayed = {str(name): rows for name, rows in sorted(way.stayed.items())}
    where.stayed = frozenset(stayed)
    choice = _choice(cursor, run, found, way)
    rebuild = Rebuild(cursor, choice)
    ordered = run.households.plan
    writer = Writer(cursor, ordered, found, mode, where, run.strict, run.without, run.asked, rebuild, run.households)
    gone = deleted(cursor)
    writer.write(batches, run.progress, way.stayed)
    forget_past(cursor, plan, found, way.stayed)
    seeded = Seeded(found, runs.read(cursor))
    triggers.adopt(cursor, plan, found, seeded, before=before, written=writer.inserted, updated=writer.updated)
    for planned in plan.tables:
        for statement in advance_sql(planned):
            cursor.execute(statement)
    # Deferred constraints speak up here, while it is still known that nothing has been committed.
    settle(cursor, ordered, found, writer)
    if mode != "top-up":
        note_emptied(cursor, ordered, found, writer, gone)
    if choice.what:
        if rebuild.left.what:
            run.progress.note([f"building {rebuild.left.what}"])
        with ThreadPoolExecutor(1) as meanwhile:
            meanwhile.submit(lambda: plan.digest)  # whatever it raises, it raises again for whoever needs it
            rebuild.finish()
    runs.sign(cursor, plan)
    if mode == "replace" and plan.rows <= REMEMBERED_ROWS:
        _remember(cursor, found, writer)
    nothing = mode == "top-up" and not any(writer.rows.values())
    return FillResult(
        writer.rows,
        writer.seconds,
        way.removed,
        way.kept,
        stayed,
        unchanged=nothing,
        findings=tuple(writer.findings.values()),
        choice=choice,
    )


def _choice(cursor: Cursor, run: _Run, found: Relations, way: Way) -> Choice:
    """Drop what pays for itself, and say what it was."""
    occupied = {
        t.name
        for t in run.plan.tables
        if t.rows >= MIN_ROWS and (t.name in way.stayed or not is_empty(cursor, found.tables[t.name]))
    }
    choice = choose(cursor, run.plan, found, wanted=run.indexes, mode=run.mode, occupied=occupied)
    if not choice.tables:
        return Choice(kept=choice.kept, everywhere=choice.everywhere)
    try:
        drop(cursor, choice, patience=PATIENCE if run.indexes == "rebuild" else PATIENCE_IF_UNASKED)
    except psycopg.Error as error:
        if run.indexes == "rebuild" or cursor.connection.broken:
            raise
        return Choice(everywhere=error.diag.message_primary or str(error))
    run.progress.note(
        [
            f"{choice.what} of {len(choice.tables)} tables are built after the load; until the commit",
            "nobody else can read these tables",
        ]
    )
    return choice


def _as_before(plan: Plan, ledger: Ledger) -> tuple[Finding, ...]:
    """The tables that the run which wrote the rows could not fill whole."""
    rows = {t.name: sum(r.rows for r in ledger.of(t.name) if r.current and r.mode != BY_TRIGGER) for t in plan.tables}
    return tuple(as_before(t, rows[t.name]) for t in plan.tables if rows[t.name] < t.rows)


def _remember(cursor: Cursor, found: Relations, writer: Writer) -> None:
    """Note what the rows are, so that the same run can see later that nothing has to be done."""
    seeded = Seeded(found, runs.read(cursor))
    for name, run in writer.entries.items():
        runs.remember(cursor, run, content(cursor, found.tables[name], seeded(name)))


def must_fit(relation: Relation | None, planned: PlannedTable) -> None:
    """Raises LoadError for a table that is not what the plan was made for, or not ours to fill, GuardError for one
    whose rows would leave the server.
    """
    if relation is None or not {c.name for c in planned.columns} <= set(relation.columns):
        raise LoadError(
            f"{planned.name} is not what it was when the plan was made", hint="somebody migrated meanwhile: run again"
        )
    relations.must_stay_here(relation)
    if relation.hidden:
        raise LoadError(
            f"row-level security on {planned.name} applies to the role that seeds, and COPY cannot write under it",
            hint="connect as the table's owner (if RLS is not forced), a role with BYPASSRLS, or service_role",
        )


def analyzed(connection: psycopg.Connection[Any], plan: Plan, result: FillResult) -> FillResult:
    """Fresh statistics for tables that grew; the rows are committed, so a failure here is no failure."""
    grown = [(t, rows) for t in plan.tables if (rows := result.rows.get(str(t.name), 0)) > ANALYZED_ROWS]
    if not grown:
        return result
    try:
        analyze(connection, grown)
    except psycopg.Error:
        return result
    return replace(result, analyzed=tuple(str(t.name) for t, _ in grown))
