"""What CHECK constraints say, read from the text PostgreSQL gives for them (`pg_get_expr`)."""

from seeding.infer.expression.parse import parse
from seeding.infer.expression.tree import Call, Column, Literal, Tree, columns_of

__all__ = ["Call", "Column", "Literal", "Tree", "columns_of", "parse"]
