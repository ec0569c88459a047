"""Every row of a plan into the database, in one transaction: all of them or none.

The guard is asked again inside that transaction. Triggers fire, constraints hold, policies stay: nothing is
switched off on the way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from seeding.errors import GuardError, LoadError, UsageError
from seeding.guard import Clearance
from seeding.load import relations, runs, session, triggers
from seeding.load.ahead import Peekable, ahead
from seeding.load.blocks import Batches, Block, encoded, of_table
from seeding.load.copy import copy_blocks
from seeding.load.failure import Where, explained
from seeding.load.lock import lock
from seeding.load.progress import Progress, Silent
from seeding.load.relations import Cursor, Relation, Relations
from seeding.load.remove import Seeded, count, remove
from seeding.load.runs import BY_TRIGGER
from seeding.load.seeded import content
from seeding.load.sequences import advance_sql
from seeding.load.stage import Stage
from seeding.load.trace import Trace, complete_from, traced_key
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import ForeignKey, Name, quote

MODES = ("replace", "append", "top-up")

# Reading back every row to remember its content costs a microsecond each: nothing beside a start-up up to here.
REMEMBERED_ROWS = 50_000
ANALYZED_ROWS = 1_000


@dataclass(frozen=True)
class FillResult:
    """What a fill did. `rows` and `seconds` are by table, `removed` the rows of earlier runs that went,
    `kept` those made by hand in the planned tables, `stayed` rows of earlier runs that rows made by hand
    refer to, by table; `unchanged` where everything was there already and nothing was written.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    removed: int = 0
    kept: int = 0
    stayed: Mapping[str, int] = field(default_factory=dict)
    unchanged: bool = False
    stamped: bool = False
    analyzed: Sequence[str] = ()


def fill(
    connection: psycopg.Connection[Any],
    clearance: Clearance,
    plan: Plan,
    batches: Batches,
    *,
    mode: str = "replace",
    progress: Progress | None = None,
) -> FillResult:
    """Write the plan's rows, which come as `batches` in the plan's order, and commit.

    `mode` says what happens to rows of earlier runs: `replace` removes them (rows made by hand stay, and so
    does what they refer to), `append` adds to them, `top-up` writes only what is missing. `batches` is not
    touched where nothing needs to be written. Raises GuardError, LoadError, or whatever making the batches
    raises; then nothing has changed.
    """
    if mode not in MODES:
        raise UsageError(f"mode {mode!r} does not exist", hint=f"modes: {', '.join(MODES)}")
    if plan.environment != clearance.policy.environment:
        raise GuardError(f"the plan is for {plan.environment}, the clearance for {clearance.policy.environment}")
    session.must_be_idle(connection)
    where = Where(plan)
    with explained(where, connection):
        with connection.transaction():
            stamped = session.begin(connection, clearance)
            with connection.cursor() as cursor:
                result = _Fill(cursor, plan, mode, progress or Silent(), where).run(batches)
            where.table, where.committing = None, True
        where.committing = False
    result = replace(result, stamped=stamped)
    return result if result.unchanged else _analyzed(connection, plan, result)


