"""The door on the way out: no value leaves that could belong to a real person or company.

`inspect` judges one value, `scan` a record batch, by the same rules: one kind of value a file in `kinds/`.
`scan` returns a `Cleared` batch, which is what everything that writes rows asks for.
"""

from __future__ import annotations

from seeding.safety.bulk import Cleared, scan
from seeding.safety.single import inspect

__all__ = ["Cleared", "inspect", "scan"]
