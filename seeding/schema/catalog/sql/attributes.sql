-- Every column of the tables, in the order of their numbers.
select
    a.attrelid as oid,
    a.attnum as number,
    a.attname as name,
    a.atttypid as type,
    a.atttypmod as modifier,
    a.attndims as dimensions,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as sql,
    not a.attnotnull as nullable,
    a.attidentity::pg_catalog.text as identity,
    a.attgenerated::pg_catalog.text as generated,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') as insertable,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression,
    pg_catalog.col_description(a.attrelid, a.attnum) as comment,
    (
        select n.nspname || '.' || c.collname
        from pg_catalog.pg_collation c
        join pg_catalog.pg_namespace n on n.oid = c.collnamespace
        where c.oid = a.attcollation and a.attcollation <> t.typcollation
    ) as collation,
    -- Owned by the column (serial, identity), else named by its default.
    (
        select array[n.nspname, s.relname]::pg_catalog.text[]
        from pg_catalog.pg_class s
        join pg_catalog.pg_namespace n on n.oid = s.relnamespace
        where s.relkind = 'S' and s.oid = coalesce(
            (
                select e.objid
                from pg_catalog.pg_depend e
                where e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    and e.refobjid = a.attrelid
                    and e.refobjsubid = a.attnum
                    and e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    and e.deptype in ('a', 'i')
                    and exists (select from pg_catalog.pg_class c where c.oid = e.objid and c.relkind = 'S')
                order by e.objid
                limit 1
            ),
            (
                select e.refobjid
                from pg_catalog.pg_depend e
                where d.oid is not null
                    and e.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                    and e.objid = d.oid
                    and e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    and exists (select from pg_catalog.pg_class c where c.oid = e.refobjid and c.relkind = 'S')
                    and pg_catalog.pg_get_expr(d.adbin, d.adrelid) like '%%nextval(%%'
                order by e.refobjid
                limit 1
            )
        )
    ) as sequence
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.atthasdef
where a.attrelid = any (%(tables)s::pg_catalog.oid[])
    and a.attnum > 0
    and not a.attisdropped
order by a.attrelid, a.attnum
