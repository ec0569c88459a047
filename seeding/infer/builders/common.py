"""What builders share: lists cut to what fits, unique texts, patterns with the column's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.errors import FactoryError
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.counted import Numbered
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.pattern import Pattern

Made = Column | Sequence[Column] | None
Builder = Callable[[ColumnFacts], Made]

_NUMBER = 11  # a space and up to ten digits


def choice(facts: ColumnFacts, options: Sequence[str] | Mapping[str, float]) -> Column | None:
    """One of the options, as far as they fit; None for a unique column, which a list cannot serve."""
    if facts.unique:
        return None
    weights = dict(options) if isinstance(options, Mapping) else dict.fromkeys(options, 1.0)
    case = facts.limits.case
    fitting = {
        (text.upper() if case == "upper" else text.lower() if case == "lower" else text): weight
        for text, weight in weights.items()
        if fits(facts, text)
    }
    if not fitting:
        return None
    return Choice(fitting if isinstance(options, Mapping) else list(fitting))


def fits(facts: ColumnFacts, text: str) -> bool:
    """Whether a text is as long as the column wants it, and not one it refuses."""
    shortest, longest = facts.limits.shortest or 0, facts.longest
    right = len(text) >= shortest and (longest is None or len(text) <= longest)
    return right and text not in facts.limits.excluded


def pattern(facts: ColumnFacts, written: str, *, unique: bool | None = None, mixed: bool = False) -> Column | None:
    """Texts of a pattern; None where the column is too short for it."""
    case = facts.limits.case
    if case is not None:
        written = written.upper() if case == "upper" and "\\" not in written else written
        written = written.replace("A-Z", "a-z") if case == "lower" else written
    options: dict[str, Any] = {"unique": True} if (facts.unique if unique is None else unique) else {}
    options |= {"shortest": facts.limits.shortest} if facts.limits.shortest else {}
    options |= {"mixed": True} if mixed else {}
    try:
        made = Pattern(written, **options)
        if facts.longest is not None and made.widest > facts.longest:
            made = Pattern(written, longest=facts.longest, **options)
    except FactoryError:
        return None
    return made


def told_apart(facts: ColumnFacts, column: Column) -> Column | None:
    """The column as it is, or with a number where it must be unique; None where there is no room for one."""
    if not facts.unique:
        return column
    if facts.longest is not None and facts.longest < _NUMBER + 5:
        return None
    return Numbered(column, facts.longest)


def listed(facts: ColumnFacts, options: Sequence[str]) -> Column | None:
    """Options in a unique column that has fewer rows than there are options, such as a table of countries."""
    fitting = [text for text in options if fits(facts, text)]
    return EachOnce(fitting) if facts.unique and fitting else choice(facts, options)
