"""One point of the checklist a function: what is known goes in, an answer with its evidence comes out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from seeding.findings import Severity
from seeding.migrations.check.run import Report
from seeding.migrations.history import Migration
from seeding.migrations.preflight.model import Answer, Said
from seeding.migrations.preflight.rehearsed import Rehearsed
from seeding.migrations.preflight.staging import Presence


def checked(report: Report) -> Answer:
    """Whether the check found no error."""
    errors = report.count(Severity.ERROR)
    warnings = report.count(Severity.WARNING)
    seen = f"{_many(report.files, 'file')}, {_many(report.statements, 'statement')}"
    allowed = f", {report.allowed} allowed with a reason" if report.allowed else ""
    if not errors:
        rest = f", {_many(warnings, 'warning')}" if warnings else ""
        return Answer("check clean", Said.YES, f"{seen}: no error{rest}{allowed}")
    rules = sorted({one.rule for one in report.issues if one.finding.severity is Severity.ERROR})
    return Answer(
        "check clean", Said.NO, f"{seen}: {_many(errors, 'error')} ({', '.join(rules)})", "seed check shows them"
    )


def rehearsed(pending: Sequence[Migration], seen: Rehearsed) -> Answer:
    """Whether each was rehearsed, and none went over budget."""
    point = "rehearsed within budget"
    missing = [one.version for one in pending if one.version not in seen.seconds]
    if missing:
        return Answer(point, Said.NO, f"{seen.source}: not {', '.join(missing)}", "rehearse what is pending now")
    took = max(seen.seconds[one.version] for one in pending)
    facts = f"{seen.source}, on {_many(seen.rows, 'row')}: the longest took {took:{'.2f' if took < 9.995 else '.1f'}} s"
    if seen.errors:
        more = f" and {len(seen.errors) - 1} more" if len(seen.errors) > 1 else ""
        return Answer(point, Said.NO, f"{facts}; {seen.errors[0]}{more}", "seed rehearse shows locks and waits")
    return Answer(point, Said.YES, facts)


def staged(
    pending: Sequence[Migration],
    found: Mapping[str, Presence] | str,
    now: datetime.datetime | None,
    *,
    hours: float,
) -> Answer:
    """Whether staging has each, for long enough; `found` says why where staging could not be asked."""
    point = f"in staging for {hours:g} h"
    if isinstance(found, str) or now is None:
        return Answer(point, Said.UNKNOWN, str(found), "set STAGING_DATABASE_URL, or pass --staging URL")
    missing = [one.version for one in pending if not found[one.version].there]
    if missing:
        return Answer(
            point, Said.NO, f"staging's history does not have {', '.join(missing)}", "supabase db push there first"
        )
    edited = [one.path.name for one in pending if found[one.version].edited]
    if edited:
        hint = "a migration that was applied is never edited: put the change into a new one"
        return Answer(point, Said.NO, f"staging has run another text of {', '.join(edited)}", hint)
    dark = [one.version for one in pending if found[one.version].since is None]
    if dark:
        return Answer(point, Said.UNKNOWN, f"staging has {', '.join(dark)}; since when, nothing there tells", _TELLS)
    latest = max((found[one.version] for one in pending), key=lambda one: one.since or now)
    assert latest.since is not None
    age = (now - latest.since).total_seconds() / 3600
    evidence = f"for {age:.1f} h at least, since {latest.since:%Y-%m-%d %H:%M} UTC: {latest.how}"
    if age >= hours:
        return Answer(point, Said.YES, evidence)
    wait = hours - age
    return Answer(point, Said.NO, evidence, f"{wait:.1f} h to go. {_TELLS}")


_TELLS = (
    "The surest evidence is the server's: alter system set track_commit_timestamp = on, restarted before the push. "
    "Else run seed staging after each push"
)


def reversible(pending: Sequence[Migration], seen: Rehearsed, decided: Collection[str]) -> Answer:
    """Whether each has a rollback that brought everything back in the rehearsal; `decided` go without one."""
    point = "rollback rehearsed"
    bad = []
    for one in pending:
        said, why = seen.reversible.get(one.version, ("unknown", "it was not rehearsed"))
        if said != "yes" and one.version not in decided:
            reason = why or "there is no rollback"
            bad.append((said, f"{one.version}: {reason}"))
    without = [one.version for one in pending if one.version in decided]
    note = f"; {', '.join(without)} without a way back, as decided (--no-way-back)" if without else ""
    if not bad:
        back = len(pending) - len(without)
        return Answer(point, Said.YES, f"{seen.source}: schema and rows came back for {back} of {len(pending)}{note}")
    state = Said.NO if any(said == "no" for said, _ in bad) else Said.UNKNOWN
    return Answer(
        point,
        state,
        "; ".join(text for _, text in bad) + note,
        "correct supabase/rollbacks/, or answer for it: --no-way-back VERSION",
    )


def backup(named: str | None, now: datetime.datetime) -> Answer:
    """Whether somebody said which backup there is; a file is looked at."""
    point = "backup named"
    if not named or not named.strip():
        return Answer(
            point, Said.NO, "none", "--backup says which one you would restore: a file, or its name where it is kept"
        )
    path = Path(named)
    if path.is_file():
        stat = path.stat()
        made = datetime.datetime.fromtimestamp(stat.st_mtime, datetime.UTC)
        hours = max((now - made).total_seconds(), 0) / 3600
        evidence = (
            f"the file {named}, {stat.st_size:,} bytes, {hours:.1f} h old; whether it can be restored, nobody tried"
        )
        return Answer(
            point, Said.YES if stat.st_size else Said.NO, evidence, "" if stat.st_size else "the file is empty"
        )
    return Answer(point, Said.YES, f'"{named.strip()}", as you say; Seed cannot look at it')


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
