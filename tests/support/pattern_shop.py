"""A shop whose production is known in numbers: its schema, its pattern file, SQL that fills it so or otherwise."""

from __future__ import annotations

import datetime
import math
from itertools import pairwise
from statistics import NormalDist

from seeding.patterns import (
    ArrayShape,
    CategoryShape,
    Delay,
    Dependency,
    JsonKey,
    JsonShape,
    NumberShape,
    Origin,
    OtherShape,
    Patterns,
    Privacy,
    ReferenceRows,
    ReferenceShape,
    TableShape,
    TextShape,
    TimeShape,
)

UTC = datetime.UTC

SCHEMA = """
create table public.plans (id integer primary key, name text not null);
create table public.users (
    id bigint generated always as identity primary key,
    country text not null,
    age integer,
    plan_id integer not null references public.plans,
    bio text,
    tags text[] not null default '{}',
    settings jsonb not null default '{}',
    token uuid not null default gen_random_uuid(),
    created_at timestamptz not null
);
create table public.orders (
    id bigint generated always as identity primary key,
    user_id bigint not null references public.users,
    status text not null,
    total numeric(10, 2) not null,
    created_at timestamptz not null,
    paid_at timestamptz
);
"""

FIRST, LAST = datetime.datetime(2024, 1, 1, tzinfo=UTC), datetime.datetime(2026, 1, 1, tzinfo=UTC)
# exp(3.2 + 0.9 z), as the SQL below makes it; the ends are clipped at the thousandth.
_TOTALS = [
    round(math.exp(3.2 + 0.9 * NormalDist().inv_cdf(i / 64 if 0 < i < 64 else abs(i / 64 - 0.001))), 2)
    for i in range(65)
]
# The square root of a uniform number: ever more orders.
_DAYS = [FIRST + (LAST - FIRST) * math.sqrt(i / 32) for i in range(33)]
_WEEKDAY = (0.17, 0.17, 0.16, 0.16, 0.15, 0.1, 0.09)
_HOUR = tuple(1 / 24 for _ in range(24))


def patterns(*, noise: bool = False) -> Patterns:
    """The file, as if learned from such a shop of 120,000 orders."""
    return Patterns(
        k=10,
        people=("public.users",),
        learned=datetime.date(2026, 1, 2),
        as_of=LAST,
        privacy=Privacy(epsilon=3, delta=1e-6, bound=20, split={"columns": 1.5, "dependencies": 1.0, "keys": 0.5})
        if noise
        else None,
        reference={
            "public.plans": ReferenceRows(columns=("id", "name"), rows=((1, "Free"), (2, "Team"), (3, "Whole company")))
        },
        tables={"public.users": _users(), "public.orders": _orders()},
    )


def _users() -> TableShape:
    ages = [18, 22, 25, 28, 31, 34, 38, 43, 50, 60, 80]
    return TableShape(
        rows=12_000,
        person="rows",
        columns={
            "country": CategoryShape(
                values=("IN", "US", "DE", "BR", "KE"), shares=(0.4, 0.25, 0.15, 0.1, 0.06), other=0.04, others=20,
                suppressed=17,
            ),
            "age": NumberShape(
                bins=tuple((a, b, 0.1) for a, b in pairwise(ages)), step=1, nulls=0.2,
                groups=(0, 3, 6), suppressed=2,
            ),
            "plan_id": CategoryShape(values=(1, 2, 3), shares=(0.7, 0.25, 0.05)),
            "bio": TextShape(
                lengths=((1, 41, 0.5), (41, 121, 0.4), (121, 400, 0.1)), words=((1, 9, 0.5), (9, 60, 0.5)),
                characters={"lower": 0.8, "space": 0.18, "punctuation": 0.02},
                nulls=0.5, distinct=0.99,
            ),
            "tags": ArrayShape(
                lengths=((0, 0, 0.5), (1, 1, 0.3), (2, 2, 0.2)),
                elements=CategoryShape(values=("garden", "kitchen", "books"), shares=(0.5, 0.3, 0.2)),
            ),
            "settings": JsonShape(
                keys={
                    "theme": JsonKey(share=0.8, value=CategoryShape(values=("light", "dark"), shares=(0.6, 0.4))),
                    "size": JsonKey(share=0.5, value=NumberShape(bins=((10, 14, 0.5), (14, 20, 0.5)))),
                }
            ),
            "token": OtherShape(),
            "created_at": TimeShape(
                bins=tuple((a, b, 1 / 32) for a, b in pairwise(_DAYS)), weekday=_WEEKDAY, hour=_HOUR
            ),
        },
        references={"plan_id": ReferenceShape(to="public.plans")},
        dependencies=(
            Dependency(
                column="plan_id", on=Origin(column="country"), information=0.05,
                given=((0.9, 0.1, 0), (0.5, 0.4, 0.1), (0.5, 0.4, 0.1), (0.7, 0.25, 0.05), (0.9, 0.1, 0), ()),
            ),
            Dependency(
                column="country", on=Origin(children="public.orders", through="user_id"), information=0.01,
                given=((0.4, 0.25, 0.15, 0.1, 0.06, 0.04),) * 4,
            ),
        ),
    )  # fmt: skip


