-- The part of pg_trgm that SQL can do truly: similarity of whole texts. Its index operator classes take compiled
-- code; migrations that ask for them are applied without that index, and the run says so. Similarity of words does
-- not exist here: its functions say so when called.

create function show_trgm(text) returns text[]
language sql immutable strict parallel safe
return array(
    select distinct substr(padded, n, 3)
    from (
        select '  ' || word || ' ' as padded
        from regexp_split_to_table(lower($1), '[^[:alnum:]]+') word
        where word <> ''
    ) words, generate_series(1, length(padded) - 2) n
    order by 1
);

create function similarity(text, text) returns real
language sql immutable strict parallel safe
return (
    select coalesce(count(*) filter (where a is not null and b is not null)::real / nullif(count(*), 0), 0)::real
    from unnest(show_trgm($1)) a full join unnest(show_trgm($2)) b on a = b
);

create function similarity_dist(text, text) returns real
language sql immutable strict parallel safe
return 1::real - similarity($1, $2);

create function show_limit() returns real
language sql stable strict parallel safe
return coalesce(nullif(current_setting('pg_trgm.similarity_threshold', true), ''), '0.3')::real;

create function set_limit(real) returns real
language sql volatile strict
return set_config('pg_trgm.similarity_threshold', $1::text, false)::real;

create function similarity_op(text, text) returns boolean
language sql stable strict parallel safe
return similarity($1, $2) >= show_limit();

create operator % (leftarg = text, rightarg = text, function = similarity_op, commutator = operator(%));
create operator <-> (leftarg = text, rightarg = text, function = similarity_dist, commutator = operator(<->));

do $do$
declare
    missing record;
begin
    for missing in
        select * from (values
            ('word_similarity', 'real'), ('strict_word_similarity', 'real'),
            ('word_similarity_op', 'boolean'), ('word_similarity_commutator_op', 'boolean'),
            ('strict_word_similarity_op', 'boolean'), ('strict_word_similarity_commutator_op', 'boolean'),
            ('word_similarity_dist_op', 'real'), ('word_similarity_dist_commutator_op', 'real')
        ) names (name, type)
    loop
        execute format(
            $f$create function %I(text, text) returns %s language plpgsql stable strict as $$begin
                raise exception '%s is not in the embedded server''s pg_trgm'
                    using errcode = 'feature_not_supported', hint = 'ask a server that has pg_trgm';
            end$$$f$,
            missing.name, missing.type, missing.name
        );
    end loop;
end;
$do$;

create operator <% (leftarg = text, rightarg = text, function = word_similarity_op);
create operator %> (leftarg = text, rightarg = text, function = word_similarity_commutator_op);
create operator <<% (leftarg = text, rightarg = text, function = strict_word_similarity_op);
create operator %>> (leftarg = text, rightarg = text, function = strict_word_similarity_commutator_op);
create operator <<-> (leftarg = text, rightarg = text, function = word_similarity_dist_op);
create operator <->> (leftarg = text, rightarg = text, function = word_similarity_dist_commutator_op);
