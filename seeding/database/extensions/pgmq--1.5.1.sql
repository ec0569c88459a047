-- pgmq, whose own code is SQL, too: each queue a table, what is read of it unseen for a while. Partitioned queues are
-- ordinary ones here, and nobody is notified.

create table pgmq.meta (
    queue_name     varchar not null primary key,
    is_partitioned boolean not null,
    is_unlogged    boolean not null,
    created_at     timestamptz not null default now()
);

create type pgmq.message_record as (
    msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb
);
create type pgmq.queue_record as (
    queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz
);
create type pgmq.metrics_result as (
    queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer, total_messages bigint,
    scrape_time timestamptz, queue_visible_length bigint
);

create function pgmq.format_table_name(queue_name text, prefix text) returns text
language sql immutable as $$ select lower(prefix || '_' || queue_name) $$;

create function pgmq.create_non_partitioned(queue_name text) returns void
language plpgsql as $$
declare
    queue text := pgmq.format_table_name(queue_name, 'q');
    kept text := pgmq.format_table_name(queue_name, 'a');
begin
    execute format(
        'create table if not exists pgmq.%I (
            msg_id bigint primary key generated always as identity, read_ct integer not null default 0,
            enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb, headers jsonb
        )', queue
    );
    execute format(
        'create table if not exists pgmq.%I (
            msg_id bigint primary key, read_ct integer not null default 0,
            enqueued_at timestamptz not null default now(), archived_at timestamptz not null default now(),
            vt timestamptz not null, message jsonb, headers jsonb
        )', kept
    );
    execute format('create index if not exists %I on pgmq.%I (vt)', queue || '_vt_idx', queue);
    insert into pgmq.meta values (create_non_partitioned.queue_name, false, false) on conflict do nothing;
end;
$$;
create function pgmq."create"(queue_name text) returns void
language sql as $$ select pgmq.create_non_partitioned(queue_name) $$;
create function pgmq.create_unlogged(queue_name text) returns void
language sql as $$ select pgmq.create_non_partitioned(queue_name) $$;
create function pgmq.create_partitioned(
    queue_name text, partition_interval text default '10000', retention_interval text default '100000'
) returns void
language sql as $$ select pgmq.create_non_partitioned(queue_name) $$;

create function pgmq.drop_queue(queue_name text) returns boolean
language plpgsql as $$
begin
    execute format('drop table if exists pgmq.%I', pgmq.format_table_name(queue_name, 'q'));
    execute format('drop table if exists pgmq.%I', pgmq.format_table_name(queue_name, 'a'));
    delete from pgmq.meta m where m.queue_name = drop_queue.queue_name;
    return found;
end;
$$;
create function pgmq.drop_queue(queue_name text, partitioned boolean) returns boolean
language sql as $$ select pgmq.drop_queue(queue_name) $$;

create function pgmq.list_queues() returns setof pgmq.queue_record
language sql as $$ select * from pgmq.meta $$;

create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay timestamptz) returns setof bigint
language plpgsql as $$
begin
    return query execute format(
        'insert into pgmq.%I (vt, message, headers) values ($1, $2, $3) returning msg_id',
        pgmq.format_table_name(queue_name, 'q')
    ) using delay, msg, headers;
end;
$$;
create function pgmq.send(queue_name text, msg jsonb) returns setof bigint
language sql as $$ select * from pgmq.send(queue_name, msg, null, clock_timestamp()) $$;
create function pgmq.send(queue_name text, msg jsonb, headers jsonb) returns setof bigint
language sql as $$ select * from pgmq.send(queue_name, msg, headers, clock_timestamp()) $$;
create function pgmq.send(queue_name text, msg jsonb, delay integer) returns setof bigint
language sql as $$ select * from pgmq.send(queue_name, msg, null, clock_timestamp() + make_interval(secs => delay)) $$;
create function pgmq.send(queue_name text, msg jsonb, delay timestamptz) returns setof bigint
language sql as $$ select * from pgmq.send(queue_name, msg, null, delay) $$;
create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay integer) returns setof bigint
language sql as $$
    select * from pgmq.send(queue_name, msg, headers, clock_timestamp() + make_interval(secs => delay))
$$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer default 0) returns setof bigint
language sql as $$ select sent from unnest(msgs) msg, pgmq.send(queue_name, msg, delay) sent $$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay integer) returns setof bigint
language sql as $$
    select sent from unnest(msgs, headers) as one (msg, head), pgmq.send(queue_name, one.msg, one.head, delay) sent
