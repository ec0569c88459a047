"""What `options` may set is a short list of settings that change how long, not where.

**Refuses** every setting in the URL's `options` (or `PGOPTIONS`) that is not known to be harmless. Allowed are
timeouts, memory, planner and logging settings of the session, time zone and date style, as `-c name=value` or
`--name=value`.

**Why** a `search_path` set from outside makes a forged mark answer in place of the real one, `role` changes who
writes, `session_replication_role` switches constraints off, and `app.environment` lies to code that asks for it.
Poolers and hosts read the same field: `reference=`, `project=` and `endpoint=` choose a database.

**To satisfy it** take the setting out of the URL and unset `PGOPTIONS`; make it a property of the role instead
(`ALTER ROLE … SET …`) if the application needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts
from seeding.target.options import refused_options

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = False


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse each setting that is not on the list of harmless ones."""
    for said in refused_options(target.options):
        yield Finding(
            "options-not-allowed",
            "options in the URL, or PGOPTIONS",
            f"options set {said}, which may change what is read or where rows go",
            "take it out of the URL and unset PGOPTIONS; only timeouts, memory and formats may be set there",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The options as given."""
    return f"options {target.options!r}" if target.options else "no options"
