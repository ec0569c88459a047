-- 1. Type -----------------------------------------------------------------------------------------

-- PostgreSQL has no `create type if not exists`.
do $$
begin
    if to_regtype('{{place}}') is null then
        create type {{place}} as enum ('draft', 'active', 'archived');
    end if;
end;
$$;

-- A value more, in a later migration: alter type {{place}} add value if not exists 'paused';
-- A value cannot be taken away again. Where values come and go, use a text with a check, or a table.

-- 2. Comments -------------------------------------------------------------------------------------

comment on type {{place}} is 'What {{words}} can be.';
