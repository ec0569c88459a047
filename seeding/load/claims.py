"""Who asks, where a trigger wants to know (`auth.uid()`): nobody at first, then whoever the row is about."""

from __future__ import annotations

import re

from seeding.load.relations import Relations
from seeding.plan.model import PlannedTable
from seeding.schema import Name
from seeding.schema.trigger_columns import columns_looked_at

_ASKS = re.compile(r"\bauth\s*\.\s*(?:uid|jwt|email)\s*\(", re.IGNORECASE)
_USERS = Name("auth", "users")

# Before a row is tried: the service role has no `sub`, and most triggers let it pass.
CLAIM = """
asking := (array[null, {who}]::text[])[1 + claimant % {many}];
if asking is not null or claimed then
    claimed := true;
    perform set_config('request.jwt.claims', case when asking is null then '' else json_build_object(
        'sub', asking, 'role', 'authenticated')::text end, true);
    perform set_config('request.jwt.claim.sub', coalesce(asking, ''), true);
end if;
"""
# After a row was refused: the same row, asked for by the next one, before anything of it is changed.
NEXT = """
claimant := claimant + 1;
turned := turned + 1;
if turned < {many} and tries = 0 then
    continue;
end if;
"""
FORGET = """
perform set_config('request.jwt.claims', '', true);
perform set_config('request.jwt.claim.sub', '', true);
"""


def claimants(planned: PlannedTable, relations: Relations) -> list[str]:
    """SQL for those who may be asking, as the loop over the rows sees them; none where no trigger wants to know."""
    table = planned.table
    if not any(t.enabled and "INSERT" in t.events and _ASKS.search(t.body) for t in table.triggers):
        return []
    places = {c.name: n for n, c in enumerate(planned.columns, 1) if c.attribute.type.base.name == "uuid"}
    keys = {
        k.columns[0]: k for k in table.foreign_keys if len(k.columns) == 1 and k.columns[0] in places
    }  # what the function names comes first
    users = [c for c, k in keys.items() if _is_user(relations, k.parent, k.parent_columns[0])]
    looked_at = columns_looked_at(table)
    if users:
        chosen = sorted(users, key=lambda c: (c not in looked_at, places[c]))
    elif _USERS in relations.tables:
        chosen = []
    else:
        chosen = [c for c in places if c in looked_at and c in keys] or [c for c in places if c in keys] or list(places)
    found = [f"cells[{places[c]}]" for c in chosen]
    if _USERS in relations.tables:
        count = "(select greatest(count(*), 1) from auth.users)"
        found.append(f"(select u.id::text from auth.users u order by u.id offset tried.place % {count} limit 1)")
    return found


def _is_user(relations: Relations, parent: Name, column: str) -> bool:
    """Whether a column is the key of `auth.users`, or refers to it: profiles share their users' keys."""
    waiting, seen = [(parent, column)], {(parent, column)}
    while waiting:
        place = waiting.pop()
        if place == (_USERS, "id"):
            return True
        for link in relations.links:
            if link.child == place[0] and link.columns == (place[1],):
                further = (link.parent, link.parent_columns[0])
                if further not in seen:
                    seen.add(further)
                    waiting.append(further)
    return False
