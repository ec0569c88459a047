-- citext without its compiled library: stored as text, compared by lower(). The comparisons are PL/pgSQL, and
-- not SQL, because the planner would inline those and no longer see the index on the column.

create type citext;

create function citextin(cstring) returns citext language internal immutable strict parallel safe as 'textin';
create function citextout(citext) returns cstring language internal immutable strict parallel safe as 'textout';
create function citextrecv(internal) returns citext language internal stable strict parallel safe as 'textrecv';
create function citextsend(citext) returns bytea language internal stable strict parallel safe as 'textsend';

create type citext (
    input = citextin, output = citextout, receive = citextrecv, send = citextsend,
    internallength = variable, storage = extended, category = 'S', preferred = false, collatable = true
);

-- Casts -------------------------------------------------------------------------------------------

create function citext(bpchar) returns citext language internal immutable strict parallel safe as 'rtrim1';
create function citext(boolean) returns citext language internal immutable strict parallel safe as 'booltext';
create function citext(inet) returns citext language internal immutable strict parallel safe as 'network_show';

create cast (citext as text) without function as implicit;
create cast (citext as varchar) without function as implicit;
create cast (citext as bpchar) without function as assignment;
create cast (text as citext) without function as assignment;
create cast (varchar as citext) without function as assignment;
create cast (bpchar as citext) with function citext(bpchar) as assignment;
create cast (boolean as citext) with function citext(boolean) as assignment;
create cast (inet as citext) with function citext(inet) as assignment;

-- Comparison --------------------------------------------------------------------------------------

create function citext_eq(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) = pg_catalog.lower($2::text); end $$;
create function citext_ne(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) <> pg_catalog.lower($2::text); end $$;
create function citext_lt(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) < pg_catalog.lower($2::text); end $$;
create function citext_le(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) <= pg_catalog.lower($2::text); end $$;
create function citext_ge(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) >= pg_catalog.lower($2::text); end $$;
create function citext_gt(citext, citext) returns boolean language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.lower($1::text) > pg_catalog.lower($2::text); end $$;
create function citext_cmp(citext, citext) returns integer language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.bttextcmp(pg_catalog.lower($1::text), pg_catalog.lower($2::text)); end $$;
create function citext_hash(citext) returns integer language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.hashtext(pg_catalog.lower($1::text)); end $$;
create function citext_hash_extended(citext, bigint) returns bigint
    language plpgsql immutable strict parallel safe as
    $$ begin return pg_catalog.hashtextextended(pg_catalog.lower($1::text), $2); end $$;

create operator = (
    leftarg = citext, rightarg = citext, function = citext_eq, commutator = =, negator = <>,
    restrict = eqsel, join = eqjoinsel, hashes, merges
);
create operator <> (
    leftarg = citext, rightarg = citext, function = citext_ne, commutator = <>, negator = =,
    restrict = neqsel, join = neqjoinsel
);
create operator < (
    leftarg = citext, rightarg = citext, function = citext_lt, commutator = >, negator = >=,
    restrict = scalarltsel, join = scalarltjoinsel
);
create operator <= (
    leftarg = citext, rightarg = citext, function = citext_le, commutator = >=, negator = >,
    restrict = scalarlesel, join = scalarlejoinsel
);
create operator >= (
    leftarg = citext, rightarg = citext, function = citext_ge, commutator = <=, negator = <,
    restrict = scalargesel, join = scalargejoinsel
);
create operator > (
    leftarg = citext, rightarg = citext, function = citext_gt, commutator = <, negator = <=,
    restrict = scalargtsel, join = scalargtjoinsel
);

create operator class citext_ops default for type citext using btree as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >,
    function 1 citext_cmp(citext, citext);
create operator class citext_ops default for type citext using hash as
    operator 1 =,
    function 1 citext_hash(citext),
    function 2 citext_hash_extended(citext, bigint);

-- Aggregates --------------------------------------------------------------------------------------

create function citext_smaller(citext, citext) returns citext language plpgsql immutable strict parallel safe as
    $$ begin return case when pg_catalog.lower($1::text) < pg_catalog.lower($2::text) then $1 else $2 end; end $$;
create function citext_larger(citext, citext) returns citext language plpgsql immutable strict parallel safe as
    $$ begin return case when pg_catalog.lower($1::text) > pg_catalog.lower($2::text) then $1 else $2 end; end $$;

create aggregate min(citext) (sfunc = citext_smaller, stype = citext, sortop = <, combinefunc = citext_smaller, parallel = safe);
create aggregate max(citext) (sfunc = citext_larger, stype = citext, sortop = >, combinefunc = citext_larger, parallel = safe);

-- Pattern matching --------------------------------------------------------------------------------

