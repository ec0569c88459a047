-- pg_net without its background worker: a request is noted, and nothing leaves the machine. Filling a database
-- must not call anybody, so this is also what is wanted of the triggers that make requests.

create schema if not exists net;

create table net.http_request_queue (
    id                   bigserial not null,
    method               text not null,
    url                  text not null,
    headers              jsonb not null,
    body                 bytea,
    timeout_milliseconds integer not null
);

create table net._http_response (
    id           bigint,
    status_code  integer,
    content_type text,
    headers      jsonb,
    content      text,
    timed_out    boolean,
    error_msg    text,
    created      timestamptz not null default now()
);

create function net.http_get(
    url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000
) returns bigint
language sql volatile
begin atomic
    insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
    values ('GET', http_get.url, coalesce(http_get.headers, '{}'), http_get.timeout_milliseconds)
    returning id;
end;

create function net.http_delete(
    url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000,
    body jsonb default null
) returns bigint
language sql volatile
begin atomic
    insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
    values ('DELETE', http_delete.url, coalesce(http_delete.headers, '{}'), http_delete.timeout_milliseconds)
    returning id;
end;

create function net.http_post(
    url text, body jsonb default '{}', params jsonb default '{}',
    headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000
) returns bigint
language sql volatile
begin atomic
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
        'POST', http_post.url, coalesce(http_post.headers, '{}'), convert_to(http_post.body::text, 'UTF8'),
        http_post.timeout_milliseconds
    )
    returning id;
end;

grant usage on schema net to public;
grant all on all tables in schema net to public;
grant all on all sequences in schema net to public;
