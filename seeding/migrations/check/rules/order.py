"""What fails on a new database: keys to tables that come later, and whatever else the server refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.findings import Severity
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.rules.locks import at
from seeding.migrations.check.trial import Failure, Ran, Step

_NAME = r"(?:\"(?:[^\"]|\"\")+\"|[\w$]+)"
_REFERENCES = re.compile(rf"\breferences\s+({_NAME}(?:\s*\.\s*{_NAME})?)", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]+)"')
_NOT_THERE = {"42P01", "3F000", "42703", "42830"}
_THEIRS = {"auth", "storage", "realtime", "vault", "cron", "net", "extensions", "graphql", "pgmq", "supabase_functions"}
# What only the server lacks: an extension, compiled code, a role of the platform.
_LACKS = re.compile(
    r"extension \".*\" is not available|not in the embedded server|could not (?:open extension|access file)"
)
_CASCADE = {"42P01", "42703", "42883", "42704", "3F000"}


def judge(steps: Sequence[Step]) -> Iterator[Issue]:
    """Foreign keys before their tables, then what does not run, once a file."""
    lacking = any(_lacks(ran.failure) for step in steps for ran in step.ran)
    for step in steps:
        told = False
        if step.source.unreadable:
            yield issue(
                "does-not-run", step.source, (0, 0), f"cannot be read: {step.source.unreadable}", "save it as UTF-8"
            )
        for ran in step.ran:
            failure = ran.waited or ran.failure
            if failure is None or failure.state in ("25001", "2D000", "seed-eased"):
                continue
            if table := _too_early(ran, failure):
                told = True  # whatever else fails there fails for this
                later = "comes later" if ran.waited else "no migration makes"
                yield issue(
                    "fk-order",
                    ran.source,
                    at(ran),
                    f"fails on a new database: the key points to {table}, which {later}",
                    "make the table first: an earlier place in the file, or a later version for this migration",
                )
            elif not told:
                told = True
                soft = _lacks(failure) or (lacking and failure.state in _CASCADE)
                place = at(ran) if failure.offset is None else (failure.offset, at(ran)[1])
                early = "; it works once what comes later is there" if ran.waited else ""
                yield issue(
                    "does-not-run",
                    ran.source,
                    place,
                    f"fails on a new database: {failure.message}{early}",
                    failure.hint
                    or (
                        "judged by its text only"
                        if soft
                        else "correct it, or put what it needs before it: a new environment begins with this history"
                    ),
                    severity=Severity.NOTE if soft else Severity.ERROR,
                )


def _lacks(failure: Failure | None) -> bool:
    if failure is None:
        return False
    theirs = failure.state == "42704" and re.search(
        r'role "(?:supabase_admin|postgres|pgsodium_\w+|cron)', failure.message
    )
    return failure.state in ("0A000", "58P01") or bool(_LACKS.search(failure.message)) or bool(theirs)


def _too_early(ran: Ran, failure: Failure) -> str:
    """The table that a foreign key of the statement points to, where that is what is missing."""
    if failure.state not in _NOT_THERE:
        return ""
    pointed = [found[1] for found in _REFERENCES.finditer(ran.text)]
    if not pointed:
        return ""
    quoted = [name.rpartition(".")[2].lower() for name in _QUOTED.findall(failure.message)]
    for name in pointed:
        plain = re.sub(r'["\s]', "", name)
        schema, _, last = plain.rpartition(".")
        if schema.lower() in _THEIRS:
            continue
        if last.lower() in quoted or (failure.state == "3F000" and schema.lower() in quoted):
            return plain
    return ""
