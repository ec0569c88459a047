"""Settings that trigger functions read: only the server has their text."""

from __future__ import annotations

from typing import Any

import psycopg

from seeding.plan.model import Plan
from seeding.plan.settings import read_in


def of_functions(connection: psycopg.Connection[Any], plan: Plan) -> dict[str, str]:
    """What the trigger functions of the planned tables cannot do without, and nobody has set."""
    functions = {t.function for planned in plan.tables for t in planned.table.triggers if t.enabled}
    if not functions:
        return {}
    schemas, names = zip(*sorted((f.schema, f.name) for f in functions), strict=True)
    texts = connection.execute(
        """
        select p.prosrc from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        join unnest(%s::text[], %s::text[]) f (schema, name) on (f.schema, f.name) = (n.nspname, p.proname)
        where p.prosrc ~* 'current_setting'
        """,
        (list(schemas), list(names)),
    ).fetchall()
    wanted = dict(read_in(text for (text,) in texts))
    unset = connection.execute(
        "select name from unnest(%s::text[]) s (name) where pg_catalog.current_setting(name, true) is null",
        (list(wanted),),
    ).fetchall()
    return {name: wanted[name] for (name,) in unset}
