"""What somebody has decided on purpose: `comment on policy … is 'seed: allow policy-open because …'`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from seeding.findings import Finding, Severity

_ALLOWED = re.compile(r"seed:\s*allow\s+([a-z, -]+?)\s+because\s+(\S.*)", re.IGNORECASE | re.DOTALL)


def reason(rule: str, comments: Iterable[str]) -> str:
    """Why a rule is allowed here; empty where nobody said so, or no reason was given.

    >>> reason("policy-open", ["Names are public. seed: allow policy-open because profiles are"])
    'profiles are'
    """
    for comment in comments:
        for match in _ALLOWED.finditer(comment or ""):
            if rule in re.split(r"[\s,]+", match[1].lower()):
                return " ".join(match[2].split())
    return ""


def judged(finding: Finding, comments: Iterable[str]) -> Finding:
    """The finding, or a note with the reason where a comment allows it."""
    said = reason(finding.rule, comments)
    if not said or finding.severity is Severity.NOTE:
        return finding
    return replace(finding, severity=Severity.NOTE, message=f"{finding.message}; allowed because {said}", hint="")
