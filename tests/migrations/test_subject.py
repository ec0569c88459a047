"""What a migration is about, from its name."""

from __future__ import annotations

import pytest

from seeding.cli.commands.new import KINDS as KINDS_OF_THE_COMMAND
from seeding.errors import UsageError
from seeding.migrations.subject import EXAMPLES, KINDS, subject

TABLES = ("users", "invoice_lines", "invoices", "date_of_events")


@pytest.mark.parametrize(
    ("name", "kind", "table", "part"),
    [
        ("add_nickname_to_users", "column", "users", "nickname"),
        ("Add date of birth to users", "column", "users", "date_of_birth"),
        ("add_paid_at_to_refunds", "column", "refunds", "paid_at"),
        ("add_note_column_to_invoice_lines", "column", "invoice_lines", "note"),
        ("users_nickname", "column", "users", "nickname"),
        ("invoice_lines_note", "column", "invoice_lines", "note"),
        ("index_users_on_email", "index", "users", "email"),
        ("index_users_by_email", "index", "users", "email"),
        ("add_index_on_users_email", "index", "users", "email"),
        ("users_email_idx", "index", "users", "email"),
        ("let_members_see_invoices", "policy", "invoices", "members_see"),
        ("invoices_policy", "policy", "invoices", ""),
        ("require_nickname_on_users", "constraint", "users", "nickname"),
        ("users_nickname_not_null", "constraint", "users", "nickname"),
        ("backfill_nickname_of_users", "backfill", "users", "nickname"),
        ("add_kind_to_date_of_events", "column", "date_of_events", "kind"),
        ("create_mood_enum", "enum", "mood", ""),
        ("payment_state", "enum", "payment_state", ""),
        ("create_function_is_mine", "function", "is_mine", ""),
    ],
)
def test_read_from_the_name(name: str, kind: str, table: str, part: str) -> None:
    about = subject(name, kind, tables=TABLES)
    assert (about.name, about.part) == (table, part)


def test_said_beside_the_name() -> None:
    about = subject("speed up search", "index", tables=TABLES, table="billing.invoices", column="due_on")
    assert (about.slug, about.schema, about.name, about.part) == ("speed_up_search", "billing", "invoices", "due_on")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["", "1st", "ta;ble", 'a"b', "ünicode", "x" * 60, "../up"])
def test_names_that_say_nothing(name: str, kind: str) -> None:
    with pytest.raises(UsageError) as refused:
        subject(name, kind, tables=TABLES)
    assert "seed new migration" in refused.value.hint


@pytest.mark.parametrize(
    ("table", "column"), [("users;", "x"), ("users", "x y"), ("a.b.c", "x"), (".a", "x"), ("", "x")]
)
def test_names_given_beside_it_that_are_none(table: str, column: str) -> None:
    with pytest.raises(UsageError):
        subject("do something", "column", table=table, column=column)


def test_the_command_offers_every_kind() -> None:
    assert KINDS_OF_THE_COMMAND == KINDS


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_examples_of_a_refusal_are_taken_where_no_table_is_known(kind: str) -> None:
    name, *options = EXAMPLES[kind]
    found = subject(name, kind)
    said = [f"--table {found.name}"] + ([f"--column {found.part}"] if kind != "policy" else [])
    assert said == options
    with pytest.raises(UsageError, match=r"add_it.*does not say which table") as refused:
        subject("add_it", kind)
    assert name in refused.value.hint
    assert " ".join(options) in refused.value.hint
