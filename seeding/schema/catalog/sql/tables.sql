-- Which tables are read, each with its own facts. %(schemas)s: asked for by name, empty for all but those of
-- the system and of tools; %(extensions)s: whether tables that belong to an extension are asked for too.
with recursive
-- A schema called auth can be anybody's: Supabase's is told by its function uid(), or by columns of its users.
supabase(here) as (
    select exists (
        select from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'auth' and p.proname = 'uid' and p.pronargs = 0
    ) or 2 = (
        select pg_catalog.count(*) from pg_catalog.pg_attribute a
        join pg_catalog.pg_class c on c.oid = a.attrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'auth' and c.relname = 'users' and a.attname in ('aud', 'instance_id')
    )
),
candidate as (
    select
        c.oid,
        n.nspname,
        (
            select e.extname
            from pg_catalog.pg_depend d
            join pg_catalog.pg_extension e on e.oid = d.refobjid
            where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                and d.objid = c.oid
                and d.deptype = 'e'
        ) as extension
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
        and not c.relispartition
        and c.relpersistence <> 't'
),
asked as (
    select oid from candidate
    where (extension is null or %(extensions)s)
        and case
            when pg_catalog.cardinality(%(schemas)s::pg_catalog.text[]) > 0
                then nspname = any (%(schemas)s::pg_catalog.text[])
            else not (
                nspname like 'pg\_%%'
                or nspname in ('information_schema', '_seed', 'supabase_migrations')
                or (
                    (select here from supabase)
                    and nspname in (
                        '_analytics', '_realtime', '_supavisor', 'auth', 'cron', 'etl', 'extensions', 'graphql',
                        'graphql_public', 'net', 'pgbouncer', 'pgmq', 'pgsodium', 'pgsodium_masks', 'pgtle',
                        'realtime', 'storage', 'supabase_functions', 'vault'
                    )
                )
            )
        end
),
reached(oid) as (
    select oid from asked
    union
    select further.oid
    from reached
    cross join lateral (
        select k.confrelid as oid
        from pg_catalog.pg_constraint k
        where k.conrelid = reached.oid and k.contype = 'f' and k.conparentid = 0
        union all
        -- Nobody can log in to Supabase without an identity, so users are never read without them.
        select i.oid
        from pg_catalog.pg_class i
        where i.oid = pg_catalog.to_regclass('auth.identities')
            and reached.oid = pg_catalog.to_regclass('auth.users')
            and (select here from supabase)
    ) further
)
select
    c.oid,
    n.nspname as schema,
    c.relname as name,
    not exists (select from asked where asked.oid = c.oid) as referenced_only,
    pg_catalog.pg_get_userbyid(c.relowner) as owner,
    coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') as comment,
    (select candidate.extension from candidate where candidate.oid = c.oid) as extension,
    c.relrowsecurity as rls_enabled,
    c.relforcerowsecurity as rls_forced,
    pg_catalog.row_security_active(c.oid) as rls_active,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        and pg_catalog.has_any_column_privilege(c.oid, 'INSERT') as insertable,
    c.reltuples::pg_catalog.float8 as estimated_rows,
    c.relpersistence = 'u' as unlogged,
    coalesce((
        select pg_catalog.array_agg(array[pn.nspname, p.relname]::pg_catalog.text[] order by i.inhseqno)
        from pg_catalog.pg_inherits i
        join pg_catalog.pg_class p on p.oid = i.inhparent
        join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
        where i.inhrelid = c.oid
    ), '{}') as inherits
from reached
join pg_catalog.pg_class c on c.oid = reached.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by n.nspname collate "C", c.relname collate "C"
