"""Indexes and foreign keys of a run in many transactions: dropped in the first, built by several hands at the end.

Between those two, a run that breaks leaves them away. Whoever writes next (`mend`) builds them before anything else,
as a plan is made for the schema as it should be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from seeding.errors import LoadError
from seeding.guard import Clearance
from seeding.load import open_runs, session
from seeding.load.clean import take_out
from seeding.load.failure import Where, explained
from seeding.load.fill import PATIENCE_IF_UNASKED
from seeding.load.indexes import away
from seeding.load.indexes.choice import Choice, choose
from seeding.load.indexes.definitions import indexes, keys
from seeding.load.indexes.rebuild import drop
from seeding.load.lock import PATIENCE
from seeding.load.open_runs import STAYS
from seeding.load.relations import Cursor, Relation, Relations
from seeding.load.trace import traced_key
from seeding.plan.model import Plan
from seeding.schema import Name


@dataclass(frozen=True)
class Leaving:
    """What a run does without for a while, in `choice`. The indexes of tables in `whole` go and come back with the one
    transaction that fills such a table; foreign keys, and the indexes of tables of many ranges, are `away` longer.
    """

    choice: Choice = field(default_factory=Choice)
    away: Choice = field(default_factory=Choice)
    whole: Mapping[Name, int] = field(default_factory=dict)  # their oids


def leaving(  # noqa: PLR0917  # called in one place
    cursor: Cursor, plan: Plan, found: Relations, wanted: str, size: int, occupied: Collection[Name]
) -> Leaving:
    """What pays for itself, if ranges have `size` rows; tables in `occupied` hold rows that stay."""
    choice = choose(cursor, plan, found, wanted=wanted, mode="replace", occupied=occupied)
    rows = {t.name: t.rows for t in plan.tables if traced_key(t, found.tables[t.name]) is not None}
    whole = {i.table: i.table_oid for i in choice.indexes if i.table in rows and rows[i.table] <= size}
    keyed = {t.name for t in plan.tables if t.table.primary_key is not None}
    longer = tuple(index for index in away.lasting(choice, keyed) if index.table not in whole)
    alone = tuple(index for index in choice.indexes if index.table in whole)
    return Leaving(
        replace(choice, indexes=(*alone, *longer), frozen=frozenset()),
        Choice(longer, choice.keys, kept=choice.kept, everywhere=choice.everywhere),
        whole,
    )


def dropped(cursor: Cursor, gone: Leaving, *, wanted: str) -> Leaving:
    """Drop what is away over several transactions, and write down what it was; nothing where that takes too long."""
    if not gone.away.tables:
        return gone
    try:
        drop(cursor, gone.away, patience=PATIENCE if wanted == "rebuild" else PATIENCE_IF_UNASKED)
    except psycopg.Error as error:
        if wanted == "rebuild" or cursor.connection.broken:
            raise
        return Leaving(Choice(everywhere=error.diag.message_primary or str(error)))
    away.keep(cursor, gone.away)
    return gone


def of_one(cursor: Cursor, relation: Relation) -> Choice:
    """What the one transaction that fills a table drops and makes again: none of it is anybody else's."""
    pointed_at = any(key.parent_oid == relation.oid for key in keys(cursor, [relation.oid]))
    free = relation.truncatable and not relation.watches_removal and not pointed_at
    going = tuple(index for index in indexes(cursor, [relation.oid]) if not index.fixed and not index.serves)
    return Choice(going, frozen=frozenset({relation.name} if free else ()))


def mend(connection: psycopg.Connection[Any], clearance: Clearance, *, token: str) -> None:
    """Build what a run that broke left away, and let none of its workers write any more; nothing where nothing is.

    Rows of which the parents are missing go. Raises LoadError for what other rows do not allow; the rest is built.
    """
    with connection.transaction(), connection.cursor() as cursor:
        if not away.read(cursor):
            return
    with explained(Where(left="run seed clean first"), connection):
        with connection.transaction():
            session.begin(connection, clearance)
            with connection.cursor() as cursor:
                open_runs.shut(cursor, token)
                failed = away.mend(cursor, tolerant=True)
                if failed:
                    # Children that went in beside their parents, which are not complete: they come again with them.
                    take_out(cursor, [key.table for key in away.read(cursor).keys.values()])
                    failed = away.mend(cursor, tolerant=True)
        if failed:
            raise LoadError(
                f"a run that broke left rows for which this cannot be built again: {'; '.join(failed)}",
                hint="seed clean removes them and builds it; rows made by hand have to be mended by hand",
            )


def build(  # called in one place
    connection: psycopg.Connection[Any], clearance: Clearance, plan: Plan, number: int, *, token: str, jobs: int
) -> None:
    """One index that is away, by its number, built in a transaction of its own; `jobs` work at the same time."""
    with explained(Where(plan, left=STAYS), connection), connection.transaction():
        session.begin(connection, clearance, shared=True)
        with connection.cursor() as cursor:
            open_runs.must_be_open(cursor, token)
            away.build(cursor, number, jobs=jobs)


def attach(connection: psycopg.Connection[Any], clearance: Clearance, *, token: str) -> Sequence[tuple[Name, int]]:
    """Constraints of the indexes that were built, and foreign keys that are still to be validated: those, by table."""
    with explained(Where(left=STAYS), connection), connection.transaction():
        session.begin(connection, clearance)
        with connection.cursor() as cursor:
            open_runs.must_be_open(cursor, token)
            away.attach(cursor)
            return [(key.table, number) for number, key in away.read(cursor).keys.items()]


def validate(
    connection: psycopg.Connection[Any], clearance: Clearance, plan: Plan, numbers: Sequence[int], *, token: str
) -> None:
    """Foreign keys of one table, by their numbers, validated in a transaction."""
    with explained(Where(plan, left=STAYS), connection), connection.transaction():
        session.begin(connection, clearance, shared=True)
        with connection.cursor() as cursor:
            open_runs.must_be_open(cursor, token)
            for number in numbers:
                away.validate(cursor, number)


def unbuilt(connection: psycopg.Connection[Any], plan: Plan) -> Sequence[int]:
    """The indexes that are away, by their numbers, those of the largest tables first."""
    rows = {t.name: t.rows for t in plan.tables}
    with connection.transaction(), connection.cursor() as cursor:
        found = away.read(cursor).indexes
    return sorted(found, key=lambda number: (-rows.get(found[number].table, 0), number))
