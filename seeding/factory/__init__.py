"""The user's factories: factory_boy's, generating in bulk as well."""

from seeding.factory.discover import discover
from seeding.factory.options import reset_sequences
from seeding.factory.row import Row, values_of
from seeding.factory.session import Session, current_session, use_session
from seeding.factory.table import TableFactory, factory_of

__all__ = [
    "Row",
    "Session",
    "TableFactory",
    "current_session",
    "discover",
    "factory_of",
    "reset_sequences",
    "use_session",
    "values_of",
]
