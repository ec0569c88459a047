"""Blocks that run as somebody: what they see, how they nest, and what is left when they end."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from factories.payment_transactions import PaymentTransactionFactory
from factories.user_career_profiles import UserCareerProfileFactory
from factories.users import UserFactory
from seeding.errors import UsageError
from seeding.testing import as_role, as_user, assert_isolated, session

Connection = psycopg.Connection[Any]


def users(db: Connection) -> list[UUID]:
    return [key for (key,) in db.execute("select id from users order by id")]


def asking(db: Connection) -> tuple[Any, ...]:
    found = db.execute(
        "select current_user, auth.uid(), coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')"
    ).fetchone()
    assert found is not None
    return found


def test_a_user_sees_their_own_row(db: Connection) -> None:
    one, other = UserFactory.create(), UserFactory.create()
    with as_user(one):
        assert users(db) == [one.id]
    with as_user(other.id) as same:
        assert same is db
        assert users(db) == [other.id]
    assert set(users(db)) == {one.id, other.id}


def test_who_asks_is_given_back(db: Connection) -> None:
    before = asking(db)
    one, other = uuid4(), uuid4()
    with as_user(one):
        with as_user(other, claims={"app_metadata": {"role": "admin"}}):
            role, uid, claims = asking(db)
            assert (role, uid) == ("authenticated", other) and '"admin"' in claims
            with as_role("anon"):
                assert asking(db)[:2] == ("anon", None)
            assert asking(db)[1] == other
        role, uid, claims = asking(db)
        assert (role, uid) == ("authenticated", one) and "admin" not in claims
    assert asking(db) == before


def test_an_administrator_sees_everyone(db: Connection) -> None:
    UserFactory.create_batch(3)
    with as_user(uuid4(), claims={"app_metadata": {"role": "admin"}}):
        assert len(users(db)) == 3


def test_the_token_says_what_the_auth_server_knows(db: Connection) -> None:
    key = uuid4()
    db.execute(
        "insert into auth.users (id, email, raw_app_meta_data) values (%s, 'a@example.com', '{\"role\": \"admin\"}')",
        (key,),
    )
    with as_user(key):
        found = db.execute(
            "select auth.email(), auth.jwt() -> 'app_metadata' ->> 'role', auth.jwt() ->> 'aud'"
        ).fetchone()
    assert found == ("a@example.com", "admin", "authenticated")


def test_anon_may_do_nothing_here(db: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role("anon"):
        users(db)
    assert asking(db)[0] != "anon"


def test_a_refusal_undoes_the_block_and_nothing_else(db: Connection) -> None:
    one, other = UserFactory.create(), UserFactory.create()
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_user(one):
        db.execute("update users set bio = 'mine'")
        UserCareerProfileFactory.create(user_id=other)
    assert asking(db)[1] is None
    assert db.execute("select count(*), count(*) filter (where bio = 'mine') from users").fetchone() == (2, 0)


def test_an_error_of_the_test_gives_the_role_back_too(db: Connection) -> None:
    one = UserFactory.create()
    with pytest.raises(ZeroDivisionError), as_user(one):
        db.execute("update users set bio = 'mine'")
        raise ZeroDivisionError
    assert asking(db)[1] is None
    assert db.execute("select bio from users").fetchone() == ("mine",)


def test_what_a_user_writes_stays(db: Connection) -> None:
    one = UserFactory.create()
    with as_user(one):
        UserCareerProfileFactory.create(user_id=one)
    assert db.execute("select user_id from user_career_profiles").fetchone() == (one.id,)


def test_code_that_commits_and_rolls_back_stays_who_it_is(db: Connection) -> None:
    one = UserFactory.create()
    with as_user(one):
        db.execute("update users set bio = 'kept'")
        db.commit()
        db.execute("update users set bio = 'lost'")
        db.rollback()
        assert asking(db)[:2] == ("authenticated", one.id)
        assert db.execute("select bio from users").fetchone() == ("kept",)
    assert asking(db)[1] is None


def test_an_error_after_a_commit(db: Connection) -> None:
    one = UserFactory.create()
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_user(one):
        db.execute("update users set bio = 'kept'")
        db.commit()
        db.execute("update users set role = 'admin'")
    assert asking(db)[1] is None
    assert db.execute("select bio from users").fetchone() == ("kept",)


def test_a_block_that_gives_its_role_up_is_told(db: Connection) -> None:
    with pytest.raises(UsageError, match='gave up the role "authenticated" by itself'), as_user(uuid4()):
        db.execute("reset role")


def test_settings_of_an_application(db: Connection) -> None:
    with as_role("authenticated", settings={"app.tenant_id": "7"}):
        assert db.execute("select current_setting('app.tenant_id')").fetchone() == ("7",)
    assert db.execute("select current_setting('app.tenant_id', true)").fetchone() == ("",)


@pytest.mark.parametrize("user", [None, object(), {"name": "A"}])
def test_who_has_no_key(db: Connection, user: Any) -> None:
    with pytest.raises(UsageError, match="has no id"), as_user(user):
        pass


def test_a_role_that_is_not_there(db: Connection) -> None:
    with pytest.raises(UsageError, match='there is no role "nobody_here"'), as_role("nobody_here"):
        pass
    assert asking(db)[1] is None


def test_a_connection_of_ones_own(fresh_db: Connection) -> None:
    one = UserFactory.create()
    UserFactory.create()
    fresh_db.commit()
    with session(fresh_db), as_user(one, connection=fresh_db):
        assert users(fresh_db) == [one.id]
    assert len(users(fresh_db)) == 2
    fresh_db.rollback()
    assert len(users(fresh_db)) == 2


def test_a_rollback_elsewhere_is_told(fresh_db: Connection) -> None:
    with pytest.raises(UsageError, match="a rollback of the transaction"), as_user(uuid4(), connection=fresh_db):
        fresh_db.rollback()


def test_isolated_tables_are(seeded_db: Connection) -> None:
    for table in ("users", "user_career_profiles", "payment_transactions"):
        assert_isolated(table)
    assert asking(seeded_db)[1] is None


def test_two_people_of_the_test(db: Connection) -> None:
    one, other = UserFactory.create(), UserFactory.create()
    PaymentTransactionFactory.create_batch(2, user_id=one)
    with pytest.raises(AssertionError, match="nobody could try another's rows"):
        assert_isolated("payment_transactions")
    PaymentTransactionFactory.create_batch(2, user_id=other)
    assert_isolated("payment_transactions", users=[one, other])


def test_a_table_that_is_not_isolated(seeded_db: Connection) -> None:
    seeded_db.execute('create policy "All see" on payment_transactions for select to authenticated using (true)')
    with pytest.raises(AssertionError, match=r"(?s)is not isolated:.*\"All see\".*\[policy-open\]"):
        assert_isolated("payment_transactions")
    assert_isolated("users")


def test_a_view_round_it(seeded_db: Connection) -> None:
    seeded_db.execute("create view everybody as select * from users")
    with pytest.raises(AssertionError, match=r"public\.everybody.*\[rls-bypass-view\]"):
        assert_isolated("users")


def test_a_table_without_row_level_security(seeded_db: Connection) -> None:
    seeded_db.execute("alter table payment_transactions disable row level security")
    with pytest.raises(AssertionError, match="policy-without-rls"):
        assert_isolated("payment_transactions")


def test_a_table_that_is_not_there(db: Connection) -> None:
    with pytest.raises(AssertionError, match=r"there is no table public\.nowhere"):
        assert_isolated("nowhere")
