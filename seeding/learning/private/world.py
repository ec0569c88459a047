"""What all steps of learning with noise share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.learning.look import Look
from seeding.learning.private.accountant import Accountant
from seeding.learning.private.sizes import Size
from seeding.learning.session import Session
from seeding.learning.survey import Survey
from seeding.patterns.model import TableShape
from seeding.schema import Name


@dataclass
class World:
    """Whom to ask, who pays, and what is known so far; `people` are the tables whose rows are somebody's."""

    session: Session
    accountant: Accountant
    looks: Mapping[Name, Look]
    people: frozenset[Name]
    sizes: dict[Name, Size] = field(default_factory=dict)
    same: set[tuple[Name, str]] = field(default_factory=set)  # keys onto rows of whoever a row belongs to by another
    surveys: dict[Name, Survey] = field(default_factory=dict)
    shapes: dict[Name, TableShape] = field(default_factory=dict)
