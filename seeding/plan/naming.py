"""Tables as people name them on a command line: `users`, `public.users`, `sales.*`, `order_*`."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from seeding.errors import UsageError
from seeding.schema import Name

_WILD = frozenset("*?[")


def matching(patterns: Iterable[str], tables: Collection[Name], *, where: str) -> frozenset[Name]:
    """The tables that any of the patterns means; `where` ("--only") says in errors where they were given.

    A name without a schema means public's table, else that of the one schema that has it. Raises UsageError
    for what means no table, with the nearest name, and for what could mean several.
    """
    return frozenset(name for pattern in patterns for name in _meant(pattern.strip(), tables, where))


def schemas_named(names: Iterable[str], known: Collection[str], *, where: str = "--schema") -> tuple[str, ...]:
    """The schemas, as they are named. Raises UsageError for one that has no table."""
    found = tuple(dict.fromkeys(name.strip() for name in names))
    for name in found:
        if name not in known:
            raise UsageError(
                f"{where} {name}: the database has no table in a schema of that name",
                # Where schemas are asked for, no other is read.
                hint=_nearest(name, sorted(known), "schemas") if known else f"leave out {where} to fill every schema",
            )
    return found


def the_table(text: str, tables: Collection[Name], *, where: str = "TABLE") -> Name:
    """The one table that a name means. Raises UsageError as `matching` does, and for a pattern of several."""
    found = sorted(_meant(text.strip(), tables, where))
    if len(found) > 1:
        raise UsageError(f"{where} {text!r} means {len(found)} tables", hint=f"name one of them: {_listed(found)}")
    return found[0]


def _meant(pattern: str, tables: Collection[Name], where: str) -> list[Name]:
    known = {str(name): name for name in tables}
    exact = known.get(pattern) or known.get(f"public.{pattern}")
    if exact is not None:
        return [exact]
    if _WILD & set(pattern):
        found = [n for text, n in known.items() if fnmatchcase(text if "." in pattern else n.name, pattern)]
    else:
        found = [name for name in known.values() if name.name == pattern]
        if len(found) > 1:
            raise UsageError(
                f"{where} {pattern} could mean {_listed(sorted(found))}", hint="write the schema before it"
            )
    if not found:
        hint = _nearest(pattern, [*known, *(n.name for n in known.values() if n.schema == "public")], "tables")
        raise UsageError(f"{where} {pattern}: the database has no such table", hint=hint)
    return found


def _nearest(name: str, known: list[str], what: str) -> str:
    if not known:
        return "it has no tables at all"
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"{what} here: {', '.join(sorted(known)[:12])}"


def _listed(names: list[Name]) -> str:
    shown = ", ".join(map(str, names[:6]))
    return f"{shown} and {len(names) - 6} more" if len(names) > 6 else shown
