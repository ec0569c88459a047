"""What one cell of the matrix says, in a word or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.words import number

if TYPE_CHECKING:
    from seeding.migrations.policies.model import Cell


def cell_text(command: str, cell: Cell, rows: int) -> str:
    """`all`, `none` or a number of rows; `–` without the privilege, `error` where the server failed."""
    if not cell.granted:
        return "–"
    if cell.reached is None:
        return (
            "some" if cell.said.startswith("some") else "?" if cell.said.startswith(("not tried", "rows")) else "error"
        )
    if command == "insert":
        return _insert(cell)
    if cell.reached == 0:
        return "none" if rows else "0"
    return "all" if cell.reached >= rows else number(cell.reached)


def _insert(cell: Cell) -> str:
    if cell.said:
        return "error"
    if cell.tried == 0:
        return "?"
    if not cell.reached:
        return "none"
    if cell.own is None or cell.others is None:
        return "any"
    own, others = cell.own[0] > 0, cell.others[0] > 0
    return "any" if own and others else "own" if own else "others'"
