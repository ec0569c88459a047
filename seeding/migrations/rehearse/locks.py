"""PostgreSQL's table locks: how strong they are, and which exclude each other ("Explicit Locking", table 13.2)."""

from __future__ import annotations

from collections.abc import Iterable

# As pg_locks spells them, weakest first.
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
_SHARE, _ROW_SHARE, _ROW_EXCLUSIVE, _UPDATE, _SHARED, _SHARE_ROW, _EXCLUSIVE, _ACCESS = MODES
_EXCLUDES = {
    _SHARE: {_ACCESS},
    _ROW_SHARE: {_EXCLUSIVE, _ACCESS},
    _ROW_EXCLUSIVE: {_SHARED, _SHARE_ROW, _EXCLUSIVE, _ACCESS},
    _UPDATE: {_UPDATE, _SHARED, _SHARE_ROW, _EXCLUSIVE, _ACCESS},
    _SHARED: {_ROW_EXCLUSIVE, _UPDATE, _SHARE_ROW, _EXCLUSIVE, _ACCESS},
    _SHARE_ROW: {_ROW_EXCLUSIVE, _UPDATE, _SHARED, _SHARE_ROW, _EXCLUSIVE, _ACCESS},
    _EXCLUSIVE: set(MODES) - {_SHARE},
    _ACCESS: set(MODES),
}
ROW_EXCLUSIVE = _ROW_EXCLUSIVE


def exclude(one: str, other: str) -> bool:
    """Whether two transactions cannot hold these modes on one table at a time.

    >>> exclude("ShareLock", "RowExclusiveLock"), exclude("ShareLock", "ShareLock")
    (True, False)
    """
    return other in _EXCLUDES.get(one, ())


def strength(mode: str) -> int:
    """Where a mode stands among the others; a stronger one excludes at least as much, but for SHARE of its own kind."""
    return MODES.index(mode)


def strongest(modes: Iterable[str]) -> str:
    """The strongest of some modes."""
    return max(modes, key=strength)


def spelled(mode: str) -> str:
    """As the documentation has it.

    >>> spelled("ShareUpdateExclusiveLock")
    'SHARE UPDATE EXCLUSIVE'
    """
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in mode.removesuffix("Lock"))
    return words.strip().upper()


def keeps_out(mode: str) -> str:
    """Who has to wait for a transaction that holds `mode`: everybody, writers, other changes of the schema, nobody."""
    if exclude(mode, _SHARE):
        return "readers and writers"
    if exclude(mode, _ROW_EXCLUSIVE):
        return "writers"
    return "other schema changes" if exclude(mode, _UPDATE) else "nobody"
