-- Roles that could ask: whether they are held back by policies at all, and whether this session may become them.
select
    r.rolname as name,
    r.rolsuper or r.rolbypassrls as bypasses,
    r.rolsuper as superuser,
    r.rolcanlogin as login,
    pg_catalog.pg_has_role(session_user, r.oid, 'member') as ours
from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
order by r.rolname collate "C"
