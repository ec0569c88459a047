-- The triggers users made; those that uphold foreign keys are internal, those of partitions often their parent's.
select
    t.tgrelid as oid,
    t.tgname as name,
    pg_catalog.pg_get_triggerdef(t.oid) as definition,
    n.nspname as function_schema,
    p.proname as function_name,
    t.tgtype::pg_catalog.int4 as type,
    t.tgconstraint <> 0 as constraint,
    t.tgenabled in ('O', 'A') as enabled,
    p.prosrc as body,
    (
        -- What the function calls, by name, where somebody here wrote it.
        select pg_catalog.string_agg(distinct f.prosrc, E';\n' order by f.prosrc)
        from pg_catalog.regexp_matches(p.prosrc, '([[:alnum:]_]+)"?\s*\(', 'g') c (parts)
        join pg_catalog.pg_proc f on f.proname in (c.parts[1], pg_catalog.lower(c.parts[1]))
        join pg_catalog.pg_language l on l.oid = f.prolang
        where l.lanname in ('plpgsql', 'sql') and f.oid <> p.oid and f.prokind <> 'a'
            and f.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace
    ) as called
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where t.tgrelid = any (%(tables)s::pg_catalog.oid[])
    and not t.tgisinternal
    and t.tgparentid = 0
order by t.tgrelid, t.tgname collate "C"
