"""The rows of every table, until no count changes another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from seeding.plan.counts import Count, count_rows
from seeding.plan.draft import Draft
from seeding.profile import Profile

_ROUNDS = 4  # in circles of references


def counted(
    drafts: Iterable[Draft],
    profile: Profile,
    there: Mapping[str, Count],
    *,
    count: int | None,
    scale: float | None,
    shaped: Mapping[str, Count] | None = None,
) -> dict[str, Count]:
    """Rows by table; once more where a table has room for fewer, as others in a circle with it counted on them."""
    drafts = list(drafts)
    found: dict[str, Count] = {}
    for _ in range(_ROUNDS):
        counts: dict[str, Count] = {}
        later = {**there, **found}
        for draft in drafts:
            generators = {c.name: c.generator for c in draft.columns.values()}
            counts[str(draft.table.name)] = count_rows(
                draft.table,
                generators,
                counts,
                profile,
                count=count,
                scale=scale,
                inferred=not draft.factory,
                later=later,
                shaped=shaped,
            )
        if counts == found:
            break
        found = counts
    return found
