-- JSON Web Tokens (RFC 7519) signed with a shared secret, by what pgcrypto has: the digests of HS256, HS384, HS512.

create function url_encode(data bytea) returns text
language sql immutable strict parallel safe
return pg_catalog.translate(pg_catalog.encode(data, 'base64'), E'+/=\n', '-_');

create function url_decode(data text) returns bytea
language sql immutable strict parallel safe
return pg_catalog.decode(
    pg_catalog.translate(data, '-_', '+/') || pg_catalog.repeat('=', (4 - pg_catalog.length(data) % 4) % 4), 'base64'
);

create function algorithm_sign(signables text, secret text, algorithm text) returns text
language sql immutable strict parallel safe
return url_encode(
    hmac(
        signables, secret,
        case algorithm when 'HS256' then 'sha256' when 'HS384' then 'sha384' when 'HS512' then 'sha512' else '' end
    )
);

create function sign(payload json, secret text, algorithm text default 'HS256') returns text
language sql immutable strict parallel safe
return (
    select p.signables || '.' || algorithm_sign(p.signables, secret, algorithm)
    from (
        select url_encode(convert_to('{"alg":"' || algorithm || '","typ":"JWT"}', 'UTF8')) || '.'
            || url_encode(convert_to(payload::text, 'UTF8')) as signables
    ) p
);

create function verify(
    token text, secret text, algorithm text default 'HS256', out header json, out payload json, out valid boolean
)
language sql stable strict parallel safe
return (
    select row(
        convert_from(url_decode(parts[1]), 'UTF8')::json,
        convert_from(url_decode(parts[2]), 'UTF8')::json,
        parts[3] = algorithm_sign(parts[1] || '.' || parts[2], secret, algorithm)
    )
    from (select string_to_array(token, '.') as parts) p
);
