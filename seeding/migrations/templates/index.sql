-- 1. Index ----------------------------------------------------------------------------------------

-- Built while others write, which a transaction does not allow: nothing else belongs into this file.
-- A build that was cut off leaves an invalid index, which `if not exists` would take for the real one.
do $$
begin
    if exists (select from pg_index where indexrelid = to_regclass('{{schema}}.{{index}}') and not indisvalid) then
        drop index {{schema}}.{{index}};
    end if;
end;
$$;

create index concurrently if not exists {{index}} on {{place}} ({{column}});

-- 2. Comments -------------------------------------------------------------------------------------

comment on index {{schema}}.{{index}} is 'Finds rows of {{table}} by {{column}}.';
