"""Rows about keys, checks, indexes, triggers and policies, as the facts they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seeding.schema.model import (
    Action,
    Check,
    Exclusion,
    ForeignKey,
    Index,
    Match,
    Name,
    Policy,
    Trigger,
    Unique,
)

_ACTIONS = {
    "a": Action.NO_ACTION,
    "r": Action.RESTRICT,
    "c": Action.CASCADE,
    "n": Action.SET_NULL,
    "d": Action.SET_DEFAULT,
}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
# pg_trigger.tgtype (PostgreSQL's catalog/pg_trigger.h).
_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS = {"INSERT": 4, "UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}


def checks(rows: Sequence[Any]) -> tuple[Check, ...]:
    """CHECK constraints, in name order."""
    return tuple(
        Check(row.name, row.expression, tuple(row.columns or ()), row.validated, row.enforced)
        for row in rows
        if row.kind == "c"
    )


def foreign_keys(rows: Sequence[Any]) -> tuple[ForeignKey, ...]:
    """Foreign keys, in name order, their columns in the order of the constraint."""
    return tuple(
        ForeignKey(
            name=row.name,
            columns=tuple(row.columns),
            parent=Name(*row.parent),
            parent_columns=tuple(row.parent_columns),
            deferrable=row.deferrable,
            initially_deferred=row.initially_deferred,
            match=Match.FULL if row.match == "f" else Match.SIMPLE,
            on_delete=_ACTIONS[row.on_delete],
            on_update=_ACTIONS[row.on_update],
            validated=row.validated,
            enforced=row.enforced,
            period=row.period,
        )
        for row in rows
        if row.kind == "f"
    )


def exclusions(rows: Sequence[Any]) -> tuple[Exclusion, ...]:
    """EXCLUDE constraints, and keys WITHOUT OVERLAPS, which exclude in the same way."""
    return tuple(
        Exclusion(
            name=row.name,
            elements=tuple((element, operator) for element, operator in row.elements),
            method=row.method or "gist",
            predicate=row.predicate,
            deferrable=row.deferrable,
        )
        for row in rows
        if row.elements
    )


def uniques(rows: Sequence[Any]) -> tuple[Unique, ...]:
    """Unique indexes, constraint-backed or not; the primary key first."""
    return tuple(
        Unique(
            name=row.name,
            columns=tuple(row.columns),
            expressions=tuple(row.expressions),
            primary=row.primary,
            predicate=row.predicate,
            nulls_not_distinct=row.nulls_not_distinct,
            deferrable=row.deferrable,
            constraint=row.constraint,
            without_overlaps=row.without_overlaps,
        )
        for row in rows
        if row.is_unique
    )


def indexes(rows: Sequence[Any]) -> tuple[Index, ...]:
    """All indexes by their definition."""
    return tuple(
        Index(row.name, row.definition, tuple(row.computed), row.predicate, tuple(row.named))
        if row.computed
        else Index(row.name, row.definition)
        for row in rows
    )


def triggers(rows: Sequence[Any]) -> tuple[Trigger, ...]:
    """User triggers, in the order PostgreSQL fires them (by name)."""
    return tuple(
        Trigger(
            name=row.name,
            definition=row.definition,
            function=Name(row.function_schema, row.function_name),
            events=tuple(event for event, bit in _EVENTS.items() if row.type & bit),
            timing="BEFORE" if row.type & _BEFORE else "INSTEAD OF" if row.type & _INSTEAD else "AFTER",
            per_row=bool(row.type & _ROW),
            constraint=row.constraint,
            enabled=row.enabled,
            body=row.body,
            called=row.called or "",
        )
        for row in rows
    )


def policies(rows: Sequence[Any]) -> tuple[Policy, ...]:
    """Row-level security policies, in name order."""
    return tuple(
        Policy(
            name=row.name,
            command=_COMMANDS[row.command],
            permissive=row.permissive,
            roles=tuple(row.roles),
            using=row.using_expression,
            check=row.check_expression,
        )
        for row in rows
    )
