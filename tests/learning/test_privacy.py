"""What one person alone has is not in the file: planted values, extremes, and a person more or less."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from learned import SHOP, Production

from seeding.patterns import NumberShape, Patterns, TimeShape

Make = Callable[[str], Production]
OPTIONS = ("--person", "users", "--reference", "countries")

# Nine people whose orders are alike, one with many orders, and a thousand with something of their own each.
CANARIES = """
insert into users (email, full_name, country, plan, age, nickname, is_active, created_at)
select 'canary' || i || '@zanzibar-mail.net', 'Canary Zanzibari' || i, 'DE', 'free', 103 + i % 7, 'Zq' || i, true,
    timestamptz '1971-03-04 05:06:07' + i * interval '1 second'
from generate_series(1, 9) i;
insert into orders (user_id, status, amount, note, tags, meta, created_at, paid_at, updated_at)
select id, 'zanzibar', 98765432.17, 'call canary zanzibar', array['zanzibar'], '{"zanzibar": "zanzibar"}',
    '1971-03-04 05:06:07', '2099-01-02 03:04:05', '2098-11-12 13:14:15'
from users where email like 'canary%';
-- One of them orders more than anybody, always the same.
insert into orders (user_id, status, amount, note, tags, meta, created_at, paid_at, updated_at)
select (select min(id) from users where email like 'canary%'), 'whale', 7654321.09 + i % 3, 'whale', array['whale'],
    '{"whale": 7654321}', '1985-06-07 08:09:10', '2097-05-06 07:08:09', '2096-05-06 07:08:09'
from generate_series(1, 400) i;
update users set nickname = 'Ünique' || id, full_name = 'Solo Person' || id where id % 2 = 0;
update orders set note = 'secret of order ' || id, status = case when id % 100 = 0 then 'rare' || id else status end
where id % 2 = 0;
"""


@pytest.fixture(scope="module")
def planted(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Production:
    import psycopg

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database planted")
    found = Production(f"{server_url.rpartition('/')[0]}/planted", tmp_path_factory.mktemp("planted"))
    found.run(SHOP + CANARIES)
    return found


@pytest.fixture(scope="module")
def text(planted: Production) -> str:
    done = planted.seed("--url", planted.url, "--out", "-", "--quiet", *OPTIONS)
    assert done.code == 0, done.err
    return done.out


def test_no_planted_value_is_told(text: str) -> None:
    words = ("zanzi", "canary", "whale", "Ünique", "Solo", "secret", "rare", "98765432", "7654321", "Zq")
    assert [word for word in words if word in text] == []
    assert [year for year in ("1971-", "2099-", "2098-", "2097-", "2096-", "1985-") if year in text] == []
    assert "@" not in text


def test_no_extreme_is_told(planted: Production) -> None:
    patterns = planted.learn(*OPTIONS)
    orders, users = patterns.tables["public.orders"].columns, patterns.tables["public.users"].columns
    amount, age, created = orders["amount"], users["age"], orders["created_at"]
    assert isinstance(amount, NumberShape) and isinstance(age, NumberShape) and isinstance(created, TimeShape)
    ((tenth,),) = planted.run(
        "select highest from (select max(amount) as highest from orders group by user_id) x "
        "order by 1 desc offset 9 limit 1"
    )
    assert amount.bins[-1].high <= float(tenth)
    ((tenth,),) = planted.run("select age from users where age is not null order by 1 desc offset 9 limit 1")
    assert age.bins[-1].high <= tenth
    assert created.bins[0].low.year >= 2023
    # Everybody's rows count, the whale's too; they stand in bins of others.
    assert sum(one.share for one in amount.bins) == pytest.approx(1, abs=1e-3)


def test_children_of_one_parent_are_not_told(planted: Production) -> None:
    children = planted.learn(*OPTIONS).tables["public.orders"].references["user_id"].children
    assert max(one.high for one in children) < 60


def test_a_person_less(production: Make) -> None:
    """A person alone in a group changes nothing: the group was not there before either."""
    with_them = production(SHOP + CANARIES)
    without = production(SHOP + CANARIES)
    # The third canary has what the other eight have, and the ninth nothing anybody else has.
    without.run("delete from orders where user_id = (select max(id) from users where email like 'canary%')")
    without.run("delete from users where id = (select max(id) from users where email like 'canary%')")
    one, other = with_them.learn(*OPTIONS), without.learn(*OPTIONS)
    assert cells(one) == cells(other)


def cells(patterns: Patterns) -> set[tuple[str, str, str]]:
    """Every value that is told, by table and column; without their shares, which all rows have a part in."""
    return {
        (name, column, str(value))
        for name, table in patterns.tables.items()
        for column, shape in table.columns.items()
        for value in getattr(shape, "values", ())
    }


def test_groups_hold_k_people_and_not_rows(production: Make) -> None:
    shop = production(
        """
        create table users (id int primary key, kind text not null);
        insert into users select i, 'member' from generate_series(1, 200) i;
        create table visits (id int primary key, user_id int not null references users, page text not null, ms int);
        insert into visits select i, 1 + i % 200, 'home', i % 50 from generate_series(1, 4000) i;
        insert into visits select 10000 + i, 1 + i % 9, 'nine', 5000 from generate_series(1, 900) i;
        insert into visits select 20000 + i, 1 + i % 40, 'forty', 100 from generate_series(1, 400) i;
        """
    )
    assert shown(shop.learn("--person", "users")) == {"home", "forty"}
    assert shown(shop.learn("--person", "users", "--k", "50")) == {"home"}
    assert shown(shop.learn()) == {"home", "nine", "forty"}


def shown(patterns: Patterns) -> set[object]:
    """The pages that are told."""
    return set(getattr(patterns.tables["public.visits"].columns["page"], "values", ()))
