"""How many rows: production's, all scaled alike."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.patterns.model import Patterns
from seeding.plan.counts import Count
from seeding.plan.draft import Draft
from seeding.schema import Name


def shaped_counts(
    drafts: Mapping[Name, Draft], patterns: Patterns, *, count: int, scale: float | None, added: Mapping[str, bool]
) -> dict[str, Count]:
    """The rows of every table the file tells of.

    `scale` is a share of production; without it, the one at which the table of people, else the largest table that
    refers to no other, has `count` rows. Tables whose rows the file lists have these, and none where they are there
    already (`added`).
    """
    known = {Name.parse(name): shape.rows for name, shape in patterns.tables.items()}
    listed = {Name.parse(name): len(rows.rows) for name, rows in patterns.reference.items()}
    if scale is not None:
        why = f"{scale:g} of production's"
    else:
        root = _root(drafts, {n: rows for n, rows in known.items() if n not in listed and rows}, patterns.people)
        scale = count / known[root] if root is not None else 1.0
        why = f"as {count:,} of {root} are to production's"
    found = {}
    for name in drafts:
        if name in listed:
            rows = 0 if added.get(str(name)) else listed[name]
            found[str(name)] = Count(rows, "rows of the pattern file")
        elif name in known:
            rows = max(int(known[name] * scale + 0.5), min(known[name], 1)) if scale > 0 else 0
            found[str(name)] = Count(rows, f"{why} {known[name]:,}")
    return found


def _root(drafts: Mapping[Name, Draft], rows: Mapping[Name, int], people: tuple[str, ...]) -> Name | None:
    """The table whose number of rows the others follow."""
    for person in people:
        if Name.parse(person) in rows and Name.parse(person) in drafts:
            return Name.parse(person)
    there = [name for name in drafts if name in rows]
    roots = [n for n in there if all(k.parent in (n,) or k.parent not in there for k in drafts[n].table.foreign_keys)]
    return max(roots or there, key=lambda name: (rows[name], str(name)), default=None)
