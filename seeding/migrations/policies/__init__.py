"""Row level security, tested: who reads and changes which rows, found out by trying."""

from seeding.migrations.policies.access import who_sees
from seeding.migrations.policies.model import Access, Asker, Cell, TableAccess

__all__ = ["Access", "Asker", "Cell", "TableAccess", "who_sees"]
