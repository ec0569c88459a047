"""People who can sign in: `auth.users` as Supabase's auth server expects its rows.

GoTrue scans the token columns into Go strings: NULL in one of them makes every login fail with a 500, so
they are empty (supabase/auth#1940). The password hashes are nobody's: a staging database is reachable, and
a password that everyone knows would let everyone in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.json_shape import Json
from seeding.columns.moment import Moment
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.schema import Name, Table

_USERS = Name("auth", "users")
_MARKS = frozenset({"aud", "instance_id", "encrypted_password"})

_COLUMNS: Mapping[str, Callable[[], Column]] = {
    "instance_id": lambda: Constant(UUID(int=0)),
    "aud": lambda: Constant("authenticated"),
    "role": lambda: Constant("authenticated"),
    "email_confirmed_at": lambda: Moment(after="created_at", within="1h"),
    "raw_app_meta_data": lambda: Json({"provider": "email", "providers": ["email"]}),
    "raw_user_meta_data": lambda: Json({}),
    "is_super_admin": lambda: Constant(False),
    "is_sso_user": lambda: Constant(False),
    "is_anonymous": lambda: Constant(False),
    "email_change_confirm_status": lambda: Constant(0),
}
_EMPTY = frozenset(
    {
        "confirmation_token", "recovery_token", "email_change_token_new", "email_change_token_current",
        "email_change", "phone_change", "phone_change_token", "reauthentication_token",
    }
)  # fmt: skip
_NULL = frozenset(
    {
        "invited_at", "confirmation_sent_at", "recovery_sent_at", "email_change_sent_at", "phone",
        "phone_confirmed_at", "phone_change_sent_at", "banned_until", "reauthentication_sent_at", "deleted_at",
    }
)  # fmt: skip


def is_users(table: Table) -> bool:
    """Whether a table is the one Supabase's auth server keeps its users in."""
    return table.name == _USERS and table.by_name.keys() >= _MARKS


def supabase(facts: ColumnFacts) -> Iterator[Inferred]:
    """What the columns of `auth.users` hold for someone who signed up by e-mail."""
    if not is_users(facts.table):
        return
    if facts.name in _COLUMNS:
        yield Inferred(_COLUMNS[facts.name](), "Supabase's users")
    elif facts.name in _EMPTY:
        yield Inferred(Constant(""), "Supabase's users: empty, or nobody could sign in")
    elif facts.name in _NULL:
        yield Inferred(Constant(None), "Supabase's users")
