create table t (id serial primary key, resource varchar not null, origin varchar);
create index on t (resource varchar_pattern_ops, ((substring(resource from position(',' in resource) + 1))::int4));
create index on t (((split_part(origin, ':', 2))::int4)) where origin is not null

create table t (id serial primary key, resource varchar not null unique);
create index on t (((substring(resource from position(',' in resource) + 1))::int4))

create table t (id serial primary key, kind text not null check (kind in ('number', 'text')), value text not null);
create index on t ((value::int)) where kind = 'number'

create table t (id serial primary key, doc jsonb not null);
create index on t (((doc ->> 'price')::numeric))

create table t (id serial primary key, a int not null, b int not null);
create index on t ((a / (b - 1)))
