-- unaccent by Unicode's own decompositions, with the letters that have none. There is no dictionary for full text
-- search: a dictionary takes compiled code.

create function unaccent(text) returns text
language sql immutable strict parallel safe
return replace(
    replace(
        replace(
            replace(
                replace(
                    replace(
                        translate(
                            regexp_replace(normalize($1, nfd), '[\u0300-\u036f]', '', 'g'),
                            'øØłŁđĐħĦıŀĿŧŦðÐ', 'oOlLdDhHilLtTdD'
                        ),
                        'ß', 'ss'
                    ),
                    'æ', 'ae'
                ),
                'Æ', 'AE'
            ),
            'œ', 'oe'
        ),
        'Œ', 'OE'
    ),
    'þ', 'th'
);
