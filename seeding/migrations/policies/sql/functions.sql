-- The users' functions: what they say, on whose privileges they run, and who may call them.
select
    p.oid::bigint as oid,
    n.nspname as schema,
    p.proname as name,
    p.prokind::text as kind,
    p.prosecdef as definer,
    p.proretset as returns_set,
    p.provolatile::text as volatility,
    p.pronargs - p.pronargdefaults as required,
    p.pronargs as arguments,
    l.lanname as language,
    coalesce({sqlbody}p.prosrc, '') as body,
    coalesce(p.proargnames, '{}') as argument_names,
    array(
        select pg_catalog.format_type(t.oid, null)
        from pg_catalog.unnest(p.proargtypes) with ordinality t (oid, place) order by place
    ) as argument_types,
    pg_catalog.format_type(p.prorettype, null) as returns,
    (select t.typrelid::bigint from pg_catalog.pg_type t where t.oid = p.prorettype) as returns_relation,
    pg_catalog.pg_get_userbyid(p.proowner) as owner,
    coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), '') as comment,
    pg_catalog.pg_get_function_identity_arguments(p.oid) as signature,
    array(
        select r.rolname::text from pg_catalog.pg_roles r
        where r.rolname = any (%(roles)s::text[])
            and pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
            and pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
        order by r.rolname collate "C"
    ) as callable_by
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and n.nspname not in ('_seed', 'extensions', 'graphql', 'vault', 'pgsodium', 'storage', 'realtime', 'net', 'cron')
    and l.lanname in ('sql', 'plpgsql')
    and not exists (
        select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e'
    )
order by n.nspname collate "C", p.proname collate "C", p.oid
