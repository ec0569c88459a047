"""What a person reads when something was refused: what, why, and what to do next. No tracebacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeding.errors import SeedingError
from seeding.findings import Finding
from seeding.report.as_json import finding_json
from seeding.report.cells import visible, wrap
from seeding.report.findings import findings_text, ranked
from seeding.report.masked import masked
from seeding.report.style import Style
from seeding.report.verdicts import NO_OVERRIDE, verdicts_json, verdicts_text

if TYPE_CHECKING:
    from seeding.guard import Verdict


def failure_text(error: SeedingError, *, style: Style, room: int) -> list[str]:
    """`error:` and the message, every finding it carries, and the hint on its own lines."""
    message, *more = [visible(line) for line in masked(error.message).split("\n")]
    lines = [f"{style.red('error:')} {message}", *(f"       {line}" for line in more)]
    findings = _findings(error)
    hint = [line for line in error.hint.split("\n") if line.strip()]
    if verdicts := _verdicts(error):
        # What `seed guard` shows, so that nobody has to run it.
        lines += ["", *verdicts_text(verdicts, style=style, room=room), ""]
        return lines + [f"  {line}" for line in wrap(NO_OVERRIDE, room - 2)]
    if findings and not (len(findings) == 1 and findings[0].message in error.message):
        lines += ["", *findings_text(findings, style=style, room=room, indent="  "), ""]
        hint = [line for line in hint if not any(line in finding.hint.split("\n") for finding in findings)]
    return lines + [f"  {style.cyan(visible(masked(line)))}" for line in hint]


def failure_json(error: SeedingError) -> dict[str, Any]:
    """The same for machines: class, exit code, message, hint, findings."""
    return {
        "error": {
            "class": type(error).__name__,
            "exit_code": error.exit_code,
            "message": masked(error.message),
            "hint": masked(error.hint),
            "findings": [finding_json(finding) for finding in ranked(_findings(error))],
            **({"rules": verdicts_json(_verdicts(error)), "overrides": []} if _verdicts(error) else {}),
        }
    }


def _verdicts(error: SeedingError) -> tuple[Verdict, ...]:
    return tuple(getattr(error, "verdicts", ()))


def _findings(error: SeedingError) -> tuple[Finding, ...]:
    return tuple(getattr(error, "findings", ()))
