"""`seed staging`: only into a database that says it is staging, on a host the profile lists; skewed like production."""

from __future__ import annotations

import pytest


def test_a_marked_database_is_filled(project, migrated, monkeypatch: pytest.MonkeyPatch) -> None:
    name = migrated.url.rpartition("/")[2]
    refused = project.seed("staging", "--count", "1000", "--url", migrated.url)
    assert refused.code == 4
    assert "the database is not marked staging" in refused.err
    assert f"seed mark staging --url <its URL> --confirm {name}" in refused.err
    assert set(migrated.counts().values()) == {0}

    wrong = project.seed("mark", "staging", "--url", migrated.url, "--confirm", "other")
    assert (wrong.code, f"--confirm {name}" in wrong.err) == (2, True)
    assert project.seed("mark", "staging", "--url", migrated.url, "--confirm", name).code == 0
    monkeypatch.setenv("STAGING_DATABASE_URL", migrated.url)
    done = project.seed("staging", "--count", "1000")
    assert done.code == 0, done.err
    assert "STAGING_DATABASE_URL" in done.out
    assert migrated.counts() == {
        "public.business_metrics": 3650,
        "public.payment_transactions": 3200,
        "public.user_career_profiles": 800,
        "public.users": 1000,
        "public.volunteer_activities": 1300,
    }
    shaped_like_production(migrated)
    before = migrated.snapshot()
    assert project.seed("staging", "--count", "1000").out.startswith("unchanged: 9,950 rows")
    # A profile for another environment does not touch it.
    local = project.seed("local", "--url", migrated.url)
    assert (local.code, "the database is marked staging, the profile is for local" in local.err) == (4, True)
    assert migrated.snapshot() == before


def shaped_like_production(database) -> None:
    """Few people pay often; the profile's weights and nulls show; the past is busier the nearer it is."""
    per_user = [n for (n,) in database.rows("select count(*) from public.payment_transactions group by user_id")]
    per_user.sort(reverse=True)
    assert sum(per_user[:100]) > 0.35 * 3200  # a tenth of the people, more than a third of the payments
    assert len(per_user) < 900  # and some never paid
    industries = dict(database.rows("select industry, count(*) from public.user_career_profiles group by 1"))
    assert industries["Technology"] / 800 == pytest.approx(0.34, abs=0.05)
    assert industries["Hospitality"] / 800 == pytest.approx(0.05, abs=0.03)
    assert max(industries, key=lambda name: industries[name]) == "Technology"
    older = "select count(*) filter (where created_at < '2024-07-06') from public.users"
    assert database.value(older) < 450
    assert database.value("select count(distinct country) from public.users") == 10
    assert database.value("select bool_and(email ~ '@example[.](com|net|org)$') from public.users")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (('hosts = ["localhost", "127.0.0.1"]', 'hosts = ["db.example.com"]'),
         "host 127.0.0.1 is not in profiles/staging.toml [target] hosts"),
        (("[production]                   # always wins over everything above\nhosts = []",
          '[production]\nhosts = ["127.0.0.1"]'),
         "host 127.0.0.1 is declared production"),
    ],
)  # fmt: skip
def test_hosts_are_judged_before_anything_is_asked(edit, says: str, project) -> None:
    project.edit("profiles/staging.toml", *edit)
    # Nobody listens there, and nobody notices: no connection is tried.
    done = project.seed("staging", "--url", "postgresql://postgres@127.0.0.1:1/app")
    assert done.code == 4
    assert says in done.err
    assert "marked" not in done.err


def test_a_database_marked_local_is_not_staging(project, seeded) -> None:
    before = seeded.snapshot()
    done = project.seed("staging", "--url", seeded.url)
    assert done.code == 4
    assert "the database is marked local, the profile is for staging" in done.err
    assert seeded.snapshot() == before
