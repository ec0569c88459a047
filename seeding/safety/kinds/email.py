"""Mailboxes. Mail to any domain that is not reserved reaches somebody, today or once it is registered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.safety.hosts import host_at, is_version, local_part
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_mailbox
from seeding.safety.names import ALTERNATIVE, NOT_RESERVED_DOTTED, NOT_RESERVED_SINGLE, belongs_to_nobody, reason
from seeding.safety.words import Words

MAILBOXES = Words(
    anywhere="mail correo courriel epost почта メール 邮箱 郵箱 이메일 ईमेल بريد",
    unless=(
        "at body code confirmed count date domain enabled hash id opt sent status subject template text token"
        " name title type verified"
    ),
)
_SPACED_AT = re.compile(r"\s*@\s*")
_SCHEME = re.compile(r"(?:mailto|smtps?|imaps?|xmpp|sips?|acct):[^\s@]*\Z", re.IGNORECASE)


class _Email:
    name = "email"
    hint = f"use a mailbox at {ALTERNATIVE}"

    def clues(self, place: Place) -> Sequence[Clue]:
        dotted = Clue(rf"@(?:\.*{NOT_RESERVED_DOTTED}|\[)", "@")
        single = Clue(rf"@\s*\.*(?:{NOT_RESERVED_SINGLE}|{NOT_RESERVED_DOTTED})", "@")
        named = Clue(r"(?i:mailto|smtps?|imaps?|xmpp|sips?|acct):[^\s@\x00]*@", "@")
        if place.json or MAILBOXES.named(place.names):
            return (dotted, single)
        return (dotted, named, Clue(MAILBOXES.json_key() + single.pattern, '"'))

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        if "@" not in text:
            return
        column = MAILBOXES.named(place.names)
        if column:
            text = _SPACED_AT.sub("@", text)
        at = text.find("@")
        while at >= 0:
            local = local_part(text, at)
            host = host_at(text, at + 1)
            if host and (column or local is not None) and not belongs_to_nobody(host):
                whole = column or _SCHEME.search(text, max(0, at - 80), at) is not None
                if whole or ("." in host and not is_version(host)) or ":" in host:
                    yield Problem(
                        masked_mailbox(local or "", host), f"a mailbox at somebody's host: {reason(host)}", host
                    )
            at = text.find("@", at + 1)


KIND = _Email()
