"""Points of a checklist and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """Whether a point holds; where nobody can tell, it does not."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One point: whether it holds, from what that is known, and what to do where it does not."""

    point: str
    said: Said
    evidence: str
    hint: str = ""


@dataclass(frozen=True)
class Preflight:
    """What is about to go to production, and every answer; `production` says how it was looked at."""

    pending: Sequence[str]  # file names
    why: str  # these are pending
    production: str
    answers: Sequence[Answer]

    @property
    def ready(self) -> bool:
        """Whether every point holds."""
        return all(answer.said is Said.YES for answer in self.answers)
