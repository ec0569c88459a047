-- Every table, partition, view and materialized view outside the system's schemas, with what row level security does.
select
    c.oid::bigint as oid,
    n.nspname as schema,
    c.relname as name,
    c.relkind::text as kind,
    c.relispartition as partition,
    c.relrowsecurity as enabled,
    c.relforcerowsecurity as forced,
    pg_catalog.pg_get_userbyid(c.relowner) as owner,
    coalesce(c.reloptions::text[] && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
        as invoker,
    coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') as comment,
    case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) else '' end as definition,
    coalesce((
        with recursive read_by (oid) as (
            select c.oid
            union
            select d.refobjid
            from read_by
            join pg_catalog.pg_rewrite w on w.ev_class = read_by.oid
            join pg_catalog.pg_depend d on d.objid = w.oid
                and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        )
        select pg_catalog.array_agg(t.oid::bigint order by t.oid)
        from read_by join pg_catalog.pg_class t on t.oid = read_by.oid
        where c.relkind in ('v', 'm') and t.relkind in ('r', 'p') and t.relrowsecurity
    ), '{}') as reads
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')
    and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_seed', 'supabase_migrations')
    and not exists (
        select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
    )
order by n.nspname collate "C", c.relname collate "C"
