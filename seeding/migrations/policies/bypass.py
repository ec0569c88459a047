"""Ways round policies: views and functions that read with their owner's rights, beside the same asked directly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.leaks import Leaks
from seeding.migrations.policies.model import Asker
from seeding.migrations.policies.words import Reader
from seeding.schema import Name, quote

# What cannot be undone with a transaction is not called.
_OUTSIDE = re.compile(
    r"\b(?:http\w*|dblink\w*|net\.|pg_notify|notify|copy|lo_export|pg_read_file|system)\b", re.IGNORECASE
)
_WRITES = re.compile(
    r"\b(?:insert\s+into|update\s+[\w.\"]+\s+set|delete\s+from|truncate|merge\s+into)\b", re.IGNORECASE
)
_MOST_VALUES = 3


@dataclass(frozen=True)
class Bypass:
    """A view or function that showed an asker more than the tables below it would have."""

    kind: str  # "view", "materialized view", "function"
    name: str
    asker: Asker
    rows: int
    directly: int
    tables: tuple[str, ...]
    comment: str = ""
    called: str = ""  # with what a function was called
    writes: bool = False


def views(attempts: Attempts, facts: Facts, askers: Sequence[Asker]) -> list[Bypass]:
    """Views that show an asker rows which row level security hides from the same asker in the tables."""
    names = {row.oid: f"{row.schema}.{row.name}" for row in facts.relations}
    found = []
    for view in facts.relations:
        if view.kind not in ("v", "m") or not view.reads or (view.kind == "v" and view.invoker):
            continue
        name = Name(view.schema, view.name)
        worst: Bypass | None = None
        for asker in askers:
            if not facts.allows(name, asker.role, "select"):
                continue
            through = _held(attempts, asker, name, kept=view.kind == "m")
            definition = view.definition.rstrip().rstrip(";")
            directly = attempts.number(asker, f"select count(*) from ({definition}) seed_view")
            if through > directly.count:
                tables = tuple(names[oid] for oid in view.reads if oid in names)
                one = Bypass(
                    "materialized view" if view.kind == "m" else "view",
                    str(name), asker, through, directly.count, tables, view.comment,
                )  # fmt: skip
                worst = one
                break
        if worst is not None:
            found.append(worst)
    return found


def _held(attempts: Attempts, asker: Asker, name: Name, *, kept: bool) -> int:
    """Rows of a view; of one that keeps them, which may have been made before there were any, those of today."""

    def refresh() -> None:
        attempts.connection.execute(f"refresh materialized view {name.sql}", prepare=False)

    query = f"select count(*) from {name.sql}"
    if kept:
        found = attempts.as_asker(asker, query, before=refresh)
        if found.error is None:
            return int(found.rows[0][0])
    return attempts.number(asker, query).count


def functions(
    attempts: Attempts, reader: Reader, leaks: Leaks, askers: Sequence[Asker], other: Asker | None
) -> list[Bypass]:
    """SECURITY DEFINER functions that give an asker rows which the same function, as its caller, would not."""
    facts = leaks.facts
    guarded = {name for name, table in facts.schema.tables.items() if table.rls_enabled}
    found = []
    for function in facts.functions:
        if not function.definer or function.kind != "f" or _OUTSIDE.search(function.body):
            continue
        if function.returns in ("trigger", "event_trigger", "void", "boolean") or "internal" in function.argument_types:
            continue
        tables = tuple(str(n) for n in sorted(reader.said(function.body, Name("", "")).tables & guarded))
        if not tables:
            continue
        for asker in askers:
            if asker.role in function.callable_by and asker is not other:
                one = _called(attempts, leaks, function, asker, other, tables=tables)
                if one is not None:
                    found.append(one)
                    break
    return found


def _called(
    attempts: Attempts, leaks: Leaks, function: Any, asker: Asker, other: Asker | None, *, tables: tuple[str, ...]
) -> Bypass | None:
    name = Name(function.schema, function.name)
    alter = f"alter function {name.sql}({', '.join(function.argument_types)}) security invoker"
    for arguments in _arguments(attempts, leaks, function, asker, other):
        query = (
            f"select count(*) from {name.sql}({', '.join(arguments)}) seed_rows where seed_rows is distinct from null"
        )
        through = attempts.number(asker, query)
        if not through.count:
            continue

        def invoker() -> None:
            attempts.connection.execute(alter, prepare=False)

        found = attempts.as_asker(asker, query, before=invoker)
        directly = int(found.rows[0][0]) if found.error is None else 0
        if through.count > directly and not _only_own(attempts, query, asker, other):
            called = f"{name}({', '.join(arguments)})"
            return Bypass(
                "function", f"{name}({function.signature})", asker, through.count, directly, tables,
                function.comment, called, bool(_WRITES.search(function.body)),
            )  # fmt: skip
    return None


def _only_own(attempts: Attempts, query: str, asker: Asker, other: Asker | None) -> bool:
    """Whether the answer depends on who asks: then the function does its own checking, which is what it is for."""
    if other is None or not asker.signed_in or not asker.identity:
        return False
    rows = query.replace("select count(*) from", "select seed_rows::text from", 1)
    mine, theirs = attempts.as_asker(asker, rows), attempts.as_asker(other, rows)
    return {row[0] for row in mine.rows}.isdisjoint({row[0] for row in theirs.rows}) and "() seed_rows" in query


def _arguments(
    attempts: Attempts, leaks: Leaks, function: Any, asker: Asker, other: Asker | None
) -> Iterator[tuple[str, ...]]:
    """What to call a function with: nothing, or values that rows of another person have."""
    if function.arguments == 0:
        yield ()
        return
    if function.arguments > 3 or other is None:
        return
    choices = []
    for place in range(function.arguments):
        names = function.argument_names
        name = names[place] if place < len(names) else ""
        choices.append(_values(attempts, leaks, name, function.argument_types[place], (asker, other)))
    if all(choices):
        for number in range(max(len(values) for values in choices)):
            yield tuple(values[number % len(values)] for values in choices)


def _values(attempts: Attempts, leaks: Leaks, name: str, type_: str, pair: tuple[Asker, Asker]) -> list[str]:
    """Literals for one argument: what the other is known by, and what columns of that name hold in rows of theirs."""
    asker, other = pair
    wanted = re.sub(r"^(?:p|in|arg|v)?_+|_+$", "", name.lower())
    known = [*other.identity.values()] if type_ in ("uuid", "text", "integer", "bigint") else []
    for table_name, table in sorted(leaks.facts.schema.tables.items()):
        key = table.primary_key.plain if table.primary_key else None
        for attribute in table.attributes:
            same = attribute.name == wanted or (
                key == (attribute.name,) and wanted in (f"{table_name.name}_id", f"{table_name.name.rstrip('s')}_id")
            )
            if not same or attribute.type.sql != type_:
                continue
            column = f"seed_r.{quote(attribute.name)}"
            theirs = leaks.foreign(table, asker, other) or "true"
            query = (
                f"select distinct {column}::text from {table_name.sql} seed_r "
                f"where {column} is not null and {theirs} order by 1 limit 2"
            )
            known += [row[0] for row in attempts.as_asker(None, query).rows]
    values = list(dict.fromkeys(known))[: _MOST_VALUES * 2]
    return ["'" + value.replace("'", "''") + f"'::{type_}" for value in values]
