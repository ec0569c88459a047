-- What each role may do to each relation, by its privileges alone; without USAGE of the schema, nothing.
select
    c.oid::bigint as oid,
    r.rolname as role,
    pg_catalog.has_any_column_privilege(r.oid, c.oid, 'SELECT') as "select",
    pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT') as "insert",
    pg_catalog.has_any_column_privilege(r.oid, c.oid, 'UPDATE') as "update",
    pg_catalog.has_table_privilege(r.oid, c.oid, 'DELETE') as "delete",
    coalesce(a.insertable, '{}') as insertable,
    coalesce(a.updatable, '{}') as updatable
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join pg_catalog.pg_roles r
cross join lateral (
    select
        pg_catalog.array_agg(a.attname::text order by a.attnum)
            filter (where pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'INSERT')) as insertable,
        pg_catalog.array_agg(a.attname::text order by a.attnum)
            filter (where pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')) as updatable
    from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
) a
where c.oid = any (%(relations)s::bigint[]::pg_catalog.oid[])
    and r.rolname = any (%(roles)s::text[])
    and pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
order by c.oid, r.rolname collate "C"
