-- 1. Row level security ---------------------------------------------------------------------------

{{enable}}-- PostgreSQL has no `create or replace policy`. Both statements are one transaction: no query runs in between.
-- (select …) makes PostgreSQL call the function once a statement instead of once a row. Write one
-- policy a command (select, insert, update, delete); an index on the column it compares keeps it cheap.
drop policy if exists "{{policy}}" on {{place}};
create policy "{{policy}}"
    on {{place}} for select to authenticated
    using ({{condition}});

-- 2. Comments -------------------------------------------------------------------------------------

comment on policy "{{policy}}" on {{place}} is
    '{{effect}}';
