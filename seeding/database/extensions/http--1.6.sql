-- http without libcurl: every request is answered with status 204 and no content, and nothing leaves the machine.

create domain http_method as text;
create type http_header as (field varchar, value varchar);
create type http_request as (
    method http_method, uri varchar, headers http_header[], content_type varchar, content varchar
);
create type http_response as (status integer, content_type varchar, headers http_header[], content varchar);

create function http(request http_request) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_header(field varchar, value varchar) returns http_header
language plpgsql immutable as $$ begin return row(field, value); end $$;

create function http_get(uri varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_get(uri varchar, data jsonb) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_head(uri varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_post(uri varchar, content varchar, content_type varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_post(uri varchar, data jsonb) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_put(uri varchar, content varchar, content_type varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_patch(uri varchar, content varchar, content_type varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_delete(uri varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;
create function http_delete(uri varchar, content varchar, content_type varchar) returns http_response
language sql volatile as $$ select row(204, null, null, null)::http_response $$;

create function http_set_curlopt(curlopt varchar, value varchar) returns boolean
language sql volatile as $$ select true $$;
create function http_reset_curlopt() returns boolean language sql volatile as $$ select true $$;
create function http_list_curlopt() returns table (curlopt text, value text)
language sql volatile as $$ select null::text, null::text where false $$;

create function urlencode(string varchar) returns text
language sql immutable strict as $$
    select coalesce(string_agg(
        case
            when character ~ '^[A-Za-z0-9_.~-]$' then character
            else regexp_replace(upper(encode(convert_to(character, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
        end, '' order by place
    ), '')
    from regexp_split_to_table($1, '') with ordinality as one (character, place)
$$;
create function urlencode(string bytea) returns text
language plpgsql immutable strict as $$ begin return urlencode(convert_from(string, 'UTF8')::varchar); end $$;
create function urlencode(data jsonb) returns text
language plpgsql immutable strict as $$
begin
    return (
        select string_agg(urlencode(key::varchar) || '=' || urlencode(value::varchar), '&' order by key)
        from jsonb_each_text(data)
    );
end;
$$;
