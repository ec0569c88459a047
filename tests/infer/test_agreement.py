"""Rows agree with their parents where nobody wrote a constraint: one tenant, one project, one conversation."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.rows import TableRows, World
from seeding.infer.generators import EarlierAlike

TENANTS = """
create table tenant (id int primary key, name text not null);
create table customer (
    id int primary key, tenant_id int not null references tenant, name text not null, unique (tenant_id, name)
);
create table product (id int primary key, tenant_id int not null references tenant, title text not null);
create table invoice (
    id int primary key, tenant_id int not null references tenant, customer_id int not null references customer
);
create table invoice_line (
    id int primary key, tenant_id int not null references tenant, invoice_id int not null references invoice,
    product_id int not null references product, coupon_id int references product
);
"""


def test_a_line_is_of_the_tenant_of_its_invoice_and_its_product(fill, connection) -> None:
    found = fill(TENANTS, count=150)
    apart = connection.execute(
        """
        select (select count(*) from invoice i join customer c on c.id = i.customer_id
                where c.tenant_id <> i.tenant_id),
               (select count(*) from invoice_line l join invoice i on i.id = l.invoice_id
                where l.tenant_id <> i.tenant_id),
               (select count(*) from invoice_line l join product p on p.id = l.product_id
                where l.tenant_id <> p.tenant_id),
               (select count(distinct invoice_id) > 10 from invoice_line),
               (select count(distinct tenant_id) > 5 from invoice_line)
        """
    ).fetchone()
    assert apart == (0, 0, 0, True, True)
    assert found["public.invoice_line"]["tenant_id"].reason == (
        "foreign key, as tenant_id of its public.invoice (the row of invoice_id)"
    )
    kept, alike = connection.execute(
        """
        select count(coupon_id), count(*) filter (where p.tenant_id = l.tenant_id)
        from invoice_line l left join product p on p.id = coupon_id
        """
    ).fetchone()
    assert 90 < kept < 150
    assert alike == kept


def test_an_optional_parent_decides_nothing(fill, connection) -> None:
    fill(
        """
        create table shop (id int primary key);
        create table shelf (id int primary key, shop_id int not null references shop);
        create table item (id int primary key, shop_id int not null references shop, shelf_id int references shelf);
        """,
        count=100,
    )
    alike, shelved = connection.execute(
        "select count(*) filter (where i.shop_id = s.shop_id), count(shelf_id) "
        "from item i left join shelf s on s.id = shelf_id"
    ).fetchone()
    # Better on no shelf than on another shop's.
    assert 20 < shelved < 90
    assert alike == shelved


def test_a_required_parent_need_not_agree_where_none_does(fill, connection) -> None:
    fill(
        """
        create table shop (id int primary key);
        create table shelf (id int primary key, shop_id int not null references shop);
        create table till (id int primary key, shop_id int not null unique references shop);
        create table sale (
            shop_id int not null references shop, till_id int not null references till,
            shelf_id int not null references shelf, primary key (till_id, shelf_id)
        );
        """,
        count=60,
    )
    assert connection.execute("select count(*) > 50 from sale").fetchone() == (True,)


@pytest.mark.parametrize(
    "ddl",
    [
        # Who comments is not who wrote the post.
        """
        create table users (id int primary key);
        create table posts (id int primary key, user_id int not null references users);
        create table comments (
            id int primary key, post_id int not null references posts, user_id int not null references users
        );
        """,
        "create table users (id int primary key);"
        "create table posts (id int primary key, created_by int not null references users);"
        "create table comments (id int primary key, post_id int not null references posts,"
        " created_by int not null references users);",
        # How an order is does not say how its line is.
        "create table statuses (id int primary key);"
        "create table posts (id int primary key, status_id int not null references statuses);"
        "create table comments (id int primary key, post_id int not null references posts,"
        " status_id int not null references statuses);",
    ],
)
def test_who_acts_and_how_things_are_is_not_inherited(fill, connection, ddl: str) -> None:
    fill(ddl, count=100)
    (column,) = (
        c
        for (c,) in connection.execute(
            "select attname from pg_attribute where attrelid = 'comments'::regclass and attnum > 0"
        ).fetchall()
        if c not in ("id", "post_id")
    )
    (alike,) = connection.execute(
        f"select count(*) from comments c join posts p on p.id = c.post_id where c.{column} = p.{column}"
    ).fetchone()
    assert alike < 30


def test_what_somebody_owns_is_theirs_in_its_parts(fill, connection) -> None:
    fill(
        """
        create table users (id int primary key);
        create table chats (id int primary key, user_id int not null references users);
        create table chat_files (
            id int primary key, user_id int not null references users, chat_id int not null references chats
        );
        """,
        count=100,
    )
    assert connection.execute(
        "select count(*) from chat_files f join chats c on c.id = f.chat_id where f.user_id <> c.user_id"
    ).fetchone() == (0,)


def test_a_key_of_the_column_alone_stays_a_key(fill, connection) -> None:
    fill(
        """
        create table tenant (id int primary key);
        create table plan (id int primary key, tenant_id int not null references tenant);
        create table settings (
            id int primary key, tenant_id int not null unique references tenant, plan_id int not null references plan
        );
        create table usage (
            tenant_id int not null references tenant, plan_id int not null references plan, kind char(1) not null,
            primary key (tenant_id, kind)
        );
        """,
        count=60,
    )
    assert connection.execute("select count(*) > 20 from settings").fetchone() == (True,)
    assert connection.execute("select count(*) > 20 from usage").fetchone() == (True,)


def test_a_reply_is_in_the_same_thread(fill, connection) -> None:
    fill(
        """
        create table thread (id int primary key);
        create table message (
            id int primary key, thread_id int not null references thread, reply_to int references message, body text
        );
        """,
        count=200,
    )
    replies, apart, later = connection.execute(
        """
        select count(*), count(*) filter (where m.thread_id <> p.thread_id), count(*) filter (where p.id >= m.id)
        from message m join message p on p.id = m.reply_to
        """
    ).fetchone()
    assert replies > 40
    assert (apart, later) == (0, 0)


def test_replies_are_the_same_in_any_chunk() -> None:
    from seeding.columns.choice import Choice
    from seeding.columns.key import Serial

    columns = {"id": Serial(), "thread": Choice(["a", "b", "c"]), "reply_to": EarlierAlike(roots=0.1, alike=["thread"])}
    world = World(tables={"public.m": TableRows("public.m", columns, 0, 500)})
    whole = world.rows("public.m", np.arange(500)).column("reply_to").to_pylist()
    pieces = [
        value
        for begin in range(0, 500, 33)
        for value in world.rows("public.m", np.arange(begin, min(begin + 33, 500))).column("reply_to").to_pylist()
    ]
    assert pieces == whole
    assert sum(value is None for value in whole) < 100


def test_customers_do_not_live_in_the_shop(fill, connection) -> None:
    fill(
        """
        create table address (id int primary key, street text not null);
        create table store (id int primary key, address_id int not null references address);
        create table customer (
            id int primary key, address_id int not null references address, store_id int not null references store
        );
        """
    )
    same = "select count(*) from customer c join store s on s.id = store_id where c.address_id = s.address_id"
    assert connection.execute(same).fetchone()[0] < 10


def test_keys_that_share_several_columns_agree_in_all(fill, connection) -> None:
    """Three keys meet in two columns: taken one after the other, the last would find nothing that agrees."""
    fill(
        """
        create table lot (id int primary key);
        create table lot_kind (lot_id int references lot, kind int, primary key (lot_id, kind));
        create table lot_camera (
            lot_id int references lot, camera text check (camera in ('a', 'b', 'c')), primary key (lot_id, camera)
        );
        create table sensor (camera text check (camera in ('b', 'c', 'd')), id int, primary key (camera, id));
        create table frame (
            id int primary key, lot_id int not null references lot, kind int not null, camera text not null,
            sensor_id int not null, best_kind int,
            foreign key (lot_id, kind) references lot_kind, foreign key (lot_id, camera) references lot_camera,
            foreign key (camera, sensor_id) references sensor, foreign key (lot_id, best_kind) references lot_kind
        );
        """,
        count=40,
    )
    rows, lots, best = connection.execute(
        "select count(*), count(distinct lot_id), count(best_kind) from frame"
    ).fetchone()
    assert rows == 40
    assert lots > 10
    assert best > 10


def test_a_key_beside_one_of_two_columns_does_not_look_for_itself(fill, connection) -> None:
    fill(
        """
        create table session (id int primary key, title text not null);
        create table block (
            id int primary key, session_id int not null references session, title text not null, unique (id, session_id)
        );
        create table talk (
            id int primary key, session_id int references session, block_id int references block,
            check (block_id is null or session_id is not null),
            foreign key (block_id, session_id) references block (id, session_id)
        );
        """,
        count=60,
    )
    talks, in_a_block = connection.execute("select count(*), count(block_id) from talk").fetchone()
    assert talks >= 60
    assert in_a_block > 10
