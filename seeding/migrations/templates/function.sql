-- 1. Function -------------------------------------------------------------------------------------

-- As whoever calls it (security invoker), so row level security holds. With an empty search_path, nobody
-- can put another table or operator in the place of those it means: write every name with its schema.
create or replace function {{place}}(subject uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
    select coalesce(subject = (select auth.uid()), false);
$$;

-- 2. Comments -------------------------------------------------------------------------------------

comment on function {{place}}(uuid) is 'True when the caller is the subject.';

-- 3. Privileges -----------------------------------------------------------------------------------

-- Every new function may be called by everybody, over the API too, until that is taken back.
revoke execute on function {{place}}(uuid) from public, anon;
grant execute on function {{place}}(uuid) to authenticated, service_role;
