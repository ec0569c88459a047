"""Bare names of hosts on both sides of the door."""

from __future__ import annotations

import pytest

REFUSED = {
    ("domain", "text"): [
        "gmail.com",
        "test.com",
        "example.co.uk",
        "myexample.com",
        "draw.io",
        "foo.local",
        "db.internal",
        "acme.corp",
        "acme.io:8080",
        "acme.io/path",
        "*.acme.io",
        ".acme.io",
        "acme.io.",
        "ACME.IO",
        "acme。io",
        "ａｃｍｅ.ｉｏ",
        "münchen.de",
        "例え.jp",
        "xn--bcher-kva.ch",
        "8.8.8.8",
        "10.0.0.1",
        "2a00:1450:4001::200e",
        "[2a00:1450:4001::200e]:443",
        "a.example, b.acme.io",
        "{acme.io,a.example}",
    ],
    ("website", "text"): ["acme.io", "www.acme.io", "acme.io/team.html"],
    ("host", "citext"): ["db.acme.io"],
    ("homepageUrl", "text"): ["acme.io/x"],
    ("allowed_domains", "text[]"): [["a.example", "acme.io"]],
    ("bio", "text"): [
        "find me at gmail.com",
        "worked at Amazon.com",
        "acme.co.uk and others",
        "iit.ac.in",
        "see www.draw.io",
        "github.io/x is not, acme.github.io is",
        "t.me/durov",
        "bit.ly/3xYz",
        "wa.me/919876543210",
        "linkedin.com/in/maya",
        "draw.io/diagrams",
        "docs.rs/serde",
        "Bit.ly/3xYz",
        "acme.app/x",
        "php.net rocks",
        "project.supabase.co",
        "gmail.com_",
        "連絡先gmail.comまで",
        "gmail.com—maya",
        "https://example.com/?ref=acme.org",
        "@gmail.com",
        "state.gov, mit.edu",
        "abc.onion",
    ],
    ("skills", "text[]"): [["Python", "linkedin.com/in/maya"]],
    ("settings", "jsonb"): [
        {"domain": "acme.io"},
        {"hosts": ["a.example", "acme.io"]},
        {"smtp": {"host": "mail.acme.io", "port": 25}},
        {"gmail.com": 1},
    ],
    ("payload", "text"): ['{"host": "acme.io"}'],
}

ALLOWED = {
    ("skills", "text[]"): [
        ["Node.js", "README.md", "main.rs", "v1.2.3", "draw.io", "ASP.NET", "Vue.js", "Socket.IO", "D3.js"],
        ["Node.js/Express", "ASP.NET/C#", "Socket.IO/Redis", "asp.net", "ml.net", "Json.NET", ".NET", "B.Tech"],
        ["CI/CD", "TCP/IP", "PL/pgSQL", "C++", "scikit-learn", "os.environ", "java.util.List"],
    ],
    ("skill", "text"): ["Next.js", "ASP.NET Core", "product.It", "com.example.app", "org.postgresql.Driver"],
    ("bio", "text"): [
        "Built it with Node.js. Then README.md, main.rs and v1.2.3.",
        "e.g. this, i.e. that, U.S.A., Ph.D., M.Sc., 3.14, a.m.",
        "First sentence.Second sentence.Third",
        "see example.com, example.org/x and www.example.net.",
        "連絡先example.comまで",
        "maya.dev.test and app.localhost",
        "src/main.rs, docs/README.md:12, .env.local, settings.py",
        "Python 3.11.4/3.12.1 on 10.4",
        "wait... what",
        "and/or 1.5/2.5",
        "Sr.Engineer/Tech.Lead, main.py/test.py, index.html/about.html",
        "application/vnd.api+json, git@{host}:x, 10.1038/s41586-020-2649-2",
        "St. John's Rd. 12, No.5, Co.Ltd, A.I./M.L., I.B.M/HP",
    ],
    ("domain", "text"): [
        "example.com",
        "a.b.example.org",
        "maya.test",
        "localhost",
        "localhost:3000",
        "192.0.2.4",
        "127.0.0.1:5432",
        "2001:db8::5",
        "::1",
        "[2001:db8::5]:443",
        "*.example.com",
        "EXAMPLE.COM.",
        "a.example, b.example",
        "engineering",
        "1.2.3",
        "",
        None,
    ],
    ("website", "text"): [
        "Our site was built with Node.js and draw.io",
        "www.example.com",
        "logo.png",
        "/static/logo.min.js",
        "none",
    ],
    ("site_description", "text"): ["draw.io"],
    ("domain_expertise", "text"): ["ASP.NET"],
    ("hostage", "text"): ["Node.js"],
    ("settings", "jsonb"): [
        {"domain": "a.example", "hosts": ["b.test"], "skills": ["Node.js", "draw.io"], "v": "1.2.3"},
        {"smtp": {"host": "mail.example.com", "name": "draw.io"}},
    ],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert "safety-domain" in verdict(value, column, type_)


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
