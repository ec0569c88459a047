"""`--epsilon`: what one person can change is what the account says, and the account adds up to what the file says."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence

import psycopg
import pytest
from learned import Production

from seeding.learning import Options
from seeding.learning.private import inquiry
from seeding.learning.private.accountant import Accountant, BudgetError, epsilon_of, rho_of
from seeding.learning.private.learn import learn
from seeding.learning.private.plan import Plan, bound
from seeding.learning.private.thinned import fitted
from seeding.learning.private.world import World
from seeding.learning.session import Session
from seeding.patterns import Patterns
from seeding.patterns.model import Privacy, TimeShape

plain = importlib.import_module("seeding.learning.learn")

FORUM = """
select setseed(0.5);
create table users (id int generated always as identity primary key, city text not null check (city in ('A', 'B', 'C')),
    age int, joined timestamptz not null);
insert into users (city, age, joined)
select (array['A', 'B', 'C'])[1 + (random() * random() * 3)::int % 3], 18 + (random() * 50)::int,
    timestamptz '2024-01-01' + random() * interval '400 days' from generate_series(1, 900);
create table topics (id int generated always as identity primary key, name text not null, weight numeric(6, 2));
insert into topics (name, weight) select 'topic ' || i, random() * 10 from generate_series(1, 40) i;
create table posts (id int generated always as identity primary key, user_id int not null references users on delete
    cascade, topic_id int not null references topics, open boolean not null, score int not null,
    made timestamptz not null);
insert into posts (user_id, topic_id, open, score, made)
select u.id, 1 + (random() * random() * 39)::int, random() < 0.3 + (u.city = 'A')::int * 0.5, (random() * 30)::int,
    u.joined + random() * interval '90 days'
from users u, generate_series(1, (-3 * ln(1 - random()) + 0 * u.id)::int) g;
-- Somebody's answer to somebody else's post.
create table answers (id int generated always as identity primary key, post_id int references posts on delete set null,
    user_id int not null references users on delete cascade, good boolean not null, made timestamptz not null);
insert into answers (post_id, user_id, good, made)
select p.id, 1 + (random() * 899)::int, p.open or random() < 0.2, p.made + random() * interval '2 days'
from posts p, generate_series(1, (random() * 3 + 0 * p.id)::int) g;
-- Whoever posted pays, by two ways.
create table fees (id int generated always as identity primary key, post_id int not null references posts on delete
    cascade, user_id int not null references users on delete cascade, amount numeric(8, 2) not null);
insert into fees (post_id, user_id, amount)
select p.id, p.user_id, case when p.open then 1.5 else 4 end from posts p where random() < 0.7;
-- Some came without a name.
create table visits (id int generated always as identity primary key, user_id int references users on delete cascade,
    topic_id int not null references topics, way text not null check (way in ('web', 'app')));
insert into visits (user_id, topic_id, way)
select case when random() < 0.6 then 1 + (random() * 899)::int end, 1 + (random() * random() * 39)::int,
    (array['web', 'app'])[1 + i % 2] from generate_series(1, 2000) i;