create function texticlike(citext, citext) returns boolean language internal immutable strict parallel safe as 'texticlike';
create function texticnlike(citext, citext) returns boolean language internal immutable strict parallel safe as 'texticnlike';
create function texticregexeq(citext, citext) returns boolean language internal immutable strict parallel safe as 'texticregexeq';
create function texticregexne(citext, citext) returns boolean language internal immutable strict parallel safe as 'texticregexne';
create function texticlike(citext, text) returns boolean language internal immutable strict parallel safe as 'texticlike';
create function texticnlike(citext, text) returns boolean language internal immutable strict parallel safe as 'texticnlike';
create function texticregexeq(citext, text) returns boolean language internal immutable strict parallel safe as 'texticregexeq';
create function texticregexne(citext, text) returns boolean language internal immutable strict parallel safe as 'texticregexne';

do $do$
declare
    kind text;
    pair record;
begin
    foreach kind in array array['citext', 'text'] loop
        for pair in
            select * from (values
                ('~', '!~', 'texticregexeq', 'texticregexne', 'icregexeqsel', 'icregexnesel'),
                ('~*', '!~*', 'texticregexeq', 'texticregexne', 'icregexeqsel', 'icregexnesel'),
                ('~~', '!~~', 'texticlike', 'texticnlike', 'iclikesel', 'icnlikesel'),
                ('~~*', '!~~*', 'texticlike', 'texticnlike', 'iclikesel', 'icnlikesel')
            ) as pairs (yes, no, yes_function, no_function, yes_selectivity, no_selectivity)
        loop
            execute pg_catalog.format(
                'create operator @extschema@.%s (leftarg = citext, rightarg = %s, function = %s, negator = operator(@extschema@.%s), restrict = %s, join = %s)',
                pair.yes, kind, pair.yes_function, pair.no, pair.yes_selectivity,
                pg_catalog.regexp_replace(pair.yes_selectivity, 'sel$', 'joinsel'));
            execute pg_catalog.format(
                'create operator @extschema@.%s (leftarg = citext, rightarg = %s, function = %s, negator = operator(@extschema@.%s), restrict = %s, join = %s)',
                pair.no, kind, pair.no_function, pair.yes, pair.no_selectivity,
                pg_catalog.regexp_replace(pair.no_selectivity, 'sel$', 'joinsel'));
        end loop;
    end loop;
end;
$do$;

-- Functions of text that must not mind the case either --------------------------------------------

create function regexp_match(citext, citext) returns text[] language sql immutable strict parallel safe
    return pg_catalog.regexp_match($1::text, $2::text, 'i');
create function regexp_match(citext, citext, text) returns text[] language sql immutable strict parallel safe
    return pg_catalog.regexp_match($1::text, $2::text, case when pg_catalog.strpos($3, 'c') = 0 then $3 || 'i' else $3 end);
create function regexp_matches(citext, citext) returns setof text[] language sql immutable strict parallel safe rows 1
    return pg_catalog.regexp_matches($1::text, $2::text, 'i');
create function regexp_matches(citext, citext, text) returns setof text[] language sql immutable strict parallel safe rows 10
    return pg_catalog.regexp_matches($1::text, $2::text, case when pg_catalog.strpos($3, 'c') = 0 then $3 || 'i' else $3 end);
create function regexp_replace(citext, citext, text) returns text language sql immutable strict parallel safe
    return pg_catalog.regexp_replace($1::text, $2::text, $3, 'i');
create function regexp_replace(citext, citext, text, text) returns text language sql immutable strict parallel safe
    return pg_catalog.regexp_replace($1::text, $2::text, $3, case when pg_catalog.strpos($4, 'c') = 0 then $4 || 'i' else $4 end);
create function regexp_split_to_array(citext, citext) returns text[] language sql immutable strict parallel safe
    return pg_catalog.regexp_split_to_array($1::text, $2::text, 'i');
create function regexp_split_to_table(citext, citext) returns setof text language sql immutable strict parallel safe
    return pg_catalog.regexp_split_to_table($1::text, $2::text, 'i');
create function strpos(citext, citext) returns integer language sql immutable strict parallel safe
    return pg_catalog.strpos(pg_catalog.lower($1::text), pg_catalog.lower($2::text));
-- '***=' takes what follows literally (PostgreSQL's documentation, "Regular Expression Metasyntax").
create function replace(citext, citext, citext) returns text language sql immutable strict parallel safe
    return pg_catalog.regexp_replace($1::text, '***=' || $2::text, pg_catalog.replace($3::text, '\', '\\'), 'gi');
create function split_part(citext, citext, integer) returns text language sql immutable strict parallel safe
    return (pg_catalog.regexp_split_to_array($1::text, '***=' || $2::text, 'i'))[$3];
create function translate(citext, citext, text) returns text language sql immutable strict parallel safe
    return pg_catalog.translate(pg_catalog.translate($1::text, pg_catalog.lower($2::text), $3), pg_catalog.upper($2::text), $3);
