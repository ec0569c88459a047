-- 1. Rows -----------------------------------------------------------------------------------------

-- A few thousand rows a transaction, so that nobody waits long for any of them: nothing else belongs into
-- this file, which runs outside a transaction. Cut off, it goes on where it was. A trigger that stamps
-- updated_at stamps these rows too.
do $$
declare
    changed bigint;
begin
    loop
        update {{place}} set {{column}} = {{value}}
        where ctid = any (array(
            select ctid from {{place}} where {{column}} is null limit 5000 for update
        ));
        get diagnostics changed = row_count;
        commit;
        exit when changed = 0;
    end loop;
end;
$$;