class _Fill:
    """One fill, inside its transaction."""

    def __init__(self, cursor: Cursor, plan: Plan, mode: str, progress: Progress, where: Where) -> None:
        self.cursor, self.plan, self.mode, self.progress, self.where = cursor, plan, mode, progress, where
        runs.ensure(cursor)
        self.changes_before = triggers.changes(cursor)
        self.relations = relations.read(cursor)
        self.ledger = runs.read(cursor)
        self.tables = [(t, _relation(self.relations, t)) for t in plan.tables]
        self.late: dict[Name, tuple[str, ...]] = {}
        self.stayed: dict[str, int] = {}  # seeded rows of earlier runs that rows made by hand refer to
        self.entries: dict[Name, int] = {}  # in the ledger
        self.inserted: dict[Name, int] = {}
        self.rows: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.triggered = False  # a trigger may have made rows in tables that are yet to come

    @property
    def seeded(self) -> Seeded:
        return Seeded(self.relations, self.ledger)

    def run(self, batches: Batches) -> FillResult:
        removed = kept = 0
        if self.mode == "replace":
            reached = self._reached()
            lock(self.cursor, [self.relations.tables[n] for n in reached])
            counts = {n: count(self.cursor, n, self.seeded(n)) for n in reached}
            kept = sum(counts[t.name].total - counts[t.name].seeded for t in self.plan.tables)
            if self._unchanged(reached):
                return FillResult(kept=kept, unchanged=True)
            removal = remove(self.cursor, self.relations, self.seeded, counts)
            removed = sum(removal.removed.values())
            self.stayed = {str(n): rows for n, rows in sorted(removal.stayed.items())}
            self.where.stayed = frozenset(self.stayed)
            for name in reached:
                runs.forget(self.cursor, self.relations.tables[name], rows_left=name in removal.stayed)
            self.ledger = runs.read(self.cursor)
        self._defer()
        with ahead(encoded(self.plan.tables, batches, self._traced)) as blocks:
            stream = Peekable(blocks)
            stages = [self._load(n, t, r, of_table(stream, t)) for n, (t, r) in enumerate(self.tables)]
            stream.peek()  # what comes after the last table is refused here
        for stage in stages:
            if stage is not None and stage.planned.name in self.late:
                self.where.table = stage.planned
                stage.fill_late(self.late[stage.planned.name], written_only=self.mode == "top-up")
        self.where.table = None
        self._forget_past()
        self.ledger = runs.read(self.cursor)
        triggers.adopt(
            self.cursor, self.plan, self.relations, self.seeded, before=self.changes_before, written=self.inserted
        )
        for planned, _ in self.tables:
            for statement in advance_sql(planned):
                self.cursor.execute(statement)
        # Deferred constraints speak up here, while it is still known that nothing has been committed.
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self._remember()
        return FillResult(
            rows=self.rows,
            seconds=self.seconds,
            removed=removed,
            kept=kept,
            stayed=self.stayed,
            unchanged=self.mode == "top-up" and not any(self.rows.values()),
        )

    def _reached(self) -> list[Name]:
        """The planned tables, all that reference them, and those that triggers filled along with them."""
        by_trigger = [n for n, of in self.ledger.runs.items() if any(r.mode == BY_TRIGGER for r in of)]
        reached = self.relations.reach([*(t.name for t in self.plan.tables), *by_trigger])
        for name in reached:
            if not self.relations.tables[name].readable:
                raise LoadError(
                    f"{name} references what is to be replaced, and may not be read: its rows cannot be spared",
                    hint=f"grant select on {name.sql} to the role that seeds",
                )
        return reached

    def _unchanged(self, reached: Sequence[Name]) -> bool:
        """Whether the last run was this very plan, and every row of it still is what it was."""
        current = {n: [r for r in self.ledger.of(n) if r.current and r.mode != BY_TRIGGER] for n in reached}
        if {n for n, of in current.items() if of} != {t.name for t in self.plan.tables}:
            return False
        if any(not r.current for n in reached for r in self.ledger.of(n)):
            return False  # rows that had to stay may go by now
        entries = {n: of[0] for n, of in current.items() if len(of) == 1}
        if len(entries) != len(self.plan.tables) or any(r.content is None for r in entries.values()):
            return False
        if any(r.digest != self.plan.digest for r in entries.values()):
            return False
        return all(
            content(self.cursor, self.relations.tables[n], self.seeded(n)) == r.content for n, r in entries.items()
        )

    def _defer(self) -> None:
        """Foreign keys whose parent comes later in the plan: checked at the end, or filled in at the end."""
        place = {t.name: number for number, t in enumerate(self.plan.tables)}
        for table in self.plan.tables:
            names = {c.name for c in table.columns}
            ahead_of = [
                key
                for key in table.table.foreign_keys
                if place.get(key.parent, -1) > place[table.name] and names & set(key.columns)
            ]
            for key in ahead_of:
                if key.deferrable:
                    constraint = f"{quote(table.name.schema)}.{quote(key.name)}"
                    self.cursor.execute(f"SET CONSTRAINTS {constraint} DEFERRED")
            late = [c for key in ahead_of if not key.deferrable for c in _nullable(table, key)]
            if late:
                self.late[table.name] = tuple(dict.fromkeys(late))

    def _traced(self, planned: PlannedTable) -> str | None:
        return traced_key(planned, self.relations.tables[planned.name])

    def _load(self, number: int, planned: PlannedTable, relation: Relation, blocks: Iterator[Block]) -> Stage | None:
        """One table: straight into it, or through a stage where rows of it may be there already."""
        begun = time.perf_counter()
        name = str(planned.name)
        self.where.table = planned
        self.progress.started(name, planned.rows)
        run = self.entries[planned.name] = runs.record(
            self.cursor, self.plan, planned.name, mode=self.mode, first_row=planned.start, stop_row=planned.stop
        )
        key = self._traced(planned)
        trace = None if key is None else Trace(key)
        if trace is not None:
            blocks = trace.watch(blocks)
        stage = Stage(self.cursor, planned, relation, number) if self._needs_stage(planned, relation) else None
        if stage is None:
            rows = self._copied(planned, blocks)
            self.inserted[planned.name] = rows
            source, columns = planned.name.sql, relation.key or relation.columns
        else:
            rows = self._staged(stage, blocks)
            # Every planned row is the run's now, unless it is one that is there already and stays as it is.
            all_rows = stage.key_planned and self.mode != "top-up"
            source, columns = stage.sql if all_rows else stage.written, stage.identity
            if not all_rows:
                trace = None
        if trace is not None:
            trace.complete(self.cursor, run, rows)
        else:
            complete_from(self.cursor, run, relation, columns, source)
        if self.mode == "top-up" and not rows:
            runs.drop(self.cursor, run)
        self.triggered = self.triggered or (relation.watches_insert and rows > 0)
        self.rows[name] = rows
        self.seconds[name] = time.perf_counter() - begun
        self.progress.finished(name, rows, self.seconds[name])
        return stage

    def _needs_stage(self, planned: PlannedTable, relation: Relation) -> bool:
        if self.mode == "top-up" or planned.name in self.late or str(planned.name) in self.stayed:
            return True
        if self._traced(planned) is None:
            # The keys are read back: in an empty table that nobody else writes to, all of them are ours.
            return self.mode != "replace" or not relation.deletable or not _empty(self.cursor, relation)
        return self.triggered and triggers.made_by_triggers(self.cursor, relation)

    def _copied(self, planned: PlannedTable, blocks: Iterator[Block]) -> int:
        self.where.copying = True
        rows = copy_blocks(self.cursor, planned, blocks, self.progress)
        self.where.copying = False
        return rows

    def _staged(self, stage: Stage, blocks: Iterator[Block]) -> int:
        """Rows that are the plan's now: all of them, or in mode top-up those that were missing."""
        late = self.late.get(stage.planned.name, ())
        stage.make()
        copy_blocks(self.cursor, stage.planned, blocks, self.progress, into=stage.sql)
        if self.mode != "top-up":
            stage.update(late=late)
        inserted = stage.insert(missing_only=self.mode == "top-up", late=late)
        self.inserted[stage.planned.name] = inserted
        return inserted if self.mode == "top-up" else stage.planned.rows

    def _forget_past(self) -> None:
        """Rows that had to stay, and are the plan's own again, need no memory of the run that made them first."""
        self.ledger = runs.read(self.cursor)
        for planned, relation in self.tables:
            stayed = str(planned.name) in self.stayed
            if stayed and count(self.cursor, planned.name, self.seeded(planned.name)).seeded == planned.rows:
                runs.drop_past(self.cursor, relation)

    def _remember(self) -> None:
        """Note what the rows are, so that the same run can see later that nothing has to be done."""
        if self.mode != "replace" or self.plan.rows > REMEMBERED_ROWS:
            return
        for name, run in self.entries.items():
            runs.remember(self.cursor, run, content(self.cursor, self.relations.tables[name], self.seeded(name)))


