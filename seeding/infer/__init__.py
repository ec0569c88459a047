"""A generator for every column nobody declared, and the reason for it. Pure: it looks at facts, not at rows."""

from seeding.infer.generated import fixed
from seeding.infer.implied import with_implied
from seeding.infer.infer import infer
from seeding.infer.inferred import Inferred

__all__ = ["Inferred", "fixed", "infer", "with_implied"]
