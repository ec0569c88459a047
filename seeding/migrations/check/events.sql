-- What each statement really does, told to whoever runs it: every command of a DO block or a function, every column
-- and table that goes, every table that is written anew. INFO reaches the client whatever the file sets.

create schema _seed_check;

create function _seed_check.tell_commands() returns event_trigger language plpgsql set search_path = pg_catalog as $$
declare
    told record;
begin
    for told in
        select command_tag, object_type, schema_name, object_identity, classid::regclass::text as class, objid
        from pg_event_trigger_ddl_commands() where not in_extension
    loop
        raise info using message = 'seed:' || json_build_array(
            'made', told.command_tag, told.object_type, told.schema_name, told.object_identity, told.objid::bigint,
            (select i.indrelid::bigint from pg_index i where told.object_type = 'index' and i.indexrelid = told.objid),
            (select p.polrelid::bigint from pg_policy p where told.class in ('pg_policy', 'pg_catalog.pg_policy') and p.oid = told.objid),
            (select c.relpersistence = 't' from pg_class c where told.class in ('pg_class', 'pg_catalog.pg_class') and c.oid = told.objid)
        )::text;
    end loop;
end;
$$;

create function _seed_check.tell_drops() returns event_trigger language plpgsql set search_path = pg_catalog as $$
declare
    told record;
begin
    for told in
        select object_type, schema_name, object_identity, objid, objsubid, original, is_temporary
        from pg_event_trigger_dropped_objects()
        where object_type in ('table', 'table column', 'foreign table', 'index', 'policy', 'table constraint', 'trigger')
    loop
        raise info using message = 'seed:' || json_build_array(
            'dropped', told.object_type, told.schema_name, told.object_identity, told.objid::bigint, told.objsubid,
            told.original, told.is_temporary
        )::text;
    end loop;
end;
$$;

create function _seed_check.tell_rewrites() returns event_trigger language plpgsql set search_path = pg_catalog as $$
begin
    raise info using message = 'seed:' || json_build_array(
        'rewritten', pg_event_trigger_table_rewrite_oid()::bigint, pg_event_trigger_table_rewrite_reason()
    )::text;
end;
$$;

create event trigger seed_check_commands on ddl_command_end execute function _seed_check.tell_commands();
create event trigger seed_check_drops on sql_drop execute function _seed_check.tell_drops();
create event trigger seed_check_rewrites on table_rewrite execute function _seed_check.tell_rewrites();
alter event trigger seed_check_commands enable always;
alter event trigger seed_check_drops enable always;
alter event trigger seed_check_rewrites enable always;
