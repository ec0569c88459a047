"""`auth.identities`: how each of Supabase's users signs in. Without its row nobody can (supabase/auth#1940).

Until the end of 2023 `id` was a text that held what `provider_id` holds since, and the key with `provider`.
"""

from __future__ import annotations

from collections.abc import Collection

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.fan_out import OneToOne
from seeding.columns.from_parent import FromParent
from seeding.columns.json_shape import Json
from seeding.columns.key import Key
from seeding.columns.reference import Reference
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.text_form import Joined
from seeding.infer.inferred import Inferred
from seeding.infer.rules.supabase import USERS, is_users
from seeding.schema import Name, Schema, Table

IDENTITIES = Name("auth", "identities")
_MARKS = frozenset({"user_id", "identity_data", "provider"})


def is_identities(table: Table, schema: Schema) -> bool:
    """Whether a table is the one Supabase's auth server keeps its users' ways in."""
    users = schema.tables.get(USERS)
    return table.name == IDENTITIES and table.by_name.keys() >= _MARKS and users is not None and is_users(users)


def identities(table: Table, schema: Schema, declared: Collection[str]) -> dict[str, Inferred]:
    """An identity for each user who signed up by e-mail."""
    of_users = schema.tables[USERS].by_name
    signed_in = "last_sign_in_at" if "last_sign_in_at" in of_users else "created_at"
    written = _old(table)
    by_user: Column = Joined(SameAs("user_id"))
    columns: dict[str, Column] = {
        "id": by_user if written else Key(),
        "provider_id": by_user,
        "user_id": Reference(str(USERS), fan_out=OneToOne()),
        "identity_data": Json(
            {
                "sub": SameAs("user_id"),
                "email": FromParent("user_id", "email"),
                "email_verified": True,
                "phone_verified": False,
            }
        ),
        "provider": Constant("email"),
    }
    if signed_in in of_users:  # a stand-in of the users may have neither
        columns["last_sign_in_at"] = columns["updated_at"] = FromParent("user_id", signed_in)
        columns["created_at"] = FromParent("user_id", "created_at" if "created_at" in of_users else signed_in)
    return {
        a.name: Inferred(columns[a.name], "Supabase's identities")
        for a in table.attributes
        if a.name in columns and a.writable and a.name not in declared
    }


def _old(table: Table) -> bool:
    """Whether `id` is the text it was until the end of 2023."""
    return "id" in table.by_name and table.by_name["id"].type.base.name != "uuid"
