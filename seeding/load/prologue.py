"""What every exported SQL file asks of the database it is run on, before it writes a row.

A file can be run by anybody, anywhere, without the guard. The first statement of each therefore raises
unless one of these holds:

1. The database is marked: `_seed.marker` says local or staging, for this server (system identifier) and this
   database (oid). A marker that says anything else refuses, whatever the tables hold.
2. It is not marked, and no table of the plan holds a row that these files could not have written. Rows of a
   table keyed by uuid show by their mark that they are synthetic; every other table must be empty. That is
   the database a migration has just made: a scratch server, a branch, `supabase db reset`.

All tables are looked at, not only the file's own: production is refused by the first file, even where that
file's own table happens to be empty there.

On a fresh database the first file fills a table and the second must still pass, although the first table may
have no uuid to show. So a file that passed by (2) leaves a note in the session (`seed.passed`), bound to the
database, to the server's start and to the plan, and the files after it accept the note instead. It is gone
with the session. Run again in another session, files for tables without uuid keys want the mark:
`seed mark local`.

"Local" is not decided by address: a tunnel to production ends on the server's own loopback interface.
"""

from __future__ import annotations

from seeding.columns.key import synthetic_uuid_sql
from seeding.load.literals import literal
from seeding.plan.model import Plan, PlannedTable


def prologue(plan: Plan) -> str:
    """The DO block, ending in a newline; the same for every file of a plan."""
    tables = ",\n        ".join(f"({literal(t.name.sql)}, {_key(t)})" for t in plan.tables if t.rows)
    marked = synthetic_uuid_sql("t.%2$I")
    return f"""\
do $seed$
declare
    path text := pg_catalog.current_setting('search_path');
    security text := pg_catalog.current_setting('row_security');
    here oid;
    passed text;
    hint text;
    name text;
    key text;
    refused boolean;
begin
    -- Nobody's functions and operators in place of the server's own, and no row hidden from us.
    perform pg_catalog.set_config('search_path', '', true);
    perform pg_catalog.set_config('row_security', 'off', true);
    select d.oid into strict here from pg_catalog.pg_database d where d.datname = current_database();
    passed := concat_ws(' ', extract(epoch from pg_postmaster_start_time()), {literal(plan.digest)}, here);
    hint := format('if its rows may be overwritten, run: seed mark local --confirm %I', current_database());
    <<judged>>
    begin
        if to_regclass('_seed.marker') is not null then
            select c.relkind <> 'r' or c.relrowsecurity or c.relhasrules or exists (
                select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attgenerated <> '')
            into strict refused from pg_catalog.pg_class c where c.oid = to_regclass('_seed.marker');
            if not refused then
                select count(*) <> 1 or not bool_and(
                    m.environment in ('local', 'staging')
                    and m.system_identifier = c.system_identifier::text and m.database_oid = here)
                into strict refused from only _seed.marker m, pg_catalog.pg_control_system() c;
            end if;
            if refused is not false then
                raise exception 'refusing to seed "%": _seed.marker does not say that it is local or staging',
                    current_database() using hint = hint;
            end if;
            exit judged;
        end if;
        exit judged when current_setting('seed.passed', true) = passed;
        for name, key in values
            {tables}
        loop
            if key is null then
                execute format('select exists (select from %1$s)', name) into refused;
            else
                execute format({literal(f"select exists (select from %1$s t where not {marked})")}, name, key)
                into refused;
            end if;
            if refused is not false then
                raise exception 'refusing to seed "%": it is not marked, and % holds rows', current_database(), name
                    using hint = hint;
            end if;
        end loop;
        perform set_config('seed.passed', passed, false);
    end judged;
    perform set_config('search_path', path, true);
    perform set_config('row_security', security, true);
end;
$seed$;
"""


def _key(planned: PlannedTable) -> str:
    """The uuid key that shows whether a row is synthetic, as SQL text; `null` where there is none."""
    key = planned.table.primary_key
    if key is None or key.plain is None or len(key.plain) != 1:
        return "null"
    return literal(key.plain[0]) if planned.table.by_name[key.plain[0]].type.base.name == "uuid" else "null"
