"""What a policy asks of a row itself, read from its expression."""

from __future__ import annotations

import pytest

from seeding.infer.expression import to_sql
from seeding.plan.policies.conditions import owner_columns, wanted
from seeding.schema import Attribute, ForeignKey, Name, Policy, Table, Type, TypeKind


def _attribute(name: str, type_: str) -> Attribute:
    return Attribute(name, Type(type_, "pg_catalog", TypeKind.BASE, type_), nullable=True)


TABLE = Table(
    Name("public", "posts"),
    (
        _attribute("id", "uuid"), _attribute("author_id", "uuid"), _attribute("published", "bool"),
        _attribute("state", "text"), _attribute("removed_at", "timestamptz"),
    ),
    foreign_keys=(ForeignKey("k", ("author_id",), Name("public", "users"), ("id",)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("using", "show", "hide"),
    [
        ("published", ['"published"'], ['(NOT "published")']),
        ("true", None, None),
        ("(author_id = auth.uid())", None, None),
        ("(published OR (author_id = ( SELECT auth.uid() AS uid)))", ['"published"'], ['(NOT "published")']),
        ("(published AND (author_id = auth.uid()))", ['"published"'], ['(NOT "published")']),
        ("(published AND public.is_member(id))", ['"published"'], ['(NOT "published")']),
        ("(removed_at IS NULL)", ['("removed_at" IS NULL)'], ['(NOT ("removed_at" IS NULL))']),
        (
            "((state = 'open'::text) OR (EXISTS ( SELECT 1 FROM public.m WHERE (m.note = 'it''s) ('::text))))",
            ["(\"state\" = 'open'::text)"],
            ["(\"state\" <> 'open'::text)"],
        ),
        ("(id IN ( SELECT m.post_id FROM public.m WHERE (m.user_id = auth.uid())))", None, None),
        (None, None, None),
    ],
)
def test_what_is_wanted(using: str | None, show: list[str] | None, hide: list[str] | None) -> None:
    policy = Policy("p", "SELECT", True, ("public",), using)
    found = {want.what: [to_sql(atom) for case in want.cases for atom in case] for want in wanted(TABLE, policy)}
    assert found == {what: atoms for what, atoms in (("show", show), ("hide", hide)) if atoms is not None}


@pytest.mark.parametrize(
    ("using", "columns"),
    [
        ("(author_id = auth.uid())", ["author_id"]),
        ("(published OR (author_id IN ( SELECT m.id FROM public.m)))", ["author_id"]),
        ("(published AND (author_id IS NOT NULL))", []),
        ("(id = auth.uid())", []),
    ],
)
def test_foreign_keys_held_against_who_asks(using: str, columns: list[str]) -> None:
    assert owner_columns(TABLE, Policy("p", "SELECT", True, ("public",), using)) == columns
