-- Every index that takes part in a write; the unique ones with the text of each key element, those that compute
-- something with what they compute, and the columns that they do it from. Indexes that partitions have from their parent are
-- the parent's.
select
    i.indrelid as oid,
    c.relname as name,
    pg_catalog.pg_get_indexdef(i.indexrelid) as definition,
    i.indisunique as is_unique,
    i.indisprimary as primary,
    not i.indimmediate as deferrable,
    k.oid is not null as constraint,
    {nulls_not_distinct} as nulls_not_distinct,
    {without_overlaps} as without_overlaps,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
    case when i.indexprs is not null then (
        select pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true) order by n)
        from pg_catalog.generate_series(1, i.indnkeyatts) n
        where i.indkey[n - 1] = 0
    ) end as computed,
    case when i.indexprs is not null then (
        select coalesce(pg_catalog.array_agg(a.attname::pg_catalog.text order by a.attnum), '{}')
        from (
            select distinct d.refobjsubid
            from pg_catalog.pg_depend d
            where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid
                and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = i.indrelid
                and d.refobjsubid > 0
        ) u
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.refobjsubid
    ) end as named,
    case when i.indisunique then (
        select pg_catalog.array_agg(a.attname::pg_catalog.text order by n)
        from pg_catalog.generate_series(1, i.indnkeyatts) n
        left join pg_catalog.pg_attribute a
            on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] and a.attnum > 0
    ) end as columns,
    case when i.indisunique then (
        select pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true) order by n)
        from pg_catalog.generate_series(1, i.indnkeyatts) n
    ) end as expressions
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
left join pg_catalog.pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u')
where i.indrelid = any (%(tables)s::pg_catalog.oid[])
    and i.indislive
    and i.indisready
    and not c.relispartition
order by i.indrelid, not i.indisprimary, c.relname collate "C"
