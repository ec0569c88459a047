"""Whether a server still is as the last run left it: nobody has written anything since, whatever it was.

Whoever writes takes the next transaction number, on any table of any database of the server; so the note that a run
leaves as the last thing in its transaction is good for as long as its own number is the last one given out. What
changes without one, the settings, has the moment they were loaded beside it. A note that came with a dump or a copy
was written by another transaction than the one that it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import psycopg

_MAKE = """\
create table if not exists _seed.as_left (
    recipe  text not null, -- digest of what the rows were made from
    told    text not null, -- what that run would say again
    loaded  text not null, -- when the server read its settings
    written text not null  -- number of the transaction that wrote this
);
revoke all on table _seed.as_left from public;
comment on table _seed.as_left is 'What the last run of `seed` found; good until anybody writes to this server.';
do $$
declare
    other name;
begin
    for other in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on table _seed.as_left from %I', other);
    end loop;
end;
$$;
"""

# Only a table of ours: a view would run what somebody else wrote.
_OURS = """
select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where n.nspname operator(pg_catalog.=) '_seed' and c.relname operator(pg_catalog.=) 'as_left'
  and c.relkind operator(pg_catalog.=) 'r' and not c.relrowsecurity and not c.relhasrules and not c.relhassubclass
  and pg_catalog.pg_has_role(c.relowner, 'usage')
"""
_NOTE = """
select recipe, told, loaded, written, xmin::text,
    pg_catalog.pg_conf_load_time()::text,
    pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text
from only _seed.as_left
"""
_NUMBERS = 2**32


def note(connection: psycopg.Connection[Any], recipe: str, told: Mapping[str, Any]) -> None:
    """Remember, as the last thing in a transaction that writes, what it was made from and what is to be said.

    Remembers nothing while others write: what they are about to commit has a number from before.
    """
    with connection.transaction():  # a savepoint: its number is the last one of this transaction
        connection.execute(_MAKE, prepare=False)
        connection.execute("delete from _seed.as_left")
        connection.execute(
            "insert into _seed.as_left select %s, %s, pg_catalog.pg_conf_load_time()::text, ''",
            (recipe, json.dumps(told)),
        )
        connection.execute("update _seed.as_left set written = xmin::text")
        row = connection.execute(
            """
            select pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text,
                pg_catalog.pg_current_xact_id()::text
            """
        ).fetchone()
        assert row is not None
        oldest, ours = row
        if oldest != ours:
            connection.execute("delete from _seed.as_left")


def read(connection: psycopg.Connection[Any], recipe: str) -> Mapping[str, Any] | None:
    """What the last run would say again; None where it was another one, or anybody has written since."""
    with connection.transaction():
        if connection.execute(_OURS).fetchone() is None:
            return None
        rows = connection.execute(_NOTE).fetchall()
    if len(rows) != 1:
        return None
    made_from, told, loaded, written, number, loaded_now, following = rows[0]
    last = str((int(following) - 1) % _NUMBERS)
    if (made_from, loaded, written, number) != (recipe, loaded_now, last, last):
        return None
    found: Mapping[str, Any] = json.loads(told)
    return found
