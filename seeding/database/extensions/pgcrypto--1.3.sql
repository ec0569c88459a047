-- The part of pgcrypto that SQL can do truly, for servers without its compiled library: digest, hmac, random
-- bytes and UUIDs give what the original gives. Password hashing and encryption do not exist here: their
-- functions say so when called, so that what is stored is never something weaker than it looks.

create function gen_random_uuid() returns uuid language sql volatile parallel safe
    return pg_catalog.gen_random_uuid();

-- The random bits of version 4 UUIDs, which come from the system's strong generator.
create function gen_random_bytes(integer) returns bytea
language plpgsql volatile strict parallel safe
set search_path = pg_catalog
as $$
declare
    made  bytea := '\x';
    drawn bytea;
begin
    if $1 not between 1 and 1024 then
        raise exception 'Length not in range' using errcode = 'external_routine_invocation_exception';
    end if;
    while length(made) < $1 loop
        drawn := uuid_send(gen_random_uuid());
        -- Bytes 6 and 8 carry the version and the variant.
        made := made || substring(drawn from 1 for 6) || substring(drawn from 8 for 1) || substring(drawn from 10 for 7);
    end loop;
    return substring(made from 1 for $1);
end;
$$;

-- SHA-1 (FIPS 180-4 §6.1) is written out; the core of PostgreSQL has the others.
create function digest(bytea, text) returns bytea
language plpgsql immutable strict parallel safe
set search_path = pg_catalog
as $$
declare
    message bytea := $1;
    bits    bigint := length($1)::bigint * 8;
    mask    constant bigint := 4294967295;
    w       bigint[];
    h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102;
    h3 bigint := 271733878;  h4 bigint := 3285377520;
    a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; t bigint;
begin
    case lower($2)
        when 'md5' then return decode(md5($1), 'hex');
        when 'sha224' then return sha224($1);
        when 'sha256' then return sha256($1);
        when 'sha384' then return sha384($1);
        when 'sha512' then return sha512($1);
        when 'sha1' then null;
        else raise exception 'Cannot use "%": No such hash algorithm', $2 using errcode = 'invalid_parameter_value';
    end case;
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
    return substring(int8send(h0) from 5) || substring(int8send(h1) from 5) || substring(int8send(h2) from 5)
        || substring(int8send(h3) from 5) || substring(int8send(h4) from 5);
end;
$$;

create function digest(text, text) returns bytea language sql immutable strict parallel safe
    return @extschema@.digest(pg_catalog.convert_to($1, 'UTF8'), $2);

-- RFC 2104 §2.
create function hmac(bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
declare
    block constant integer := case when pg_catalog.lower($3) in ('sha384', 'sha512') then 128 else 64 end;
    key   bytea := $2;
    inner_pad bytea;
    outer_pad bytea;
begin
    if pg_catalog.length(key) > block then
        key := @extschema@.digest(key, $3);
    end if;
    key := key || pg_catalog.decode(pg_catalog.repeat('00', block - pg_catalog.length(key)), 'hex');
    inner_pad := key;
    outer_pad := key;
    for i in 0 .. block - 1 loop
        inner_pad := pg_catalog.set_byte(inner_pad, i, pg_catalog.get_byte(key, i) # 54);
        outer_pad := pg_catalog.set_byte(outer_pad, i, pg_catalog.get_byte(key, i) # 92);
    end loop;
    return @extschema@.digest(outer_pad || @extschema@.digest(inner_pad || $1, $3), $3);
end;
$$;

create function hmac(text, text, text) returns bytea language sql immutable strict parallel safe
    return @extschema@.hmac(pg_catalog.convert_to($1, 'UTF8'), pg_catalog.convert_to($2, 'UTF8'), $3);

-- Missing on purpose.
do $do$
declare
    signature text;
begin
    foreach signature in array array[
        'crypt(text, text) returns text',
        'gen_salt(text) returns text',
        'gen_salt(text, integer) returns text',
        'encrypt(bytea, bytea, text) returns bytea',
        'decrypt(bytea, bytea, text) returns bytea',
        'pgp_sym_encrypt(text, text) returns bytea',
        'pgp_sym_decrypt(bytea, text) returns text'
    ] loop
        execute pg_catalog.format($create$
            create function @extschema@.%s language plpgsql volatile as $body$
            begin
                raise exception '%% is not in the embedded server''s pgcrypto', %L
                    using errcode = 'feature_not_supported',
                          hint = 'It needs compiled code: use a Supabase, or a PostgreSQL with its contrib modules.';
            end;
            $body$
        $create$, signature, pg_catalog.split_part(signature, '(', 1));
    end loop;
end;
$do$;
