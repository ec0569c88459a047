"""`reference/guard/`: a page a rule of the guard, from the rules' docstrings, and a table of them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from seeding.guard import Rule, catalogue

FOLDER = "reference/guard"
_SOURCE = "<!-- Written by docs/generate.py from seeding/guard/rules{file}: change it there, then run it. -->"

HEAD = f"""\
{_SOURCE.format(file="/")}

# Rules of the guard

Each rule has one reason to refuse. All of them are asked, so that a refusal lists everything at once; `seed guard
PROFILE` shows each rule's verdict, its evidence and what would change it. What the guard as a whole can and cannot see
is in [The two guards](../../guard.md).

A URL that libpq does not resolve to exactly one server never gets as far: it ends with a `TargetError`.

| rule | asked | what it is for |
|---|---|---|"""


def pages() -> dict[str, Callable[[], str]]:
    """Every page by its path."""
    own: dict[str, Callable[[], str]] = {f"{FOLDER}/{rule.name}.md": partial(rule_page, rule) for rule in catalogue()}
    return {f"{FOLDER}/index.md": index_page, **own}


def index_page() -> str:
    """All rules in the order in which they are asked."""
    return "\n".join([HEAD, *(f"| [`{r.name}`]({r.name}.md) | {_asked(r)} | {r.title} |" for r in catalogue()), ""])


def rule_page(rule: Rule) -> str:
    """One rule: what it refuses, why, and how to satisfy it."""
    file = f"/{rule.name.replace('-', '_')}.py"
    body = rule.page.partition("\n")[2].strip()
    return f"{_SOURCE.format(file=file)}\n\n# `{rule.name}`\n\n*{rule.title}* Asked {_asked(rule)}.\n\n{body}\n"


def _asked(rule: Rule) -> str:
    return "on the server, again in the transaction that writes" if rule.needs_server else "before connecting"
