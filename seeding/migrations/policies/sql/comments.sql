-- What is written about policies: a comment may allow what is found.
select n.nspname as schema, c.relname as name, p.polname as policy, d.description as comment
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_description d on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
order by 1, 2, 3