def _orders() -> TableShape:
    return TableShape(
        rows=120_000,
        person="user_id",
        columns={
            "user_id": OtherShape(),
            "status": CategoryShape(values=("paid", "open", "cancelled"), shares=(0.8, 0.15, 0.05)),
            "total": NumberShape(
                bins=tuple((a, b, 1 / 64) for a, b in pairwise(_TOTALS)), step=0.01,
                groups=(0, 16, 32, 48),
            ),
            "created_at": TimeShape(
                bins=tuple((a, b, 1 / 32) for a, b in pairwise(_DAYS)),
                groups=(0, 8, 16, 24), weekday=_WEEKDAY, hour=_HOUR,
            ),
            "paid_at": TimeShape(
                bins=tuple((a, b, 1 / 32) for a, b in pairwise(_DAYS)), nulls=0.2,
                delay=Delay(after="created_at", bins=((0, 3600, 0.6), (3600, 86_400, 0.4))),
            ),
        },
        references={
            "user_id": ReferenceShape(
                to="public.users", children=((0, 0, 0.3), (1, 5, 0.3), (6, 15, 0.2), (16, 60, 0.2))
            )
        },
        dependencies=(
            Dependency(
                column="status", on=Origin(column="total"), information=0.1,
                given=((0.95, 0.04, 0.01), (0.9, 0.08, 0.02), (0.8, 0.15, 0.05), (0.55, 0.33, 0.12)),
            ),
            Dependency(
                column="total", on=Origin(column="country", through="user_id"), information=0.2,
                given=((0.6, 0.3, 0.1, 0), (0, 0.1, 0.4, 0.5), (0.1, 0.2, 0.4, 0.3), (), (0.7, 0.3, 0, 0), ()),
            ),
            Dependency(
                column="paid_at", on=Origin(column="created_at"), information=1.2,
                given=tuple(
                    (*(0.8 / 8 if i // 8 == code else 0 for i in range(32)), 0.2) for code in range(4)
                ),
            ),
        ),
    )  # fmt: skip


_REFERENCE = "insert into public.plans values (1, 'Free'), (2, 'Team'), (3, 'Whole company');"

# What the file says, but for the dependences.
ALIKE = (
    _REFERENCE
    + """
select setseed(0.4);
insert into public.users (country, age, plan_id, bio, tags, settings, created_at)
select
    case when c < 0.4 then 'IN' when c < 0.65 then 'US' when c < 0.8 then 'DE' when c < 0.9 then 'BR'
         when c < 0.96 then 'KE' else 'XX' end,
    case when random() > 0.2 then
        (array[18, 22, 25, 28, 31, 34, 38, 43, 50, 60, 80])[b] +
        floor(random() * ((array[18, 22, 25, 28, 31, 34, 38, 43, 50, 60, 80])[b + 1] -
                          (array[18, 22, 25, 28, 31, 34, 38, 43, 50, 60, 80])[b])) end,
    case when p < 0.7 then 1 when p < 0.95 then 2 else 3 end,
    case when random() < 0.5 then repeat('word ', 1 + floor(random() * 20)::int) end,
    (array['garden', 'kitchen', 'books'])[1:floor(random() * 3)::int],
    jsonb_build_object('theme', case when random() < 0.6 then 'light' else 'dark' end, 'size', 10 + random() * 10),
    timestamptz '2024-01-01 00:00Z' + interval '731 days' * sqrt(random())
from (select random() as c, random() as p, 1 + floor(random() * 10)::int as b from generate_series(1, {users})) as r;
insert into public.orders (user_id, status, total, created_at, paid_at)
select id, case when s < 0.8 then 'paid' when s < 0.95 then 'open' else 'cancelled' end,
    round(exp(3.2 + 0.9 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric, 2),
    at, case when s < 0.8 then at + interval '1 hour' * random() end
from (
    select id, random() as s, timestamptz '2024-01-01 00:00Z' + interval '731 days' * sqrt(random()) as at
    from (select id, random() as r from public.users) as u,
        generate_series(1, case when r < 0.3 then 0 when r < 0.6 then 1 + floor(random() * 5)::int
                                when r < 0.8 then 6 + floor(random() * 10)::int
                                else 16 + floor(random() * 45)::int end)
) as o;
"""
)

# Uniform where the file is skewed, everybody with four orders.
OTHERWISE = (
    _REFERENCE
    + """
select setseed(0.4);
insert into public.users (country, age, plan_id, created_at)
select (array['IN', 'FR', 'NL'])[1 + i % 3], 18 + i % 60, 1 + i % 3,
    timestamptz '2025-12-01 00:00Z' + interval '1 hour' * i
from generate_series(1, {users}) as i;
insert into public.orders (user_id, status, total, created_at, paid_at)
select id, (array['paid', 'open', 'cancelled', 'lost'])[1 + j % 4], 500 + j, created_at, null
from public.users, generate_series(1, 4) as j;
"""
)
