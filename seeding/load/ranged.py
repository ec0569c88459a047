"""A plan's rows into the database in many transactions, a range each: what several workers do side by side.

Beside the first transaction, which makes way, and the last, which completes the ledger. Indexes and foreign keys stay,
or go with the first and are built again by many hands before the last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import psycopg

from seeding.database.recheck import recheck_marked
from seeding.errors import LoadError
from seeding.guard import Clearance
from seeding.load import open_runs, rebuilt, relations, runs, session, settings
from seeding.load.ahead import Peekable, ahead
from seeding.load.blocks import encoded, of_table
from seeding.load.copy import copy_blocks
from seeding.load.failure import Where, explained
from seeding.load.fill import REMEMBERED_ROWS, must_fit
from seeding.load.indexes.choice import MIN_ROWS, Choice
from seeding.load.indexes.rebuild import NotAsBeforeError, Rebuild, drop
from seeding.load.lock import PATIENCE
from seeding.load.open_runs import STAYS, OpenRun
from seeding.load.parts import cleared
from seeding.load.progress import Silent
from seeding.load.rebuilt import Leaving
from seeding.load.relations import Cursor, Relation, Relations, is_empty
from seeding.load.remove import Seeded, count
from seeding.load.replace import Way, make_way
from seeding.load.runs import Ledger, Run
from seeding.load.seeded import content, merged
from seeding.load.sequences import advance_sql, number_sql
from seeding.load.stage import Stage
from seeding.load.suited import must_suit
from seeding.load.trace import MOST_RANGES, Trace, complete_from, complete_numbers, traced_key
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.ranges import Range, ranges, ranges_of
from seeding.schema import Name


@dataclass(frozen=True)
class Begun:
    """The way is clear for the ranges in `missing`; those in `done` are in, of the same run before it broke.

    All have `size` rows but the last of a table. `removed` rows of earlier runs went, `kept` were made by hand;
    `unchanged` where all is as it would be. What is `gone` is built after the rows.
    """

    size: int = 0
    missing: Sequence[Range] = ()
    done: Sequence[Range] = ()
    removed: int = 0
    kept: int = 0
    unchanged: bool = False
    gone: Leaving = field(default_factory=Leaving)


def begin(
    connection: psycopg.Connection[Any],
    clearance: Clearance,
    plan: Plan,
    *,
    sizes: tuple[int, int],
    token: str,
    option: str,
    indexes: str = "keep",
) -> Begun:
    """Make way for the plan in ranges, or go on with the same run where it broke; commit.

    A range has as many rows as the first of the `sizes` says, or as the second where indexes are built afterwards.
    Raises UsageError for a table whose rows cannot go in by ranges (`option` is what the user should leave out then),
    GuardError and LoadError as a fill does; then nothing has changed.
    """
    session.must_be_idle(connection)
    with explained(Where(plan), connection), connection.transaction():
        session.begin(connection, clearance)
        with connection.cursor() as cursor:
            runs.ensure(cursor)
            for statement in plan.statements:
                cursor.execute(statement)
            found = relations.read(cursor)
            for planned in plan.tables:
                must_fit(found.tables.get(planned.name), planned)
            ledger, before = runs.read(cursor), open_runs.read(cursor)
            if before is not None and before.digest == plan.digest:
                sizes = (before.range_rows, before.range_rows)
                done = _done(cursor, plan, found, ledger, list(ranges(plan, before.range_rows)))
            else:
                done = None
            if done is None:
                way = make_way(cursor, plan, found, ledger)
                if way.stayed:
                    name, rows = next(iter(sorted(way.stayed.items())))
                    raise LoadError(
                        f"{rows} rows of an earlier run stay in {name}, as rows made by hand refer to them, and ranges "
                        "cannot be written around them; nothing was written",
                        hint=f"remove or change those rows, or fill without {option}",
                    )
                if way.unchanged:
                    open_runs.close(cursor)
                    return Begun(kept=way.kept, unchanged=True)
            else:
                way = Way(kept=0)
            seeded = Seeded(found, runs.read(cursor))
            large = [t.name for t in plan.tables if t.rows >= MIN_ROWS]
            occupied = {name for name in large if _by_hand(cursor, found.tables[name], seeded)}
            gone = rebuilt.leaving(cursor, plan, found, indexes, sizes[1], occupied)
            size = sizes[1] if gone.choice.tables else sizes[0]
            must_suit(cursor, plan, found, size, option)
            gone = rebuilt.dropped(cursor, gone, wanted=indexes)
            open_runs.begin(cursor, OpenRun(token, plan.digest, size))
            every = list(ranges(plan, size))
            in_already = [part for part in every if done is not None and part in done]
            missing = [part for part in every if done is None or part not in done]
            return Begun(size, missing, in_already, way.removed, way.kept, gone=gone)


def write(
    connection: psycopg.Connection[Any],
    clearance: Clearance,
    plan: Plan,
    part: Range,
    *,
    token: str,
    whole: Mapping[Name, int] | None = None,
    jobs: int = 1,
) -> int:
    """One range, judged and written in a transaction of its own, or nothing where it is in already; its rows.

    Tables in `whole` (with their oids) are a range each, after which their indexes are built, while `jobs` do so.
    Raises GuardError, UnsafeValueError or LoadError with nothing of the range written.
    """
    planned = replace(plan.table(part.table), start=part.begin, stop=part.end)
    ours = replace(plan, tables=tuple(planned if t.name == planned.name else t for t in plan.tables))
    where = Where(ours, planned, left=STAYS)
    whole = whole or {}
    without = planned.name in whole
    while True:
        try:
            with explained(where, connection):
                with connection.transaction():
                    session.begin(connection, clearance, shared=True, apart=whole.values())
                    with connection.cursor() as cursor:
                        open_runs.must_be_open(cursor, token)
                        # A worker that was given up for dead may be at the same range: the second waits, and sees it.
                        cursor.execute(
                            "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 0))",
                            (f"{token} {part}",),
                        )
                        if _entry(runs.read(cursor), plan, part) is None:
                            session.apply(connection, settings.of_functions(connection, plan) | dict(plan.session))
                            _write(cursor, plan, part, where, jobs if without else 0)
                            runs.sign(cursor, plan)
                    where.committing = True
                where.committing = False
            return part.rows
        except NotAsBeforeError:
            # Rolled back. With its indexes in place, the server says which row it does not want.
            without = False


def _write(cursor: Cursor, plan: Plan, part: Range, where: Where, jobs: int) -> None:
    """The rows; where there are `jobs`, without indexes, which are built afterwards."""
    planned = where.table
    assert planned is not None
    relation = relations.read(cursor).tables.get(planned.name)
    must_fit(relation, planned)
    assert relation is not None
    session.Reach(cursor).of([planned.name.schema])
    run = runs.record(cursor, plan, planned.name, mode="replace", first_row=part.begin, stop_row=part.end)
    for statement in number_sql(planned):
        cursor.execute(statement)
    key = traced_key(planned, relation)
    choice = rebuilt.of_one(cursor, relation) if jobs and is_empty(cursor, relation) else Choice()
    with ahead(encoded([planned], cleared(plan, part), lambda _: key)) as made:
        if choice.tables:
            drop(cursor, choice, patience=PATIENCE)
        if choice.frozen:
            cursor.execute(f"TRUNCATE ONLY {planned.name.sql}")
        blocks = of_table(Peekable(made), planned)
        where.copying = True
        if key is not None:
            trace = Trace(key)
            rows = copy_blocks(cursor, planned, trace.watch(blocks), Silent(), freeze=bool(choice.frozen))
            where.copying = False
            trace.complete(cursor, run, rows)
            if choice.tables:
                Rebuild(cursor, choice, jobs=jobs).finish()
            return
        stage = Stage(cursor, planned, relation, 0)
        stage.make()
        copy_blocks(cursor, planned, blocks, Silent(), into=stage.sql)
        where.copying = False
    if stage.insert() != part.rows:
        raise LoadError(
            f"{part}: a row made by hand has the key of a planned one; {STAYS}",
            hint="remove it, or fill in one transaction",
        )
    complete_from(cursor, run, relation, stage.identity, stage.written)


def give_up(connection: psycopg.Connection[Any], clearance: Clearance, *, token: str, another: str) -> None:
    """Wait for ranges that are being written, and let no worker of this run begin another; the run can go on later."""
    with connection.transaction():
        recheck_marked(connection, clearance)
        with connection.cursor() as cursor:
            open_runs.lock_out(cursor, token, another)


def finish(connection: psycopg.Connection[Any], clearance: Clearance, plan: Plan, *, size: int, token: str) -> None:
    """One entry a table in the ledger, as one machine leaves it, and sequences past the keys; commit.

    Raises LoadError where a range is not in.
    """
    with explained(Where(plan, left=STAYS), connection), connection.transaction():
        session.begin(connection, clearance)
        with connection.cursor() as cursor:
            open_runs.must_be_open(cursor, token)
            found, ledger = relations.read(cursor), runs.read(cursor)
            entries: dict[Name, int] = {}
            for planned in plan.tables:
                parts = [_entry(ledger, plan, part) for part in ranges_of(planned, size)]
                of = [entry for entry in parts if entry is not None]
                if len(of) != len(parts):
                    raise LoadError(
                        f"{planned.name}: {len(parts) - len(of)} of {len(parts)} ranges are not in; {STAYS}"
                    )
                entries[planned.name] = _joined(cursor, plan, planned, of)
                for statement in advance_sql(planned):
                    cursor.execute(statement)
            runs.sign(cursor, plan)
            if plan.rows <= REMEMBERED_ROWS:
                seeded = Seeded(found, runs.read(cursor))
                for name, run in entries.items():
                    runs.remember(cursor, run, content(cursor, found.tables[name], seeded(name)))
            open_runs.close(cursor)


def _joined(cursor: Cursor, plan: Plan, planned: PlannedTable, entries: Sequence[Run]) -> int:
    """The entries of a table's ranges made one; its number."""
    if not entries:
        return runs.record(cursor, plan, planned.name, mode="replace", first_row=planned.start, stop_row=planned.stop)
    first, *others = entries
    numbers = [run.id for run in others]
    cursor.execute(
        "insert into _seed.rows select distinct %s::bigint, key from _seed.rows where run = any(%s) "
        "on conflict do nothing",
        (first.id, numbers),
    )
    cursor.execute("delete from _seed.rows where run = any(%s)", (numbers,))
    cursor.execute("delete from _seed.runs where id = any(%s)", (numbers,))
    cursor.execute(
        "update _seed.runs set first_row = %s, stop_row = %s where id = %s", (planned.start, planned.stop, first.id)
    )
    columns = next((run.key_columns for run in entries if run.key_columns), ())
    ranges = merged([np.array(run.ranges, np.int64).reshape(-1, 2) for run in entries])
    rows = sum(run.rows for run in entries)
    if len(ranges):
        pairs = [(int(low), int(high)) for low, high in ranges]
        digested = any(run.key_columns and not run.ranges for run in entries)
        complete_numbers(cursor, first.id, rows, columns[0], pairs, most=0 if digested else MOST_RANGES)
    else:
        runs.complete(cursor, first.id, rows, columns)
    return first.id


