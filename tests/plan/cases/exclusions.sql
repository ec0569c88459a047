create table room (id serial primary key);
create table t (id serial primary key, room_id int not null references room, period tstzrange not null, exclude
    using gist (room_id with =, period with &&))

create table t (id serial primary key, room int not null, starts_at timestamptz not null, ends_at timestamptz not
    null, check (ends_at > starts_at), exclude using gist (room with =, tstzrange(starts_at, ends_at, '[)') with
    &&))

create table room (id serial primary key);
create table t (id serial primary key, room_id int not null references room, starts_at timestamp not null, ends_at
    timestamp not null, status text not null check (status in ('booked','cancelled')), exclude using gist (room_id
    with =, tsrange(starts_at, ends_at) with &&) where (status <> 'cancelled'))

create table t (id serial primary key, start_date date not null, end_date date, exclude using gist
    (daterange(start_date, end_date, '[]') with &&))

create table t (id serial primary key, lo int not null, hi int not null, check (lo <= hi), exclude using gist
    (int4range(lo, hi, '[]') with &&))

create table t (id serial primary key, email text, tenant_id int, verified_at timestamptz, deleted_at timestamptz,
    exclude using btree (email with =, tenant_id with =) where (verified_at is not null and deleted_at is null))

create table ten (id serial primary key);
create table t (id serial primary key, tenant_id int references ten, kind text not null check (kind in ('a','b')),
    exclude using btree (tenant_id with =, kind with =))

create table t (id serial primary key, b box not null, exclude using gist (b with &&))

create table t (id serial primary key, c circle not null, exclude using gist (c with &&))

create table t (id serial primary key, net cidr not null, exclude using gist (net inet_ops with &&))

create table t (id serial primary key, cage int not null, animal text not null, exclude using gist (cage with =,
    animal with <>))

create table z (id serial primary key);
create table t (id serial primary key, z_id int not null references z, kind text not null check (kind in
    ('lion','zebra')), exclude using gist (z_id with =, kind with <>))

create table t (id serial primary key, r int4range not null, exclude using gist (r with &&) deferrable initially
    deferred)

create table t (id serial primary key, resource text not null, during daterange not null, exclude using gist
    (resource with =, during with &&), exclude using gist (resource with =, during with -|-))

create table t (id serial primary key, emp int not null, valid_from date not null, valid_to date not null default
    'infinity', check (valid_from < valid_to), exclude using gist (emp with =, daterange(valid_from, valid_to) with
    &&))

create table t (id int not null, valid_range tstzrange not null, exclude using gist (id with =, valid_range with
    &&), primary key (id, valid_range))

create table t (id serial primary key, d daterange not null, m int4multirange, exclude using gist (d with &&) where
    (m is null))

create table emp (id serial primary key);
create table t (id serial primary key, emp_id int not null references emp, begin_at timestamp not null, duration
    interval not null check (duration > '0'), exclude using gist (emp_id with =, tsrange(begin_at, begin_at +
    duration) with &&))

create table t (id serial primary key, name text not null, exclude using hash (name with =), x int4, exclude (x with
    =))

create table t (id serial primary key, name citext not null unique, c citext check (c in ('a','b')))

create table t (id serial primary key, name text, exclude using btree ((id * 0) with =))

create table t (id serial primary key, code text, active bool, exclude using btree (nullif(code, '') with =) where
    (active))

create function ends_at(at timestamptz, minutes int) returns timestamptz language sql immutable as
    $$ select at + minutes * interval '1 minute' $$;
create table t (id serial primary key, room int not null, at timestamptz not null, duration_minutes int not null
    check (duration_minutes > 0), state text not null check (state in ('open', 'off')), exclude using gist (room with =,
    tstzrange(at, ends_at(at, duration_minutes)) with &&) where (state <> 'off'))

create table t (id serial primary key, at timestamp not null, hours int not null check (hours > 0), exclude using gist
    (tsrange(at, at + hours * interval '1 hour') with &&))

create table t (id serial primary key, arrives date not null, nights int not null check (nights > 0), exclude using gist
    (daterange(arrives, arrives + nights) with &&))
