-- moddatetime in PL/pgSQL, for servers without its compiled library:
--     create trigger … before update on … for each row execute procedure moddatetime (updated_at);

create function moddatetime() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    if tg_op <> 'UPDATE' or tg_when <> 'BEFORE' or tg_level <> 'ROW' then
        raise exception 'moddatetime: must be fired before an update, for each row'
            using errcode = 'trigger_protocol_violated';
    end if;
    if tg_nargs <> 1 or not to_jsonb(new) ? tg_argv[0] then
        raise exception 'moddatetime: "%" has no column "%"', tg_table_name, coalesce(tg_argv[0], '')
            using errcode = 'triggered_action_exception';
    end if;
    return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], now()));
end;
$$;
