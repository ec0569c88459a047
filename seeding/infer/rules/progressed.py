"""How far a row has come, as its state says: what is completed stands at a hundred per cent."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.choice import Choice
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed
from seeding.infer.states import is_begun, is_over, labels_of

_PROGRESS = frozenset({"progress", "completion", "completeness", "fortschritt", "progreso", "avancement"})
_OTHER = frozenset({"id", "step", "steps", "count", "total", "time", "minutes", "seconds", "page"})
_STATES = frozenset({"status", "state", "stage", "phase"})
_UNDER_WAY = [5, 10, 15, 20, 25, 30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95]


def progressed(facts: ColumnFacts) -> Iterator[Inferred]:
    """A percentage beside a status: a hundred where it is over, nothing where it has not begun."""
    if not facts.is_number or facts.unique or not _PROGRESS & set(facts.words) or _OTHER & set(facts.words):
        return
    span = allowed(facts)
    if span.low > 0 or span.high < 100 or facts.name in facts.of.shared_checks or facts.name in facts.of.keyed:
        return
    for other in facts.of.columns.values():
        labels = labels_of(other) if other.words[-1] in _STATES and other.attribute.writable else []
        done = [label for label in labels if is_over(label)]
        if done and len(done) < len(labels):
            by_state = {
                label: [100] if label in done else _UNDER_WAY if is_begun(label) else [0, 0, 0, 5] for label in labels
            }
            made = Choice(by_state, of=other.name, default=_UNDER_WAY)
            yield Inferred(made, f"name {facts.name!r}, as {other.name} says")
            return
