-- 1. Column ---------------------------------------------------------------------------------------

-- Adding a column takes a moment, but nobody reads the table while it waits for its turn: give up instead.
set local lock_timeout = '5s';

-- Nullable, so nothing is rewritten. A constant default is as cheap; one that differs from row to row
-- (gen_random_uuid(), clock_timestamp()) rewrites the table: add that without, then fill it in batches
-- (seed new migration backfill_{{column}}_of_{{table}} --template backfill).
alter table {{place}} add column if not exists {{column}} {{type}};

-- 2. Comments -------------------------------------------------------------------------------------

comment on column {{place}}.{{column}} is 'What {{column}} says of a row.';
