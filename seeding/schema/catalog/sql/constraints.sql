-- Checks, foreign keys and exclusions. Keys PostgreSQL made itself for the partitions of a referenced table
-- (conparentid), and what partitions have from their parent (coninhcount), say nothing new.
select
    k.conrelid as oid,
    k.conname as name,
    k.contype::pg_catalog.text as kind,
    k.condeferrable as deferrable,
    k.condeferred as initially_deferred,
    k.convalidated as validated,
    {enforced} as enforced,
    {period} as period,
    (
        select pg_catalog.array_agg(a.attname::pg_catalog.text order by case
            when k.contype = 'f' then u.place else a.attnum end)
        from pg_catalog.unnest(k.conkey) with ordinality u (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
    ) as columns,
    case k.contype when 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end as expression,
    case k.contype when 'f' then array[rn.nspname, r.relname]::pg_catalog.text[] end as parent,
    case k.contype when 'f' then (
        select pg_catalog.array_agg(a.attname::pg_catalog.text order by u.place)
        from pg_catalog.unnest(k.confkey) with ordinality u (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number
    ) end as parent_columns,
    k.confmatchtype::pg_catalog.text as match,
    k.confdeltype::pg_catalog.text as on_delete,
    k.confupdtype::pg_catalog.text as on_update,
    case k.contype when 'x' then m.amname end as method,
    case k.contype when 'x' then pg_catalog.pg_get_expr(i.indpred, i.indrelid) end as predicate,
    (
        select pg_catalog.array_agg(array[
            coalesce(a.attname::pg_catalog.text, pg_catalog.pg_get_indexdef(k.conindid, u.place::pg_catalog.int4, true)),
            o.oprname::pg_catalog.text
        ] order by u.place)
        from pg_catalog.unnest(k.conexclop) with ordinality u (operator, place)
        join pg_catalog.pg_operator o on o.oid = u.operator
        left join pg_catalog.pg_attribute a
            on a.attrelid = i.indrelid and a.attnum = i.indkey[u.place - 1] and a.attnum > 0
    ) as elements
from pg_catalog.pg_constraint k
join pg_catalog.pg_class t on t.oid = k.conrelid
left join pg_catalog.pg_class r on r.oid = k.confrelid
left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.conexclop is not null
left join pg_catalog.pg_class ic on ic.oid = i.indexrelid
left join pg_catalog.pg_am m on m.oid = ic.relam
where k.conrelid = any (%(tables)s::pg_catalog.oid[])
    and (k.contype in ('c', 'f', 'x') or k.conexclop is not null)
    and (k.contype <> 'f' or k.conparentid = 0)
    and (k.coninhcount = 0 or not t.relispartition)
order by k.conrelid, k.conname collate "C"
