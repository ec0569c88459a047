-- uuid-ossp in SQL, for servers without its compiled library. Every function does what the original's does
-- (RFC 9562); only the node of a version 1 UUID is random instead of a network card's address, which SQL
-- cannot read and §6.10 allows to be random.

create function uuid_nil() returns uuid language sql immutable strict parallel safe
    return '00000000-0000-0000-0000-000000000000'::uuid;
create function uuid_ns_dns() returns uuid language sql immutable strict parallel safe
    return '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;
create function uuid_ns_url() returns uuid language sql immutable strict parallel safe
    return '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;
create function uuid_ns_oid() returns uuid language sql immutable strict parallel safe
    return '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid;
create function uuid_ns_x500() returns uuid language sql immutable strict parallel safe
    return '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid;

create function uuid_generate_v4() returns uuid language sql volatile strict parallel safe
    return pg_catalog.gen_random_uuid();

create function uuid_generate_v1mc() returns uuid
language plpgsql volatile strict parallel safe
set search_path = pg_catalog
as $$
declare
    -- 100 ns steps since 1582-10-15; the clock gives every tenth, the last digit is drawn.
    steps bigint := floor(extract(epoch from clock_timestamp()) * 1000000)::bigint * 10
                    + floor(random() * 10)::bigint + 122192928000000000;
    drawn bytea := uuid_send(gen_random_uuid());
    made  bytea;
begin
    made := substring(int8send(steps) from 5 for 4)
         || substring(int8send(steps) from 3 for 2)
         || substring(int8send(((steps >> 48) & 4095) | 4096) from 7 for 2)
         || substring(drawn from 1 for 2)
         || substring(drawn from 11 for 6);
    made := set_byte(made, 8, (get_byte(made, 8) & 63) | 128);
    -- The multicast bit says that the node is no network card's.
    made := set_byte(made, 10, get_byte(made, 10) | 1);
    return encode(made, 'hex')::uuid;
end;
$$;

create function uuid_generate_v1() returns uuid language sql volatile strict parallel safe
    return uuid_generate_v1mc();

create function uuid_generate_v3(namespace uuid, name text) returns uuid
language plpgsql immutable strict parallel safe
set search_path = pg_catalog
as $$
declare
    made bytea := decode(md5(uuid_send(namespace) || convert_to(name, 'UTF8')), 'hex');
begin
    made := set_byte(made, 6, (get_byte(made, 6) & 15) | 48);
    made := set_byte(made, 8, (get_byte(made, 8) & 63) | 128);
    return encode(made, 'hex')::uuid;
end;
$$;

-- SHA-1 (FIPS 180-4 §6.1), which the core of PostgreSQL does not have.
create function uuid_generate_v5(namespace uuid, name text) returns uuid
language plpgsql immutable strict parallel safe
set search_path = pg_catalog
as $$
declare
    message bytea := uuid_send(namespace) || convert_to(name, 'UTF8');
    bits    bigint := length(message)::bigint * 8;
    mask    constant bigint := 4294967295;
    w       bigint[];
    h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102;
    h3 bigint := 271733878;  h4 bigint := 3285377520;
    a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; t bigint;
    made bytea;
begin
    message := message || '\x80'::bytea;
    message := message || decode(repeat('00', (120 - length(message) % 64) % 64), 'hex') || int8send(bits);
    for block in 0 .. length(message) / 64 - 1 loop
        for i in 0 .. 15 loop
            w[i] := (get_byte(message, block * 64 + i * 4)::bigint << 24)
                  + (get_byte(message, block * 64 + i * 4 + 1) << 16)
                  + (get_byte(message, block * 64 + i * 4 + 2) << 8)
                  + get_byte(message, block * 64 + i * 4 + 3);
        end loop;
        for i in 16 .. 79 loop
            t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((t << 1) | (t >> 31)) & mask;
        end loop;
        a := h0; b := h1; c := h2; d := h3; e := h4;
        for i in 0 .. 79 loop
            if i < 20 then    f := (b & c) | ((mask # b) & d);        k := 1518500249;
            elsif i < 40 then f := b # c # d;                         k := 1859775393;
            elsif i < 60 then f := (b & c) | (b & d) | (c & d);       k := 2400959708;
            else              f := b # c # d;                         k := 3395469782;
            end if;
            t := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[i]) & mask;
            e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := t;
        end loop;
        h0 := (h0 + a) & mask; h1 := (h1 + b) & mask; h2 := (h2 + c) & mask;
        h3 := (h3 + d) & mask; h4 := (h4 + e) & mask;
    end loop;
    made := substring(int8send(h0) from 5) || substring(int8send(h1) from 5)
         || substring(int8send(h2) from 5) || substring(int8send(h3) from 5);
    made := set_byte(made, 6, (get_byte(made, 6) & 15) | 80);
    made := set_byte(made, 8, (get_byte(made, 8) & 63) | 128);
    return encode(made, 'hex')::uuid;
end;
$$;
