"""Table after table, in the plan's order: straight in, or beside rows that are there already."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from seeding.load import runs, triggers
from seeding.load.ahead import Peekable, ahead
from seeding.load.blocks import Batches, Block, encoded, of_table
from seeding.load.copy import copy_blocks
from seeding.load.failure import Where
from seeding.load.progress import Progress
from seeding.load.relations import Cursor, Relation, Relations
from seeding.load.stage import Stage
from seeding.load.trace import Trace, complete_from, traced_key
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import ForeignKey, Name, quote


class Writer:
    """One run's writing, inside its transaction.

    Afterwards `rows` and `seconds` are by table; `entries` are the run's numbers in the ledger, `inserted`
    the rows that were not there before.
    """

    def __init__(self, cursor: Cursor, plan: Plan, relations: Relations, mode: str, where: Where) -> None:
        self.entries: dict[Name, int] = {}
        self.inserted: dict[Name, int] = {}
        self.rows: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self._cursor, self._plan, self._relations, self._mode, self._where = cursor, plan, relations, mode, where
        self._late: dict[Name, tuple[str, ...]] = {}
        self._triggered = False  # a trigger may have made rows in tables that are yet to come

    def write(self, batches: Batches, progress: Progress, shared: Collection[Name]) -> None:
        """Write every planned table; those in `shared` still hold rows of earlier runs that had to stay."""
        self._defer()
        stages = []
        with ahead(encoded(self._plan.tables, batches, self._traced)) as blocks:
            stream = Peekable(blocks)
            for number, planned in enumerate(self._plan.tables):
                self._where.table = planned
                begun, name = time.perf_counter(), str(planned.name)
                progress.started(name, planned.rows)
                stage = Stage(self._cursor, planned, self._relations.tables[planned.name], number)
                staged = self._table(stage, of_table(stream, planned), progress, shared=planned.name in shared)
                if staged and planned.name in self._late:
                    stages.append(stage)
                self.seconds[name] = time.perf_counter() - begun
                progress.finished(name, self.rows[name], self.seconds[name])
            stream.peek()  # what comes after the last table is refused here
        for stage in stages:
            self._where.table = stage.planned
            stage.fill_late(self._late[stage.planned.name], written_only=self._mode == "top-up")
        self._where.table = None

    def _defer(self) -> None:
        """Foreign keys whose parent comes later in the plan: checked at the end, or filled in at the end."""
        place = {t.name: number for number, t in enumerate(self._plan.tables)}
        for planned in self._plan.tables:
            names = {c.name for c in planned.columns}
            late: list[str] = []
            for key in planned.table.foreign_keys:
                if place.get(key.parent, -1) <= place[planned.name] or not names & set(key.columns):
                    continue
                if key.deferrable:
                    constraint = f"{quote(planned.name.schema)}.{quote(key.name)}"
                    self._cursor.execute(f"SET CONSTRAINTS {constraint} DEFERRED")
                else:
                    late += _nullable(planned, key)
            if late:
                self._late[planned.name] = tuple(dict.fromkeys(late))

    def _traced(self, planned: PlannedTable) -> str | None:
        return traced_key(planned, self._relations.tables[planned.name])

    def _table(self, stage: Stage, blocks: Iterator[Block], progress: Progress, *, shared: bool) -> bool:
        """Write one table and complete its entry in the ledger; whether it went through the stage."""
        planned, relation = stage.planned, stage.relation
        run = self.entries[planned.name] = runs.record(
            self._cursor, self._plan, planned.name, mode=self._mode, first_row=planned.start, stop_row=planned.stop
        )
        key = self._traced(planned)
        trace = None if key is None else Trace(key)
        if trace is not None:
            blocks = trace.watch(blocks)
        staged = shared or self._must_stage(planned, relation)
        source = planned.name.sql
        if staged:
            rows = self._staged(stage, blocks, progress)
            # Every planned row is the run's now, but for top-up: there, rows that were there stay whose they were.
            source = stage.sql if stage.key_planned and self._mode != "top-up" else stage.written
            if source == stage.written:
                trace = None
        else:
            rows = self.inserted[planned.name] = self._copied(planned, blocks, progress)
        if trace is not None:
            trace.complete(self._cursor, run, rows)
        else:
            complete_from(self._cursor, run, relation, stage.identity, source)
        if self._mode == "top-up" and not rows:
            runs.drop(self._cursor, run)
        self._triggered = self._triggered or (relation.watches_insert and rows > 0)
        self.rows[str(planned.name)] = rows
        return staged

    def _must_stage(self, planned: PlannedTable, relation: Relation) -> bool:
        if self._mode == "top-up" or planned.name in self._late:
            return True
        if self._traced(planned) is None:
            # The keys are read back: in an empty table that nobody else writes to, all of them are ours.
            return self._mode != "replace" or not relation.deletable or not _empty(self._cursor, relation)
        return self._triggered and triggers.made_by_triggers(self._cursor, relation)

    def _copied(
        self, planned: PlannedTable, blocks: Iterator[Block], progress: Progress, into: str | None = None
    ) -> int:
        self._where.copying = True
        rows = copy_blocks(self._cursor, planned, blocks, progress, into=into)
        self._where.copying = False
        return rows

    def _staged(self, stage: Stage, blocks: Iterator[Block], progress: Progress) -> int:
        """Rows that are the plan's now: all of them, or in mode top-up those that were missing."""
        planned = stage.planned
        late = self._late.get(planned.name, ())
        stage.make()
        self._copied(planned, blocks, progress, into=stage.sql)
        if self._mode != "top-up":
            stage.update(late=late)
        self.inserted[planned.name] = stage.insert(missing_only=self._mode == "top-up", late=late)
        return self.inserted[planned.name] if self._mode == "top-up" else planned.rows


def _nullable(planned: PlannedTable, key: ForeignKey) -> list[str]:
    """The planned columns of a foreign key that may be NULL for a while."""
    nullable = {c.name: c.attribute.nullable for c in planned.columns}
    return [c for c in key.columns if nullable.get(c, False)]


def _empty(cursor: Cursor, relation: Relation) -> bool:
    row = cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {relation.name.sql})").fetchone()
    return bool(row and row[0])