def _relation(found: Relations, planned: PlannedTable) -> Relation:
    """The table as it is now. Raises LoadError where it is not what the plan was made for, or not ours to fill."""
    relation = found.tables.get(planned.name)
    if relation is None or not {c.name for c in planned.columns} <= set(relation.columns):
        raise LoadError(
            f"{planned.name} is not what it was when the plan was made", hint="somebody migrated meanwhile: run again"
        )
    if relation.hidden:
        raise LoadError(
            f"row-level security on {planned.name} applies to the role that seeds, and COPY cannot write under it",
            hint="connect as the table's owner (if RLS is not forced), a role with BYPASSRLS, or service_role",
        )
    return relation


def _nullable(planned: PlannedTable, key: ForeignKey) -> tuple[str, ...]:
    """The planned columns of a foreign key that may be NULL for a while."""
    names = {c.name: c.attribute.nullable for c in planned.columns}
    return tuple(c for c in key.columns if names.get(c, False))


def _empty(cursor: Cursor, relation: Relation) -> bool:
    row = cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {relation.name.sql})").fetchone()
    return bool(row and row[0])


def _analyzed(connection: psycopg.Connection[Any], plan: Plan, result: FillResult) -> FillResult:
    """Fresh statistics for tables that grew; the rows are committed, so a failure here is no failure."""
    names = [t.name for t in plan.tables if result.rows.get(str(t.name), 0) > ANALYZED_ROWS]
    if not names:
        return result
    try:
        with connection.transaction():
            connection.execute(f"ANALYZE {', '.join(n.sql for n in names)}")
    except psycopg.Error:
        return result
    return replace(result, analyzed=tuple(str(n) for n in names))
