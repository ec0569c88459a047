"""Keys and tokens on both sides of the door. All of them are made up here, and put together when the test runs."""

from __future__ import annotations

import base64
import hashlib
import json
import string

import pytest

from seeding.safety import inspect


def signs(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    """So many signs that look drawn: the same in every run."""
    octets = hashlib.shake_256(f"{count} {alphabet}".encode()).digest(count)
    return "".join(alphabet[octet % len(alphabet)] for octet in octets)


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + "234567"
BASE64URL = string.ascii_letters + string.digits + "-_"

TOKENS = {
    "AWS key id": "AKIA" + signs(16, UPPER),
    "AWS temporary key id": "ASIA" + signs(16, UPPER),
    "Google API key": "AIza" + signs(35, BASE64URL.replace("-", "")),
    "Google OAuth": "GOCSPX" + "-" + signs(28),
    "Google access token": "ya29" + "." + signs(60),
    "GitHub": "ghp" + "_" + signs(36),
    "GitHub OAuth": "gho" + "_" + signs(36),
    "GitHub server": "ghs" + "_" + signs(36),
    "GitHub fine-grained": "github_pat" + "_" + signs(22) + "_" + signs(59),
    "GitLab": "glpat" + "-" + signs(20),
    "Slack bot": "xoxb" + "-1234567890-" + signs(24),
    "Slack user": "xoxp" + "-1234567890-1234567890-" + signs(32, HEX),
    "Slack app": "xapp" + "-1-A012345-" + signs(64, HEX),
    "Stripe": "sk" + "_live_" + signs(24),
    "Stripe restricted": "rk" + "_live_" + signs(24),
    "Stripe publishable": "pk" + "_live_" + signs(24),
    "Stripe test mode": "sk" + "_test_" + signs(24),
    "Stripe webhook": "whsec" + "_" + signs(32),
    "OpenAI": "sk" + "-" + signs(48),
    "OpenAI project": "sk-proj" + "-" + signs(80),
    "Anthropic": "sk-ant" + "-api03-" + signs(93),
    "SendGrid": "SG" + "." + signs(22) + "." + signs(43),
    "Twilio": "SK" + signs(32, HEX),
    "npm": "npm" + "_" + signs(36),
    "PyPI": "pypi" + "-AgEIcHlwaS5vcmc" + signs(70),
    "Supabase secret": "sb" + "_secret_" + signs(22) + "_" + signs(8),
    "Supabase personal": "sbp" + "_" + signs(40, HEX),
    "Hugging Face": "hf" + "_" + signs(34),
    "DigitalOcean": "dop" + "_v1_" + signs(64, HEX),
    "Shopify": "shpat" + "_" + signs(32, HEX),
    "Firebase": "AAAA" + signs(7) + ":APA91b" + signs(134),
    "Telegram": "123456789" + ":AA" + signs(33),
    "Mailchimp": signs(32, HEX) + "-us12",
    "Azure storage": "AccountKey" + "=" + signs(86) + "==",
    "JWT": f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': '1', 'role': 'service_role'})}.{signs(43)}",
    "JWT with a key id": f"{part({'alg': 'RS256', 'kid': 'a'})}.{part({'iss': 'x'})}.{signs(342)}",
    "age": "AGE-SECRET-KEY-1" + signs(58, string.ascii_uppercase),
}
PEM = "-----BEGIN {} PRIVATE " + "KEY-----\n{}\n-----END {} PRIVATE " + "KEY-----"

PLACES = [("api_key", "text"), ("bio", "text"), ("access_token", "varchar"), ("id", "text")]
WRAPPED = [
    "{}",
    "token={}",
    "Authorization: Bearer {}",
    "export KEY='{}'",
    "KEY_{}",
    '{{"config": {{"key": ["{}"]}}}}',
    "<code>{}</code>",
    "密钥{}です",
    "https://example.com/?key={}&x=1",
    "\u200b{}\u200b",
]
DISGUISES = [
    lambda text: "".join(f"%{ord(c):02X}" for c in text),
    lambda text: "".join(f"&#{ord(c)};" for c in text),
    lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "\u200b".join,
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
]


@pytest.mark.parametrize("name", TOKENS)
def test_refused(verdict, name):
    for column, type_ in PLACES:
        assert set(verdict(TOKENS[name], column, type_)) == {"safety-secret"}
    for wrapped in WRAPPED:
        assert set(verdict(wrapped.format(TOKENS[name]), "note", "text")) == {"safety-secret"}
    assert set(verdict({"nested": [{"key": TOKENS[name]}]}, "config", "jsonb")) == {"safety-secret"}
    for disguise in DISGUISES:
        assert "safety-secret" in verdict(disguise(TOKENS[name]), "note", "text")


@pytest.mark.parametrize("owner", ["RSA", "EC", "OPENSSH", "ENCRYPTED", "DSA"])
def test_private_keys(verdict, owner):
    key = PEM.format(owner, signs(64) + "\n" + signs(64), owner)
    assert verdict(key, "certificate", "text") == ["safety-secret"]
    assert verdict(key.replace("\n", "\\n"), "certificate", "text") == ["safety-secret"]
    assert verdict({"type": "service_account", "private_key": key}, "credentials", "jsonb") == ["safety-secret"]
    assert verdict(key.replace(f"{owner} ", ""), "note", "text") == ["safety-secret"]
    assert verdict(key.replace(signs(64), "..."), "note", "text") == []
    assert verdict(key.replace("PRIVATE", "PUBLIC"), "note", "text") == []


OTHERS_REFUSED = {
    ("aws_secret_access_key", "text"): [signs(40)],
    ("note", "text"): [
        "aws_secret_access_key = " + signs(40),
        "AWS_SECRET_ACCESS_KEY=" + signs(40),
        '"SecretAccessKey": "' + signs(40) + '"',
        "Server=tcp:db.acme.io,1433;User Id=app;Password=hunter2;",
        "host=db.acme.io user=app password=hunter2",
        "host=198.51.101.7 password=hunter2",
        "PuTTY-User-Key-File-2: ssh-rsa",
    ],
    ("config", "jsonb"): [{"aws": {"secretAccessKey": signs(40)}}, {"dsn": "Data Source=db.acme.io;Pwd=x1"}],
}

ALLOWED = {
    ("api_key", "text"): [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "sk" + "_live_" + "x" * 24,
        "ghp" + "_" + "X" * 36,
        "sk-your-api-key-here",
        "sk-...",
        "<your-api-key>",
        "pk_test_" + signs(24),
        signs(32),
        signs(64, HEX),
        signs(40, HEX),
        "5eed0000-0000-4000-8000-000000000000",
        "sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
        "secret",
        None,
    ],
    ("aws_secret_access_key", "text"): [signs(40, HEX), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "none"],
    ("password_hash", "text"): [
        "$2b$12$" + signs(53),
        "$2y$10$" + signs(53),
        "$argon2id$v=19$m=65536,t=3,p=4$" + signs(22) + "$" + signs(43),
        "pbkdf2_sha256$600000$" + signs(22) + "$" + signs(43) + "=",
        "scrypt:32768:8:1$" + signs(16) + "$" + signs(128, HEX),
    ],
    ("commit", "text"): [signs(40, HEX), signs(7, HEX)],
    ("avatar", "text"): ["data:image/png;base64,iVBORw0KGgo" + signs(400) + "=="],
    ("public_key", "text"): ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + signs(43) + " maya@example.com"],
    ("integrity", "text"): ["sha512-" + signs(86) + "=="],
    ("note", "text"): [
        "eyJ is how a token starts",
        "eyJhbGciOi.not.a-token-at-all",
        f"{part({'alg': 'none'})}.{part({'sub': '1'})}.",
        f"{part(['alg'])}.{part({'sub': '1'})}.{signs(43)}",
        "task-management, risk-assessment and disk-utilisationmanagement",
        "npm_config_registry and pypi-mirror, SG.pending, SK-2024",
        "Server=localhost;Database=app;Password=postgres",
        "host=db.example password=secret",
        "host=127.0.0.1 password=secret",
        "password = required, host = any",
        "postgres://app:secret@localhost:5432/app",
        "https://user:pass@example.com/",
        "ghp_ is the prefix of GitHub's tokens",
        "secret_access_key = " + signs(40, HEX),
    ],
    ("config", "jsonb"): [{"key": "AKIA" + "IOSFODNN7EXAMPLE", "hash": signs(64, HEX)}],
}


def table(values):
    return [pytest.param(v, *place, id=f"{place[0]}-{n}") for place, vs in values.items() for n, v in enumerate(vs)]


@pytest.mark.parametrize(("value", "column", "type_"), table(OTHERS_REFUSED))
def test_others_refused(verdict, value, column, type_):
    assert "safety-secret" in verdict(value, column, type_)


@pytest.mark.parametrize(("value", "column", "type_"), table(ALLOWED))
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []


def test_the_message_shows_next_to_nothing():
    for token in TOKENS.values():
        (finding, *_) = inspect(token, column="key", type="text")
        assert token[:4] not in finding.message
        assert token[4:] not in str(finding)
