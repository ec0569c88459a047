"""What a generator was chosen for, beside the generator: shown to users by `seed plan`."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.columns.base import Column


@dataclass(frozen=True)
class Inferred:
    """A generator for a column nobody declared, and the reason in a few words ("name 'email' + unique")."""

    generator: Column
    reason: str
