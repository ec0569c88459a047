from __future__ import annotations

import datetime
from typing import Any

import psycopg
import pytest

from factories.user_career_profiles import UserCareerProfileFactory
from factories.users import UserFactory
from seeding.columns.choice import Choice
from seeding.columns.rows import World
from seeding.columns.single import use_world
from seeding.factory import TableFactory, reset_sequences
from seeding.factory.table import registry

Connection = psycopg.Connection[Any]

LATE = datetime.datetime(2025, 6, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _from_the_first_row() -> None:
    # Another module's factories may stand for the same tables.
    registry.update({made_by._meta.table: made_by for made_by in (UserFactory, UserCareerProfileFactory)})
    reset_sequences()


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize(
    ("made_by", "overrides"),
    [
        (UserFactory, {}),
        (UserFactory, {"role": "admin"}),
        (UserFactory, {"full_name": "Zaphod Beeblebrox"}),
        (UserFactory, {"full_name": "Zaphod Beeblebrox", "country": None, "created_at": LATE}),
        (UserFactory, {"admin": True}),
        (UserFactory, {"phone": None, "email__domains": ["example.org"]}),
        (UserCareerProfileFactory, {}),
        (UserCareerProfileFactory, {"industry": "Retail", "experience_years": 3}),
        (UserCareerProfileFactory, {"user_id__created_at": LATE, "user_id__country": "JP"}),
        (UserCareerProfileFactory, {"preferences": {"relocate": True}, "skills": ["SQL"]}),
    ],
)
def test_a_batch_is_its_objects(made_by: type[TableFactory], overrides: dict[str, Any], seed: int) -> None:
    with use_world(World(seed=seed)):
        one_by_one = [made_by.build(**overrides) for _ in range(9)]
        reset_sequences()
        assert made_by.build_batch(9, **overrides) == one_by_one
        # Counters stand where they would.
        assert made_by.build().id == made_by.build(__sequence=9).id


def test_a_batch_with_a_given_parent_follows_it() -> None:
    user = UserFactory(created_at=LATE, country="JP")
    one_by_one = [UserCareerProfileFactory(user_id=user) for _ in range(6)]
    reset_sequences()
    batch = UserCareerProfileFactory.build_batch(6, user_id=user)
    assert batch == one_by_one
    assert {(p.user_id, p.salary_currency) for p in batch} == {(user.id, "JPY")}
    assert all(p.created_at >= LATE for p in batch)


def test_created_batches_follow_the_parents_that_were_made(db: Connection) -> None:
    UserFactory.create_batch(3)  # so that parents' row numbers are not the children's
    profiles = UserCareerProfileFactory.create_batch(20, user_id__created_at=LATE)
    assert db.execute("select count(*), count(distinct user_id) from public.user_career_profiles").fetchone() == (
        20,
        20,
    )
    assert all(profile.created_at >= LATE for profile in profiles)
    wrong = db.execute(
        """
        select count(*) from public.user_career_profiles p join public.users u on u.id = p.user_id
        where p.created_at < u.created_at or (u.country = 'JP') <> (p.salary_currency = 'JPY')
        """
    ).fetchone()
    assert wrong == (0,)


def test_created_batches_are_the_rows_that_objects_would_be(db: Connection) -> None:
    one_by_one = [UserCareerProfileFactory.create() for _ in range(5)]
    db.rollback()
    reset_sequences()
    assert UserCareerProfileFactory.create_batch(5) == one_by_one


def test_a_relatives_own_generators_count() -> None:
    class RetiredFactory(UserFactory):
        role = Choice(["retired"])
        full_name = Choice(["Zaphod Beeblebrox"])

    batch = RetiredFactory.build_batch(5)
    assert {user.role for user in batch} == {"retired"}
    assert all("beeblebrox" in user.email for user in batch)
    reset_sequences()
    assert batch == [RetiredFactory() for _ in range(5)]


def test_a_factory_with_a_build_of_its_own_is_asked_for_every_object() -> None:
    class LoudFactory(UserFactory):
        @classmethod
        def build(cls, **kwargs: Any) -> Any:
            return super().build(bio="LOUD", **kwargs)

    assert {user.bio for user in LoudFactory.build_batch(6)} == {"LOUD"}
