"""The bulk scan refuses exactly the rows that `inspect` refuses: nothing hides from the prefilter.

Values are built the way an attacker would: real and reserved addresses, spelled in every disguise we know
and in mixtures of them, glued into texts, JSON and names of hosts.
"""

from __future__ import annotations

import json
import os

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeding.errors import UnsafeValueError
from seeding.safety import inspect, scan

ATOMS = st.sampled_from(
    [
        "priya@gmail.com", "a@example.com", "a@b.test", "root@localhost", "root@intranet", "x@8.8.8.8",
        "x@[192.0.2.1]", "a@example.com.evil.io", "a@sub.example.org.", "react@18.2.0", "@john.doe", "a@münchen.de",
        "https://acme.io/x", "https://example.com/y?z=1", "http://intranet", "http://127.0.0.1:80/", "//cdn.acme.io/",
        "https://u:p@acme.io", "postgres://a.example,b.acme.io/x", "https:acme.io", "https://{t}.example.com",
        "file:///etc/x", "http://[::1]/", "gmail.com", "example.com", "draw.io", "Node.js", "www.acme.io",
        "www.example.com", "acme.co.uk", "t.me/x", "foo.local", "README.md", "main.rs/lib.rs", "8.8.8.8", "192.0.2.7",
        "2a00:1450::1", "v1.2.3", "acme.github.io", "例え.jp", "連絡先example.comまで", "test.com", "a.test/x",
        "xn--p1ai.рф",
        "+91 98765 43210", "+1 212 555 0147", "9876543210", "(212) 555-0147", "07700 900123", "tel:2125551234",
        "+44 (0)20 7946 0958", "+10 000 000", "555-0147", "2024-01-01", "x123", "Phone: 98765 43210", "(0)",
        "priya at gmail dot com", "a [at] example [dot] com", "dot com", "©", "é", "…", "👍🏽", "फ़ोन", "ЁЖ", "Ⅳ",
    ]
)  # fmt: skip
GLUE = st.sampled_from(
    ["", " ", ", ", "\n", "\t", ".", ";", ":", "/", "@", "-", "_", '"', "'", "<b>", "</b>", "(", ")", "[", "]", "{",
     "}", "\\", "%", "&", "#", "?", "=", "+", "*", "|", "—", "。", "、", "は", "\u200b", "\u00a0", "\u3000", "\u00ad",
     "\x0c", "\x1f", "\x7f", "\u2028", "·", "://", "www.", "mailto:", "1", "0", "com", "٣"]
)  # fmt: skip


def each(change):
    return lambda text, chosen: "".join(change(c) if chosen(i, c) else c for i, c in enumerate(text))


def wide(c):
    return chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c


DISGUISES = st.sampled_from(
    [
        each(wide),
        each(lambda c: f"%{ord(c):02X}" if c < "\x80" else c),
        each(lambda c: f"%25{ord(c):02x}" if c < "\x80" else c),
        each(lambda c: f"&#{ord(c)};"),
        each(lambda c: f"&#x{ord(c):X}"),
        each(lambda c: f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c),
        each(lambda c: f"\\x{ord(c):02x}" if c < "\x80" else c),
        each(lambda c: f"{c}\u200b"),
        each(lambda c: f"{c}\u2060\u00ad"),
        each(lambda c: f"\x01{c}"),
        each(lambda c: {".": "。", "@": "﹫", "/": "／", ":": "：", "-": "‑", " ": "\u00a0"}.get(c, c)),
        each(lambda c: {".": "·"}.get(c, c)),
        each(lambda c: {".": " [dot] ", "@": " (at) "}.get(c, c)),
        each(lambda c: {".": " dot ", "@": " at "}.get(c, c)),
        each(lambda c: {".": "[.]", ":": "[:]", "@": "[@]", "/": "[/]"}.get(c, c)),
        each(lambda c: {".": "&period;", "@": "&commat;", "&": "&amp;"}.get(c, c)),
        each(lambda c: {"@": "<b>@</b>"}.get(c, c)),
        each(lambda c: {"@": "@(c)"}.get(c, c)),
        each(lambda c: chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c),
        each(lambda c: chr(0x0660 + int(c)) if c in "0123456789" else c),
        each(str.upper),
        each(str.title),
    ]
)


@st.composite
def texts(draw):
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(ATOMS)
        for _ in range(draw(st.integers(0, 3))):
            disguise = draw(DISGUISES)
            kind = draw(st.integers(0, 2))
            pick = draw(st.integers(2, 5))
            if kind == 0:
                text = disguise(text, lambda i, c: True)
            elif kind == 1:
                text = disguise(text, lambda i, c: not c.isalnum())
            else:
                text = disguise(text, lambda i, c, pick=pick: i % pick == 0)
        parts += [draw(GLUE), text, draw(GLUE)]
    return "".join(parts)


KEYS = (
    st.sampled_from(
        [
            "a",
            "phone",
            "Phone",
            "tel",
            "home",
            "id",
            "email",
            "e-mail",
            "host",
            "url",
            "домен",
            "téléphone",
            "name",
            "x y",
        ]
    )
    | texts()
)
TREES = st.recursive(
    texts() | st.integers(-(10**12), 10**13) | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
JSON_TEXTS = st.builds(
    lambda tree, ascii_only, indent: json.dumps(tree, ensure_ascii=ascii_only, indent=indent),
    TREES,
    st.booleans(),
    st.sampled_from([None, 1]),
)
COLUMNS = st.sampled_from(
    ["bio", "email", "phone", "telephone", "website", "domain", "host", "location", "phone_id", "data", "contact", "ip"]
)
VALUES = (
    texts() | JSON_TEXTS | st.text(max_size=40) | st.text(alphabet="@.:/+-%&\\[](){}ac om019éＡ。\u200b", max_size=30)
)
EXAMPLES = int(os.environ.get("SAFETY_EXAMPLES", "150"))


def refused_rows(array, column, type_):
    try:
        scan(pa.record_batch({column: array}), table="t", first_row=0, types={column: type_})
    except UnsafeValueError as error:
        return {int(finding.where.rsplit(" ", 1)[1]) for finding in error.findings}
    return set()


@given(st.lists(VALUES.map(lambda v: v.replace("\x00", "")), min_size=1, max_size=6), COLUMNS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_texts(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="text")}
    assert refused_rows(pa.array(values, pa.string()), column, "text") == alone


@given(st.lists(JSON_TEXTS.map(lambda v: v.replace("\x00", "")), min_size=1, max_size=6), COLUMNS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_json(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="jsonb")}
    assert refused_rows(pa.array(values, pa.json_()), column, "jsonb") == alone


@given(st.lists(st.lists(texts(), max_size=3) | st.none(), min_size=1, max_size=5), COLUMNS)
@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
def test_arrays(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="text[]")}
    assert refused_rows(pa.array(values, pa.list_(pa.string())), column, "text[]") == alone


@given(st.lists(st.integers(0, 10**13) | st.sampled_from([12125550147, 447700900123]), min_size=1), COLUMNS)
@settings(max_examples=EXAMPLES // 3, deadline=None)
def test_numbers(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="bigint")}
    assert refused_rows(pa.array(values, pa.int64()), column, "bigint") == alone
