"""Which database, why this one, and how to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.style import Style

if TYPE_CHECKING:
    from seeding.report.result import Destination


def destination_text(destination: Destination, *, style: Style, look: bool = True) -> list[str]:
    """Lines: the URL without its password, the reason for it, and with `look` what to type to see the rows."""
    about = ", ".join(part for part in (destination.why, destination.server) if part)
    lines = [f"database  {style.bold(visible(destination.shown))}"]
    lines += [f"          {visible(about)}"] * bool(about)
    if look and destination.psql:
        lines.append("look      " + style.cyan(f'psql "{visible(destination.psql)}"'))
    return lines
