"""Production's shape from aggregates: what `seed learn` asks, and what it makes of the answers."""

from seeding.learning.learn import Inquiry, inquiry, learn
from seeding.learning.options import Options

__all__ = ["Inquiry", "Options", "inquiry", "learn"]
