create table t (id serial primary key, kind text not null, a int, b int, c text, d date, e int, check ((kind = 'A'
    and num_nonnulls(a, b) = 2 and num_nonnulls(c, d, e) = 0) or (kind = 'B' and num_nonnulls(a, b) = 0 and
    num_nonnulls(c, d, e) = 3)))

create table t (id serial primary key, cfg jsonb not null, check (jsonb_typeof(cfg) = 'object' and (not cfg ? 'min'
    or (cfg->>'min')::numeric between 6 and 72)))

create table t (id serial primary key, cfg jsonb not null, check (cfg ? 'min' and (cfg->>'min')::numeric between 6
    and 72 and cfg->>'mode' in ('fast','slow')))

create table t (id serial primary key, tags jsonb not null check (jsonb_typeof(tags) = 'array' and
    jsonb_array_length(tags) between 2 and 5), p jsonb not null check (jsonb_path_exists(p, '$.items[*] ? (@.qty >
    0)')))

create table t (id serial primary key, o jsonb not null check (o ?& array['a','b'] and jsonb_typeof(o->'a') =
    'string' and (o->>'b')::int > 3), q jsonb check (q @> '{"v": 1}'), r jsonb not null check (r #>> '{x,y}' = 'z'))

create domain handle as text check (value ~ '^(?!.*--)(?=.{3,20}$)[a-z][a-z0-9-]*$') check (not value ~ '-$');
create table t (id serial primary key, h handle not null, hu handle unique)

create domain strong as text check (value ~ '^(?=.*[A-Z])(?=.*[0-9]).{8,}$');
create table t (id serial primary key, s strong not null)

create domain dd as text check (value ~ '^([a-z])\1[0-9]{2}$');
create table t (id serial primary key, s dd not null)

create type c as (x int, y text);
create function c_ok(v c) returns bool immutable language sql as $$ select (v).x > 10 and (v).y in ('p','q') $$;
create domain cd as c check (c_ok(value));
create domain ca as cd[] check (cardinality(value) = 8);
create table t (id serial primary key, v ca not null)

create function function_exists(n text) returns bool stable language sql as $$ select exists (select 1 from pg_proc
    where proname = n) $$;
create table t (id serial primary key, normalizer text not null check (function_exists(normalizer)))

create table t (id serial primary key, birthdate date not null check (birthdate <= now() - interval '18 years'))

create table t (id serial primary key, course_id int not null, type text not null check (type in ('x','y')), a int,
    b int);
create unique index on t (course_id, type, coalesce(a, -1), coalesce(b, -1))

create table course (id serial primary key);
create table t (id serial primary key, course_id int not null references course, type text not null check (type in
    ('x','y')), a int references course, b int);
create unique index on t (course_id, type, coalesce(a, -1), coalesce(b, -1))

create table t (id serial primary key, a int, b text, unique nulls not distinct (a, b))

create table t (version text);
create unique index on t ((version is not null))

create table t (id int primary key check (id = 1), name text)

create table t (id bool primary key default true check (id), name text)

create table t (id serial primary key, q int not null, status text not null check (status in
    ('running','done','failed')));
create unique index on t (q) where status = 'running';
create unique index on t (status) where status = 'running'

create table t (id serial primary key, a int, b int check (b is null or b > 3), status text not null check (status
    in ('new','sent')), sent_at timestamptz, check (not (status = 'sent' and sent_at is null)), check (a is null or
    b is not null))

create table t (id serial primary key, kind text not null, v int, w int, check (case kind when 'p' then v between 1
    and 5 when 'q' then w > 100 and v is null else false end))

create table t (id serial primary key, kind text not null check (kind in ('p','q','r')), v int, w int, check (case
    when kind = 'p' then v is not null when kind = 'q' then w is not null else v is null and w is null end))

create table t (id serial primary key, price numeric(10,2) not null, quantity int not null, total numeric(12,2) not
    null, check (total = price * quantity))

create table t (id serial primary key, a int not null, b int not null, check (a + b = 100), c int not null, d int
    not null, check (c + d <= 100 and c >= 0 and d >= 0))

create table t (id serial primary key, flags int not null check (flags & 3 = 0), bits int not null check ((bits & 4)
    <> 0 and bits < 64))

create table t (id serial primary key, m money not null check (m > 0::money and m < 500::money))

create table t (id serial primary key, x text[] not null check (x <@ array['a','b','c']), y int[] not null check (0
    < all (y) and array_length(y,1) = 3), z text[] not null check ('admin' = any (z)), w text[] not null check
    (array_position(w, null) is null and cardinality(w) > 0), n int[][] not null check (array_ndims(n) = 2))

create table t (id serial primary key, r int4range not null check (lower(r) < upper(r)), s tstzrange not null check
    (not isempty(s) and lower_inc(s) and not upper_inc(s)), q numrange check (lower(q) >= 0 and upper(q) <= 100), d
    daterange not null check (upper(d) - lower(d) <= 31))

create type st as enum ('on','off','broken');
create table t (id serial primary key, s st not null check (s <> 'broken'::st), u st not null check (u::text like
    'o%'), v st not null check (v = any (enum_range('on'::st,'off'::st))))

create table t (id serial primary key, a text not null check (a = trim(a) and length(a) > 2), b text not null check
    (octet_length(b) <= 10), c text not null check (left(c, 2) = 'AB'), d text not null check (starts_with(d,
    'https://')), e text not null check (position('@' in e) > 1), f text not null check (right(f,1) = 'z'), g text
    not null check (strpos(g,'/') > 0))

create table t (id serial primary key, a text not null check (a like 'inv-%'), b text not null check (b ilike
    '%x%'), c text not null check (c not like '% %'), d text not null check (d similar to '(ab|cd)+'), e text not
    null check (e !~ '[A-Z]'), f text not null check (f !~* '^[a-m]'))

create table t (id serial primary key, d date not null check (extract(dow from d) = 1), e date not null check
    (date_part('day', e) = 1), h timestamptz not null check (date_trunc('hour', h) = h), m date not null check
    (extract(month from m) between 6 and 8), y int not null check (y <= date_part('year', current_date) and y >
    1990))

create table t (id serial primary key, a int not null check (abs(a) <= 10), b int check (coalesce(b, 0) >= 0), c
    numeric not null check (round(c, 2) = c), d int not null check (d % 5 = 0), e int not null check (mod(e, 7) =
    3), f float8 not null check (f <> 'nan'::float8 and f between -1 and 1))

create table t (id serial primary key, slug text not null, name text not null, check (slug = lower(replace(name, '
    ', '-'))))

create function luhn(n text) returns bool immutable strict language plpgsql as $$ declare s int := 0; d int; begin
    if n !~ '^[0-9]{6}$' then raise exception 'not a number %', n; end if; for i in 1..6 loop d := substr(n, i,
    1)::int; s := s + d; end loop; return s % 10 = 0; end $$;
create table t (id serial primary key, n text not null check (luhn(n)))

create function is_valid(t text) returns bool immutable language sql as $$ select t in ('alpha','beta') $$;
create table t (id serial primary key, n varchar(20) not null check (is_valid(n)))

create table t (id serial primary key, a int, b text, c date, check (num_nulls(a, b, c) = 2), d int, e int, check
    ((d is null) <> (e is null)))

create table t (id serial primary key, a int, b int, c int, d int, e int, f int, check ((a is not null)::int + (b is
    not null)::int + (c is not null)::int = 1), check (d is distinct from e), check (f is not distinct from d))

create table p (id serial primary key);
create table t (id serial primary key, post_id int references p, comment_id int references p, user_id int references
    p, check (((post_id is not null)::int + (comment_id is not null)::int + (user_id is not null)::int) = 1))

create table p (id serial primary key);
create table t (id serial primary key, type text not null, post_id int references p, page_id int references p, check
    ((type = 'post' and post_id is not null and page_id is null) or (type = 'page' and page_id is not null and
    post_id is null)))

create table t (id serial primary key, lo int, hi int, check (lo is null and hi is null or lo < hi), starts
    timestamptz not null, ends timestamptz not null, check (ends > starts + interval '15 minutes' and ends - starts
    <= interval '1 day'))

create table t (id serial primary key, start_time time not null, end_time time not null check (end_time >
    start_time))

create table t (id serial primary key, lat numeric(9,6) not null check (lat between -90 and 90), lng numeric(9,6)
    not null check (abs(lng) <= 180), zip text not null check (zip ~ '^\d{5}(-\d{4})?$'), iso char(2) not null check
    (iso = upper(iso) and iso ~ '^[A-Z]{2}$'), cur text not null check (char_length(cur) = 3), rgb text not null
    check (rgb ~* '^#[a-f0-9]{6}$'), email text not null check (position('@' in email) > 0), ver text not null check
    (ver ~ '^\d+\.\d+\.\d+$'), w text not null check (w ~ '\yfoo\y'), x text not null check (x ~ '^\m[a-z]+\M$'), y
    text not null check (y ~ '(?i)^abc'), z text not null check (z ~ '^[[:alpha:]][[:alnum:]_]{2,}$'))

create table t (id serial primary key, ip inet not null check (family(ip) = 4), net cidr not null check
    (masklen(net) >= 24), mac macaddr not null, bt bytea not null check (octet_length(bt) = 32), u uuid not null
    check (u <> '00000000-0000-0000-0000-000000000000'::uuid), iv interval not null check (iv > interval '0' and iv
    <= interval '1 day'), bb bit(3) not null check (bb <> B'000'), p point not null check (p[0] between -180 and
    180))

create table t (id serial primary key, a text, b text, check (a <> b), c text not null, d text not null, check
    (lower(c) <> lower(d)), e text not null, f text not null, check (length(e) + length(f) < 30))

create table t (id serial primary key, percent numeric not null check (percent > 0 and percent <= 1), share
    numeric(5,4) not null check (share > 0 and share < 0.01), big bigint not null check (big > 4000000000), tiny
    smallint not null check (tiny between 10 and 12), neg int not null check (neg < 0), ne int not null check (ne <>
    0), lst int not null check (lst in (5, 10, 15)), none text not null check (none not in ('a','b')))

create domain email_d as text check (value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$') check (length(value) <= 254);
create domain pos as numeric(8,2) check (value >= 0);
create domain arr as text[] check (array_length(value, 1) <= 3);
create domain ob as jsonb check (jsonb_typeof(value) = 'object');
create domain y as int check (value > 1900 and value < 2100);
create domain nested as y check (value % 2 = 0);
create table t (id serial primary key, e email_d not null, p pos not null, a arr not null, o ob not null, n nested
    not null)

create type addr as (street text, zip text);
create domain addr_d as addr check ((value).zip ~ '^[0-9]{5}$' and (value).street is not null);
create table t (id serial primary key, a addr_d not null, b addr not null check ((b).zip = '12345'))

create table t (id serial primary key, state text not null default 'draft', published_at timestamptz, title text not
    null, check (state in ('draft','published')), check (state <> 'published' or published_at is not null), check
    ((published_at is null) or (published_at > '2020-01-01')))

create table t (id serial primary key, min_v int not null, max_v int not null, step int not null, def int not null,
    check (min_v < max_v and step > 0 and step <= max_v - min_v and def >= min_v and def <= max_v))

create table t (id serial primary key, a int not null, b int generated always as (a * 2) stored, check (b < 100),
    check (a > 0))

create table t (id serial primary key, created date not null, due date not null, check (due - created between 7 and
    30), m text not null check (m::date > '2020-01-01'), num text not null check (num::int between 1 and 99), j text
    not null check (j::json is not null))

create table t (id serial primary key, doc xml, ts tsvector not null check (length(ts) > 0), h text not null check
    (length(h) = 64 and h ~ '^[0-9a-f]+$'), md char(32) not null check (md = lower(md)), b64 text not null check
    (b64 ~ '^[A-Za-z0-9+/]+={0,2}$' and length(b64) % 4 = 0))

create function row_ok(r anyelement) returns bool language sql immutable as $$ select true $$;
create table t (id serial primary key, a int not null, b int not null);
create function t_ok(r t) returns bool language sql immutable as $$ select r.a > r.b $$;
alter table t add check (t_ok(t.*))

create table t (id serial primary key, score int not null, grade text not null, check ((score >= 90 and grade = 'A')
    or (score >= 50 and score < 90 and grade = 'B') or (score < 50 and grade = 'F')))

create table t (id serial primary key, is_default bool not null, name text, check (is_default = false or name is not
    null), enabled bool not null, disabled_at timestamptz, check (enabled or disabled_at is not null), check
    (enabled = (disabled_at is null)))

create table t (id serial primary key, discount_type text not null check (discount_type in ('percent','fixed')),
    discount numeric not null, check (discount_type <> 'percent' or (discount > 0 and discount <= 100)), check
    (discount_type <> 'fixed' or discount >= 0))

create table t (id serial primary key, a text, b text, c text, d text, e text, f text, g text, h text, k text not
    null, check ((k = 'x' and a is not null and b is not null and c is null and d is null and e is null and f is
    null and g is null and h is null) or (k = 'y' and a is null and b is null and c is not null and d is not null
    and e is not null and f is not null and g is null and h is null) or (k = 'z' and a is null and b is null and c
    is null and d is null and e is null and f is null and g is not null and h is not null)))


create table product (id serial primary key);
create table part (id serial primary key, whole int references product, component int not null references product,
    level int not null, check ((whole is null and level = 0) or (whole is not null and level >= 1)),
    check (whole <> component))

create table t (id serial primary key, gross numeric(12,2) not null, fee numeric(12,2) not null default 0, net
    numeric(12,2) not null, check (gross >= 0 and fee >= 0 and net >= 0 and net = round(gross - fee, 2)))

create table t (id serial primary key, pieces int not null check (pieces > 0), price numeric(10,2) not null, amount
    numeric(12,2) not null, check (amount = round(pieces * price, 2)))

create table model (id int primary key);
create table variant (model_id int references model, number int, primary key (model_id, number));
create table made (model_id int not null references model, doors int not null);
create function is_made(wanted int, wanted_doors int) returns bool language plpgsql as $$ begin
    return wanted is null or exists (select from made where model_id = wanted and doors = wanted_doors); end $$;
create table t (id serial primary key, model_id int references model, number int, doors int, foreign key (model_id,
    number) references variant, check (is_made(model_id, doors)))

create table t (id serial primary key, parent_id int references t, title text not null, locked bool not null,
    check ((parent_id is null) = (id = 0)), check (parent_id is not null or not locked))

create table t (id serial primary key, parent_id int references t, kind int not null check (kind in (1, 2, 3)),
    body text, check ((kind = 1 and parent_id is null and body is null) or (kind <> 1 and parent_id is not null)),
    check ((kind = 3) = (body is not null)))

create table firm (id serial primary key);
create table branch (id serial primary key, firm_id int not null references firm, unique (id, firm_id));
create table depot (id serial primary key, firm_id int not null references firm, branch_id int, kind text not null check
    (kind in ('own', 'shared')), foreign key (branch_id, firm_id) references branch (id, firm_id),
    check ((kind = 'own') = (branch_id is not null)), unique (id, kind, firm_id))

create table t (id serial primary key, opens time not null, closes time not null, check (opens >= '06:00' and closes <=
    '22:00' and closes > opens), check (extract(epoch from (closes - opens)) / 3600 between 2 and 4))

create table t (id serial primary key, starts timestamptz not null, ends timestamptz not null,
    check (extract(epoch from (ends - starts)) = 1800))

create table t (id serial primary key, nif char(9) not null unique check (nif ~ '^[0-9]+$'), ssn char(11) not null
    check (ssn ~ '^[0-9]+$'))

create table period (month date primary key check (extract(day from month) = 1), closed bool not null);
create table journal (id serial primary key, period date not null references period, day date not null,
    check (period = date_trunc('month', day::timestamp)::date))

create table t (id serial primary key, page jsonb not null, words tsvector not null generated always as
    (to_tsvector('english', page ->> 'title') || to_tsvector('english', page #>> '{body,text}')) stored)

create table t (id serial primary key, first_name text, last_name text not null, known_as text, label text not null
    generated always as (first_name || ' ' || coalesce(known_as, '') || ' ' || last_name) stored)
