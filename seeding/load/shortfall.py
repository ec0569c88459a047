"""Tables that the server would not take whole: what is missing, why, and what a user can do about it.

Only tables whose generators were inferred may fall short. What a user's own factory, or the profile, says about
a table is wrong or right as a whole: there an error ends the run, with nothing written.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import psycopg
from psycopg import errors

from seeding.errors import FactoryError, SchemaError, SeedingError, UnsafeValueError
from seeding.findings import Finding, Severity
from seeding.plan.model import Origin, Plan, PlannedTable
from seeding.schema.trigger_columns import columns_looked_at

_TRIGGER = re.compile(r"PL/pgSQL function (?P<name>[^\n(]+\([^\n]*?\)) line \d+ at (?P<raised>RAISE)?")

# Until the table is known (`shortfall`).
_ASKS = "give it what it asks for (a factory for the table, or [session] in the profile)"

# What no row can help: the function names what is not there, or is ambiguous, whoever inserts.
_WRONG = {
    error.sqlstate
    for error in (
        errors.SyntaxError, errors.AmbiguousColumn, errors.UndefinedColumn, errors.UndefinedFunction,
        errors.AmbiguousFunction, errors.DatatypeMismatch, errors.InvalidColumnReference,
    )
}  # fmt: skip
_SPELL = (
    "it runs a statement that it puts together from the row's texts: "
    "give the columns it uses plain lower-case names (a factory for the table)"
)
_MEND = "the function itself is wrong, and any INSERT here fails the same way: mend it, then run seed again"

# What ends a load whatever the table: the server, its resources, or somebody's hand (classes of SQLSTATE).
_ENDS = ("08", "53", "57", "58", "XX", "40", "25")
VANISHED = "a trigger left the row out"  # of a row that was inserted without an error, and is not there
_NOTHING = re.compile(r"\breturn\s+null\b", re.IGNORECASE)
_OF_A_ROW = re.compile(r"^(?:COPY .*, line \d+|PL/pgSQL function )", re.MULTILINE)
_RAISED = re.compile(r"\APL/pgSQL .*\bRAISE$", re.MULTILINE)  # by the function itself, whatever code it chose


@dataclass(frozen=True)
class Refusal:
    """Why the server, or a generator, refused a row: `said` is its message, `hint` what to do."""

    said: str
    hint: str = ""


def may_fall_short(planned: PlannedTable, short: Collection[str] = ()) -> bool:
    """Whether a table may be left out or filled in part: nobody declared it, or a parent of it fell short."""
    declared = planned.factory or planned.pins or any(c.origin not in _OURS for c in planned.columns)
    return not declared or any(str(key.parent) in short for key in planned.table.foreign_keys)


_SOMEBODYS = "a generated value could belong to somebody"
_MAILBOX = re.compile(r"'[^']*@[^']*[a-z]{2,}[^']*'", re.IGNORECASE)
_OURS = (Origin.INFERRED, Origin.SCHEMA, Origin.PATTERN)


def is_about_rows(error: Exception) -> bool:
    """Whether an error says something about the rows of one table, and others can go on."""
    if isinstance(error, psycopg.Error):
        if _RAISED.search(error.diag.context or ""):
            return True  # many take a code at random: '40002' is a class of its own only where the server says it
        if error.sqlstate == "XX000" and _OF_A_ROW.search(error.diag.context or ""):
            return True  # what an extension's type, or a function of somebody's, raises without a class of its own
        return error.sqlstate is not None and not error.sqlstate.startswith(_ENDS)
    return True


def refusal(error: Exception) -> Refusal:
    """An error as a reason."""
    if isinstance(error, psycopg.Error):
        diag = error.diag
        return worded(
            error.sqlstate or "",
            diag.message_primary or str(error).strip(),
            constraint=diag.constraint_name or "",
            context=diag.context or "",
            hint=diag.message_hint or "",
        )
    if isinstance(error, UnsafeValueError):
        first = next(iter(error.findings), None)
        what = f"{first.where} {first.message}" if first is not None else error.message
        hint = (first.hint if first is not None else "") or error.hint
        return Refusal(
            f"{_SOMEBODYS}: {what}",
            f"declare a factory for the table{f', and {hint}' if hint else ''}",
        )
    if isinstance(error, FactoryError):
        return Refusal(error.message, error.hint or "declare a factory for the table")
    if isinstance(error, SeedingError):
        return Refusal(error.message, error.hint)
    return Refusal(f"its rows could not be made ({type(error).__name__}: {error})", "declare a factory for the table")


def worded(state: str, message: str, *, constraint: str = "", context: str = "", hint: str = "") -> Refusal:
    """What the server said of a row, and the hint that goes with its kind (SQLSTATE)."""
    raised = _TRIGGER.search(context)
    if raised is not None:
        if not raised["raised"] and state in _WRONG:
            built = context.startswith("EXECUTE", raised.end())
            return Refusal(f"{raised['name']} fails: {message}", _SPELL if built else _MEND)
        return Refusal(
            f"{raised['name']} {'says' if raised['raised'] else 'fails'}: {message}",
            hint or _ASKS,
        )
    if state == errors.FeatureNotSupported.sqlstate and "INSERT RETURNING" in message:
        return Refusal(
            "a rule (CREATE RULE … ON INSERT) takes the rows that would go in one by one",
            "drop the rule for the run, or leave the table out with skip = true",
        )
    if state == errors.CheckViolation.sqlstate:
        return Refusal(message, hint or _accepted(constraint))
    if state == errors.NotNullViolation.sqlstate:
        return Refusal(message, hint or _ASKS)  # no row of ours lacks it: a trigger took it away
    if state in (errors.UniqueViolation.sqlstate, errors.ExclusionViolation.sqlstate):
        return Refusal(message, hint or f"declare a factory that keeps {constraint or 'the key'} free of repeats")
    if state == errors.ForeignKeyViolation.sqlstate:
        return Refusal(message, hint or "fill the parent too, or leave this table out with skip = true")
    if state == errors.UndefinedObject.sqlstate and "configuration parameter" in message:
        return Refusal(message, hint or "give the setting a value under [session] in the profile")
    if state == errors.InsufficientPrivilege.sqlstate:
        return Refusal(message, hint or "connect as the table's owner, or grant what is missing")
    return Refusal(message, hint or "declare a factory for the table")


def shortfall(planned: PlannedTable, rows: int, why: Refusal) -> Finding:
    """A table with fewer rows than planned."""
    rule = "load-shortfall" if rows else "load-left-out"
    what = f"has {rows:,} of {planned.rows:,} rows; the others were refused" if rows else "is left out"
    hint = _asked(planned) if why.hint == _ASKS else _of_parents(planned, why.hint) or _unsafe(planned, why) or why.hint
    return Finding(rule, str(planned.name), f"{what}: {why.said}", hint, Severity.WARNING)


def _accepted(check: str) -> str:
    return f"declare a factory whose values {check or 'the check'} accepts"


def _of_parents(planned: PlannedTable, hint: str) -> str | None:
    """What to do about a check that only the choice of a parent can please: there are too few that it accepts."""
    for check in planned.table.checks:
        if hint == _accepted(check.name):
            keys = [k for k in planned.table.foreign_keys if k.enforced and set(k.columns) & set(check.columns)]
            if keys and set(check.columns) <= {c for key in keys for c in key.columns}:
                parents = " and ".join(dict.fromkeys(str(key.parent) for key in keys))
                return (
                    f"{check.name} looks at the row's {', '.join(check.columns)}: have more rows in {parents} that it "
                    'accepts, by weights under [tables."…"] in the profile'
                )
    return None


def _unsafe(planned: PlannedTable, why: Refusal) -> str | None:
    """What to do where a check lets nothing pass but what is somebody's: `email LIKE '%@school.edu'`."""
    if not why.said.startswith(_SOMEBODYS):
        return None
    for check in planned.table.checks:
        asked = any(f"{planned.name}.{column} " in f"{why.said} " for column in check.columns)
        if asked and _MAILBOX.search(check.expression):
            return (
                f"{check.name} lets no other pass: have it allow a reserved one too "
                "(… OR email LIKE '%@example.com'), or leave the table out with skip = true"
            )
    return None


