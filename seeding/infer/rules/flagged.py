"""A truth that the row's state tells as well: `used` is so where the status is "used"."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.choice import Choice
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.states import labels_of

_IS = frozenset({"is", "was", "has", "been"})
_STATES = frozenset({"status", "state"})


def flagged(facts: ColumnFacts) -> Iterator[Inferred]:
    """True where the state is called as the column is, false in every other one."""
    if (
        facts.type_name != "bool"
        or facts.unique
        or facts.name in facts.of.shared_checks
        or facts.name in facts.of.keyed
    ):
        return
    said = [word for word in facts.words if word not in _IS]
    if len(said) != 1 or facts.limits.choices is not None:
        return
    for other in facts.of.columns.values():
        if other.words[-1] in _STATES and other.attribute.writable and not other.attribute.nullable:
            labels = labels_of(other)
            told = [label for label in labels if label.lower() == said[0]]
            if len(told) == 1 and len(labels) > 1:
                by_state = {label: [label in told] for label in labels}
                made = Choice(by_state, of=other.name, default=[False])
                yield Inferred(made, f"name {facts.name!r}, as {other.name} says")
                return
