-- 1. Row level security ---------------------------------------------------------------------------

{{enable}}-- PostgreSQL has no `create or replace policy`. Both statements are one transaction: no query runs in between.
-- (select …) makes PostgreSQL call the function once a statement instead of once a row; an index on
-- {{column}} keeps it cheap. Write a policy a command (select, insert, update, delete), not one for all.
drop policy if exists "{{policy}}" on {{place}};
create policy "{{policy}}"
    on {{place}} for select to authenticated
    using ((select auth.uid()) = {{column}});

-- 2. Comments -------------------------------------------------------------------------------------

comment on policy "{{policy}}" on {{place}} is
    'Who is logged in sees the rows whose {{column}} is theirs.';
