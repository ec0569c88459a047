"""What a trigger's function looks up and compares, as far as its text says so."""

from seeding.schema.routine.body import body_of
from seeding.schema.routine.conditions import Compared, Condition, Listed, compared, conditions
from seeding.schema.routine.counted import Counted, counted
from seeding.schema.routine.lookups import Query, Variables, query_of, variables
from seeding.schema.routine.refused import is_own, own_columns, refused, refuses_every_row
from seeding.schema.routine.text import bare, cut, uncast

__all__ = [
    "Compared",
    "Condition",
    "Counted",
    "Listed",
    "Query",
    "Variables",
    "bare",
    "body_of",
    "compared",
    "conditions",
    "counted",
    "cut",
    "is_own",
    "own_columns",
    "query_of",
    "refused",
    "refuses_every_row",
    "uncast",
    "variables",
]
