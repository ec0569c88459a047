"""What `seed preflight` answers, for people, for machines, and for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeding.report.cells import pad, visible, wrap
from seeding.report.masked import masked
from seeding.report.style import Style
from seeding.report.words import listed, plural

if TYPE_CHECKING:
    from seeding.migrations.preflight import Answer, Preflight

_NOTHING = "nothing is pending: production has every migration"
_SPECIAL = {ord(c): f"\\{c}" for c in "\\`*_[]<>|#~"} | {ord("@"): "@\u200b"}


def preflight_text(result: Preflight, *, style: Style, room: int) -> list[str]:
    """Lines for a terminal; the verdict comes last."""
    if not result.pending:
        return [style.green(_NOTHING)]
    lines = _told("pending     ", f"{listed(list(result.pending))}: {result.why}", room)
    lines += _told("production  ", result.production, room)
    lines.append("")
    paints = {"yes": style.green, "no": style.red, "unknown": style.yellow}
    widest = max(len(answer.point) for answer in result.answers)
    for answer in result.answers:
        lead = f"{pad(answer.said, 7)}  {pad(answer.point, widest)}  "
        first, *rest = wrap(visible(masked(answer.evidence)), room - len(lead))
        painted = paints[answer.said](pad(answer.said, 7))
        lines += [f"{painted}{lead[7:]}{first}", *(" " * len(lead) + line for line in rest)]
        lines += [" " * len(lead) + style.dim(line) for line in _hints(answer, room - len(lead))]
    verdict = _verdict(result)
    return [*lines, "", style.green(verdict) if result.ready else style.red(verdict)]


def preflight_markdown(result: Preflight) -> list[str]:
    """A table in GitHub's Markdown; the verdict comes first."""
    if not result.pending:
        return [f"## Preflight: {_NOTHING}"]
    lines = [f"## Preflight: {_verdict(result)}", "", f"Pending: {_cell(listed(list(result.pending)))}."]
    lines += [f"Production: {_cell(result.production)}.", "", "| | point | evidence |", "|---|---|---|"]
    for answer in result.answers:
        hint = f"<br>{_cell(answer.hint)}" if answer.hint else ""
        lines.append(f"| **{answer.said}** | {answer.point} | {_cell(answer.evidence)}{hint} |")
    return lines


def preflight_json(result: Preflight) -> dict[str, Any]:
    """The same for machines."""
    return {
        "ready": result.ready,
        "pending": list(result.pending),
        "why": masked(result.why),
        "production": masked(result.production),
        "points": [
            {"point": a.point, "holds": str(a.said), "evidence": masked(a.evidence), "hint": a.hint}
            for a in result.answers
        ],
    }


def _verdict(result: Preflight) -> str:
    open_ = [answer.point for answer in result.answers if answer.said != "yes"]
    if not open_:
        return f"ready: every point holds for {plural(len(result.pending), 'migration')}"
    return f"not ready: {listed(open_)}"


def _told(title: str, text: str, room: int) -> list[str]:
    first, *rest = wrap(visible(masked(text)), room - len(title))
    return [title + first, *(" " * len(title) + line for line in rest)]


def _hints(answer: Answer, room: int) -> list[str]:
    return wrap(visible(answer.hint), room) if answer.hint else []


def _cell(text: str) -> str:
    return visible(masked(text)).translate(_SPECIAL)
