"""Many created objects at the price of a few statements: their rows wait, and go in table by table.

Objects exist before their rows do. Who asks a waiting row for what only the server knows (a serial key,
a default) has everything that waits inserted first; then it has an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factory.builder import StepBuilder

from seeding.factory.row import Row
from seeding.factory.session import Session, current_session

if TYPE_CHECKING:
    from seeding.factory.table import TableFactory


@dataclass(slots=True)
class _Waiting:
    table: str
    values: dict[str, Any]
    row: Row
    rank: int


@dataclass(slots=True)
class Batch:
    """Rows that wait, and how deep each object being made is nested in others.

    A row depends at most on rows made within its own making, on objects it is made within, and on what
    these were given before: `levels` counts them, so that rows of lower rank can go in first.
    """

    session: Session
    rows: list[_Waiting] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    @contextmanager
    def making(self) -> Iterator[None]:
        """Around each object, parents and children included."""
        self.levels.append(self.levels[-1] if self.levels else 0)
        try:
            yield
        finally:
            level = self.levels.pop()
            if self.levels:
                self.levels[-1] = max(self.levels[-1], level)

    @property
    def outermost(self) -> bool:
        """Whether the object being made is one of the batch's own, not a parent or child of one."""
        return len(self.levels) <= 1

    def wait(self, table: str, values: dict[str, Any]) -> Row:
        """A row for these values, inserted later."""
        row = Row(table, **values)
        object.__setattr__(row, "_server", self.flush)
        self.rows.append(_Waiting(table, values, row, self.levels[-1] if self.levels else 0))
        if self.levels:
            self.levels[-1] += 1
        return row

    def flush(self) -> None:
        """Insert what waits: by rank, and within it one statement a table and set of columns."""
        waiting, self.rows = self.rows, []
        groups: dict[tuple[int, str, tuple[str, ...]], list[_Waiting]] = {}
        for one in waiting:
            groups.setdefault((one.rank, one.table, tuple(one.values)), []).append(one)
        for (_, table, _), group in sorted(groups.items(), key=lambda item: item[0][0]):
            stored = self.session.insert(table, [one.values for one in group])
            for one, values in zip(group, stored, strict=True):
                one.row._values.update(values)
                object.__setattr__(one.row, "_server", None)


_batch: ContextVar[Batch | None] = ContextVar("seeding_batch", default=None)


class Builder(StepBuilder):
    """factory_boy's builder, which tells a batch what is made within what."""

    def build(self, parent_step: Any = None, force_sequence: int | None = None) -> Any:
        """One object, parents and children included."""
        waiting = _batch.get()
        if waiting is None or parent_step is None:  # the outermost one counts itself: see TableFactory
            return super().build(parent_step=parent_step, force_sequence=force_sequence)
        with waiting.making():
            return super().build(parent_step=parent_step, force_sequence=force_sequence)


def current_batch() -> Batch | None:
    """The batch being made here, if any."""
    return _batch.get()


def created(make: Callable[[], list[Any]]) -> list[Any]:
    """The objects that `make` creates, in one batch; in a batch already, they are part of that one."""
    if _batch.get() is not None:
        return make()
    batch = Batch(current_session())
    token = _batch.set(batch)
    try:
        made = make()
        batch.flush()
    finally:
        _batch.reset(token)
    return [instance.build() if isinstance(instance, Placeholder) else instance for instance in made]


@dataclass(slots=True)
class Placeholder:
    """Stands for an object of the user's own class until its row is there."""

    factory: type[TableFactory]
    model: Any
    args: tuple[Any, ...]
    given: dict[str, Any]
    row: Row

    def build(self) -> Any:
        """The object, with what the server stored."""
        values = self.factory._stored(self.given, self.row._values)
        return self.factory._build(self.model, *self.args, **values)
