"""Tables as people name them."""

from __future__ import annotations

import pytest

from seeding.errors import UsageError
from seeding.plan.naming import matching, schemas_named, the_table
from seeding.schema import Name

TABLES = [
    Name.parse(t) for t in ("users", "Order", "crm.users", "crm.leads", "hr.leads", "hr.pay_slips", "hr.pay_days")
]


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["users"], "public.users"),
        (["public.users"], "public.users"),
        (["crm.users", "Order"], "crm.users public.Order"),
        (["pay_slips"], "hr.pay_slips"),
        (["pay_*"], "hr.pay_days hr.pay_slips"),
        (["crm.*"], "crm.leads crm.users"),
        (["*.leads", "hr.leads"], "crm.leads hr.leads"),
        (["*"], "crm.leads crm.users hr.leads hr.pay_days hr.pay_slips public.Order public.users"),
        ([" users "], "public.users"),
        ([], ""),
    ],
)
def test_names_that_mean_tables(patterns: list[str], found: str) -> None:
    assert " ".join(sorted(map(str, matching(patterns, TABLES, where="--only")))) == found


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        ("user", "--only user: the database has no such table", "did you mean users?"),
        ("crm.lead", "--only crm.lead: the database has no such table", "did you mean crm.leads?"),
        ("leads", "--only leads could mean crm.leads, hr.leads", "write the schema before it"),
        ("xx.*", "--only xx.*: the database has no such table", "tables here: "),
        ("order", "--only order: the database has no such table", "did you mean Order?"),
    ],
)
def test_names_that_mean_none_or_several(pattern: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        matching([pattern], TABLES, where="--only")
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


def test_one_table_and_schemas() -> None:
    assert the_table("users", TABLES) == Name("public", "users")
    with pytest.raises(UsageError, match="means 2 tables"):
        the_table("pay_*", TABLES)
    assert schemas_named(["crm", "hr", "crm"], {"crm", "hr"}) == ("crm", "hr")
    with pytest.raises(UsageError, match="--schema hrr"):
        schemas_named(["hrr"], {"crm", "hr"})
    with pytest.raises(UsageError, match="no such table") as caught:
        matching(["x"], [], where="--skip")
    assert caught.value.hint == "it has no tables at all"
