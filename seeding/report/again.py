"""What a person reads where a run had nothing to do, as after any other: what is there, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.destination import destination_text
from seeding.report.seeded import unchanged_text
from seeding.report.style import Style

if TYPE_CHECKING:
    from seeding.report.result import AgainResult


def again_text(result: AgainResult, *, style: Style) -> list[str]:
    """Lines as `seed_text` has them for a run that found every row there."""
    return [
        *unchanged_text(result.profile, result.rows, result.kept, style=style),
        *destination_text(result.destination, style=style),
        *result.login,
    ]
