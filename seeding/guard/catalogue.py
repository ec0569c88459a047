"""Every rule of the guard, found by walking `rules/`: one reason to refuse a file."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard import rules
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

Judge = Callable[["Target", ServerFacts | None, GuardPolicy], Iterator[Finding]]
Evidence = Callable[["Target", ServerFacts | None, GuardPolicy], str]


@dataclass(frozen=True)
class Rule:
    """One rule: its stable name, what it is for, how it judges and what it looks at.

    `judge` yields a finding a reason to refuse. `evidence` says in one line what it was judged by, also where
    nothing is wrong. `needs_server` rules say nothing before there are facts. `page` is the module's docstring
    in Markdown, of which `title` is the first line.
    """

    name: str
    title: str
    page: str
    needs_server: bool
    judge: Judge
    evidence: Evidence


@lru_cache(maxsize=1)
def catalogue() -> tuple[Rule, ...]:
    """Every rule, in the order in which they can be judged: before connecting, then on the server."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    found = [_rule(name) for name in names]
    return tuple(sorted(found, key=lambda rule: (rule.needs_server, rule.name)))


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"{rules.__name__}.{name}")
    page = inspect.getdoc(module) or ""
    return Rule(
        name=name.replace("_", "-"),
        title=page.partition("\n")[0],
        page=page,
        needs_server=module.NEEDS_SERVER,
        judge=module.judge,
        evidence=module.evidence,
    )