def _done(
    cursor: Cursor, plan: Plan, found: Relations, ledger: Ledger, every: Collection[Range]
) -> frozenset[Range] | None:
    """The ranges that are in, if every row of them still is; None where something else was written or removed."""
    seeded = Seeded(found, ledger)
    done = {part for part in every if _entry(ledger, plan, part) is not None}
    for planned in plan.tables:
        rows = sum(part.rows for part in done if part.table == str(planned.name))
        of = ledger.of(planned.name)
        if sum(run.rows for run in of) != rows or _counted(cursor, found.tables[planned.name], seeded) != rows:
            return None
    return frozenset(done)


def _counted(cursor: Cursor, relation: Relation, seeded: Seeded) -> int:
    return count(cursor, relation, seeded(relation.name)).seeded


def _by_hand(cursor: Cursor, relation: Relation, seeded: Seeded) -> int:
    found = count(cursor, relation, seeded(relation.name))
    return found.total - found.seeded


def _entry(ledger: Ledger, plan: Plan, part: Range) -> Run | None:
    """What the ledger says of one range of the plan."""
    place = (plan.digest, part.begin, part.end, part.rows)
    for run in ledger.of(plan.table(part.table).name):
        if run.current and (run.digest, run.first_row, run.stop_row, run.rows) == place:
            return run
    return None
