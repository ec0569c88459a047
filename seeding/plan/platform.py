"""What Supabase looks after itself: of its tables only the users are filled, and how they sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.plan.model import Plan, PlannedColumn
from seeding.schema import Name, Schema, Table

_USERS = Name("auth", "users")
_FILLED = frozenset({_USERS, Name("auth", "identities")})
_HASHED = "encrypted_password"
# Rows of `storage.objects` stand for files, which nobody can seed; buckets come from migrations and the dashboard.
_STORAGE = {Name("storage", "buckets"), Name("storage", "objects")}


@dataclass(frozen=True)
class Login:
    """How to log in as a seeded user: the first one's e-mail address, and everyone's password."""

    email: str
    password: str
    users: int


def companions(table: Name) -> list[Name]:
    """Tables without whose rows those of another are of no use, although nothing refers to them."""
    return [Name("auth", "identities")] if table == _USERS else []


def left_alone(table: Table, schema: Schema) -> bool:
    """Whether the platform fills a table, although a foreign key leads to it."""
    if not table.referenced_only or table.name in _FILLED:
        return False
    return table.name in _STORAGE or (table.name.schema == "auth" and _USERS in schema.tables)


def with_logins(table: Table, columns: Mapping[str, PlannedColumn], *, allowed: bool) -> dict[str, PlannedColumn]:
    """The columns as they are; where nobody may log in, hashes that are no password's."""
    from seeding.infer.rules.supabase import is_users, nobodys_hash

    found = dict(columns)
    if not allowed and is_users(table) and _HASHED in found:
        reason = "Supabase's users: nobody's password (logins = false)"
        found[_HASHED] = replace(found[_HASHED], generator=nobodys_hash(), reason=reason)
    return found


def login(plan: Plan) -> Login | None:
    """How to log in to what the plan fills; None where nobody can."""
    users = next((t for t in plan.tables if t.name == _USERS and t.rows), None)
    if users is None:
        return None
    from seeding.infer.rules.supabase import HASH, PASSWORD

    columns = {column.name: column for column in users.columns}
    hashed: Column | None = columns[_HASHED].generator if _HASHED in columns else None
    if not isinstance(hashed, Constant) or hashed._arguments != ((HASH,), {}) or "email" not in columns:
        return None
    import numpy as np

    first = plan.world.rows(str(users.name), np.array([users.start])).column("email")
    return Login(str(first[0].as_py()), PASSWORD, users.rows)
