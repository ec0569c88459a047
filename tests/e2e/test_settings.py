"""What a profile says is what the database holds: counts, shares, weights, fan-outs, tables left out."""

from __future__ import annotations

import pytest

PROFILE = """
environment = "local"
seed = 1
count = 400
as_of = 2025-07-06

[tables."public.users"]
nulls.phone = 1.0
nulls.bio = 0.5
weights.role = { customer = 1, admin = 3 }

[[tables."public.users".rows]]
email = "dev@example.com"
phone = "+12125550147"
username = "dev"

[tables.user_career_profiles]
per = { users = { share = 0.25 } }
nulls.industry = 0.2

[tables."public.volunteer_activities"]
per = { "public.users" = { histogram = { 0 = 70, 1 = 20, 5 = 10 } } }

[tables."public.payment_transactions"]
per = { "public.users" = { mean = 2, distribution = "spread" } }
weights.currency = { EUR = 1, JPY = 0 }

[tables."public.business_metrics"]
skip = true
"""


@pytest.fixture
def shaped(project, seeded):
    """The seeded database after a profile of another shape."""
    project.write("profiles/shaped.toml", PROFILE)
    done = project.seed("shaped", "--url", seeded.url)
    assert done.code == 0, done.err
    return seeded


def test_every_setting_shows(shaped) -> None:
    assert shaped.counts() == {
        "public.business_metrics": 90,  # left out, so left as it was
        "public.payment_transactions": 800,
        "public.user_career_profiles": 100,
        "public.users": 400,
        "public.volunteer_activities": 280,  # 400 x (0.2 x 1 + 0.1 x 5)
    }
    assert shaped.rows("select email, phone from public.users where phone is not null") == [
        ("dev@example.com", "+12125550147")
    ]
    assert shaped.value("select count(*) from public.users where bio is null") == pytest.approx(200, abs=40)
    assert dict(shaped.rows("select role, count(*) from public.users group by 1")) == {
        "customer": pytest.approx(100, abs=30),
        "admin": pytest.approx(300, abs=30),
    }
    assert shaped.value("select count(distinct user_id) from public.user_career_profiles") == 100
    industries = "select count(*) from public.user_career_profiles where industry is null"
    assert shaped.value(industries) == pytest.approx(20, abs=12)
    fan_out = "select n, count(*) from (select count(*) as n from {} group by user_id) t group by 1 order by 1"
    assert shaped.rows(fan_out.format("public.volunteer_activities")) == [(1, 80), (5, 40)]
    assert shaped.rows(fan_out.format("public.payment_transactions")) == [(2, 400)]
    assert shaped.rows("select distinct currency from public.payment_transactions") == [("EUR",)]


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ((), {"users": 400, "payment_transactions": 800, "user_career_profiles": 100, "volunteer_activities": 280}),
        (
            ("--count", "1000"),
            {"users": 1000, "payment_transactions": 2000, "user_career_profiles": 250, "volunteer_activities": 700},
        ),
        (
            ("--scale", "0.5"),
            {"users": 200, "payment_transactions": 400, "user_career_profiles": 50, "volunteer_activities": 140},
        ),
        (
            ("--scale", "0.001"),  # the pinned one is always there
            {"users": 1, "payment_transactions": 2, "user_career_profiles": 0, "volunteer_activities": 0},
        ),
    ],
)
def test_children_follow_their_parents(arguments, rows, project, untouched) -> None:
    project.write("profiles/shaped.toml", PROFILE)
    done = project.seed("plan", "shaped", "--url", untouched.url, "--format", "json", *arguments)
    assert done.code == 0, done.err
    assert {t["name"].removeprefix("public."): t["rows"] for t in done.json["tables"]} == rows


def test_a_plan_says_what_the_profile_decided(project, untouched) -> None:
    project.write("profiles/shaped.toml", PROFILE)
    done = project.seed("plan", "shaped", "--url", untouched.url, "--format", "json")
    columns = {
        (t["name"].removeprefix("public."), c["name"]): (c["origin"], c["generator"])
        for t in done.json["tables"]
        for c in t["columns"]
    }
    assert columns["users", "phone"] == ("profile", "Phone(region=None, country='country', nulls=1.0)")
    assert columns["users", "role"][0] == "profile"
    assert columns["users", "email"] == ("factory", "Email(of='full_name')")
    assert columns["user_career_profiles", "user_id"] == (
        "profile",
        "Reference(UserFactory, fan_out=OneToOne(share=0.25))",
    )


def test_a_table_without_a_factory_is_filled_too(project, seeded) -> None:
    (project.folder / "factories/volunteer_activities.py").unlink()
    done = project.seed("local", "--url", seeded.url, "--format", "json")
    assert done.code == 0, done.err
    (table,) = [t for t in done.json["tables"] if t["name"] == "public.volunteer_activities"]
    assert (table["factory"], table["rows"]) == ("", seeded.counts()["public.volunteer_activities"])
    assert {c["origin"] for c in table["columns"]} == {"inferred"}
    assert seeded.value("select count(*) from public.volunteer_activities") > 0
