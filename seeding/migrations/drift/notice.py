"""A summary for a chat, as Slack's incoming webhooks take it: how many things differ, and their names.

No definition: a trigger that calls an API often holds a key. No password, and not the webhook's own URL, which whoever
knows it can write to.
"""

from __future__ import annotations

import http.client
import json
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from seeding.errors import LoadError, UsageError
from seeding.migrations.drift.found import Drift
from seeding.target.hosts import is_loopback_name

_MOST = 20
_SECONDS = 15


def summary(drift: Drift) -> dict[str, Any]:
    """The message: one line, and a block of names."""
    a, b = _plain(drift.a.shown), _plain(drift.b.shown)
    if drift.equal:
        text = f"No schema drift: {a} and {b} are the same."
        return {"text": text, "blocks": [_section(text)]}
    kinds = Counter(change.kind for change in drift.changes)
    many = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    text = f"Schema drift: {len(drift.changes)} differences between {a} and {b} ({many})"
    names = []
    for change in drift.changes[:_MOST]:
        state = "only in the first" if change.b is None else "only in the second" if change.a is None else "differs"
        names.append(f"• {change.kind} {_plain(change.name)}: {state}")
    if len(drift.changes) > _MOST:
        names.append(f"… and {len(drift.changes) - _MOST} more: seed drift shows them")
    return {"text": text, "blocks": [_section(text), _section("\n".join(names))]}


def check(url: str) -> None:
    """Refuse what is no webhook before anything else is done. Raises UsageError, without repeating the URL."""
    parts = urlsplit(url)
    local = is_loopback_name(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise UsageError("the webhook is no https URL", hint="copy it from the chat's settings for incoming webhooks")


def post(url: str, message: dict[str, Any]) -> str:
    """Send `message`; returns the host it went to. Raises LoadError, naming no more of the URL than that."""
    check(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, parts.port, timeout=_SECONDS)
    path = parts.path or "/"
    try:
        connection.request(
            "POST",
            f"{path}?{parts.query}" if parts.query else path,
            json.dumps(message, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8", "User-Agent": "seed"},
        )
        # Redirects are not followed: a webhook that moved is for a person to look at.
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise LoadError(
            f"the webhook at {host} was not reached: {reason}", hint="the drift is told all the same"
        ) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise LoadError(
            f"the webhook at {host} answered {status}: the summary was not taken",
            hint="look whether the webhook still exists in the chat's settings",
        )
    return host


def _section(text: str) -> dict[str, Any]:
    # Slack takes 3,000 characters a section.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:2900]}}


def _plain(text: str) -> str:
    # The three characters Slack acts on: <!channel> would call everybody.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
