"""One shape for every judgement, so that one renderer shows them all.

`guard`, `safety`, `plan`, `migrations` and schema drift all return findings; none of them prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops the run, a warning is shown, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What was found, where, and what to do about it.

    `rule` is the stable name people search for and allow by; `where` is a place a user can open
    (`profiles/staging.toml [target] hosts`, `public.users.email row 17`); `message` is the consequence,
    `hint` the remedy. Neither ever holds a password or a whole real value.
    """

    rule: str
    where: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        text = f"{self.where}: {self.message} [{self.rule}]"
        return f"{text}\n  {self.hint}" if self.hint else text