$$;

create function pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb default '{}')
returns setof pgmq.message_record
language plpgsql as $$
begin
    return query execute format(
        'with next as (
            select msg_id from pgmq.%1$I
            where vt <= clock_timestamp() and ($3 = ''{}''::jsonb or message @> $3)
            order by msg_id limit $2 for update skip locked
        )
        update pgmq.%1$I q set vt = clock_timestamp() + make_interval(secs => $1), read_ct = read_ct + 1
        from next where q.msg_id = next.msg_id
        returning q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message, q.headers',
        pgmq.format_table_name(queue_name, 'q')
    ) using vt, qty, conditional;
end;
$$;
create function pgmq.read_with_poll(
    queue_name text, vt integer, qty integer, max_poll_seconds integer default 5, poll_interval_ms integer default 100,
    conditional jsonb default '{}'
) returns setof pgmq.message_record
language sql as $$ select * from pgmq.read(queue_name, vt, qty, conditional) $$;

create function pgmq.pop(queue_name text) returns setof pgmq.message_record
language plpgsql as $$
begin
    return query execute format(
        'delete from pgmq.%1$I where msg_id = (
            select msg_id from pgmq.%1$I where vt <= now() order by msg_id limit 1 for update skip locked
        ) returning msg_id, read_ct, enqueued_at, vt, message, headers', pgmq.format_table_name(queue_name, 'q')
    );
end;
$$;

create function pgmq.delete(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql as $$
begin
    return query execute format(
        'delete from pgmq.%I where msg_id = any($1) returning msg_id', pgmq.format_table_name(queue_name, 'q')
    ) using msg_ids;
end;
$$;
create function pgmq.delete(queue_name text, msg_id bigint) returns boolean
language sql as $$ select exists (select from pgmq.delete(queue_name, array[msg_id])) $$;

create function pgmq.archive(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql as $$
begin
    return query execute format(
        'with gone as (delete from pgmq.%I where msg_id = any($1) returning *)
        insert into pgmq.%I (msg_id, read_ct, enqueued_at, vt, message, headers)
        select msg_id, read_ct, enqueued_at, vt, message, headers from gone returning msg_id',
        pgmq.format_table_name(queue_name, 'q'), pgmq.format_table_name(queue_name, 'a')
    ) using msg_ids;
end;
$$;
create function pgmq.archive(queue_name text, msg_id bigint) returns boolean
language sql as $$ select exists (select from pgmq.archive(queue_name, array[msg_id])) $$;

create function pgmq.set_vt(queue_name text, msg_id bigint, vt integer) returns setof pgmq.message_record
language plpgsql as $$
begin
    return query execute format(
        'update pgmq.%I set vt = clock_timestamp() + make_interval(secs => $2) where msg_id = $1
        returning msg_id, read_ct, enqueued_at, vt, message, headers', pgmq.format_table_name(queue_name, 'q')
    ) using msg_id, vt;
end;
$$;

create function pgmq.purge_queue(queue_name text) returns bigint
language plpgsql as $$
declare
    gone bigint;
begin
    execute format('delete from pgmq.%I', pgmq.format_table_name(queue_name, 'q'));
    get diagnostics gone = row_count;
    return gone;
end;
$$;

create function pgmq.metrics(queue_name text) returns pgmq.metrics_result
language plpgsql as $$
declare
    told pgmq.metrics_result;
begin
    execute format(
        'select $1, count(*), extract(epoch from now() - max(enqueued_at))::integer,
            extract(epoch from now() - min(enqueued_at))::integer, coalesce(max(msg_id), 0), now(),
            count(*) filter (where vt <= now())
        from pgmq.%I', pgmq.format_table_name(queue_name, 'q')
    ) into told using queue_name;
    return told;
end;
$$;
create function pgmq.metrics_all() returns setof pgmq.metrics_result
language sql as $$ select told.* from pgmq.meta m, pgmq.metrics(m.queue_name) told $$;

create function pgmq.convert_archive_partitioned(
    table_name text, partition_interval text default '10000', retention_interval text default '100000',
    leading_partition integer default 10
) returns void
language sql as $$ select null::void $$;
create function pgmq.detach_archive(queue_name text) returns void language sql as $$ select null::void $$;
create function pgmq.enable_notify_insert(queue_name text, throttle_interval_ms integer default 250) returns void
language sql as $$ select null::void $$;
create function pgmq.disable_notify_insert(queue_name text) returns void language sql as $$ select null::void $$;
