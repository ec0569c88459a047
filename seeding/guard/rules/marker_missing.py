"""A database must say itself that it may be overwritten.

**Refuses** a database without a mark. One case needs none: `local`, on this machine or a host listed for it, with
no rows in it; such a database is marked in the transaction that fills it.

**Why** `127.0.0.1` may be the near end of a tunnel, and an allowed name may lead elsewhere tomorrow. What stands in
the database goes where the database goes. Variables such as `NODE_ENV` describe the client, not the server.

**To satisfy it** run `seed mark local` or `seed mark staging` with the name of the database; it passes every other
rule first. Marks are never written by a migration: it would run in production too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = True


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse an unmarked database that is not an empty local one."""
    if facts is None or facts.marker is not None or facts.error is not None:
        return
    what = ""
    if policy.environment == "local":
        if target.ref is not None:
            what = ", and a Supabase project is not on this machine"
        elif filled := facts.filled:
            what = f" and not empty ({', '.join(filled[:3])}{' …' if len(filled) > 3 else ''} hold rows)"
        elif "row_counts" in facts.unread:
            what = ", and whether it holds rows could not be read"
        else:
            return
    yield Finding(
        "marker-missing",
        f"database {target.dbname}",
        f"the database is not marked {policy.environment}{what}",
        f"if it is yours to overwrite, run: seed mark {policy.environment} --url <its URL> --confirm {target.dbname}",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The mark, and how full the database is."""
    if facts is None or facts.error is not None:
        return "the mark could not be read"
    tables = "rows not counted" if "row_counts" in facts.unread else f"{len(facts.filled)} tables with rows"
    return f"mark {facts.marker if facts.marker is not None else 'none'}, {tables}"
