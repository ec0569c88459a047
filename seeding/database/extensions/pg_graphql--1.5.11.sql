-- pg_graphql's function by name: dumps of Supabase projects create the extension and grant it. It answers nobody.

create function resolve(
    query text, variables jsonb default '{}', "operationName" text default null, extensions jsonb default null
) returns jsonb
language plpgsql volatile
as $$
begin
    raise exception 'graphql.resolve is not in the embedded server''s pg_graphql'
        using errcode = 'feature_not_supported', hint = 'ask a server that has pg_graphql';
end;
$$;
