"""What an author has looked at and answers for: `-- seed: allow drop-column because nothing reads it any more`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from seeding.findings import Severity
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.lexer import tokens
from seeding.migrations.check.source import Source

_ALLOW = re.compile(r"--+\s*seed\s*:\s*allow\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)(?P<rest>[^\n]*)", re.IGNORECASE)
_BECAUSE = re.compile(r"\s*(?:because|:|-+|–|—)\s*(?P<reason>\S.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Allowance:
    """One comment: the rules it names, its reason (empty for none), and the stretch of the file it speaks for."""

    source: Source
    rules: tuple[str, ...]
    reason: str
    start: int
    end: int
    covers: tuple[int, int]


def allowances(source: Source) -> list[Allowance]:
    """The comments of a file that allow something, each for the statement it stands in, before, or behind on a line."""
    if "allow" not in source.sql.lower():
        return []
    found = []
    for token in tokens(source.plain):
        match = _ALLOW.match(token.value) if token.kind == "comment" else None
        if match is None:
            continue
        rules = tuple(rule.strip().lower() for rule in match["rules"].split(","))
        reason = _BECAUSE.match(match["rest"])
        covers = _covered(source, token.start)
        found.append(
            Allowance(source, rules, reason["reason"].strip() if reason else "", token.start, token.end, covers)
        )
    return found


def _covered(source: Source, place: int) -> tuple[int, int]:
    line = source.line(place)
    for statement in source.statements:
        behind = source.line(max(statement.start, statement.end - 1)) == line and statement.end <= place
        if behind or statement.offset <= place < statement.end or place < statement.start:
            data = source.rows_after(statement)
            # Before everything, it speaks for the file as a whole, too.
            first = 0 if statement is source.statements[0] and place < statement.start else statement.start
            return first, data.end if data else statement.end
    return place, place


def sift(issues: Sequence[Issue], sources: Sequence[Source], known: Collection[str]) -> tuple[list[Issue], int]:
    """The issues that nobody answers for, those that allowances themselves give rise to, and how many were allowed."""
    every = [allowance for source in sources for allowance in allowances(source)]
    used: set[int] = set()
    kept = []
    for one in issues:
        by = next((a for a in every if a.reason and one.rule in a.rules and _speaks_for(a, one)), None)
        if by is None:
            kept.append(one)
        else:
            used.add(id(by))
    return [*kept, *_about(every, used, known)], len(issues) - len(kept)


def _speaks_for(allowance: Allowance, one: Issue) -> bool:
    return allowance.source.path == one.source.path and allowance.covers[0] <= one.start < max(allowance.covers[1], 1)


def _about(every: Sequence[Allowance], used: set[int], known: Collection[str]) -> Iterator[Issue]:
    for allowance in every:
        place = (allowance.start, allowance.end)
        unknown = [rule for rule in allowance.rules if rule not in known]
        if unknown:
            yield issue(
                "allow-unknown",
                allowance.source,
                place,
                f'there is no rule "{unknown[0]}", so nothing is allowed by it',
                "the names of all rules: seed check --help",
                severity=Severity.WARNING,
            )
        elif not allowance.reason:
            yield issue(
                "allow-without-reason",
                allowance.source,
                place,
                f"nothing is allowed without a reason: whoever reviews {allowance.rules[0]} wants to know why",
                f"-- seed: allow {', '.join(allowance.rules)} because …",
            )
        elif id(allowance) not in used:
            yield issue(
                "allow-unused",
                allowance.source,
                place,
                f"nothing here breaks {' or '.join(allowance.rules)}",
                "take the comment out",
                severity=Severity.NOTE,
            )
