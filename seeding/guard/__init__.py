"""The door for writing: no flag, variable or prompt opens production."""

from seeding.guard.judge import all_rules, clear, judge, refuse
from seeding.guard.policy import ENVIRONMENTS, Clearance, GuardPolicy, ServerFacts

__all__ = ["ENVIRONMENTS", "Clearance", "GuardPolicy", "ServerFacts", "all_rules", "clear", "judge", "refuse"]
