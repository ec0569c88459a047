"""What came of running statements: pure records, which the rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from seeding.migrations.check.catalog import Table
from seeding.migrations.check.source import Source
from seeding.migrations.statements import Statement


@dataclass(frozen=True, slots=True)
class Event:
    """What a statement did: `made`, `dropped` or `rewritten`; `facts` as events.sql tells them.

    `line` is that of a DO block's body which did it, counted from 1; 0 where it was no DO block.
    """

    kind: str
    facts: tuple[Any, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server said to a statement it refused; `offset` is a place in the file where it named one."""

    state: str
    message: str
    hint: str
    offset: int | None


@dataclass(slots=True)
class Ran:
    """One statement and what came of it; nothing of `second` where it was not run again."""

    source: Source
    statement: Statement
    step: int
    skipped: bool = False
    failure: Failure | None = None
    waited: Failure | None = None  # what it failed with before something was there
    given: str = ""  # the schema that was missing, which the trial made as no migration does
    events: list[Event] = field(default_factory=list)
    proven: set[str] = field(default_factory=set)
    before: dict[int, Table] = field(default_factory=dict)
    after: dict[int, Table] = field(default_factory=dict)
    rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    again: Failure | None = None
    again_rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    again_things: set[tuple[str, str]] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The statement without the comments before it."""
        return self.statement.text[self.statement.start - self.statement.offset :]

    @property
    def worked(self) -> bool:
        """Whether the server took it, at once or later."""
        return not self.skipped and self.failure is None


@dataclass(slots=True)
class Step:
    """One file, run: the tables before it, its statements, and what its second run left behind."""

    source: Source
    number: int
    before: dict[int, Table]
    ran: list[Ran] = field(default_factory=list)
    grown: set[int] = field(default_factory=set)
    after: dict[int, Table] = field(default_factory=dict)


def of_kind(events: Iterable[Event], kind: str) -> Sequence[Event]:
    """The events of one kind, in order."""
    return [event for event in events if event.kind == kind]
