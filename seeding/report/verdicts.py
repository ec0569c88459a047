"""Every rule of the guard as a table: its verdict, what it was judged by, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from seeding.report.cells import pad, visible, wrap
from seeding.report.style import Style

if TYPE_CHECKING:
    from seeding.guard import Verdict

ALLOWED, REFUSED = "allowed", "refused"
# Whoever reads a refusal, a person, a job or an agent, shall not go looking for a switch.
NO_OVERRIDE = "no flag, variable or prompt skips a rule; only what a rule looked at can change its verdict"


def verdicts_text(verdicts: Sequence[Verdict], *, style: Style, room: int) -> list[str]:
    """Lines for a terminal: verdict, rule and evidence, and below what is refused what would change it."""
    room_for_verdicts = max((len(v.verdict) for v in verdicts), default=0)
    room_for_rules = max((len(v.rule) for v in verdicts), default=0)
    hang = " " * (2 + room_for_verdicts + 2 + room_for_rules + 2)
    lines = []
    for verdict in verdicts:
        paint = {ALLOWED: style.green, REFUSED: style.red}.get(verdict.verdict, style.dim)
        head = paint(verdict.verdict) + " " * (room_for_verdicts - len(verdict.verdict))
        first, *rest = wrap(visible(verdict.evidence), max(room - len(hang), 20)) or [""]
        lines += [
            f"  {head}  {pad(visible(verdict.rule), room_for_rules)}  {first}".rstrip(),
            *(hang + r for r in rest),
        ]
        if verdict.findings:
            # Not wrapped: it often holds a command, which then can be copied in one piece.
            lines += [hang + style.cyan(visible(line)) for line in verdict.remedy.split("\n") if line]
    return lines


def verdicts_json(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [
        {
            "rule": verdict.rule,
            "title": verdict.title,
            "verdict": str(verdict.verdict),
            "evidence": verdict.evidence,
            "remedy": verdict.remedy,
        }
        for verdict in verdicts
    ]
