"""Table after table, in the plan's order: straight in, or beside rows that are there already."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack

from seeding.findings import Finding
from seeding.load import runs, triggers
from seeding.load.acting import Acting
from seeding.load.again import once_more
from seeding.load.ahead import Peekable, ahead
from seeding.load.blocks import Batches, Block, encoded, of_table
from seeding.load.copy import copy_blocks
from seeding.load.failure import Where
from seeding.load.families import Family, FamilyRefusedError, Households, insert_family
from seeding.load.indexes.choice import Choice
from seeding.load.indexes.rebuild import Rebuild
from seeding.load.made_parent import MadeParent
from seeding.load.named_after_role import name_one
from seeding.load.progress import Progress
from seeding.load.relations import Cursor, Relation, Relations, has_heirs, is_empty
from seeding.load.salvage import MOST_ROWS, Salvage
from seeding.load.segments import later_keys, nullable, segments
from seeding.load.sequences import advance_sql, number_sql
from seeding.load.session import Reach
from seeding.load.shortfall import (
    Refusal,
    dropped,
    is_about_rows,
    made_elsewhere,
    may_fall_short,
    not_topped_up,
    refusal,
    said_of,
    shortfall,
)
from seeding.load.stage import Stage, insert_together
from seeding.load.trace import Trace, complete_from, traced_key
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import Name, quote

_ALONE = Refusal("its parents were refused with it", "see what is said of its parents")
_WAITS = re.compile(r"\bINITIALLY DEFERRED\b", re.IGNORECASE)


class Writer:
    """One run's writing, inside its transaction.

    Afterwards `rows` and `seconds` are by table; `entries` are the run's numbers in the ledger, `inserted`
    the rows that were not there before, `updated` how often others were changed, `findings` the tables that fell
    short. With `strict` none may; those in `without` are left out from the beginning, and every row of those in
    `asked` is shown to the constraint triggers that would have waited. Parents of `households` go in with their
    children, but for those in `lone`.
    """

    def __init__(  # noqa: PLR0917  # made in one place
        self,
        cursor: Cursor,
        plan: Plan,
        relations: Relations,
        mode: str,
        where: Where,
        strict: bool = False,
        without: Mapping[str, Refusal] | None = None,
        asked: Mapping[str, Refusal] | None = None,
        rebuild: Rebuild | None = None,
        households: Households | None = None,
    ) -> None:
        self.entries: dict[Name, int] = {}
        self.inserted: dict[Name, int] = {}
        self.updated: dict[Name, int] = {}
        self.rows: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.findings: dict[str, Finding] = {}
        self._cursor, self._plan, self._relations, self._mode, self._where = cursor, plan, relations, mode, where
        self._strict, self._without, self._asked = strict, without or {}, asked or {}
        homes = households or Households(plan)
        self._families = {str(family.parent.name): family for family in homes.families}
        self.lone = (
            {*homes.lone, *(name for family in homes.families for name in family.names)}
            if mode != "top-up"
            else {str(t.name) for t in plan.tables}
        )
        self._brought: dict[str, Salvage] = {}  # children that came with their parents
        self._rebuild = rebuild or Rebuild(cursor, Choice())
        self._dropped = {(key.table, key.name) for key in self._rebuild.left.keys}
        self._frozen = self._rebuild.left.frozen
        self._late: dict[Name, tuple[str, ...]] = {}
        self._triggered = False  # a trigger may have made rows in tables that are yet to come
        self._reach, self._acting = Reach(cursor), Acting(cursor, plan)
        self._watched = any(relations.tables[t.name].watches_insert for t in plan.tables)

    def write(self, batches: Batches, progress: Progress, shared: Collection[Name]) -> None:
        """Write every planned table; those in `shared` still hold rows of earlier runs that had to stay."""
        self._defer()
        late: list[Stage] = []
        tables = self._plan.tables
        with ahead(encoded(tables, batches, self._traced), weigh=lambda block: len(block.data)) as blocks:
            stream = Peekable(blocks)
            for segment in segments(tables, self._dropped):
                stages = [
                    Stage(self._cursor, tables[place], self._relations.tables[tables[place].name], place)
                    for place in segment
                ]
                self._reach.of(stage.planned.name.schema for stage in stages)
                if len(stages) == 1:
                    staged = self._alone(stages[0], stream, progress, shared)
                else:
                    staged = self._together(stages, stream, progress)
                waiting_for = [stage for stage in stages if staged and stage.planned.name in self._late]
                self._rebuild.of(stage.planned.name for stage in stages if stage not in waiting_for)
                late += waiting_for
            stream.peek()  # what comes after the last table is refused here
        for stage in late:
            self._where.table = stage.planned
            self._reach.of([stage.planned.name.schema])
            self._fill_late(stage)
        self._where.table = None
        self._reach.of(planned.name.schema for planned in tables)  # for what waits until the end

    def tolerates(self, planned: PlannedTable) -> bool:
        """Whether a table may fall short in this run."""
        return not self._strict and may_fall_short(planned, self.findings)

    def _defer(self) -> None:
        """Foreign keys whose parent comes later in the plan: checked at the end, or filled in at the end."""
        late: dict[Name, dict[str, None]] = {}
        for _, planned, key, _ in later_keys(self._plan.tables, self._dropped):
            if key.deferrable:
                constraint = f"{quote(planned.name.schema)}.{quote(key.name)}"
                self._cursor.execute(f"SET CONSTRAINTS {constraint} DEFERRED")
            else:
                late.setdefault(planned.name, {}).update(dict.fromkeys(nullable(planned, key)))
        self._late = {name: tuple(columns) for name, columns in late.items() if columns}

    def _traced(self, planned: PlannedTable) -> str | None:
        return traced_key(planned, self._relations.tables[planned.name])

    def _begun(self, planned: PlannedTable) -> int:
        run = self.entries[planned.name] = runs.record(
            self._cursor, self._plan, planned.name, mode=self._mode, first_row=planned.start, stop_row=planned.stop
        )
        return run

    def _alone(self, stage: Stage, stream: Peekable[Block], progress: Progress, shared: Collection[Name]) -> bool:
        """Write one table and complete its entry in the ledger; whether it went through the stage."""
        planned = stage.planned
        self._where.table = planned
        begun, name = time.perf_counter(), str(planned.name)
        progress.started(name, planned.rows)
        blocks = of_table(stream, planned)
        run = self._begun(planned)
        lost = self._without.get(name) or self._parentless(planned)
        if lost is not None:
            staged = self._left_out(planned, run, blocks, lost)
        elif name in self._families:
            for _ in blocks:
                pass
            staged = self._with_children(stage, run, self._families[name])
        elif name in self._brought:
            for _ in blocks:
                pass
            staged = self._taken(self._brought[name], run)
        elif name in self._asked:
            for _ in blocks:
                pass
            staged = self._salvaged(stage, run, self._asked[name])
        elif not self.tolerates(planned):
            staged = self._table(stage, run, blocks, progress, shared=planned.name in shared)
        else:
            try:
                with self._cursor.connection.transaction():
                    staged = self._table(stage, run, blocks, progress, shared=planned.name in shared)
            except Exception as error:
                if not is_about_rows(error):
                    raise
                self._where.copying = False
                for _ in blocks:
                    pass
                self._acting.answer(planned, error)
                name_one(self._cursor, self._plan, self._relations, planned, error)
                staged = self._salvaged(stage, run, refusal(error))
        self.seconds[name] = time.perf_counter() - begun
        progress.finished(name, self.rows[name], self.seconds[name])
        return staged

    def _table(self, stage: Stage, run: int, blocks: Iterator[Block], progress: Progress, *, shared: bool) -> bool:
        planned, relation = stage.planned, stage.relation
        for statement in number_sql(planned):
            self._cursor.execute(statement)
        key = self._traced(planned)
        trace = None if key is None else Trace(key)
        if trace is not None:
            blocks = trace.watch(blocks)
        staged = shared or self._must_stage(planned, relation)
        source = relation.own
        if staged:
            rows = self._staged(stage, blocks, progress)
            # Every planned row is the run's now, but for top-up: there, rows that were there stay whose they were.
            source = stage.sql if stage.key_planned and self._mode != "top-up" else stage.written
            if source == stage.written:
                trace = None
        else:
            freeze = planned.name in self._frozen
            if freeze:
                self._cursor.execute(f"TRUNCATE ONLY {planned.name.sql}")
            rows = self.inserted[planned.name] = self._copied(planned, blocks, progress, freeze=freeze)
            if self._where.dropped and self.tolerates(planned) and not has_heirs(self._cursor, relation):
                raise dropped(planned)
        if trace is not None:
            trace.complete(self._cursor, run, rows)
        else:
            complete_from(self._cursor, run, relation, stage.identity, source)
        if self._mode == "top-up" and not rows:
            runs.drop(self._cursor, run)
        self._written(planned, rows)
        return staged

    def _written(self, planned: PlannedTable, rows: int) -> None:
        relation = self._relations.tables[planned.name]
        self._triggered = self._triggered or (relation.watches_insert and rows > 0)
        self.rows[str(planned.name)] = rows
        if self._watched and rows:
            # Triggers of tables to come may add rows here (a log of every change): under keys that are still free.
            for statement in advance_sql(planned):
                self._cursor.execute(statement)

    def _together(self, stages: list[Stage], stream: Peekable[Block], progress: Progress) -> bool:
        """Write tables that reference each other in one statement, or each on its own where that fails."""
        entries = {stage.planned.name: self._begun(stage.planned) for stage in stages}
        tolerant = all(self.tolerates(stage.planned) for stage in stages)
        begun = time.perf_counter()
        for stage in stages:
            progress.started(str(stage.planned.name), stage.planned.rows)
        try:
            with ExitStack() as savepoint:
                if tolerant:
                    savepoint.enter_context(self._cursor.connection.transaction())
                counts = self._in_one_statement(stages, stream, progress)
        except Exception as error:
            if not tolerant or not is_about_rows(error):
                raise
            self._where.copying = False
            for stage in stages:
                for _ in of_table(stream, stage.planned):
                    pass
                self._salvaged(stage, entries[stage.planned.name], refusal(error))
        else:
            for stage, rows in zip(stages, counts, strict=True):
                source = stage.sql if stage.key_planned and self._mode != "top-up" else stage.written
                complete_from(self._cursor, entries[stage.planned.name], stage.relation, stage.identity, source)
                if self._mode == "top-up" and not rows:
                    runs.drop(self._cursor, entries[stage.planned.name])
                self._written(stage.planned, rows)
        for stage in stages:
            name = str(stage.planned.name)
            self.seconds[name] = (time.perf_counter() - begun) / len(stages)
            progress.finished(name, self.rows[name], self.seconds[name])
        return True

    def _in_one_statement(self, stages: list[Stage], stream: Peekable[Block], progress: Progress) -> list[int]:
        for stage in stages:
            self._where.table = stage.planned
            stage.make()
            self._copied(stage.planned, of_table(stream, stage.planned), progress, into=stage.sql)
            if self._mode != "top-up":
                self._note_update(stage.planned, stage.update(late=self._late.get(stage.planned.name, ())))
        self._where.table = None
        inserted = insert_together(stages, self._late, missing_only=self._mode == "top-up")
        for stage, rows in zip(stages, inserted, strict=True):
            self.inserted[stage.planned.name] = rows
        return inserted if self._mode == "top-up" else [stage.planned.rows for stage in stages]

    def _must_stage(self, planned: PlannedTable, relation: Relation) -> bool:
        if self._mode == "top-up" or planned.name in self._late:
            return True
        if self._traced(planned) is None:
            # The keys are read back: in an empty table that nobody else writes to, all of them are ours.
            return self._mode != "replace" or not relation.deletable or not is_empty(self._cursor, relation)
        return self._triggered and triggers.made_by_triggers(self._cursor, relation)

    def _copied(
        self,
        planned: PlannedTable,
        blocks: Iterator[Block],
        progress: Progress,
        into: str | None = None,
        freeze: bool = False,
    ) -> int:
        self._where.copying = True
        rows = copy_blocks(self._cursor, planned, blocks, progress, into=into, freeze=freeze, where=self._where)
        self._where.copying = False
        return rows

    def _staged(self, stage: Stage, blocks: Iterator[Block], progress: Progress) -> int:
        """Rows that are the plan's now: all of them, or in mode top-up those that were missing."""
        planned = stage.planned
        late = self._late.get(planned.name, ())
        stage.make()
        self._copied(planned, blocks, progress, into=stage.sql)
        if self._mode != "top-up":
            if self._triggered:
                stage.make_way(triggers.MADE_NOW)
            self._note_update(planned, stage.update(late=late))
        self.inserted[planned.name] = stage.insert(missing_only=self._mode == "top-up", late=late)
        return self.inserted[planned.name] if self._mode == "top-up" else planned.rows

    def _note_update(self, planned: PlannedTable, rows: int) -> None:
        self.updated[planned.name] = self.updated.get(planned.name, 0) + rows

    def _parentless(self, planned: PlannedTable) -> Refusal | None:
        """Why no row has a chance: a parent that every row must have was left out, and has none."""
        if self._mode == "top-up":
            return None
        names = {c.name for c in planned.columns}
        for key in planned.table.foreign_keys:
            parent = str(key.parent)
            must = key.enforced and not key.implied and not any(planned.table.by_name[c].nullable for c in key.columns)
            if not must or not names & set(key.columns) or parent not in self.findings or self.rows.get(parent):
                continue
            if (
                self._mode != "top-up"
                and self.tolerates(planned)
                and is_empty(self._cursor, self._relations.tables[key.parent])
            ):
                return Refusal(f"every row needs one of {parent}, which is left out", f"see what is said of {parent}")
        return None

    def _each_has_one(self, planned: PlannedTable, rows: int) -> Refusal | None:
        """Why there are no more: each row of a parent that fell short has its own here, and may have no second."""
        uniques = [set(u.plain) for u in planned.table.uniques if u.plain is not None]
        for key in planned.table.foreign_keys:
            parent = str(key.parent)
            if rows and parent in self.findings and self.rows.get(parent) == rows and set(key.columns) in uniques:
                said = f"{parent} has {rows:,} rows, and each may have one here"
                return Refusal(said, f"see what is said of {parent}")
        return None

    def _left_out(self, planned: PlannedTable, run: int, blocks: Iterator[Block], why: Refusal) -> bool:
        for _ in blocks:
            pass
        self._short(planned, 0, why)
        runs.complete(self._cursor, run, 0)
        return False

    def _salvaged(self, stage: Stage, run: int, why: Refusal) -> bool:
        """Row by row what the server accepts of a table that it refused as a whole."""
        planned, late = stage.planned, self._late.get(stage.planned.name, ())
        rows = made = 0
        if self._mode == "top-up":
            # What is there stays as it is; which of the missing rows would pass is for a whole run to find out.
            runs.drop(self._cursor, run)
            self.inserted[planned.name] = 0
            self._written(planned, 0)
            self.findings[str(planned.name)] = not_topped_up(planned, why)
            return False
        try:
            with self._cursor.connection.transaction():
                blocks, failed = once_more(self._plan, planned, MOST_ROWS)
                why = why if failed is None else refusal(failed)
                for statement in number_sql(planned):
                    self._cursor.execute(statement)
                stage.make()
                salvage = Salvage(self._cursor, stage)
                salvage.load(blocks)
                for key in planned.table.foreign_keys:
                    if str(key.parent) in self.findings and key.parent != planned.name:
                        salvage.mend(key)
                parents = self._parents_made_here(stage)
                there = triggers.made_now(self._cursor, stage.relation)
                rows = salvage.insert(
                    late, parents, self._relations, waiting(planned) if str(planned.name) in self._asked else ()
                )
                for parent in parents:
                    self.updated[parent.table.name] = self.updated.get(parent.table.name, 0) + parent.given_back
                why = said_of(planned, salvage.refusal() or why)
                complete_from(self._cursor, run, stage.relation, stage.identity, stage.written)
                # All that was taken stood there already: triggers had made it under the planned keys.
                made = there if triggers.made_now(self._cursor, stage.relation) == there else 0
        except Exception as again:
            if not is_about_rows(again):
                raise
            rows, why = 0, refusal(again)
        if not rows:
            runs.complete(self._cursor, run, 0)
        self.inserted[planned.name] = rows
        if rows < planned.rows:
            self._short(planned, rows, why, made)
        self._written(planned, rows)
        return rows > 0

    def _with_children(self, stage: Stage, run: int, family: Family) -> bool:
        """Each parent with its children, so that the triggers that wait can be asked about all of them at once.

        Raises FamilyRefusedError where not one was taken.
        """
        tables = [stage.planned, *(child for child, _ in family.children)]
        names = [planned.name for planned in self._plan.tables]
        salvages = [
            Salvage(self._cursor, Stage(self._cursor, t, self._relations.tables[t.name], names.index(t.name)))
            for t in tables
        ]
        for salvage, planned in zip(salvages, tables, strict=True):
            for statement in number_sql(planned):
                self._cursor.execute(statement)
            salvage.stage.make()
            salvage.load(once_more(self._plan, planned, MOST_ROWS)[0])
            for key in planned.table.foreign_keys:
                if str(key.parent) in self.findings and key.parent != planned.name:
                    salvage.mend(key)
        insert_family(self._cursor, family, salvages[0], salvages[1:], _asked_of(family))
        if not salvages[0].taken():
            raise FamilyRefusedError(family)
        self._brought |= {str(t.name): s for t, s in zip(tables[1:], salvages[1:], strict=True)}
        return self._taken(salvages[0], run)

    def _taken(self, salvage: Salvage, run: int) -> bool:
        """Note which rows of a table came in with those of others."""
        stage, planned = salvage.stage, salvage.stage.planned
        rows = self.inserted[planned.name] = salvage.taken()
        complete_from(self._cursor, run, stage.relation, stage.identity, stage.written)
        if rows < planned.rows:
            self._short(planned, rows, salvage.refusal() or _ALONE)
        self._written(planned, rows)
        return rows > 0

    def _short(self, planned: PlannedTable, rows: int, why: Refusal, made: int = 0) -> None:
        made = made if rows else triggers.made_now(self._cursor, self._relations.tables[planned.name])
        why = self._each_has_one(planned, rows) or why
        found = made_elsewhere(planned, made, why) if made else shortfall(planned, rows, why)
        self.findings[str(planned.name)] = found
        self._written(planned, rows)

    def _parents_made_here(self, stage: Stage) -> list[MadeParent]:
        """Parents whose rows a trigger of this table may want to make itself."""
        planned = stage.planned
        if not any(t.enabled and "INSERT" in t.events for t in planned.table.triggers):
            return []
        names = {c.name for c in planned.columns}
        tables = {t.name: t.table for t in self._plan.tables}
        found = {
            key.parent: MadeParent(
                key, tables[key.parent], tuple(self._relations.children(key.parent)), f"{stage.number} {number}"
            )
            for number, key in enumerate(planned.table.foreign_keys)
            if key.parent in tables and key.parent != planned.name and set(key.columns) <= names
        }
        return list(found.values())

    def _fill_late(self, stage: Stage) -> None:
        planned, late = stage.planned, self._late[stage.planned.name]
        missing = [
            k for k in planned.table.foreign_keys if set(k.columns) & set(late) and str(k.parent) in self.findings
        ]
        if not self.tolerates(planned):
            rows = stage.fill_late(late, written_only=self._mode == "top-up", found_only=missing)
            self._note_update(planned, rows)
            return
        try:
            with self._cursor.connection.transaction():
                rows = stage.fill_late(late, written_only=self._mode == "top-up", found_only=missing)
                self._note_update(planned, rows)
        except Exception as error:
            if not is_about_rows(error):
                raise
            why = refusal(error)
            said = f"{', '.join(late)} stay NULL, as they refer to each other's tables: {why.said}"
            self.findings[str(planned.name)] = shortfall(planned, self.rows[str(planned.name)], Refusal(said, why.hint))


def _asked_of(family: Family) -> list[str]:
    """The triggers that wait and look at the family: those of children that look elsewhere are asked at the end."""
    parent = re.compile(rf"\b{re.escape(family.parent.name.name)}\b", re.IGNORECASE)
    return waiting(family.parent) + [w for child, _ in family.children for w in waiting(child, parent)]


def waiting(planned: PlannedTable, about: re.Pattern[str] | None = None) -> list[str]:
    """The constraint triggers of a table that wait for the end of the transaction, as SET CONSTRAINTS names them; only
    those whose function speaks of something, where that is given.
    """
    return [
        f"{quote(planned.name.schema)}.{quote(trigger.name)}"
        for trigger in planned.table.triggers
        if trigger.constraint
        and trigger.enabled
        and _WAITS.search(trigger.definition)
        and (about is None or about.search(trigger.body))
    ]