"""
# One who writes more than anybody.
BUSY = """
insert into posts (user_id, topic_id, open, score, made)
select 17, 3, true, 29, timestamptz '2025-06-01' from generate_series(1, 200);
insert into answers (post_id, user_id, good, made)
select p.id, 17, true, timestamptz '2025-06-02' from posts p where p.user_id <> 17 limit 150;
insert into answers (post_id, user_id, good, made)
select p.id, 1 + (random() * 899)::int, true, timestamptz '2025-06-02' from posts p where p.user_id = 17;
insert into fees (post_id, user_id, amount) select p.id, 17, 4 from posts p where p.user_id = 17;
insert into visits (user_id, topic_id, way) select 17, 3, 'web' from generate_series(1, 100);
"""
_OPTIONS = Options(people=("users",), epsilon=8.0)


class Recorder(Accountant):
    """Keeps what noise was added to, and what came of it."""

    def __init__(self) -> None:
        super().__init__(8.0, 1e-6)
        self.exact: list[tuple[str, list[int], dict[str, float]]] = []
        self.given: list[list[int]] = []

    def noisy(self, what: str, counts: Sequence[int], units: dict[str, float], rho: float) -> list[int]:
        self.exact.append((what, list(counts), units))
        self.given.append(super().noisy(what, counts, units, rho))
        return self.given[-1]


class Repeater(Recorder):
    """Gives what another one gave: so all that is chosen by it is chosen alike."""

    def __init__(self, other: Recorder) -> None:
        super().__init__()
        self._left = list(other.given)

    def noisy(self, what: str, counts: Sequence[int], units: dict[str, float], rho: float) -> list[int]:
        self.exact.append((what, list(counts), units))
        return self._left.pop(0)


def _learn(url: str, accountant: Accountant) -> Privacy:
    with psycopg.connect(url) as connection:
        asked = plain.inquiry(connection, _OPTIONS)
        session = Session(connection)
        session.open(_OPTIONS)
        written = inquiry(asked, {})
        return learn(World(session, accountant, asked.looks, written.people), written, 1e-6, lambda name: None)


@pytest.mark.parametrize("who", [17, 400])
def test_one_person_changes_no_more_of_any_release_than_the_noise_is_made_for(
    production: Callable[[str], Production], who: int
) -> None:
    source = production(FORUM + BUSY)
    before = Recorder()
    _learn(source.url, before)
    # Their rows are gone; what others wrote stays as it is, and what it refers to is not there any more.
    source.run(
        "set session_replication_role = replica; "
        + "; ".join(
            f"delete {gone}"
            for gone in (
                f"from answers where user_id = {who}",
                f"from fees where user_id = {who}",
                f"from visits where user_id = {who}",
                f"from posts where user_id = {who}",
                f"from users where id = {who}",
            )
        )
    )
    after = Repeater(before)
    _learn(source.url, after)
    assert len(before.exact) == len(after.exact) > 50
    moved = 0.0
    for (what, counts, units), (same, others, _) in zip(before.exact, after.exact, strict=True):
        assert what == same
        change = math.dist(counts, others)
        assert change <= units.get("people", 0.0) + 1e-9, (what, change, units)
        moved = max(moved, change)
    assert moved > 1


def test_the_budget_is_the_files_and_is_never_exceeded(production: Callable[[str], Production]) -> None:
    recorder = Recorder()
    privacy = _learn(production(FORUM).url, recorder)
    assert (privacy.epsilon, privacy.delta) == (8.0, 1e-6)
    for unit, account in recorder.spent.items():
        spent = sum(account.values())
        assert epsilon_of(spent, 1e-6 / 2) <= 8.0, unit
    assert sum(share for what, share in privacy.split.items() if "(rows of" not in what) <= 8.001
    assert privacy.bound >= 1


def test_more_than_the_budget_is_refused() -> None:
    accountant = Accountant(1.0, 1e-6)
    accountant.noisy("first", [1, 2], {"people": 1.0}, accountant.rho * 0.9)
    with pytest.raises(BudgetError, match="second"):
        accountant.noisy("second", [1, 2], {"people": 1.0}, accountant.rho * 0.2)
    # Another table's rows are others' privacy.
    accountant.noisy("third", [1], {"public.products": 1.0}, accountant.rho)


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 3.0, 10.0])
def test_what_is_given_for_epsilon_is_worth_epsilon(epsilon: float) -> None:
    rho = rho_of(epsilon, 1e-6)
    assert 0.98 * epsilon < epsilon_of(rho, 1e-6) <= epsilon
    # Bun and Steinke 2016, proposition 1.3, which OpenDP's conversion is never looser than.
    assert epsilon_of(rho, 1e-6) <= rho + 2 * math.sqrt(rho * math.log(1e6))


def test_many_runs_tell_neighbours_apart_no_better_than_stated() -> None:
    """Whatever threshold somebody picks: the chances of both sides are within e^epsilon and delta."""
    epsilon, delta, runs = 1.0, 1e-6, 20_000
    accountant = Accountant(epsilon, delta)
    account = {"people": 1.0}

    def draws(count: int) -> list[int]:
        measured = Accountant(epsilon, delta)
        return measured.noisy("one", [count] * runs, account, accountant.rho)

    one, other = draws(100), draws(101)
    assert abs(sum(one) / runs - 100) < 0.2
    for threshold in range(90, 112):
        first = sum(n >= threshold for n in one) / runs
        second = sum(n >= threshold for n in other) / runs
        # Five standard deviations of two shares of so many runs.
        slack = 5 * math.sqrt((first + second + 0.001) / runs)
        assert second <= math.exp(epsilon) * first + delta + slack
        assert first <= math.exp(epsilon) * second + delta + slack


def test_the_file_differs_from_run_to_run_and_follows_the_data(production: Callable[[str], Production]) -> None:
    source = production(FORUM)
    first, second = (source.learn("--person", "users", "--epsilon", "20") for _ in range(2))
    assert first != second
    truth = dict(source.run("select city, count(*)::float8 / 900 from users group by 1"))
    for patterns in (first, second):
        assert isinstance(patterns, Patterns) and patterns.privacy is not None
        city = patterns.tables["public.users"].columns["city"]
        assert dict(zip(city.values, city.shares, strict=True)) == pytest.approx(truth, abs=0.05)
        assert patterns.tables["public.users"].rows == pytest.approx(900, rel=0.03)
        posts = patterns.tables["public.posts"]
        ((rows, unread),) = source.run(
            "select count(*), avg((n = 0)::int)::float8 from (select count(p.id) n from users u "
            "left join posts p on p.user_id = u.id group by u.id) s"
        )
        assert posts.references["user_id"].children[0].share == pytest.approx(unread, abs=0.06)
        assert rows == 900
        fees = {one.column: one.on for one in patterns.tables["public.fees"].dependencies}
        assert (fees["amount"].through, fees["amount"].column) == ("post_id", "open")


def test_how_many_rows_of_a_person_count() -> None:
    assert bound({1: 1_000.0}) == 1
    assert bound({1: 100.0, 50: 900.0}) == 8
    assert bound({}) in (1, 8)
    # Half of all have a second row: worth its noise where people are many, and not where noise is a tenth of them.
    assert bound({1: 1_000.0, 2: 1_000.0}) == 2
    assert bound({1: 1_000.0, 2: 1_000.0}, 100.0) == 1


def test_who_can_change_less_of_a_release_pays_less_for_it() -> None:
    plan = Plan(Accountant(8.0, 1e-6), 0.5)
    plan.add(("orders", "children"), {"people": 4.0, "shows": 1.0}, 1.0, 500.0)
    plan.add(("shows", "children"), {"shows": 1.0}, 1.0, 500.0)
    plan.noisy(("orders", "children"), [100, 200, 200])
    plan.noisy(("shows", "children"), [250, 250])
    spent = {one: sum(account.values()) / plan.accountant.rho for one, account in plan.accountant.spent.items()}
    assert spent["people"] == pytest.approx(0.5, rel=1e-3)
    # A sixteenth for the first, half of what there is for the second.
    assert spent["shows"] == pytest.approx(0.5 / 16 + 0.25, rel=1e-3)


def test_fewer_rows_have_more_of_the_budget() -> None:
    plan = Plan(Accountant(8.0, 1e-6), 1.0)
    for name, rows in (("few", 900.0), ("many", 8_100.0), ("none", 0.0), ("hardly any", 1.0)):
        plan.add((name,), {"people": 1.0}, 1.0, rows)
    shares = {key[0]: plan.rho(key) / plan.accountant.rho for key in plan.wanted}
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["few"] == pytest.approx(3 * shares["many"])
    assert shares["none"] == shares["hardly any"]


def test_children_that_did_not_count_are_thought_of() -> None:
    from seeding.learning.bins import Bin

    # Every parent has one child or none, 70 in a hundred have one, and every second child counts.
    found = fitted([Bin(0, 0, 650.0), Bin(1, 1, 350.0)], 0.7, 0.5)
    assert [(one.low, round(one.rows)) for one in found] == [(0, 300), (1, 700)]


def test_without_opendp_it_says_what_to_install(shop: Production) -> None:
    import subprocess
    import sys

    script = (
        "import sys; sys.modules['opendp'] = None; sys.modules['opendp.prelude'] = None\n"
        "from seeding.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "learn", "--url", shop.url, "--out", "-", "--epsilon", "3"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert 'pip install "pgseed[dp]"' in done.stderr


SHOWS = """
create table shows (id int generated always as identity primary key, announced date not null, sale_at timestamp not
    null, doors_at timestamp not null, starts_at timestamp not null);
select setseed(0.3);
insert into shows (announced, sale_at, doors_at, starts_at)
select d, d + interval '2 days' + random() * interval '2 days', d + wait, d + wait + interval '1 hour'
from (select date '2024-01-01' + (random() * 700)::int as d, (20 + random() * 60) * interval '1 day' as wait
    from generate_series(1, 3000)) as made;
"""


def test_an_instant_does_not_depend_on_what_is_made_from_it(production: Callable[[str], Production]) -> None:
    shows = production(SHOWS).learn("--epsilon", "10").tables["public.shows"]
    behind = {c: s.delay.after for c, s in shows.columns.items() if isinstance(s, TimeShape) and s.delay is not None}
    assert behind
    for one in shows.dependencies:
        at: str | None = one.on.column
        while at is not None:
            assert at != one.column, (one.column, one.on.column, behind)
            at = behind.get(at)
