"""What fails on a new database: keys to tables that come later, and whatever else the server refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.findings import Severity
from seeding.migrations.check.first_run import PLATFORM_SCHEMAS
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.ran import Failure, Ran, Step
from seeding.migrations.check.rules.locks import at

_NAME = r"(?:\"(?:[^\"]|\"\")+\"|[\w$]+)"
_REFERENCES = re.compile(rf"\breferences\s+({_NAME}(?:\s*\.\s*{_NAME})?)", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]+)"')
_NOT_THERE = {"42P01", "3F000", "42703", "42830"}
# What only the server lacks: an extension, compiled code, a role of the platform.
_LACKS = re.compile(
    r"extension \"(?P<name>.*)\" is not available|not in the embedded server|could not (?:open extension|access file)"
    r"|security label provider|ICU is not supported|\bpgsodium\."
)
_TEMPLATE = re.compile(r":['\"]?[A-Za-z_]\w*|\{\{|\$\{|\{[%A-Za-z_]")
_OF_EXTENSIONS = re.compile(
    r"(?:type|operator class|access method|operator|language|foreign-data wrapper|server|text search \w+|data type) "
)
_MADE = re.compile(
    rf"create\s+(?:or\s+replace\s+)?(?:unlogged\s+|recursive\s+|foreign\s+|materialized\s+)*(?:table|view)\s+"
    rf"(?:if\s+not\s+exists\s+)?({_NAME}(?:\s*\.\s*{_NAME})?)",
    re.IGNORECASE,
)


_SOFT = "what needs it is judged by its text only; --scratch-url URL runs it on a server of yours that has it"
_FILLED = "another program fills this placeholder in: check a folder of the files as it sends them"
_HARD = "correct it, or put what it needs before it: a new environment begins with this history"


def judge(steps: Sequence[Step]) -> Iterator[Issue]:
    """Foreign keys before their tables, then what does not run, once a file."""
    lacking = _missing(steps)
    unmade = {
        _plain(found[1]) for step in steps for ran in step.ran if ran.failure and (found := _MADE.match(ran.text))
    }
    for step in steps:
        told: set[Severity] = set()
        if step.source.unreadable:
            yield issue(
                "does-not-run", step.source, (0, 0), f"cannot be read: {step.source.unreadable}", "save it as UTF-8"
            )
        for ran in step.ran:
            failure = ran.waited or ran.failure
            if failure is None or failure.state in ("25001", "2D000", "seed-eased") or is_policy_again(failure):
                continue
            if ran.given and ran.failure is None:
                yield issue(
                    "does-not-run",
                    ran.source,
                    at(ran) if failure.offset is None else (failure.offset, at(ran)[1]),
                    f"fails on a new database: {failure.message}, as no migration makes it",
                    f"create schema if not exists {ran.given}, before it",
                )
                continue
            if (table := _too_early(ran, failure)) and not (ran.failure and _plain(table) in unmade):
                told = {Severity.ERROR, Severity.NOTE}  # whatever else fails there fails for this
                later = "comes later" if ran.waited else "no migration makes"
                yield issue(
                    "fk-order",
                    ran.source,
                    at(ran),
                    f"fails on a new database: the key points to {table}, which {later}",
                    "make the table first: an earlier place in the file, or a later version for this migration",
                )
                continue
            soft = _lacks(failure) or (bool(lacking) and _follows(failure, lacking, unmade))
            severity = Severity.NOTE if soft else Severity.ERROR
            if severity not in told:
                told.add(severity)
                place = at(ran) if failure.offset is None else (failure.offset, at(ran)[1])
                early = "; it works once what comes later is there" if ran.waited else ""
                yield issue(
                    "does-not-run",
                    ran.source,
                    place,
                    f"{'cannot be run here' if soft else 'fails on a new database'}: {failure.message}{early}",
                    _SOFT if soft else failure.hint or (_FILLED if _placeholder(ran, failure) else _HARD),
                    severity=severity,
                )


def _placeholder(ran: Ran, failure: Failure) -> bool:
    """Whether the server stumbled over `:schema`, `{{schema}}` or `${schema}`."""
    if failure.state != "42601" or failure.offset is None:
        return False
    return _TEMPLATE.match(ran.source.plain, failure.offset) is not None


def is_policy_again(failure: Failure) -> bool:
    """Whether a policy is there already: that has a rule of its own."""
    return failure.state == "42710" and failure.message.startswith('policy "')


def _missing(steps: Sequence[Step]) -> set[str]:
    """The extensions that were wanted, and the server does not have."""
    told = (_LACKS.search(ran.failure.message) for step in steps for ran in step.ran if ran.failure)
    return {found["name"] for found in told if found and found["name"]}


def _lacks(failure: Failure | None) -> bool:
    if failure is None:
        return False
    theirs = failure.state == "42704" and re.search(r'role "(?:postgres|cron)', failure.message)
    return failure.state in ("0A000", "58P01") or bool(_LACKS.search(failure.message)) or bool(theirs)


def _follows(failure: Failure, lacking: set[str], unmade: set[str]) -> bool:
    """Whether what is not there is, or may be, what a missing extension would have brought."""
    if failure.state == "42883":
        return True
    if failure.state == "42704":
        return bool(_OF_EXTENSIONS.match(failure.message))
    named = {_plain(name) for name in _QUOTED.findall(failure.message)}
    if failure.state == "3F000":
        return any(name in extension or extension in name for name in named for extension in lacking)
    return failure.state in ("42P01", "42703") and bool(named & unmade)


def _plain(name: str) -> str:
    return re.sub(r'["\s]', "", name).rpartition(".")[2].lower()


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
        if schema.lower() in PLATFORM_SCHEMAS:
            continue
        if last.lower() in quoted or (failure.state == "3F000" and schema.lower() in quoted):
            return plain
    return ""
