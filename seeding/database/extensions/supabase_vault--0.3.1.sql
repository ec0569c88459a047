-- supabase_vault without its key: secrets are kept as they are written, which the server of one's own laptop may,
-- and a server that holds real ones must not. It is there for migrations that store and look up placeholders.

create table secrets (
    id          uuid primary key default gen_random_uuid(),
    name        text,
    description text not null default '',
    secret      text not null,
    key_id      uuid,
    nonce       bytea,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create unique index secrets_name_idx on secrets (name) where name is not null;

comment on table secrets is 'Not encrypted: a stand-in, for placeholders only.';

create view decrypted_secrets as
select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at from secrets;

create function create_secret(
    new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
language sql volatile
begin atomic
    insert into secrets (secret, name, description, key_id)
    values (new_secret, new_name, coalesce(new_description, ''), new_key_id)
    returning id;
end;

create function update_secret(
    secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
    new_key_id uuid default null
) returns void
language sql volatile
begin atomic
    update secrets set
        secret = coalesce(new_secret, secret),
        name = coalesce(new_name, name),
        description = coalesce(new_description, description),
        key_id = coalesce(new_key_id, key_id),
        updated_at = now()
    where id = secret_id;
end;
