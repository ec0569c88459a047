-- 1. Constraint -----------------------------------------------------------------------------------

-- Not valid: it holds for what is written from now on, and nothing is read while others wait. Committed
-- before the next step, so that its lock is gone by then.
-- A foreign key is made in the same two steps. Uniqueness is not: build a unique index concurrently
-- (--template index), then: alter table … add constraint … unique using index …
begin;
set local lock_timeout = '5s';
do $$
begin
    -- PostgreSQL has no `add constraint if not exists`.
    if not exists (
        select from pg_constraint where conrelid = '{{place}}'::regclass and conname = '{{constraint}}'
    ) then
        alter table {{place}}
            add constraint {{constraint}} check ({{column}} is not null) not valid;
    end if;
end;
$$;
comment on constraint {{constraint}} on {{place}} is 'Every row of {{table}} says its {{column}}.';
commit;

-- 2. Rows that are there already ------------------------------------------------------------------

-- Reads the whole table while others read and write. Where a row does not hold to it, this fails and the
-- constraint stays as it is: correct the rows (--template backfill), then run the file again.
alter table {{place}} validate constraint {{constraint}};
