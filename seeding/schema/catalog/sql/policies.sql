-- Row level security policies; role 0 is PUBLIC.
select
    p.polrelid as oid,
    p.polname as name,
    p.polcmd::pg_catalog.text as command,
    p.polpermissive as permissive,
    (
        select pg_catalog.array_agg(
            case when role = 0 then 'public' else pg_catalog.pg_get_userbyid(role)::pg_catalog.text end order by place
        )
        from pg_catalog.unnest(p.polroles) with ordinality u (role, place)
    ) as roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_expression,
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
from pg_catalog.pg_policy p
where p.polrelid = any (%(tables)s::pg_catalog.oid[])
order by p.polrelid, p.polname collate "C"
