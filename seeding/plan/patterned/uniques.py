"""Keys of several columns under a pattern: each column follows its own shares, one of them draws until rows differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference, SelfReference
from seeding.infer.generators.combined import CombinedReference
from seeding.infer.generators.matching import MatchingReference
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.rank import PatternRank
from seeding.patterns.model import CategoryShape, NumberShape, TableShape, TimeShape
from seeding.plan.draft import Draft
from seeding.plan.model import Origin
from seeding.plan.patterned.counting import counting
from seeding.schema import Name, Unique

_WITHIN = 14


@dataclass(frozen=True)
class Uniques:
    """What uniqueness asks of a table's columns: which may not be touched, which draw again so that rows differ."""

    bound: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()  # told apart by a column that draws again, whatever made them differ before
    apart: Mapping[str, Apart] | None = None
    ranks: Mapping[str, PatternRank] | None = None  # numbers that count the rows of a parent

    def of(self, column: str) -> Apart | None:
        """How a column draws again, where it does."""
        return (self.apart or {}).get(column)


def uniques_of(draft: Draft, shape: TableShape, carried: Collection[Name], kept: Collection[str]) -> Uniques:
    """The table's uniques under the pattern; columns in `kept` do not follow it."""
    apart: dict[str, Apart] = {}
    bound: set[str] = set()
    free: set[str] = set()
    ranks: dict[str, PatternRank] = {}
    for unique in sorted(draft.table.apart, key=lambda u: len(u.columns)):
        names = [c for c in unique.columns if c is not None]
        if unique.plain is not None and any(_differs(draft, c) for c in names if len(names) > 1):
            continue
        counted = counting(draft, shape, unique) if not set(names) & {*kept, *bound, *free} else None
        if counted is not None:
            number, ranks[number] = counted
            bound.add(number)
            free |= set(names) - {number}
            continue
        again = _again(draft, shape, carried, unique) if not set(names) & {*kept, *bound} else None
        if again is None or again in free:
            bound |= set(names)
            continue
        within = isinstance(shape.columns.get(again), NumberShape | TimeShape)
        apart[again] = Apart(tuple(names), _WITHIN if within else 0)
        free |= set(names)
    left = {c: a for c, a in apart.items() if c not in bound}
    return Uniques(frozenset(bound), frozenset(free - bound), left, ranks)


def _differs(draft: Draft, column: str) -> bool:
    """Whether no two rows have the same value in this column, whatever the others hold."""
    if any(unique.plain == (column,) for unique in draft.table.uniques):
        return True
    planned = draft.columns.get(column)
    if planned is None:
        return False
    attribute = planned.attribute
    # A year is counted off too, where nothing but its being part of a key is known.
    counted = attribute.identity is not None or attribute.sequence is not None
    return isinstance(planned.generator, Key) or (isinstance(planned.generator, Serial) and counted)


def _again(draft: Draft, shape: TableShape, carried: Collection[Name], unique: Unique) -> str | None:
    """The column that draws again; None where one of them follows no pattern."""
    columns = unique.plain
    if columns is None or len(columns) < 2:
        return None
    ranked: list[tuple[int, int, str]] = []
    for name in columns:
        if name not in draft.columns:
            return None
        keys = [k for k in draft.table.foreign_keys if name in k.columns]
        told = shape.columns.get(name)
        if keys:
            generator = draft.columns[name].generator
            if isinstance(generator, FromParent):
                continue  # the parent's own; another column draws again
            single = all(k.columns == (name,) for k in keys)
            if not single or not isinstance(generator, Reference) or isinstance(generator, SelfReference):
                return None
            listed = isinstance(told, CategoryShape) and any(k.parent in carried for k in keys)
            if isinstance(generator, MatchingReference) or not (listed or name in shape.references):
                return None
            ranked.append((1 if listed else 0, len(told.values) if isinstance(told, CategoryShape) else 0, name))
        elif isinstance(told, NumberShape | TimeShape) and told.bins:
            ranked.append((2, len(told.bins), name))
        elif isinstance(told, CategoryShape) and told.values:
            ranked.append((2, len(told.values), name))
        else:
            return None
    return max(ranked)[2] if ranked else None


def freed(draft: Draft, uniques: Uniques) -> Draft:
    """The draft with plain references for those that a grid of all combinations told apart."""
    columns = dict(draft.columns)
    for name in uniques.free:
        generator = columns[name].generator
        if isinstance(generator, CombinedReference):
            plain = Reference(generator.parent, key=generator.key)
            columns[name] = replace(columns[name], generator=plain)
    for name, rank in (uniques.ranks or {}).items():
        said = f"counts the rows of {', '.join(rank.by)}"
        columns[name] = replace(columns[name], generator=rank, origin=Origin.PATTERN, reason=said)
    return replace(draft, columns=columns)
