"""What a server shows of itself, so that what could not be read is never taken for harmless."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

UNKNOWN = -1  # a count that could not be read; the planner's own sign for "never analysed"


@dataclass(frozen=True)
class ServerFacts:
    """What the connection that will write shows of itself; None where it could not be read.

    `marker` is the environment the database is stamped with; `row_counts` are (estimated) rows by table;
    `mailbox_domains` counts mailboxes by domain; `error` says why the server could not be examined at all.
    Identifiers may be given as numbers. `unread` names the readings that are missing (None was given for them),
    beside `marker` and the identifiers, which say so themselves. `database_oid` is the database's own number
    on its server, so that the connection that writes can be held to the database that was judged. Counts
    that are no mapping are an `error`.
    """

    marker: str | None = None
    marker_system_identifier: str | None = None
    system_identifier: str | None = None
    in_recovery: bool = False
    row_counts: Mapping[str, int] = field(default_factory=dict)
    mailbox_domains: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    unread: tuple[str, ...] = ()
    database_oid: int | None = None

    def __post_init__(self) -> None:
        missing = [name for name in ("row_counts", "mailbox_domains", "in_recovery") if getattr(self, name) is None]
        object.__setattr__(self, "unread", tuple(dict.fromkeys([*self.unread, *missing])))
        object.__setattr__(self, "in_recovery", bool(self.in_recovery))
        for name in ("row_counts", "mailbox_domains"):
            given = getattr(self, name)
            if not isinstance(given, Mapping | None) and self.error is None:
                object.__setattr__(self, "error", f"{name} are no mapping but a {type(given).__name__}")
            object.__setattr__(self, name, _counts(given))
        for name in ("system_identifier", "marker_system_identifier"):
            object.__setattr__(self, name, identifier(getattr(self, name)))
        for name in ("marker", "error"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, text_of(getattr(self, name)))

    @property
    def says_production(self) -> bool:
        """Whether the mark is production's, however it is written: in doubt it is."""
        return text_of(self.marker).strip().lower() in ("production", "prod")

    @property
    def filled(self) -> list[str]:
        """Tables that hold rows, or may; sorted."""
        return sorted(table for table, rows in self.row_counts.items() if rows)


def identifier(number: object) -> str | None:
    """A system identifier as text, however it was written; None for none."""
    # A number with a point has lost its last digits already, and a truth value is no number.
    if number is None or isinstance(number, (bool, float)):
        return None
    text = text_of(number).strip()
    return (text.lstrip("0") or "0") if text.isascii() and text.isdecimal() else text or None


def text_of(given: object) -> str:
    """Anything as text; Python refuses to write down a number of more than 4,300 digits."""
    try:
        return str(given)
    except ValueError:
        return "a number too long to write down"


def _counts(given: object) -> dict[str, int]:
    items = given.items() if isinstance(given, Mapping) else ()
    return {text_of(name): _count(count) for name, count in items}


def _count(given: object) -> int:
    """A count as a whole number: pg_class.reltuples is a float. What is no count is unknown."""
    if not hasattr(given, "__float__") or isinstance(given, (str, bytes)):
        return UNKNOWN
    try:
        count = given if isinstance(given, int) else math.ceil(float(given))
    except (ValueError, OverflowError):  # not a number, infinite
        return UNKNOWN
    return int(count) if 0 <= count < 1 << 64 else UNKNOWN
