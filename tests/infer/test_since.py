"""Nothing is older than what it belongs to, and numbers rise with the time."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.key import Serial
from seeding.columns.moment import Moment
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, TableRows, World
from seeding.infer.generators import SinceParents

SHOP = """
create table members (id int generated always as identity primary key, joined_at timestamptz not null);
create table posts (
    id uuid primary key default gen_random_uuid(), member_id int not null references members,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now()
);
create table comments (
    id uuid primary key default gen_random_uuid(), post_id uuid not null references posts,
    member_id int references members, created_on date not null
);
"""


def test_nothing_comes_before_what_it_belongs_to(fill, connection) -> None:
    made = fill(SHOP, count=200)
    early = """
        select count(*) from comments c join posts p on p.id = c.post_id left join members m on m.id = c.member_id
        where c.created_on < p.created_at::date or c.created_on < m.joined_at::date
    """
    assert connection.execute(early).fetchone() == (0,)
    wrong = """
        select count(*) from posts join members on members.id = member_id
        where created_at < joined_at or updated_at < created_at
    """
    assert connection.execute(wrong).fetchone() == (0,)
    assert made["public.comments"]["created_on"].reason.endswith("not before post_id.created_at, member_id.joined_at")
    days = """
        select max(c.created_on - greatest(p.created_at, m.joined_at)::date)
        from comments c join posts p on p.id = c.post_id left join members m on m.id = c.member_id
    """
    assert 0 < connection.execute(days).fetchone()[0] <= 90


def test_numbers_rise_with_the_time(fill, connection) -> None:
    fill(SHOP, count=200)
    fallen = (
        "select count(*) from (select joined_at < lag(joined_at) over (order by id) as fell from members) m where fell"
    )
    assert connection.execute(fallen).fetchone() == (0,)


def test_what_a_check_or_a_partition_allows_comes_first(fill, connection) -> None:
    fill(
        """
        create table carts (id int primary key, created_at timestamptz not null);
        create table payments (
            id int, cart_id int not null references carts, paid_by text,
            payment_date timestamptz not null, primary key (id, payment_date)
        ) partition by range (payment_date);
        create table payments_1 partition of payments for values from ('2024-01-01') to ('2025-01-01');
        create table receipts (
            id int primary key, cart_id int not null references carts,
            created_at timestamptz not null check (created_at < '2024-06-01')
        );
        """,
        count=120,
    )
    assert connection.execute("select count(*) from payments").fetchone() == (120,)
    assert connection.execute("select count(*) from receipts").fetchone() == (120,)
    # A cart that came to be when no receipt can any more has no say.
    early = """
        select count(*) filter (where r.created_at < c.created_at), count(*)
        from receipts r join carts c on c.id = cart_id where c.created_at < '2024-05-20'
    """
    row = connection.execute(early).fetchone()
    assert row[0] == 0 < row[1]


def test_a_circle_of_references_ends(fill, connection) -> None:
    fill(
        """
        create table teams (id int primary key, lead_id int, created_at timestamptz not null);
        create table people (
            id int primary key, team_id int not null references teams, created_at timestamptz not null
        );
        alter table teams add foreign key (lead_id) references people deferrable initially deferred;
        """
    )
    early = "select count(*) from people join teams t on t.id = team_id where people.created_at < t.created_at"
    assert connection.execute(early).fetchone() == (0,)


def test_many_parents_are_few_enough_to_compute(fill) -> None:
    levels = ["create table t0 (id int primary key, created_at timestamptz not null);"]
    for n in range(1, 9):
        columns = ", ".join(f"r{m} int not null references t{m}" for m in range(n))
        levels.append(f"create table t{n} (id int primary key, {columns}, created_at timestamptz not null);")
    made = fill("\n".join(levels), count=10)
    assert all(len(_since(made[f"public.t{n}"]).parents) in range(1, 5) for n in range(1, 9))


def _since(columns) -> SinceParents:
    generator = columns["created_at"].generator
    assert isinstance(generator, SinceParents)
    return generator


@pytest.mark.parametrize("column", ["born_at timestamptz", "expires_at timestamptz", "updated_at timestamptz"])
def test_other_moments_are_left_alone(fill, column) -> None:
    made = fill(
        f"create table a (id int primary key, created_at date); create table b (a_id int references a, {column})"
    )
    assert "not before" not in made["public.b"][column.partition(" ")[0]].reason


class _Slowly(Rows):
    """Rows whose parents' moments are computed where they are needed."""

    __slots__ = ()