def _asked(planned: PlannedTable) -> str:
    """What to do about a trigger that refuses rows: which columns it is about, and where to give them values."""
    looked_at = columns_looked_at(planned.table)
    columns = [a.name for a in planned.table.attributes if a.name in looked_at]
    if not columns:
        return _ASKS
    return (
        f"its function looks at {', '.join(columns[:8])}: run seed new factory {planned.name} and give "
        f"{'it' if len(columns) == 1 else 'them'} values it accepts; what it asks of the session goes under [session] "
        "in the profile"
    )


def made_elsewhere(planned: PlannedTable, rows: int, why: Refusal) -> Finding:
    """A table that takes no row from us, as triggers write it while others are filled."""
    said = f"holds {rows:,} rows that triggers made while other tables were filled, and takes no others: {why.said}"
    return Finding("load-made-by-triggers", str(planned.name), said, "nothing needs to be done", Severity.NOTE)


def said_of(planned: PlannedTable, why: Refusal) -> Refusal:
    """The reason, with the trigger's name where rows vanish."""
    return refusal(dropped(planned)) if why.said == VANISHED else why


def dropped(planned: PlannedTable) -> SchemaError:
    """What to say of rows that a trigger lets vanish: the server reports no error for them."""
    names = [t.name for t in planned.table.triggers if t.enabled and t.timing == "BEFORE" and _NOTHING.search(t.body)]
    who = f"{', '.join(names)} returns" if names else "a BEFORE trigger returns"
    return SchemaError(
        f"{who} NULL for them, which leaves them out without an error",
        hint="have its function return NEW, or give the table values it lets through (a factory for the table)",
    )


def refuse_shortfalls(plan: Plan) -> None:
    """Raise SchemaError where the plan leaves a table out that was to be filled (`--strict`)."""
    short = [finding for finding in plan.findings if finding.severity is not Severity.NOTE]
    if short:
        tables = "1 table" if len(short) == 1 else f"{len(short)} tables"
        raise SchemaError(
            "\n".join([f"{tables} cannot be filled:", *(f"  {f.where}: {f.message}" for f in short[:20])]),
            hint=f"{short[0].hint}; or leave out --strict, to fill the rest",
        )


def not_topped_up(planned: PlannedTable, why: Refusal) -> Finding:
    """A table that stays as it is, as the rows it lacks were refused."""
    said = f"keeps the rows it has; those it lacks were refused: {why.said}"
    return Finding("load-shortfall", str(planned.name), said, why.hint, Severity.WARNING)


def as_before(planned: PlannedTable, rows: int) -> Finding:
    """A table that an earlier run could not fill whole, seen by one that writes nothing."""
    why = Refusal("the run that wrote them said why", "declare a factory for the table, or run with another --seed")
    return shortfall(planned, rows, why)
