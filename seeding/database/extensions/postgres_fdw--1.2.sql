-- The wrapper without its code: servers, user mappings and foreign tables can be made, and nothing is connected to.

create foreign data wrapper postgres_fdw;

create function postgres_fdw_get_connections(out server_name text, out valid boolean) returns setof record
language sql stable as $$ select null::text, null::boolean where false $$;
create function postgres_fdw_disconnect(text) returns boolean language sql volatile as $$ select false $$;
create function postgres_fdw_disconnect_all() returns boolean language sql volatile as $$ select false $$;
