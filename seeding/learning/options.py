"""What whoever runs `seed learn` decides: whose rows count, how many people a group needs, what is carried whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """How to learn. Tables are named as in profiles: "public.users", or "users" in public."""

    k: int = 10  # people in every group that leaves the server
    people: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    timeout: int = 300  # seconds a statement may take
    epsilon: float | None = None  # the whole budget of differential privacy; None for none
    delta: float = 1e-6  # the chance that epsilon does not hold
