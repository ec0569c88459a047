"""What a server shows of itself, so that what could not be read is never taken for harmless."""

from __future__ import annotations

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
    on its server, so that the connection that writes can be held to the database that was judged.
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
        missing = [name for name in ("row_counts", "mailbox_domains") if not isinstance(getattr(self, name), Mapping)]
        missing += ["in_recovery"] if self.in_recovery is None else []
        object.__setattr__(self, "unread", tuple(dict.fromkeys([*self.unread, *missing])))
        object.__setattr__(self, "in_recovery", bool(self.in_recovery))
        for name in ("row_counts", "mailbox_domains"):
            object.__setattr__(self, name, _counts(getattr(self, name)))
        for name in ("system_identifier", "marker_system_identifier"):
            object.__setattr__(self, name, identifier(getattr(self, name)))

    @property
    def says_production(self) -> bool:
        """Whether the mark is production's, however it is written: in doubt it is."""
        return str(self.marker).strip().lower() in ("production", "prod")

    @property
    def filled(self) -> list[str]:
        """Tables that hold rows, or may; sorted."""
        return sorted(table for table, rows in self.row_counts.items() if rows)


def identifier(number: object) -> str | None:
    """A system identifier as text, however it was written; None for none."""
    if number is None:
        return None
    text = str(number).strip()
    return (text.lstrip("0") or "0") if text.isascii() and text.isdecimal() else text or None


def _counts(given: object) -> dict[str, int]:
    items = given.items() if isinstance(given, Mapping) else ()
    return {str(name): count if isinstance(count, int) else UNKNOWN for name, count in items}
