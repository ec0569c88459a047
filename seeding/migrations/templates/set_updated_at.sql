-- 0. Shared function ------------------------------------------------------------------------------

-- Fires on UPDATE only, so an updated_at given with INSERT (an import, a restore, a seed) is kept.
create or replace function public.set_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

comment on function public.set_updated_at() is
    'Trigger function: stamps updated_at on every UPDATE.';

