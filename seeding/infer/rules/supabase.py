"""People who can log in: `auth.users` as Supabase's auth server expects its rows.

GoTrue scans the token columns into Go strings: NULL in one of them makes every login fail with a 500, so
they are empty (supabase/auth#1940). Everyone has the same documented password. A profile decides whether
that is so (`logins`): a staging database is reachable, and a password that everyone knows lets everyone in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.email import Email
from seeding.columns.json_shape import Json
from seeding.columns.moment import Moment
from seeding.columns.person_name import PersonName
from seeding.columns.url import ImageUrl
from seeding.columns.username import Username
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.beside import Beside
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.same import SameAs
from seeding.infer.inferred import Inferred
from seeding.infer.rules.signup import passed_along
from seeding.schema import Name, Table

USERS = Name("auth", "users")
_MARKS = frozenset({"aud", "instance_id", "encrypted_password"})

PASSWORD = "password123"  # noqa: S105  # documented, and of made-up people
# bcrypt with cost 10, as GoTrue makes it. One hash for all: a salt a row would cost 60 ms of CPU a row.
HASH = "$2a$10$" + "l3hKCdXcaNDTBhMZE.YHz." + "Um62nne21SX1uN3h9vTJCIlVLBTS2HW"


def _named(column: Column) -> Column:
    """A column that goes by the person's name, which the table does not have."""
    return Beside("full_name", PersonName(), column)


def _signed_up_with(further: Mapping[str, Any] | None = None) -> Column:
    """What an app passes along at sign-up, and what triggers that make profiles read."""
    known = {
        "sub": SameAs("id"),
        "email": SameAs("email"),
        "email_verified": True,
        "phone_verified": False,
        "full_name": _named(SameAs("full_name")),
        "name": _named(SameAs("full_name")),
        "username": _named(Username(of="full_name")),
        "avatar_url": ImageUrl(),
    }
    return Json(known | {key: shape for key, shape in (further or {}).items() if key not in known})


# How long after the one before them of those the table has: stand-ins of these tables leave some out.
_MOMENTS = {"created_at": "", "email_confirmed_at": "1h", "last_sign_in_at": "60d", "updated_at": "1h"}
_COLUMNS: Mapping[str, Callable[[], Column]] = {
    "instance_id": lambda: Constant(UUID(int=0)),
    "aud": lambda: Constant("authenticated"),
    "role": lambda: Constant("authenticated"),
    "email": lambda: _named(Email(of="full_name")),
    "encrypted_password": lambda: Constant(HASH),
    "raw_app_meta_data": lambda: Json({"provider": "email", "providers": ["email"]}),
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


def _moment(table: Table, name: str) -> Column | None:
    """A moment after the one that comes before it in somebody's history."""
    before = [n for n in _MOMENTS if n in table.by_name]
    place = before.index(name)
    return Moment(after=before[place - 1], within=_MOMENTS[name]) if place else None


def is_users(table: Table) -> bool:
    """Whether a table is the one Supabase's auth server keeps its users in."""
    return table.name == USERS and table.by_name.keys() >= _MARKS


def supabase(facts: ColumnFacts) -> Iterator[Inferred]:
    """What the columns of `auth.users` hold for someone who signed up by e-mail."""
    if not is_users(facts.table):
        return
    if facts.name == "encrypted_password":
        yield Inferred(_COLUMNS[facts.name](), f"Supabase's users: the password {PASSWORD}")
    elif facts.name == "raw_user_meta_data":
        yield Inferred(_signed_up_with(passed_along(facts.table, facts.of.schema)), "Supabase's users")
    elif facts.name in _COLUMNS:
        yield Inferred(_COLUMNS[facts.name](), "Supabase's users")
    elif facts.name in _MOMENTS and (moment := _moment(facts.table, facts.name)) is not None:
        yield Inferred(moment, "Supabase's users")
    elif facts.name in _EMPTY:
        yield Inferred(Constant(""), "Supabase's users: empty, or nobody could sign in")
    elif facts.name in _NULL:
        yield Inferred(Constant(None), "Supabase's users")


def nobodys_hash() -> Column:
    """What looks like the hash of a password and is that of none."""
    return Pattern(r"\$2a\$10\$[./A-Za-z0-9]{53}")
