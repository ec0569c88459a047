"""What CHECK constraints say, read from the text PostgreSQL gives for them (`pg_get_expr`)."""

from seeding.infer.expression.cases import Case, assigned, cases, together
from seeding.infer.expression.parse import parse
from seeding.infer.expression.tree import Call, Column, Literal, Tree, columns_of
from seeding.infer.expression.write import to_sql

__all__ = [
    "Call",
    "Case",
    "Column",
    "Literal",
    "Tree",
    "assigned",
    "cases",
    "columns_of",
    "parse",
    "to_sql",
    "together",
]
