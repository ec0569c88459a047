"""The proof that a target fits a policy: without one, no writing connection is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.errors import GuardError

if TYPE_CHECKING:
    from seeding.guard.policy import GuardPolicy
    from seeding.guard.readings import ServerFacts
    from seeding.target import Target

_ISSUED = object()


class Clearance:
    """The right to open a writing connection to one target under one policy.

    Only `clear` makes one, after every rule has passed; `database.connect` takes nothing else.
    """

    __slots__ = ("facts", "policy", "target")
    target: Target
    policy: GuardPolicy
    facts: ServerFacts

    def __init__(self, target: Target, policy: GuardPolicy, facts: ServerFacts, issued: object) -> None:
        if issued is not _ISSUED:
            raise GuardError("a clearance is issued by guard.clear(), never made by hand")
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "policy", policy)
        object.__setattr__(self, "facts", facts)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a clearance cannot be changed ({name})")

    def __reduce__(self) -> str:
        raise TypeError("a clearance cannot be copied to another process: the guard is asked there")

    def __repr__(self) -> str:
        return f"Clearance({self.target!r}, {self.policy.environment})"
