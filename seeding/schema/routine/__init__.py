"""What a trigger's function looks up and compares, as far as its text says so."""

from seeding.schema.routine.conditions import Compared, Condition, Listed, compared, conditions
from seeding.schema.routine.lookups import Query, Variables, query_of, variables
from seeding.schema.routine.text import bare, uncast

__all__ = [
    "Compared",
    "Condition",
    "Listed",
    "Query",
    "Variables",
    "bare",
    "compared",
    "conditions",
    "query_of",
    "uncast",
    "variables",
]
