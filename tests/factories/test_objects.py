"""factory_boy as its users know it: objects, overrides, traits, parents, batches; with and without a database."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

import factory
import psycopg
import pytest

from factories.business_metrics import BusinessMetricFactory
from factories.payment_transactions import PaymentTransactionFactory
from factories.user_career_profiles import UserCareerProfileFactory
from factories.users import UserFactory
from factories.volunteer_activities import VolunteerActivityFactory

ALL = [
    UserFactory,
    UserCareerProfileFactory,
    VolunteerActivityFactory,
    PaymentTransactionFactory,
    BusinessMetricFactory,
]


def test_an_object_without_a_database() -> None:
    user = UserFactory()
    assert isinstance(user.id, UUID)
    assert str(user.id).startswith("5eed")
    assert user.email.partition("@")[2] in ("example.com", "example.org", "example.net")
    assert user.created_at <= user.updated_at
    assert user.created_at.tzinfo is datetime.UTC
    assert UserFactory().id != user.id


def test_overrides_traits_and_what_follows_from_them() -> None:
    assert UserFactory.build(role="admin").role == "admin"
    admin = UserFactory(admin=True)
    assert (admin.role, admin.is_active) == ("admin", True)
    assert UserFactory(dormant=True).last_sign_in_at is None
    user = UserFactory(full_name="Zoë O'Neill-Łukasz", city="Kyoto")
    assert user.email.startswith(("zoe", "z.o", "z_o", "zo"))
    assert user.country == "JP"
    assert user.phone is None
    assert UserFactory(country="GB", phone=factory.Sequence(lambda n: f"+4477009{n:05d}")).phone.startswith("+4477009")
    pending = PaymentTransactionFactory(status="pending")
    assert (pending.paid_at, pending.fee, pending.failure_code) == (None, 0, None)
    failed = PaymentTransactionFactory(status="failed")
    assert failed.failure_code


def test_batches() -> None:
    users = UserFactory.build_batch(50, role="customer")
    assert {user.role for user in users} == {"customer"}
    assert len({user.email for user in users}) == len({user.username for user in users}) == 50


@pytest.mark.parametrize("made_by", ALL)
def test_a_created_row_is_in_the_database(made_by: Any, db: psycopg.Connection) -> None:
    made = made_by.create()
    table = made_by._meta.table
    assert db.execute(f"select count(*) from {table} where id = %s", (made.id,)).fetchone() == (1,)
    # Its parents are there as well, one for each of them.
    parents = 0 if made_by in (UserFactory, BusinessMetricFactory) else 1
    expected = 1 if made_by is UserFactory else parents
    assert db.execute("select count(*) from public.users").fetchone() == (expected,)


@pytest.mark.parametrize("made_by", ALL)
def test_two_hundred_rows_pass_every_constraint(made_by: Any, db: psycopg.Connection) -> None:
    made = made_by.create_batch(200)
    assert len({row.id for row in made}) == 200
    assert db.execute(f"select count(*) from {made_by._meta.table}").fetchone() == (200,)


def test_parents_are_named_by_their_reference(db: psycopg.Connection) -> None:
    payment = PaymentTransactionFactory.create(user_id__email="payer@example.com", user_id__city="Tokyo")
    assert payment.currency == "JPY"
    assert db.execute("select email, country from public.users").fetchall() == [("payer@example.com", "JP")]
    user = UserFactory.create(city="Pune")
    ours = [PaymentTransactionFactory.create(user_id=user.id) for _ in range(3)]
    assert {row.user_id for row in ours} == {user.id}
    assert ours[0].net_amount == ours[0].amount - ours[0].fee  # what the server computes comes back


def test_the_next_test_finds_nothing(db: psycopg.Connection) -> None:
    assert db.execute("select count(*) from public.users").fetchone() == (0,)


def test_a_seeded_database_goes_on_after_its_rows(seeded_db: psycopg.Connection) -> None:
    assert seeded_db.execute("select count(*) from public.users").fetchone() == (25,)
    assert seeded_db.execute("select role from public.users where email = 'dev@example.com'").fetchone() == (
        "developer",
    )
    BusinessMetricFactory.create_batch(5)
    assert seeded_db.execute("select count(*), min(metric_date) from public.business_metrics").fetchone() == (
        95,
        datetime.date(2025, 6, 17),
    )
