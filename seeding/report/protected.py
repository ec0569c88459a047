"""What a person reads after `seed protect`: what the database is known by now, and where that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.destination import destination_text
from seeding.report.style import Style

if TYPE_CHECKING:
    from seeding.report.result import Protected, ProtectResult


def protect_text(result: ProtectResult, *, style: Style, room: int) -> list[str]:
    """Lines for a result."""
    lines = [*destination_text(result.destination, style=style, look=False), ""]
    lines += [f"  {key.replace('_', ' ')}  {visible(', '.join(v))}" for key, v in result.facts.items() if v]
    lines.append("")
    for profile in result.profiles:
        lines.append(f"  {visible(profile.path)}  {_change(profile)}")
        lines += [
            f"    {style.yellow('note')}  [target] lists {visible(n)} too; [production] wins, so take it out there"
            for n in profile.still_listed
        ]
    if not result.facts["system_identifiers"]:
        lines += [
            "",
            f"{style.yellow('note')}  the server hides its system identifier: a tunnel to it would look local",
        ]
    return [*lines, "", f"{style.green('done:')} declared production; commit the profiles"]


def _change(profile: Protected) -> str:
    if not profile.added:
        return "has it already"
    added = ", ".join(f"{key} {', '.join(values)}" for key, values in profile.added.items())
    return f"{'made, with' if profile.created else 'added'} {visible(added)}"
