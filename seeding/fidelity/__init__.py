"""How close a seeded database comes to a pattern file: measured on the file's own bins, scored as SDMetrics does."""

from seeding.fidelity.compare import compare
from seeding.fidelity.model import Fidelity

__all__ = ["Fidelity", "compare"]
