-- Partitioned tables, and their partitions to any depth: how each is cut, and the bound of each piece.
with recursive tree(oid, parent) as (
    select c.oid, null::pg_catalog.oid
    from pg_catalog.pg_class c
    where c.oid = any (%(tables)s::pg_catalog.oid[]) and c.relkind = 'p'
    union all
    select i.inhrelid, i.inhparent
    from tree
    join pg_catalog.pg_inherits i on i.inhparent = tree.oid
)
select
    c.oid,
    tree.parent,
    n.nspname as schema,
    c.relname as name,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
    pg_catalog.pg_get_partition_constraintdef(c.oid) as within,
    case p.partstrat when 'r' then 'range' when 'l' then 'list' when 'h' then 'hash' end as strategy,
    pg_catalog.pg_get_partkeydef(c.oid) as key,
    (
        select pg_catalog.array_agg(a.attname::pg_catalog.text order by u.place)
        from pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) with ordinality u (number, place)
        left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.number and u.number > 0
    ) as columns
from tree
join pg_catalog.pg_class c on c.oid = tree.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
order by n.nspname collate "C", c.relname collate "C"
