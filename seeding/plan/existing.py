"""What earlier runs left behind, as far as a plan has to know."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.plan.stored import Stored


@dataclass(frozen=True)
class Existing:
    """What earlier runs left behind: where row numbers go on, and which whole-number keys are taken.

    `offset` is what earlier runs added to a row number to make its key; `taken` are keys of rows that stay,
    as ranges, both ends included. `stored` are rows that others may refer to, where they were looked at.
    """

    next_row: int = 0
    offset: int | None = None
    taken: tuple[tuple[int, int], ...] = ()
    stored: Stored | None = None

    def free_offset(self, wanted: int, rows: int) -> int:
        """The `wanted` offset for so many new rows, else the earlier runs', else one above all that is taken.

        Rows made by hand above the seeded ones must not move these: whatever refers to them would break.
        """
        for offset in [wanted] if self.offset is None else [wanted, self.offset]:
            first, last = offset + self.next_row, offset + self.next_row + rows - 1
            if not any(low <= last and first <= high for low, high in self.taken):
                return offset
        return max(high for _, high in self.taken) + 1 - self.next_row