def test_moments_made_once_are_those_made_anew() -> None:
    moment = Moment(growth=1.3)
    users = {"id": Serial(), "created_at": moment}
    posts = {
        "id": Serial(),
        "user_id": Reference("public.users", nulls=0.3),
        "created_at": SinceParents(moment, "user_id.created_at"),
    }
    replies = {
        "post_id": Reference("public.posts"),
        "user_id": Reference("public.users"),
        "created_at": SinceParents(moment, "post_id.created_at", "user_id.created_at", within="90d"),
    }
    counts = {"public.users": (users, 40), "public.posts": (posts, 90), "public.replies": (replies, 300)}
    world = World(seed=5, tables={n: TableRows(n, columns, 0, count) for n, (columns, count) in counts.items()})
    numbers = np.arange(300, dtype=np.int64)
    once = world.rows("public.replies", numbers).column("created_at")
    assert once.equals(_Slowly(world, world.table("public.replies"), numbers).column("created_at"))
    parts = [world.rows("public.replies", numbers[n : n + 7]).column("created_at") for n in range(0, 300, 7)]
    assert once.to_pylist() == [value for part in parts for value in part.to_pylist()]


def test_a_change_comes_after_all_that_happened_to_the_row(fill, connection) -> None:
    fill(
        """
        create table loans (
            id int primary key, loaned_at timestamptz not null default now(), returned_at timestamptz,
            created_at timestamptz not null default now(), deleted_at timestamptz, updated_at timestamptz not null
        );
        """,
        count=300,
    )
    wrong = "select count(*) from loans where updated_at < greatest(created_at, returned_at, deleted_at)"
    assert connection.execute(wrong).fetchone() == (0,)
    events = "select count(*) from loans where returned_at > created_at"
    assert connection.execute(events).fetchone()[0] > 100


def test_a_change_that_is_always_there_does_not_wait_for_a_row_that_may_not_say_when(fill, connection) -> None:
    made = fill(
        "create table notes (id int primary key, created_at timestamptz, updated_at timestamptz not null);", count=50
    )
    assert connection.execute("select count(*) from notes where updated_at is null").fetchone() == (0,)
    assert not made["public.notes"]["updated_at"].generator.after


def test_a_moment_that_tells_rows_apart_does_not_come_before_their_parents_either(fill, connection) -> None:
    fill(
        """
        create table members (id int generated always as identity primary key, joined_at timestamptz not null);
        create table loans (
            id int generated always as identity primary key, member_id int not null references members,
            created_at timestamptz not null, unique (created_at, member_id)
        );
        """,
        count=300,
    )
    early = "select count(*) from loans join members m on m.id = member_id where loans.created_at < joined_at"
    assert connection.execute(early).fetchone() == (0,)
    assert connection.execute("select count(distinct created_at) from loans").fetchone() == (300,)


def test_unique_moments_stay_inside_their_bounds() -> None:
    def moments(count: int) -> list:
        parents = {"id": Serial(), "born": Moment("2025-12-31T23:59:59", "2026-01-01")}
        own = {
            "parent": Reference("public.p"),
            "at": SinceParents(
                Moment("2025-12-31T23:59:59.9", "2026-01-01"), "parent.born",
                low="2025-12-31T23:59:59.5", high="2026-01-01", unique=True,
            ),
        }  # fmt: skip
        tables = {
            "public.p": TableRows("public.p", parents, 0, 50),
            "public.c": TableRows("public.c", own, 0, count),
        }
        world = World(tables=tables)
        return world.rows("public.c", np.arange(count)).column("at").to_pylist()

    made = moments(50_000)
    assert len(set(made)) == 50_000
    assert min(made).isoformat() >= "2025-12-31T23:59:59.5"
    assert max(made).year == 2025


def test_what_is_booked_was_booked_before(fill, connection) -> None:
    fill(
        """create table bookings (id int primary key, starts_at timestamptz not null, ends_at timestamptz not null,
            created_at timestamptz not null default now(), check (starts_at < ends_at),
            exclude using gist (tstzrange(starts_at, ends_at) with &&))""",
        count=100,
    )
    assert connection.execute("select count(*) from bookings where created_at > starts_at").fetchone() == (0,)


def test_agreements_last_for_months(fill, connection) -> None:
    fill(
        """create table leases (id int primary key, start_date date not null, end_date date not null,
            check (end_date > start_date));
        create table contracts (id int primary key, start_date date not null, end_date date)""",
        count=100,
    )
    for table in ("leases", "contracts"):
        query = f"select count(*) filter (where end_date - start_date > 100) > 30 from {table}"
        assert connection.execute(query).fetchone() == (True,)
