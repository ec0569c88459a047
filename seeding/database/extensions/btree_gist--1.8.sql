-- btree_gist's operator classes take compiled code. What they are wanted for nearly always is one thing, equality in
-- an exclusion constraint (EXCLUDE USING gist (room_id WITH =, during WITH &&)): as a range of one value, a value has
-- the same equality in the core's own classes. Migrations that ask for the former are applied with the latter.

create type textrange as range (subtype = text, multirange_type_name = textmultirange);
create type uuidrange as range (subtype = uuid, multirange_type_name = uuidmultirange);

create function gist_same(smallint) returns int4range language sql immutable strict parallel safe
    return int4range($1, $1, '[]');
create function gist_same(integer) returns int8range language sql immutable strict parallel safe
    return int8range($1, $1, '[]');
create function gist_same(bigint) returns numrange language sql immutable strict parallel safe
    return numrange($1, $1, '[]');
create function gist_same(numeric) returns numrange language sql immutable strict parallel safe
    return numrange($1, $1, '[]');
create function gist_same(date) returns tsrange language sql immutable strict parallel safe
    return tsrange($1, $1, '[]');
create function gist_same(timestamp) returns tsrange language sql immutable strict parallel safe
    return tsrange($1, $1, '[]');
create function gist_same(timestamptz) returns tstzrange language sql immutable strict parallel safe
    return tstzrange($1, $1, '[]');
create function gist_same(uuid) returns uuidrange language sql immutable strict parallel safe
    return uuidrange($1, $1, '[]');
create function gist_same(text) returns textrange language sql immutable strict parallel safe
    return textrange($1, $1, '[]');
create function gist_same(boolean) returns int4range language sql immutable strict parallel safe
    return int4range($1::integer, $1::integer, '[]');
-- enum_out is stable only because labels can be renamed; an index that outlives that is not for a throwaway server.
create function gist_same(anyenum) returns int4range language sql immutable strict parallel safe
as $$
    select pg_catalog.int4range(n, n, '[]')
    from pg_catalog.array_position(pg_catalog.enum_range($1), $1) n
$$;
