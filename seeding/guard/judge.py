"""The production guard: facts in, findings out, a clearance only where nothing was found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from seeding.errors import GuardError
from seeding.findings import Finding, Severity
from seeding.guard import rules
from seeding.guard.policy import _ISSUED, Clearance, GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

Rule = Callable[["Target", ServerFacts | None, GuardPolicy], Iterator[Finding]]


@lru_cache(maxsize=1)
def all_rules() -> tuple[tuple[str, Rule], ...]:
    """Every rule by its name: each module in `rules/` has one function, `judge`."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return tuple((n, importlib.import_module(f"{rules.__name__}.{n}").judge) for n in names)


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> list[Finding]:
    """Every reason not to write to `target` under `policy`; empty means allowed.

    With `facts=None`, what can be judged before connecting.
    """
    return [finding for _, rule in all_rules() for finding in rule(target, facts, policy)]


def refuse(target: Target, findings: Sequence[Finding], policy: GuardPolicy) -> None:
    """Raises GuardError with every finding where one of them is an error."""
    refused = [f for f in findings if f.severity is Severity.ERROR]
    if refused:
        raise GuardError(
            f'refusing to seed "{target.dbname}" at {target.place}: {refused[0].message}',
            findings,
            hint=f'{refused[0].hint}\nrun "seed guard {policy.environment}" to see every rule',
        )


def clear(target: Target, facts: ServerFacts, policy: GuardPolicy) -> Clearance:
    """The clearance to write. Raises GuardError with every finding where one of them is an error."""
    refuse(target, judge(target, facts, policy), policy)
    return Clearance(target, policy, facts, _ISSUED)
