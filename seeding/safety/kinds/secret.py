"""Secret keys, access tokens, private keys. Whoever reads the row can act for the one they were issued to.

Only forms that say what they are: a prefix, a signed header, a label. A random text of no form (a digest, a
uuid, a session id we made up) opens nothing, and a hash of a password is no password.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Sequence

from seeding.safety.hosts import host_at
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_word
from seeding.safety.names import belongs_to_nobody
from seeding.safety.tokens import FORMS, PUBLISHED
from seeding.safety.words import Words

# Names of AWS's second half, which has no prefix of its own: forty signs of Base64.
_AWS_NAMES = Words(
    together="secret_access aws_secret access_secret",
    unless="arn at count id label name status type version",
)
_AWS_SECRET = "[A-Za-z0-9/+]{40}"  # noqa: S105 - its form
_AWS_LABELLED = re.compile(
    rf"(?:secret_?access_?key|aws_?secret(?:_?key)?)[\"']?\s*(?:=>|[:=])\s*[\"']?({_AWS_SECRET})(?![A-Za-z0-9/+=])",
    re.IGNORECASE,
)
_FORMS = tuple((form, re.compile(rf"(?<![A-Za-z0-9])(?:{form.pattern})(?![A-Za-z0-9])")) for form in FORMS)
_JWT = re.compile(r"(?<![A-Za-z0-9])(eyJ[A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{8,}")
_PEM = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----(?:\\[nr]|\s)*([^\s\\]*)")
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d")
# "Server=tcp:db.acme.io,1433;User Id=app;Password=...", "host=db.acme.io password=...".
_PASSWORD = re.compile(r"\b(?:password|pwd)\s*=\s*[^\s;&]", re.IGNORECASE)
_SERVER = re.compile(
    r"\b(?:server|data source|host|hostname|hostaddr|addr|address|network address|endpoint)\s*=\s*(?:(?:tcp|np|lpc):)?",
    re.IGNORECASE,
)
# What documentation writes in the place of a key: AWS's AKIAIOSFODNN7EXAMPLE, ghp_xxxxxxxx, <your-api-key>.
_DUMMY = re.compile(
    r"example|placeholder|redacted|change_?me|dummy|not_?a_?real|x{4}|your_?(?:api|access|secret|token|key)"
    r"|^(?:\.\.\.|…|\*|<|\[)",
    re.IGNORECASE,
)
_FEWEST = 20


class _Secret:
    name = "secret"
    hint = "use a made-up text without an issuer's prefix, or the issuer's own documentation key (AKIA…EXAMPLE)"

    def clues(self, place: Place) -> Sequence[Clue]:
        by_sign: dict[str, list[str]] = {}
        for form in FORMS:
            by_sign.setdefault(form.sign, []).append(form.pattern)
        one = [_form_clue(sign, "|".join(patterns)) for sign, patterns in by_sign.items()]
        return (
            *one,
            Clue(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{8,}", ".", fewest=_FEWEST),
            Clue("PRIVATE KEY|PuTTY-User-Key-File-", "-", fewest=_FEWEST),
            Clue(r"(?i:password|pwd)\s*=", "=", fewest=_FEWEST),
            Clue(rf"(?i:secret)[^\x00]*{_AWS_SECRET}", "=:", fewest=_FEWEST),
            *([Clue(_AWS_SECRET, fewest=40)] if _AWS_NAMES.named(place.names) else []),
        )

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        if len(text) < _FEWEST:
            return
        for form, pattern in _FORMS:
            if form.sign in text:
                for match in pattern.finditer(text):
                    if match[0] not in PUBLISHED and not _DUMMY.search(match[0]):
                        yield _problem(match[0], f"a secret key or token of {form.issuer}'s form")
        if "eyJ" in text:
            yield from (
                _problem(match[0], "a signed token (JWT, RFC 7519)")
                for match in _JWT.finditer(text)
                if _is_header(match[1])
            )
        if "PRIVATE KEY" in text or "PuTTY" in text:
            yield from _private_keys(text)
        yield from _aws_secrets(text, place)
        if "=" in text and _PASSWORD.search(text):
            yield from _connections(text)


def _form_clue(sign: str, pattern: str) -> Clue:
    return Clue(pattern, sign[0], (sign,), _FEWEST)


def _problem(shown: str, what: str) -> Problem:
    return Problem(masked_word(shown), f"{what}: whoever holds it acts for its owner")


def _key(header: str) -> Problem:
    return Problem(header, "the start of a private key: whoever holds it acts for its owner")


def _is_header(part: str) -> bool:
    """True for the Base64url of a JSON object that names an algorithm (RFC 7515 section 4.1.1)."""
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(header, dict) and isinstance(header.get("alg"), str)


def _private_keys(text: str) -> Iterator[Problem]:
    for match in _PEM.finditer(text):
        body = match[2]
        if not _DUMMY.search(body) and not body.startswith("-----END"):
            yield _key(f"-----BEGIN {match[1]}-----")
    if _PUTTY.search(text):
        yield _key("PuTTY-User-Key-File")


def _aws_secrets(text: str, place: Place) -> Iterator[Problem]:
    found = [match[1] for match in _AWS_LABELLED.finditer(text)] if "ecret" in text.lower() else []
    if _AWS_NAMES.named(place.names) and re.fullmatch(rf"\s*{_AWS_SECRET}\s*", text):
        found.append(text.strip())
    for key in found:
        # A digest in hexadecimal has forty signs too, of one case.
        if not _DUMMY.search(key) and key.lower() != key and key.upper() != key:
            yield _problem(key, "a secret access key of AWS's form")


def _connections(text: str) -> Iterator[Problem]:
    for match in _SERVER.finditer(text):
        host = host_at(text, match.end())
        if "." in host and not belongs_to_nobody(host):
            yield Problem(
                f"{match[0].strip()}{masked_word(host)}", "a connection with a password to somebody's host", host
            )


KIND = _Secret()
