"""Texts in the input syntax of PostgreSQL's types that Arrow has no twin of, as patterns to write from.

PostgreSQL, "Data Types"; addresses are those set aside for documentation or are locally administered
(RFC 5737, RFC 3849, RFC 7042).
"""

from __future__ import annotations

from seeding.infer import standard_numbers

_COORDINATE = r"-?[1-9][0-9]{0,1}\.[0-9]"
_POINT = rf"\({_COORDINATE},{_COORDINATE}\)"
_HEX = "[0-9a-f]"
_WORD = "(apple|river|stone|cloud|garden|silver|forest|harbor|winter|summer|letter|window|bridge|orange)"
_QUALITY = "(quiet|bright|early|local|modern|simple|warm|wide|young|open)"
_ACT = "(walk|build|read|travel|cook|paint|write|plant|learn|mend)"

# Base types by catalog name; every text a pattern gives is valid input.
FORMS: dict[str, str] = {
    "inet": r"(192\.0\.2|198\.51\.100|203\.0\.113)\.[1-9][0-9]",
    "cidr": r"(192\.0\.2|198\.51\.100|203\.0\.113)\.[1-9][0-9]/32",
    "macaddr": f"02:00:5e(:{_HEX}{{2}}){{3}}",
    "macaddr8": f"02:00:5e:ff:fe(:{_HEX}{{2}}){{3}}",
    "money": r"[1-9][0-9]{1,2}\.[0-9]{2}",
    "point": _POINT,
    "line": r"\{[1-9],-?[1-9],-?[0-9]{1,2}\}",
    "lseg": rf"\[{_POINT},{_POINT}\]",
    "box": rf"\({_POINT},{_POINT}\)",
    "path": rf"\[{_POINT},{_POINT},{_POINT}\]",
    "polygon": rf"\({_POINT},{_POINT},{_POINT}\)",
    "circle": rf"<{_POINT},[1-9]\.[0-9]>",
    "tsvector": f"'{_WORD}':1 '{_QUALITY}':2 '{_ACT}':3",
    "tsquery": f"'{_WORD}' & '{_QUALITY}'",
    "xml": f"<note>{_WORD} {_WORD}</note>",
    "timetz": r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\+00",
    "char": "[a-z]",
    "int2vector": "[1-9] [1-9]",
    "oidvector": "[1-9][0-9]{2} [1-9][0-9]{2}",
    "tid": r"\([0-9],[1-9]\)",
    "xid": "[1-9][0-9]{2,5}",
    "xid8": "[1-9][0-9]{2,9}",
    "cid": "[0-9]",
    "pg_lsn": "[0-9A-F]/[1-9A-F][0-9A-F]{6}",
    "txid_snapshot": "10:20:(10,1[1-9]|1[0-9])",
    "pg_snapshot": "10:20:(10,1[1-9]|1[0-9])",
    "jsonpath": r"\$\.[a-z]{3,8}",
    "refcursor": "cursor_[1-9][0-9]{2}",
    "aclitem": "=r/pg_monitor",
    "regclass": r"pg_catalog\.pg_(class|type|proc|index)",
    "regtype": "(integer|text|boolean|date|numeric)",
    "regproc": r"pg_catalog\.(now|version|clock_timestamp)",
    "regprocedure": r"pg_catalog\.(lower|upper)\(text\)",
    "regoper": r"pg_catalog\.(\|\|/|\^@|#-)",
    "regoperator": r"pg_catalog\.(\+|-|\*)\(integer,integer\)",
    "regrole": "pg_(monitor|read_all_stats|signal_backend)",
    "regnamespace": "(pg_catalog|information_schema)",
    "regconfig": "(simple|english|german|french)",
    "regdictionary": "(simple|english_stem)",
    "regcollation": r'pg_catalog\."(C|POSIX)"',
    "regdatabase": "(template0|template1)",
    # Extensions people use.
    "hstore": f'"{_WORD}"=>"{_WORD}", "key_[1-9]"=>"{_WORD}"',
    "ltree": f"top\\.{_WORD}\\.{_WORD}",
    "lquery": f"top\\.\\*\\.{_WORD}",
    "ltxtquery": f"{_WORD} & {_WORD}",
    "query_int": "[1-9]&[1-9][0-9]",
    "cube": r"\([1-9]\.[0-9], [1-9]\.[0-9], [1-9]\.[0-9]\)",
    "seg": r"[1-4]\.[0-9] \.\. [5-9]\.[0-9]",
    "semver": r"[0-9]\.[0-9]{1,2}\.[0-9]{1,2}",
    "box2d": r"BOX\(1 1,[2-9] [2-9]\)",
    "box3d": r"BOX3D\(1 1 1,[2-9] [2-9] [2-9]\)",
    "roaringbitmap": "[{][1-9],[1-9][0-9][}]",
    **{
        name: standard_numbers.form(name)
        for name in ("ean13", "isbn", "isbn13", "issn", "issn13", "ismn", "ismn13", "upc")
    },
}

# The same, with room for every row.
UNIQUE_FORMS: dict[str, str] = {
    "char": "[a-z0-9]",
    "inet": f"2001:db8:[1-9a-f]{_HEX}{{3}}::[1-9a-f]{_HEX}{{3}}:[1-9a-f]{_HEX}{{3}}",
    "cidr": f"2001:db8:[1-9a-f]{_HEX}{{3}}::[1-9a-f]{_HEX}{{3}}:[1-9a-f]{_HEX}{{3}}/128",
    "macaddr": f"02(:{_HEX}{{2}}){{5}}",
    "macaddr8": f"02(:{_HEX}{{2}}){{7}}",
    "money": r"[1-9][0-9]{0,9}\.[0-9]{2}",
    "point": r"\([1-9][0-9]{6},[1-9][0-9]{6}\)",
    "ltree": "top\\.[a-z0-9]{12}",
    "pg_lsn": "[1-9A-F][0-9A-F]{5}/[1-9A-F][0-9A-F]{6}",
    "xid8": "[1-9][0-9]{14}",
    "timetz": r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{4}\+00",
    "circle": r"<\([1-9][0-9]{6},[1-9][0-9]{6}\),[1-9]>",
    "tsvector": "'[a-z]{9}':1",
    "tsquery": "'[a-z]{9}'",
    "jsonpath": r"\$\.[a-z]{9}",
    "box": r"\([1-9][0-9]{6},[1-9][0-9]{6}\),\([1-9],[1-9]\)",
    "cube": r"\([1-9][0-9]{6}, [1-9]\.[0-9]\)",
    "seg": r"[1-9][0-9]{0,4}",
    "lquery": "top\\.[a-z0-9]{12}",
    "semver": r"[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]{0,3}",
    "refcursor": "cursor_[a-z0-9]{9}",
    "hstore": '"key"=>"[a-z0-9]{12}"',
}

# PostgreSQL has no input function for these, or nobody may write them.
UNWRITABLE = frozenset(
    {"pg_node_tree", "pg_ndistinct", "pg_dependencies", "pg_mcv_list", "pg_brin_bloom_summary",
     "pg_brin_minmax_multi_summary", "gtsvector"}
)  # fmt: skip
