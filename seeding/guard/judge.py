"""The production guard: facts in, findings out, a clearance only where nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from seeding.errors import GuardError
from seeding.findings import Finding, Severity
from seeding.guard.catalogue import Judge, Rule, catalogue
from seeding.guard.clearance import _ISSUED, Clearance
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts
from seeding.target import Target


class Outcome(StrEnum):
    """What one rule says of one target."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    NOT_JUDGED = "not judged yet"


@dataclass(frozen=True)
class Verdict:
    """One rule's word: its verdict, the evidence in a line, and what would change it.

    `remedy` is empty where nothing has to change. `findings` are the reasons to refuse.
    """

    rule: str
    title: str
    verdict: Outcome
    evidence: str
    remedy: str = ""
    findings: tuple[Finding, ...] = ()


def all_rules() -> tuple[tuple[str, Judge], ...]:
    """Every rule by its name."""
    return tuple((rule.name, rule.judge) for rule in catalogue())


def examine(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> tuple[Verdict, ...]:
    """What every rule says of `target` under `policy`, and by what evidence.

    With `facts=None`, rules that need the server are not judged yet. Raises GuardError for what is none of these.
    """
    _must_be(target, Target, "target")
    _must_be(policy, GuardPolicy, "policy")
    if facts is not None:
        _must_be(facts, ServerFacts, "facts")
    return tuple(_verdict(rule, target, facts, policy) for rule in catalogue())


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> list[Finding]:
    """Every reason not to write to `target` under `policy`; empty means allowed.

    With `facts=None`, what can be judged before connecting.
    """
    return [finding for verdict in examine(target, facts, policy) for finding in verdict.findings]


def refuse(target: Target, findings: Sequence[Finding], policy: GuardPolicy, verdicts: Sequence[Verdict] = ()) -> None:
    """Raises GuardError with every finding where one of them is an error."""
    refused = [f for f in findings if f.severity is Severity.ERROR]
    if refused:
        raise GuardError(
            f'refusing to seed "{target.dbname}" at {target.place}: {refused[0].message}',
            findings,
            hint=f'{refused[0].hint}\nrun "seed guard {policy.environment}" to see every rule',
            verdicts=verdicts,
        )


def clear(target: Target, facts: ServerFacts, policy: GuardPolicy) -> Clearance:
    """The clearance to write. Raises GuardError with every finding where one of them is an error.

    Without facts there is none: what was not looked at is not cleared.
    """
    _must_be(facts, ServerFacts, "facts")
    verdicts = examine(target, facts, policy)
    refuse(target, [f for verdict in verdicts for f in verdict.findings], policy, verdicts)
    return Clearance(target, policy, facts, _ISSUED)


def _must_be(given: object, kind: type, name: str) -> None:
    if not isinstance(given, kind):
        raise GuardError(
            f"the guard judges a {kind.__name__}, not a {type(given).__name__}",
            hint=f"{name} must be a {kind.__name__}",
        )


def _verdict(rule: Rule, target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Verdict:
    if facts is None and rule.needs_server:
        return Verdict(
            rule.name,
            rule.title,
            Outcome.NOT_JUDGED,
            "no connection was opened",
            "what is refused before connecting comes first",
        )
    findings = tuple(rule.judge(target, facts, policy))
    return Verdict(
        rule.name,
        rule.title,
        Outcome.REFUSED if findings else Outcome.ALLOWED,
        rule.evidence(target, facts, policy),
        "\n".join(dict.fromkeys(finding.hint for finding in findings)),
        findings,
    )
