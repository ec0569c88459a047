"""The door for writing: no flag, variable or prompt opens production."""

from seeding.guard.catalogue import Rule, catalogue
from seeding.guard.clearance import Clearance
from seeding.guard.judge import Outcome, Verdict, all_rules, clear, examine, judge, refuse
from seeding.guard.policy import ENVIRONMENTS, GuardPolicy
from seeding.guard.readings import ServerFacts

__all__ = [
    "ENVIRONMENTS",
    "Clearance",
    "GuardPolicy",
    "Outcome",
    "Rule",
    "ServerFacts",
    "Verdict",
    "all_rules",
    "catalogue",
    "clear",
    "examine",
    "judge",
    "refuse",
]
