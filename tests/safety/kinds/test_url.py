"""URLs on both sides of the door."""

from __future__ import annotations

import pytest

REFUSED = {
    ("website", "text"): [
        "https://gmail.com",
        "http://test.com/",
        "HTTPS://Acme.IO/path",
        "https://example.co.uk",
        "https://example.com.evil.io",
        "https://example.com@acme.io/",
        "https://user:pass@acme.io/",
        "https://example.com:80@acme.io",
        "https://acme.io\\@example.com/",
        "https:\\\\acme.io",
        "https:/acme.io",
        "https:acme.io",
        "https:///acme.io",
        "http://intranet/",
        "http://backend:8080/health",
        "http://8.8.8.8/",
        "http://10.0.0.1/",
        "http://134744072/",
        "http://0x8.8.8.8/",
        "http://[2a00:1450::200e]/",
        "http://[::ffff:8.8.8.8]/",
        "https://acme。io/",
        "https://ａｃｍｅ．ｉｏ",
        "https：//acme.io",
        "https://ac\u200bme.io",
        "https%3A%2F%2Facme.io",
        "https:&#47;&#47;acme.io",
        "https:\\/\\/acme.io\\/x",
        "hxxps://acme[.]io",
        "ftp://files.acme.io/x",
        "ws://acme.io",
        "postgres://app:secret@db.acme.io:5432/app",
        "postgresql://app@a.example,b.acme.io/app",
        "jdbc:postgresql://db.acme.io/app",
        "redis://cache:6379",
        "s3://acme-bucket/key",
        "https://{tenant}.acme.io/",
        "https://${HOST}/",
        "//cdn.acme.io/x.js",
        "https://foo.local",
        "https://münchen.de",
        "https://例え.jp/",
        "file://server/share",
    ],
    ("bio", "text"): [
        "see https://acme.io/about, or",
        "(https://acme.io)",
        "https://example.com,https://acme.io",
        "https://example.com/?next=https://acme.io/",
        "https://example.com/?next=https%3A%2F%2Facme.io%2F",
        '<a href="https://acme.io">x</a>',
        '<img src="//cdn.acme.io/a.png">',
        "詳しくはhttps://acme.ioへ",
        "Mozilla/5.0 (compatible; Bot/2.1; +http://www.acme.io/bot.html)",
        "![x](https://acme.io/a.png)",
    ],
    ("links", "text[]"): [["https://example.com", "https://acme.io"]],
    ("metadata", "jsonb"): [
        {"a": [{"link": "https://acme.io"}]},
        {"https://acme.io": True},
        '{"a": "https:\\/\\/acme.io"}',
        {"inner": '{"u": "https://acme.io"}'},
    ],
}

ALLOWED = {
    ("website", "text"): [
        "https://example.com",
        "https://example.com/",
        "https://www.example.com/in/maya?x=1#y",
        "http://EXAMPLE.org:8080/x",
        "https://maya.example.net.",
        "https://api.dev.test/v1",
        "https://user:pass@example.com/",
        "http://localhost:3000",
        "http://app.localhost/",
        "http://127.0.0.1:54321/x",
        "http://[::1]:8080/",
        "http://192.0.2.10/",
        "http://[2001:db8::1]/",
        "ftp://files.example.com/x",
        "postgres://app:pw@db.example:5432/app",
        "postgres://a.example,b.example/app",
        "https://{tenant}.example.com/",
        "https://*.example.org",
        "https://bücher.example/",
        "https://ｅｘａｍｐｌｅ．ｃｏｍ",
        "https%3A%2F%2Fexample.com%2F",
        "//cdn.example.com/x.js",
        "file:///etc/hosts",
        "sqlite:///app.db",
        "https://",
        "mailto:a@example.com",
        "/relative/path.html",
        "avatar.png",
        None,
        "",
    ],
    ("bio", "text"): [
        "see https://example.com/about, or https://example.org.",
        "(https://example.com) and **https://example.com**, `https://example.com`",
        "&lt;a href=&quot;https://example.com&quot;&gt;",
        '<a href="https://example.com">x</a>',
        "詳しくはhttps://example.comへ",
        "https://example.com—and more",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0",
        "// main.rs has a comment //TODO",
        "C://Users/maya",
        "either/or, and//or",
        "ratio 3:2, at 10:30, note: this",
        "data:image/png;base64,iVBORw0KGgo//8/AAAB",
        "http: and https: are schemes",
    ],
    ("metadata", "jsonb"): [{"site": "https://example.com", "https://example.com/x": [1, None, True, 1.5]}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert {"safety-url", "safety-email"} & set(verdict(value, column, type_))


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
