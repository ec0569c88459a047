-- Every table that may hold rows of the application, and those of auth.users: one line a table that stores
-- rows of its own, so several for a partitioned one, and a line without `leaf` for one without partitions.
with recursive
-- Elsewhere a schema called auth or storage is the application's own, and is seeded: told as the catalog does.
supabase (here) as (
    select exists (
        select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'auth' and p.proname = 'uid' and p.pronargs = 0
    ) or 2 = (
        select count(*) from pg_catalog.pg_attribute a
        join pg_catalog.pg_class c on c.oid = a.attrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'auth' and c.relname = 'users' and a.attname in ('aud', 'instance_id')
    )
),
beneath (oid, base) as (
    select t.oid, t.typbasetype from pg_catalog.pg_type t where t.typtype = 'd'
    union all
    select b.oid, t.typbasetype from beneath b join pg_catalog.pg_type t on t.oid = b.base where t.typtype = 'd'
),
plain (oid, base) as (
    select b.oid, b.base from beneath b join pg_catalog.pg_type t on t.oid = b.base where t.typtype <> 'd'
    union all
    select t.oid, t.oid from pg_catalog.pg_type t where t.typtype <> 'd'
),
-- What a mailbox can be written in: strings, their arrays, JSON, composites, and domains over any of them.
texts (oid) as (
    select p.oid
    from plain p
    join pg_catalog.pg_type b on b.oid = p.base
    left join plain element on element.oid = b.typelem and b.typcategory = 'A'
    join pg_catalog.pg_type t on t.oid = coalesce(element.base, b.oid)
    where t.typcategory = 'S' or t.typtype = 'c' or t.typname in ('json', 'jsonb', 'xml', 'hstore')
)
select
    root.nspname || '.' || root.relname as shown,
    not root.managed as counted,
    leaf.oid::bigint as leaf_oid,
    coalesce(pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(leaf.relname), '') as leaf,
    coalesce(
        pg_catalog.has_schema_privilege(ln.oid, 'usage')
        and pg_catalog.has_table_privilege(leaf.oid, 'select'), false) as readable,
    greatest(leaf.reltuples, 0)::bigint as estimate,
    coalesce(pg_catalog.pg_relation_size(leaf.oid), 0) as bytes,
    coalesce(pg_catalog.pg_table_size(leaf.oid), 0) as all_bytes,
    coalesce(am.amname = 'heap', false) as heap,
    coalesce(pg_catalog.pg_stat_get_mod_since_analyze(leaf.oid), 0) * 10 <= leaf.reltuples as fresh,
    coalesce(columns.names, '{}') as columns,
    coalesce(columns.mailboxes, '{}') as mailboxes
from (
    select c.oid, c.relname, c.relkind, n.nspname, m.managed
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (select s.here and n.nspname = any (%(managed)s) as managed from supabase s) m
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.relpersistence <> 't' and c.oid <> all (%(apart)s::pg_catalog.oid[])
      and (
        -- Not every schema that begins with _ is a tool's: TimescaleDB keeps the application's rows in one.
        (n.nspname !~ '^pg_' and n.nspname <> all (%(ours)s) and not m.managed)
        or (n.nspname = 'auth' and c.relname = 'users')
      )
      and not exists (
        select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
      )
) root
left join lateral (
    select root.oid as leaf where root.relkind = 'r'
    union all
    select t.relid::oid from pg_catalog.pg_partition_tree(root.oid) t where root.relkind = 'p' and t.isleaf
) part on true
left join pg_catalog.pg_class leaf on leaf.oid = part.leaf and leaf.relkind = 'r'
left join pg_catalog.pg_namespace ln on ln.oid = leaf.relnamespace
left join pg_catalog.pg_am am on am.oid = leaf.relam
left join lateral (
    select
        pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) order by a.attnum) as names,
        pg_catalog.array_agg(a.attname ~* '(^|[-_ ])e?[-_]?mail(s|[-_ ]?address(es)?)?([-_ ]?\d+)?$' order by a.attnum)
            as mailboxes
    from pg_catalog.pg_attribute a
    where a.attrelid = leaf.oid and a.attnum > 0 and not a.attisdropped and a.atttypid in (select oid from texts)
) columns on true
order by shown, leaf
