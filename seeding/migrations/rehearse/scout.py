"""The pending migrations, run once without a row in any table: what they touch, and whether they run at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.migrations.history import line_in, refused
from seeding.migrations.rehearse.changes import names
from seeding.migrations.rehearse.model import Kind
from seeding.migrations.rehearse.observed import Relation, observe
from seeding.migrations.rehearse.steps import Script, Step, StepError, Watching, run
from seeding.migrations.rehearse.surface import Surface, kind_of, surface

_READS = "AccessShareLock"


@dataclass
class Scouted:
    """What one migration does to tables that were there: which it locks, and what each step is to applications."""

    tables: set[str] = field(default_factory=set)
    kinds: dict[int, Kind] = field(default_factory=dict)


class _Scout(Watching):
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.known: Mapping[int, Relation] = observe(connection, locks=False).relations
        self._surface: Surface = surface(connection)
        self.found = Scouted()

    def begins(self, step: Step, *, transaction: bool) -> None:
        if not transaction:
            self.found.tables |= self._named(step)

    def ran(self, step: Step, note: str) -> None:
        seen = observe(self._connection).locks
        self.found.tables |= {self._table(oid) for oid, mode in seen if oid in self.known and mode != _READS}
        after = surface(self._connection)
        self.found.kinds[step.number] = kind_of(self._surface, after)
        self._surface = after

    def again(self) -> None:
        self._surface = surface(self._connection)

    def _named(self, step: Step) -> set[str]:
        """Tables that the text mentions, or an index of theirs."""
        text = re.sub(r'"', "", step.text)
        said = (oid for oid, one in self.known.items() if names(text, one.name.partition(".")[2]))
        return {self._table(oid) for oid in said}

    def _table(self, oid: int) -> str:
        found = self.known[oid]
        return self.known[found.table].name if found.table in self.known else found.name


def scout(connection: psycopg.Connection[Any], scripts: Sequence[Script]) -> list[Scouted]:
    """Run them all. Raises MigrationError, with file and line, for the first that the server refuses."""
    found = []
    for script in scripts:
        watching = _Scout(connection)
        try:
            run(connection, script, watching)
        except StepError as failed:
            raise refused(
                script.migration,
                line_in(script.sql, failed.step.statement, failed.error),
                failed.error,
                "it fails without any row in the tables: correct the file, then rehearse again",
            ) from None
        connection.execute("reset session authorization; reset role; reset all", prepare=False)
        found.append(watching.found)
    return found
