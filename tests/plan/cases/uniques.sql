create table tenant (id serial primary key);
create table t (id serial primary key, tenant_id int not null references tenant, email text not null, username text
    not null, unique (tenant_id, email), unique (tenant_id, username))

create table tenant (id serial primary key);
create table t (id serial primary key, tenant_id int not null references tenant, slot smallint not null check (slot
    between 1 and 3), code text not null check (code in ('a','b','c','d')), unique (tenant_id, slot), unique
    (tenant_id, code))

create table t (id serial primary key, email text not null, deleted_at timestamptz);
create unique index on t (lower(email)) where deleted_at is null

create table p (id serial primary key);
create table t (id serial primary key, p_id int not null references p, is_default bool not null default false);
create unique index on t (p_id) where is_default

create table p (id serial primary key);
create table t (id serial primary key, p_id int not null references p, kind text not null check (kind in
    ('home','work')), deleted_at timestamptz);
create unique index on t (p_id, kind) where deleted_at is null

create table t (id serial primary key, a text not null, b text not null);
create unique index on t ((a || b))

create table t (id serial primary key, at timestamptz not null);
create unique index on t (date_trunc('day', at at time zone 'UTC'))

create table a (id serial primary key);
create table b (id serial primary key);
create table c (id serial primary key);
create table t (a_id int not null references a, b_id int not null references b, c_id int not null references c,
    primary key (a_id, b_id, c_id))

create table a (id serial primary key);
create table b (id serial primary key);
create table c (id serial primary key);
create table t (id serial primary key, a_id int not null references a, b_id int not null references b, c_id int not
    null references c, unique (a_id, b_id), unique (b_id, c_id))

create table u (id serial primary key);
create table t (id serial primary key, user_id int not null unique references u, org_id int not null references u,
    unique (user_id, org_id))

create table u (id serial primary key);
create table t (follower int not null references u, followed int not null references u, primary key (follower,
    followed), check (follower <> followed))

create table u (id serial primary key);
create table t (a int not null references u, b int not null references u, check (a < b), unique (a, b))

create table t (id smallint primary key, c char(2) unique)

create type e as enum ('x','y','z');
create table t (id serial primary key, f bool not null, k e not null, unique (f, k))

create table t (id serial primary key, first text not null, full_ text generated always as (lower(first)) stored
    unique)

create table t (id serial primary key, a int not null, g int generated always as (a / 10) stored unique)

create table small (code text primary key check (code in ('a','b','c')));
create table t (id serial primary key, code text not null unique references small)

create table small (id int primary key check (id between 1 and 3));
create table u (id serial primary key);
create table t (id serial primary key, s int not null references small, u int not null references u, unique (s, u),
    pos int not null, unique (u, pos))

create table q (id serial primary key);
create table t (id serial primary key, q_id int not null references q, position int not null, unique (q_id,
    position) deferrable initially deferred)

create table t (id serial primary key, a int, b int, unique nulls not distinct (a), unique nulls not distinct (b,
    a))

create table t (singleton bool not null default true unique check (singleton), x int)

create table t (id serial primary key, user_id uuid not null, d date not null, unique (user_id, d), type text not
    null, unique (type, d))

create table u (id serial primary key);
create table t (id serial primary key, u_id int references u, email text, check ((u_id is null) <> (email is
    null)));
create unique index on t (u_id) where u_id is not null;
create unique index on t (email) where email is not null

create table u (id serial primary key);
create table t (id serial primary key, a_id int not null references u, b_id int not null references u);
create unique index on t (least(a_id, b_id), greatest(a_id, b_id))

create table t (id serial primary key, name text not null, data jsonb not null);
create unique index on t ((data ->> 'key'));
create unique index on t (upper(name), length(name))

create table t (id serial primary key, at timestamptz not null, dev int not null);
create unique index on t (dev, ((at at time zone 'UTC')::date))

create table t (id serial primary key, tags text[] not null unique, r int4range not null unique, b bool unique, n
    numeric(3,1) unique)

create table t (id serial primary key, owner_type text not null check (owner_type in ('user','org')), owner_id int
    not null, key text not null check (key in ('a','b','c')), unique (owner_type, owner_id, key))

create table p (id serial primary key);
create table t (id serial primary key, p_id int not null references p, version int not null, is_latest bool not
    null, unique (p_id, version));
create unique index on t (p_id) where is_latest = true

create table t (id serial primary key, status text not null check (status in ('running','done','failed')), job text
    not null);
create unique index on t (job) where status = any (array['running','done']);
create unique index on t ((1)) where status = 'running'

create table a (id serial primary key);
create table t (a_id int primary key references a);
create table s (a_id int primary key references t, x int unique references a)

create table t (opens time not null unique, closes time(0) unique)

create table tenant (name text primary key, note text);
create table job (id bigserial, tenant text not null references tenant, primary key (tenant, id)) partition by list
    (tenant);
create table job_a partition of job for values in ('a');
create table job_b partition of job for values in ('b', 'c')

create table tenant (id serial primary key, name text not null);
create table reading (tenant_id int not null references tenant, at timestamptz not null) partition by list (tenant_id);
create table reading_1 partition of reading for values in (1);
create table reading_2 partition of reading for values in (2, 7)

create table t (id int not null, kind int) partition by list (kind);
create table t_none partition of t for values in (null)

create table tenant (id serial primary key);
create table shop (tenant_id int not null references tenant, id serial, primary key (tenant_id, id));
create table good (tenant_id int not null references tenant, id serial, primary key (tenant_id, id));
create table stock (tenant_id int not null, shop_id int not null, good_id int not null, pieces int not null,
    primary key (tenant_id, shop_id, good_id), foreign key (tenant_id, shop_id) references shop,
    foreign key (tenant_id, good_id) references good)

create table t (id serial primary key, name text not null, tags jsonb not null default '{}');
create unique index on t (name, lower(coalesce(tags ->> 'owner', '')))

create table depot (id serial primary key, kind text not null check (kind in ('own', 'central')), unique (id, kind));
create table bay (id serial primary key, depot_id int not null, depot_kind text not null, label text not null,
    foreign key (depot_id, depot_kind) references depot (id, kind), unique (id, depot_kind));
create table loan (bay_id int not null, bay_kind text not null check (bay_kind = 'central'), reader text not null,
    primary key (bay_id, reader), foreign key (bay_id, bay_kind) references bay (id, depot_kind))
