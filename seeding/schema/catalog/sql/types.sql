-- The types of the columns and, to any depth, the types those are made of.
with recursive needed(oid) as (
    select pg_catalog.unnest(%(types)s::pg_catalog.oid[])
    union
    select part.oid
    from needed
    join pg_catalog.pg_type t on t.oid = needed.oid
    cross join lateral (
        select t.typbasetype as oid where t.typtype = 'd'
        union all
        select t.typelem where t.typelem <> 0
        union all
        select r.rngsubtype from pg_catalog.pg_range r where r.rngtypid = t.oid
        union all
        select r.rngtypid from pg_catalog.pg_range r where t.typtype = 'm' and {multirange} = t.oid
        union all
        select a.atttypid from pg_catalog.pg_attribute a
        where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    ) part
)
select
    t.oid,
    t.typname as name,
    n.nspname as schema,
    t.typtype::pg_catalog.text as kind,
    pg_catalog.format_type(t.oid, null) as sql,
    -- int2vector, oidvector, point and others have elements too, and no braces.
    case when exists (
        select from pg_catalog.pg_type e where e.oid = t.typelem and e.typarray = t.oid
    ) then t.typelem end as array_of,
    case t.typtype
        when 'd' then t.typbasetype
        when 'r' then (select r.rngsubtype from pg_catalog.pg_range r where r.rngtypid = t.oid)
        when 'm' then (select r.rngtypid from pg_catalog.pg_range r where {multirange} = t.oid)
    end as element,
    case when t.typtype = 'd' then t.typtypmod else -1 end as modifier,
    case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as element_sql,
    t.typndims as dimensions,
    t.typdelim::pg_catalog.text as delimiter,
    t.typnotnull as not_null,
    case when t.typtype = 'd' then pg_catalog.pg_get_expr(t.typdefaultbin, 0) end as default_value,
    case when t.typtype = 'e' then (
        select pg_catalog.array_agg(e.enumlabel::pg_catalog.text order by e.enumsortorder)
        from pg_catalog.pg_enum e where e.enumtypid = t.oid
    ) end as labels,
    case when t.typtype = 'c' then (
        select pg_catalog.json_agg(
            pg_catalog.json_build_array(
                a.attname, a.atttypid::pg_catalog.int8, a.atttypmod, a.attndims,
                pg_catalog.format_type(a.atttypid, a.atttypmod)
            ) order by a.attnum
        )
        from pg_catalog.pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    ) end as fields,
    case when t.typtype = 'd' then (
        select pg_catalog.json_agg(
            pg_catalog.json_build_array(k.conname, pg_catalog.pg_get_expr(k.conbin, 0), k.convalidated)
            order by k.conname collate "C"
        )
        from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'
    ) end as checks
from needed
join pg_catalog.pg_type t on t.oid = needed.oid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
