"""Secrets that only their surroundings tell: a password in a URL or a role, a random text that is called a key."""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from seeding.migrations.check.literals import PASSWORD_OF_ROLE, Literal
from seeding.migrations.check.source import Source
from seeding.safety.accounts import structure
from seeding.safety.checks import mod_97
from seeding.safety.hosts import host_at
from seeding.safety.mask import masked_word
from seeding.safety.names import belongs_to_nobody

_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,24}://(?P<user>[^\s:/@?#'\"]*):(?P<password>[^\s/@'\"]+)@", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_LOCAL = re.compile(r"(?<![A-Za-z0-9])sb_secret_[A-Za-z0-9_-]{16,}")
_LOOK = re.compile(
    r"://|bearer|basic|token|hooks?\.|webhook|sb_secret_|pass|pwd|secret|key|credential|(?-i:[A-Z]{2}\d{2}|\d[A-Z<]{3}\d{7})",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"\bpk_(?:live|test)_[A-Za-z0-9]+")
# Names of vocabularies and licences that are written as URLs, which nobody opens; the own machine, as Docker calls it;
# and where everybody may have a mailbox, which is nobody's own name.
_VOCABULARY = re.compile(
    r"https?://(?:www\.)?(?:w3\.org|json-schema\.org|schema\.org|purl\.org|xmlns\.com|opengis\.net|ns\.adobe\.com"
    r"|schemas\.(?:openxmlformats\.org|xmlsoap\.org|microsoft\.com|android\.com)"
    r"|spdx\.org/licenses|opensource\.org/licenses?|creativecommons\.org/(?:licenses|publicdomain)"
    r"|(?:gnu|apache|opendatacommons)\.org/licenses)(?![\w.-])[/\w.#-]*",
    re.IGNORECASE,
)
_OWN_MACHINE = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|[a-z][a-z0-9-]*", re.IGNORECASE)
_DOCKER = re.compile(r"(?<![\w.-])(?:host|gateway|kubernetes)\.docker\.internal(?![\w.-])", re.IGNORECASE)
# What somebody fills in later: {{domain}}, ${HOST}, <project-ref>, [YOUR-PROJECT], %s, $1, __HOST__.
_BLANK = (
    r"(?:\{\{[^{}/]*\}\}|#?\{[^{}/]*\}|\$\{[^{}/]*\}|\$\d+|\$[A-Z_]{2,}"
    r"|<[A-Za-z][\w .-]*>|\[[A-Za-z][\w .-]*\]|%\([^()/]*\)s|%[sIL](?!\w)|%%?[A-Za-z_]+%%?|__[A-Za-z]\w*?__|:[a-z_]+)"
)
_UNFILLED = re.compile(
    rf"\b[a-z][a-z0-9+.-]{{1,24}}://(?:[^\s/@'\"]*@)?(?:"
    rf"(?:[\w-]*\.|{_BLANK})*{_BLANK}(?:\.supabase\.(?:co|in))?|(?i:your[\w-]*|project-ref)\.supabase\.(?:co|in)"
    rf")(?::(?:\d+|{_BLANK}))?(?![\w.}}-])"
)
# Who logs in, before the host of a URL or of a git remote: no mailbox.
_LOGIN = re.compile(r"(?<=://)[^\s/@:?#'\"]+@|(?<![\w.@-])git@(?=[\w.-]+:)")
_MAIL_HOSTS = frozenset(
    {"gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "yahoo.com", "ymail.com",
     "aol.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net",
     "web.de", "t-online.de", "mail.com", "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "zoho.com",
     "fastmail.com", "orange.fr", "free.fr", "libero.it", "wp.pl",
     # Those of one's ten minutes, which sign-ups are barred from by name.
     "mailinator.com", "guerrillamail.com", "guerrillamail.net", "guerrillamail.org", "sharklasers.com", "yopmail.com",
     "10minutemail.com", "temp-mail.org", "tempmail.com", "trashmail.com", "throwawaymail.com", "throwaway.email",
     "maildrop.cc", "getnada.com", "dispostable.com", "fakeinbox.com", "mailnesia.com", "mohmal.com", "discard.email",
     "spamgourmet.com", "mailcatch.com", "tempinbox.com", "moakt.com", "emailondeck.com"}
)  # fmt: skip
_HOOK = re.compile(
    r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,}"
    r"|discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}|[\w.-]+\.webhook\.office\.com/webhookb2/[\w@/-]{20,}"
)
# Signed for whoever opens the app: the key of the role `anon`, which every visitor of a Supabase project is sent.
_ANYBODYS = re.compile(r"(?<![A-Za-z0-9])eyJ[\w-]{8,}\.(eyJ[\w-]{2,})\.[\w-]{8,}")
_BEARER = re.compile(r"\b(?:bearer|basic|token)\s+([A-Za-z0-9+/_=.-]{16,})", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|[^a-z])(?:pass(?:word|wd|phrase)?|pwd|secrets?|api[_-]?key|apikey|access[_-]?key|private[_-]?key|signing[_-]?key"
    r"|encryption[_-]?key|service[_-]?role(?:[_-]?key)?|auth[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token"
    r"|bearer|token|credentials?|client[_-]?secret|webhook[_-]?secret|jwt[_-]?secret|anon[_-]?key|license[_-]?key)(?:$|[^a-z])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?P<name>[\w.-]*(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|token|credential)[\w.-]*)"
    r"[\"']?\s*(?:=>|:=|[:=])\s*[\"']?(?P<value>[^\s\"',;&}]{8,})",
    re.IGNORECASE,
)
_UNLESS = re.compile(
    r"hash|digest|count|limit|expir|length|type|name$|_at$|_id$|id$|url|uri|enabled|policy|reset", re.IGNORECASE
)
_DUMMY = re.compile(
    r"example|placeholder|redacted|change[_-]?me|dummy|sample|fake|invalid|not[_-]?a[_-]?real|x{4}|0{6}|1234|abcd|your[_-]|my[_-]"
    r"|insert[_-]?here|todo|test|demo|password|secret|passw0rd|postgres|\bnull\b|current_setting|process\.env"
    r"|^(?:\.\.\.|…|\*|<|\[|\{|\$|%|:)",
    re.IGNORECASE,
)
_HASHED = re.compile(
    r"\$(?:2[abxy]?|argon2\w*|5|6|1|pbkdf2\w*|scrypt)\$|SCRAM-SHA-256\$|md5[0-9a-f]{32}|\{(?:SHA|SSHA)|pbkdf2_sha",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_CODE = re.compile(r"[\w$]+(?:\.[\w$]+)*\s*\(|\s")
_RANDOM = 3.0  # bits a character, of texts of 16 characters: words have fewer, or no digits
_SHORTEST = 12
_LONGEST_NAME = 60
_PASSWORD = re.compile(r"pass(?:word|wd)|pwd", re.IGNORECASE)
_SHORTEST_PASSWORD = 8
_OF_A_ROLE = "the password of a role"
_WRITTEN_FOR_A_ROLE = "the password that is written into a statement here"
_KEPT = "kept as a secret"
_KEEP = {"create_secret": 0, "update_secret": 1}  # Supabase Vault's, and which of their arguments it is
_PLACE_OF_PASSWORD = re.compile(r"\bpassword\s+(?:%(?:\d+\$)?[Ls]|'%(?:\d+\$)?s')", re.IGNORECASE)
_KEYED = {"pgp_sym_encrypt", "pgp_sym_decrypt", "pgp_sym_encrypt_bytea", "pgp_sym_decrypt_bytea", "hmac"}
_CALLS = {"crypt", "md5", "digest", "gen_salt", "sha256", "current_setting", "has_table_privilege"}


def innocent(value: str) -> bool:
    """Whether a whole text is something that only looks like data: a pattern, a list of names."""
    return value.startswith("^") or value.endswith("$")


def names_a_mail_service(host: str) -> bool:
    """Whether a host's name alone says nothing of anybody: a service where everybody may have a mailbox."""
    return host.lower().rstrip(".") in _MAIL_HOSTS


def worth_a_look(value: str) -> bool:
    """Whether `in_text` or `accounts` may find something: a cheap question for many values."""
    return _LOOK.search(value) is not None


def without_public(value: str) -> str:
    """A text without what is made to be shown to everybody: publishable keys, the names of vocabularies.

    >>> without_public('{"$schema": "https://json-schema.org/draft/2020-12/schema", "at": "http://host.docker.internal:1"}')
    '{"$schema": "", "at": "http://localhost:1"}'
    >>> without_public("https://{{domain}}/a https://<ref>.supabase.co/b https://{{who}}.acme.io/c ssh://git@acme.io/d")
    '/a /b https://{{who}}.acme.io/c ssh://acme.io/d'
    """
    if "pk_" in value:
        value = _PUBLIC.sub("", value)
    if "eyJ" in value:
        value = _ANYBODYS.sub(lambda found: "" if _is_of_anon(found[1]) else found[0], value)
    if "://" in value:
        value = _UNFILLED.sub("", _VOCABULARY.sub("", value))
    if "@" in value:
        value = _LOGIN.sub("", value)
    return _DOCKER.sub("localhost", value) if ".docker." in value else value


def _is_of_anon(claims: str) -> bool:
    """Whether the claims of a signed token (Base64url of JSON) are those of everybody's key.

    >>> _is_of_anon("eyJpc3MiOiJzdXBhYmFzZSIsInJvbGUiOiJhbm9uIn0"), _is_of_anon("eyJyb2xlIjoic2VydmljZV9yb2xlIn0")
    (True, False)
    """
    try:
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("role") == "anon" and "sub" not in said


def without_logins(value: str) -> str:
    """A text without the names and passwords in its URLs.

    >>> without_logins("postgres://app:pa55@db.example.com/app")
    'postgres://db.example.com/app'
    """
    return _URL.sub(lambda found: f"{found[0].partition('://')[0]}://", value)


def accounts(value: str) -> Iterator[tuple[str, str]]:
    """Numbers of bank accounts that check out, even those of the registry's examples: no migration needs one."""
    for found in _IBAN.finditer(value):
        number = re.sub(r"[ -]", "", found[0]).upper()
        form = structure(number[:2])
        fits = form is not None and len(number) == form[0] and form[1].fullmatch(number[4:]) and mod_97(number)
        if fits and number[2:4] not in ("00", "01", "99"):
            yield masked_word(number), "the number of a bank account (ISO 13616)"


def in_text(value: str) -> Iterator[tuple[str, str]]:
    """Secrets that a text itself tells of: a masked form and what it is."""
    for found in _URL.finditer(value):
        host = host_at(value, found.end())
        word = found["password"]
        shown = f"{found[0].partition('://')[0]}://{found['user']}:***@{host}"
        if host and "." in host and not belongs_to_nobody(host) and not _placeholder(word):
            yield shown, "a URL with a password to somebody's host"
        elif host and _OWN_MACHINE.fullmatch(host) and _chosen(word, "password"):
            # Where a migration runs, this is production's own server.
            yield shown, "a URL with a password, to the server that it runs on"
    for found in _LOCAL.finditer(value):
        # Also the one that is printed in every manual: a migration takes it to production.
        yield masked_word(found[0]), "a secret key or token of Supabase's form: whoever holds it acts for its owner"
    for found in _HOOK.finditer(value):
        yield masked_word(found[0]), "a webhook's address: whoever holds it posts there"
    for found in _BEARER.finditer(value):
        if _lets_in(found[1]):
            yield masked_word(found[1]), "a token that lets its bearer in"
    for found in _LABELLED.finditer(value):
        if not _UNLESS.search(found["name"]) and _chosen(found["value"], found["name"]):
            yield masked_word(found["value"]), f"the value of {found['name']}: whoever holds it acts for its owner"


def _lets_in(word: str) -> bool:
    """Whether what stands behind Bearer or Basic is somebody's; of a login in Base64 (RFC 7617), the password tells.

    >>> [_lets_in(word) for word in ("YXBwOlp4OTFrUXBMbTQtcHJvZA==", "YXBwOnBhc3N3b3Jk", "q7Rk2ZpX9vLm4TnB8sWd")]
    [True, False, True]
    """
    try:
        name, colon, password = base64.b64decode(word, validate=True).decode().partition(":")
    except ValueError:
        return _random(word)
    return _chosen(password, "password") if name.isprintable() and colon else _random(word)


def labelled(source: Source, found: Sequence[Literal]) -> Iterator[tuple[str, Literal, str, str]]:
    """Secrets that a column, an argument, the value beside, or the statement around them tells of."""
    rows: dict[tuple[int, int], list[Literal]] = {}
    for literal in found:
        rows.setdefault((literal.statement.start, literal.row), []).append(literal)
    for (_, row), together in rows.items():
        for position, literal in enumerate(together):
            label = _label(source, literal, together if row else (), position)
            told = label == _OF_A_ROLE or (label and _chosen(literal.value, label))
            # What md5 makes of a role's password opens the door as the password does.
            hashed = _HASHED.match(literal.value) and not (label == _OF_A_ROLE and literal.value.startswith("md5"))
            if told and not _placeholder(literal.value) and not hashed:
                yield "secret", literal, masked_word(literal.value), f"{label}: whoever holds it acts for its owner"


def _label(source: Source, literal: Literal, together: Sequence[Literal], position: int) -> str:
    if literal.column == PASSWORD_OF_ROLE:
        return _OF_A_ROLE
    if literal.called == "crypt" and position == 0 and not source.seed:
        return "the password that is hashed here"
    if literal.called in _KEYED:
        return f"the key of {literal.called}()" if _random(literal.value) else ""
    if literal.called == "format" and position and _PLACE_OF_PASSWORD.search(together[0].value):
        return _WRITTEN_FOR_A_ROLE
    if literal.called in _CALLS:
        return ""
    if literal.called in _KEEP and (
        literal.column == "new_secret" or (position == _KEEP[literal.called] and not literal.column)
    ):
        return _KEPT
    name = literal.column
    if _is_name(name):
        return f"the value of {name}"
    for other in together[max(0, position - 2) : position]:
        if len(other.value) <= _LONGEST_NAME and " " not in other.value and _is_name(other.value):
            return f'the value of "{other.value}"'
    before = source.plain[max(literal.statement.start, literal.start - 40) : literal.start]
    words = re.search(r"[\"']?([\w.-]+)[\"']?\s*(?:=|\bto\b)\s*$", before, re.IGNORECASE)
    if words and _is_name(words[1]):
        return f"the value of {words[1]}"
    return ""


def _placeholder(value: str) -> bool:
    return not value or bool(re.match(r"[<\[{$%:*]|\.\.\.|…|x{3,}\Z", value)) or value.lower() in (
        "password", "your-password", "your_password", "changeme", "pass", "postgres", "secret", "pwd",
    )  # fmt: skip


def _is_name(text: str) -> bool:
    return _NAMED.search(text) is not None and not _UNLESS.search(text)


def _chosen(value: str, label: str) -> bool:
    """Whether a text that is called a secret is one: random, or, where it is called a password, only mixed."""
    if _random(value):
        return True
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value) and " " not in value
    return (
        bool(label == _KEPT or _PASSWORD.search(label))
        and len(value) >= _SHORTEST_PASSWORD
        and mixed
        and not _DUMMY.search(value)
    )


def _random(value: str) -> bool:
    """Whether a text is nothing that a person would write: long, mixed, and of no known word.

    >>> [_random(text) for text in ("q7Rk2ZpX9vLm4TnB8sWd", "service_role", "access_token", "5f2d8e0c9b7a4613")]
    [True, False, False, True]
    """
    if len(value) < _SHORTEST or _CODE.search(value) or _DUMMY.search(value) or _HASHED.search(value):
        return False
    if _UUID.fullmatch(value) or value.startswith(("pk_", "sb_publishable_")):
        return False
    if (signed := _ANYBODYS.fullmatch(value)) and _is_of_anon(signed[1]):
        return False
    digits = sum(character.isdigit() for character in value)
    letters = sum(character.isalpha() for character in value)
    if digits < 2 or letters < 3:
        return False
    counted = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counted.values())
    return bits >= _RANDOM
