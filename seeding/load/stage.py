"""Rows into a table that already has some of them: through a temporary table on the server."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from seeding.errors import LoadError
from seeding.load.relations import Cursor, Relation
from seeding.plan.model import PlannedTable
from seeding.schema import ForeignKey, Identity, Name, quote


@dataclass(frozen=True)
class Stage:
    """A temporary copy of the planned columns, which ends with the transaction."""

    cursor: Cursor
    planned: PlannedTable
    relation: Relation
    number: int  # of the table in the plan: names of temporary tables must differ

    @property
    def sql(self) -> str:
        """Where to COPY to."""
        return f'pg_temp."seed stage {self.number}"'

    @property
    def written(self) -> str:
        """The keys of what went into the table, one row each."""
        return f'pg_temp."seed written {self.number}"'

    @property
    def key_planned(self) -> bool:
        """Whether the plan gives every column of the key."""
        return bool(self.relation.key) and set(self.relation.key) <= set(self._names)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that tell rows apart: the key's or, without one, all there are."""
        return self.relation.key or self.relation.columns

    def make(self) -> None:
        """Create the temporary tables. No constraints: rows are judged where they belong."""
        for name, columns in ((self.sql, self._names), (self.written, self.identity)):
            listed = ", ".join(quote(c) for c in columns)
            self.cursor.execute(
                f"CREATE TEMPORARY TABLE {name.removeprefix('pg_temp.')} ON COMMIT DROP AS "
                f"SELECT {listed} FROM {self.relation.name.sql} WITH NO DATA"
            )

    def make_way(self, made_now: str) -> int:
        """Rows that triggers made give up unique values that a planned row of another key has; how many went.

        `made_now` is the condition on `t` under which a row is of this transaction. Their place is taken by the
        planned rows, to which the plan's other tables refer.
        """
        gone = 0
        for unique in self.planned.table.uniques:
            columns = unique.plain
            if columns is None or set(columns) == set(self.relation.key) or not set(columns) <= set(self._names):
                continue
            same = " AND ".join(f"t.{quote(c)} = s.{quote(c)}" for c in columns)
            other = f"NOT ({self._same_key})" if self.key_planned else "true"
            self.cursor.execute(f"DELETE FROM {self._own} t USING {self.sql} s WHERE {same} AND {other} AND {made_now}")
            gone += self.cursor.rowcount
        return gone

    def insert(self, *, missing_only: bool = False, late: Collection[str] = ()) -> int:
        """Insert staged rows that are not there yet, in order; how many. `late` columns stay NULL for now.

        With `missing_only`, rows that collide with any unique key are left out too.
        """
        inserting, recording = self._insertion("written", missing_only=missing_only, late=late)
        self.cursor.execute(f"WITH {inserting} {recording}")
        return self.cursor.rowcount

    def _insertion(self, name: str, *, missing_only: bool, late: Collection[str]) -> tuple[str, str]:
        """The INSERT as a part of WITH, and the statement that takes note of what it wrote."""
        columns = ", ".join(quote(c) for c in self._names)
        values = ", ".join("NULL" if c in late else f"s.{quote(c)}" for c in self._names)
        returned = ", ".join(f"t.{quote(c)}" for c in self.identity)
        conflict = "ON CONFLICT DO NOTHING" if missing_only and not self._deferrable else ""
        where = ""
        if self.key_planned:
            where = f"WHERE NOT EXISTS (SELECT FROM {self._own} t WHERE {self._same_key})"
        elif missing_only:
            # Without a key in the plan, a row is there when one with the same values is.
            mine, theirs = (", ".join(f"{a}.{quote(c)}" for c in self._names) for a in ("s", "t"))
            where = f"WHERE NOT EXISTS (SELECT FROM {self._own} t WHERE ROW({theirs})::text = ROW({mine})::text)"
        inserting = (
            f"{name} AS (INSERT INTO {self._table} AS t ({columns}) OVERRIDING SYSTEM VALUE "
            f"SELECT {values} FROM {self.sql} s {where} {conflict} RETURNING {returned})"
        )
        return inserting, f"INSERT INTO {self.written} SELECT * FROM {name}"

    def update(self, *, late: Collection[str] = ()) -> int:
        """Give rows that are there the planned values; how many. Rows that have them already are left alone."""
        changed = [
            c.name
            for c in self.planned.columns
            if c.name not in (*self.relation.key, *late) and c.attribute.identity is not Identity.ALWAYS
        ]
        if not self.key_planned or not changed:
            return 0
        # As text, because json, xml and the geometric types have no equality.
        differs = " OR ".join(f"t.{quote(c)}::text IS DISTINCT FROM s.{quote(c)}::text" for c in changed)
        return self._set(changed, f"({differs})")

    def fill_late(self, late: Collection[str], *, written_only: bool, found_only: Collection[ForeignKey] = ()) -> int:
        """Give `late` columns their values, now that the rows they reference are there.

        Of the keys in `found_only` some parents are not: rows that want one of those stay NULL.
        """
        if not self.key_planned:
            raise LoadError(
                f"{self.planned.name}: {', '.join(late)} refer to a table that is filled later, and can only be set "
                "afterwards if the plan gives the table's key",
                hint="declare the key in the factory, or make the foreign key deferrable",
            )
        columns = [c for c in self._names if c in late]
        where = " OR ".join(f"s.{quote(c)} IS NOT NULL" for c in columns).join("()")
        if written_only:
            same = " AND ".join(f"t.{quote(c)} = w.{quote(c)}" for c in self.relation.key)
            where += f" AND EXISTS (SELECT FROM {self.written} w WHERE {same})"
        for key in found_only:
            if set(key.columns) <= set(self._names):
                pairs = zip(key.columns, key.parent_columns, strict=True)
                same = " AND ".join(f"p.{quote(p)} = s.{quote(c)}" for c, p in pairs)
                where += f" AND EXISTS (SELECT FROM {key.parent.sql} p WHERE {same})"
        return self._set(columns, where)

    def _set(self, columns: Collection[str], where: str) -> int:
        values = ", ".join(f"{quote(c)} = s.{quote(c)}" for c in columns)
        self.cursor.execute(f"UPDATE {self._own} t SET {values} FROM {self.sql} s WHERE {self._same_key} AND {where}")
        return self.cursor.rowcount

    @property
    def _names(self) -> list[str]:
        return [c.name for c in self.planned.columns]

    @property
    def _table(self) -> str:
        return self.relation.name.sql

    @property
    def _own(self) -> str:
        return self.relation.own

    @property
    def _same_key(self) -> str:
        return " AND ".join(f"t.{quote(c)} = s.{quote(c)}" for c in self.relation.key)

    @property
    def _deferrable(self) -> bool:
        # ON CONFLICT refuses tables with a deferrable unique or exclusion constraint.
        table = self.planned.table
        return any(u.deferrable for u in table.uniques) or any(e.deferrable for e in table.exclusions)


def insert_together(stages: Sequence[Stage], late: Mapping[Name, Collection[str]], *, missing_only: bool) -> list[int]:
    """Insert what several stages hold in one statement, at whose end foreign keys are checked; how many each.

    The way in for tables that reference each other where neither side may be NULL or wait.
    """
    parts = []
    for place, stage in enumerate(stages):
        inserting, recording = stage._insertion(
            f"w{place}", missing_only=missing_only, late=late.get(stage.planned.name, ())
        )
        parts += [inserting, f"r{place} AS ({recording} RETURNING 1)"]
    counted = ", ".join(f"(SELECT count(*) FROM r{place})" for place in range(len(stages)))
    row = stages[0].cursor.execute(f"WITH {', '.join(parts)} SELECT {counted}").fetchone()
    assert row is not None
    return list(row)
