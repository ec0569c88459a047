-- The part of fuzzystrmatch that SQL can do truly: distances and Soundex give what the original gives. Metaphone
-- does not exist here: its functions say so when called.

create function levenshtein(source text, target text, ins_cost integer, del_cost integer, sub_cost integer)
returns integer
language plpgsql immutable strict parallel safe
set search_path = pg_catalog
as $$
declare
    a      text[] := string_to_array(source, null);
    b      text[] := string_to_array(target, null);
    before integer[];
    now_   integer[];
begin
    before := array(select j * ins_cost from generate_series(0, cardinality(b)) j);
    for i in 1 .. cardinality(a) loop
        now_ := array[i * del_cost];
        for j in 1 .. cardinality(b) loop
            now_[j + 1] := least(
                before[j + 1] + del_cost,
                now_[j] + ins_cost,
                before[j] + case when a[i] = b[j] then 0 else sub_cost end
            );
        end loop;
        before := now_;
    end loop;
    return before[cardinality(b) + 1];
end;
$$;

create function levenshtein(source text, target text) returns integer
language sql immutable strict parallel safe
return levenshtein(source, target, 1, 1, 1);

create function levenshtein_less_equal(
    source text, target text, ins_cost integer, del_cost integer, sub_cost integer, max_d integer
) returns integer
language sql immutable strict parallel safe
return least(levenshtein(source, target, ins_cost, del_cost, sub_cost), case when max_d < 0 then null else max_d + 1 end);

create function levenshtein_less_equal(source text, target text, max_d integer) returns integer
language sql immutable strict parallel safe
return levenshtein_less_equal(source, target, 1, 1, 1, max_d);

create function soundex(text) returns text
language plpgsql immutable strict parallel safe
set search_path = pg_catalog
as $$
declare
    letters text := regexp_replace(upper($1), '[^A-Z]', '', 'g');
    codes   constant text := '01230120022455012623010202';  -- of A to Z
    made    text;
    code    text;
    last    text;
begin
    if letters = '' then
        return '';
    end if;
    made := left(letters, 1);
    last := substr(codes, ascii(made) - 64, 1);
    for place in 2 .. length(letters) loop
        code := substr(codes, ascii(substr(letters, place, 1)) - 64, 1);
        if code <> '0' and code <> last then
            made := made || code;
            exit when length(made) = 4;
        end if;
        -- The original compares with the letter before, whatever it is.
        last := code;
    end loop;
    return rpad(made, 4, '0');
end;
$$;

create function text_soundex(text) returns text
language sql immutable strict parallel safe
return soundex($1);

create function difference(text, text) returns integer
language sql immutable strict parallel safe
return (select count(*)::integer from generate_series(1, 4) n where substr(soundex($1), n, 1) = substr(soundex($2), n, 1));

do $do$
declare
    missing text;
begin
    foreach missing in array array['metaphone(text, integer)', 'dmetaphone(text)', 'dmetaphone_alt(text)'] loop
        execute format(
            $f$create function %s returns text language plpgsql immutable strict as $$begin
                raise exception '%s is not in the embedded server''s fuzzystrmatch'
                    using errcode = 'feature_not_supported', hint = 'ask a server that has fuzzystrmatch';
            end$$$f$,
            missing, missing
        );
    end loop;
end;
$do$;
