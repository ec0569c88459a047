"""`seed local` from an empty database on: what is written, what stays, and what goes again."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded
from seeding.database.supabase import local_supabase

ROWS = {
    "public.business_metrics": 90,
    "public.payment_transactions": 80,
    "public.user_career_profiles": 20,
    "public.users": 25,
    "public.volunteer_activities": 33,
}
PINNED = ("dev@example.com", "test2@example.com", "test@example.com", "user@example.com")
BY_HAND = """
insert into public.users (email, full_name, username) values ('hand@example.com', 'By Hand', 'by.hand');
insert into public.payment_transactions (user_id, amount, provider, provider_reference)
    select id, 5, 'bank', 'by hand' from public.users where email = 'dev@example.com';
insert into public.volunteer_activities (user_id, organisation, cause, role_title, started_on)
    select id, 'Nobody', 'arts', 'Helper', '2025-01-01' from public.users where email = 'hand@example.com';
insert into public.business_metrics (metric_date, metric_name, metric_value) values ('1999-12-31', 'by_hand', 1);
"""


def test_a_fresh_database_has_the_rows_of_all_five_tables(project, database) -> None:
    done = project.seed("local", "--url", database.url)
    assert (done.code, done.err.count("\n")) == (0, 5)  # a line a table
    assert database.counts() == ROWS
    assert "applied 6 migrations" in done.out
    assert "done: 248 rows in 5 tables" in done.out
    assert f'psql "{database.url}"' in done.out

    pinned = "select email, full_name, role from public.users where email = any(%s) order by 1"
    assert database.rows(pinned, list(PINNED)) == [
        ("dev@example.com", "Test Developer", "developer"),
        ("test2@example.com", "Second Tester", "volunteer"),
        ("test@example.com", "Test User", "customer"),
        ("user@example.com", "Example User", "customer"),
    ]
    for table in ("users", "payment_transactions", "user_career_profiles", "volunteer_activities"):
        assert database.value(f"select bool_and(id::text like '5eed%%') from public.{table}")
    assert database.value("select count(*) from supabase_migrations.schema_migrations") == 6
    assert database.value("select environment from _seed.marker") == "local"


def test_nothing_was_switched_off_on_the_way(project, database) -> None:
    project.seed("local", "--url", database.url)
    assert database.value("select count(*) from pg_constraint where not convalidated") == 0
    assert database.value("select count(*) from pg_trigger where tgenabled <> 'O' and not tgisinternal") == 0
    tables = "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    assert database.value(f"{tables} and relrowsecurity") == 5
    # The trigger stamps updates only, so the rows' own past is kept …
    assert database.value("select max(updated_at) <= '2025-07-06 12:00Z' from public.users")
    # … and the database goes on by itself where the rows end.
    database.rows(
        "insert into public.business_metrics (metric_date, metric_name, metric_value) values (now(), 'x_y', 1)"
    )
    assert database.value("select max(id) from public.business_metrics") == 91


def test_the_second_run_changes_nothing_and_says_so(project, untouched) -> None:
    versions = "select md5(string_agg(xmin::text || ctid::text, ' ' order by id)) from public.users"
    before = untouched.snapshot(), untouched.value(versions)
    done = project.seed("local", "--url", untouched.url)
    assert done.code == 0
    assert done.out.startswith("unchanged: 248 rows of local are already there; nothing was written\n")
    assert (untouched.snapshot(), untouched.value(versions)) == before


def test_what_was_changed_by_hand_is_made_good(project, seeded) -> None:
    before = {name: seen for name, seen in seeded.snapshot().items() if name.startswith("public.")}
    seeded.rows("update public.users set full_name = 'Somebody Else' where email = 'dev@example.com'")
    seeded.rows("delete from public.volunteer_activities where is_remote")
    done = project.seed("local", "--url", seeded.url)
    assert "done: 248 rows" in done.out
    after = {name: seen for name, seen in seeded.snapshot().items() if name.startswith("public.")}
    assert after == before


def test_rows_made_by_hand_stay_and_so_does_what_they_refer_to(project, seeded) -> None:
    seeded.rows(BY_HAND)
    mine = {
        "users": "email = 'hand@example.com'",
        "payment_transactions": "provider_reference = 'by hand'",
        "volunteer_activities": "organisation = 'Nobody'",
        "business_metrics": "metric_name = 'by_hand'",
    }
    kept = {t: seeded.value(f"select t::text from public.{t} t where {which}") for t, which in mine.items()}
    dev = seeded.value("select id from public.users where email = 'dev@example.com'")
    done = project.seed("local", "--url", seeded.url, "--count", "30")
    assert done.code == 0, done.err
    assert "4 rows made by hand were kept" in done.out
    assert {t: seeded.value(f"select t::text from public.{t} t where {which}") for t, which in mine.items()} == kept
    assert seeded.value("select id from public.users where email = 'dev@example.com'") == dev
    assert seeded.counts()["public.users"] == 31
    assert "unchanged" in project.seed("local", "--url", seeded.url, "--count", "30").out


def test_append_adds_and_the_next_run_replaces_it_all(project, seeded) -> None:
    first = seeded.snapshot()
    done = project.seed("local", "--url", seeded.url, "--mode", "append")
    assert done.code == 0, done.err
    assert seeded.counts() == {name: 2 * rows for name, rows in ROWS.items()}
    assert seeded.value("select count(*) from public.users where email = any(%s)", list(PINNED)) == 4
    assert seeded.value("select max(id) from public.business_metrics") == 180
    assert seeded.value("select count(*) from public.business_metrics where metric_date < '2025-06-18'") == 90
    done = project.seed("local", "--url", seeded.url)
    assert "496 rows of earlier runs replaced" in done.out
    assert {n: s for n, s in seeded.snapshot().items() if n.startswith("public.")} == {
        n: s for n, s in first.items() if n.startswith("public.")
    }


def test_top_up_writes_only_what_is_missing(project, seeded) -> None:
    before = {n: s for n, s in seeded.snapshot().items() if n.startswith("public.")}
    seeded.rows("update public.users set full_name = 'Mine now' where email = 'dev@example.com'")
    seeded.rows("delete from public.volunteer_activities where is_remote")
    missing = ROWS["public.volunteer_activities"] - seeded.counts()["public.volunteer_activities"]
    assert missing
    done = project.seed("local", "--url", seeded.url, "--mode", "top-up", "--format", "json")
    assert done.code == 0, done.err
    assert {t["name"]: t["rows"] for t in done.json["tables"] if t["rows"]} == {"public.volunteer_activities": missing}
    after = {n: s for n, s in seeded.snapshot().items() if n.startswith("public.")}
    assert {n for n in after if after[n] != before[n]} == {"public.users"}
    assert seeded.value("select full_name from public.users where email = 'dev@example.com'") == "Mine now"
    again = project.seed("local", "--url", seeded.url, "--mode", "top-up")
    assert again.out.startswith("unchanged: ")


def test_clean_removes_exactly_what_was_seeded(project, seeded) -> None:
    seeded.rows(BY_HAND)
    before = seeded.snapshot()
    refused = project.seed("clean", "local", "--url", seeded.url)
    assert refused.code == 8
    assert "rows made by hand refer to seeded rows, which cannot be removed: 1 of public.users" in refused.err
    assert seeded.snapshot() == before
    seeded.rows("delete from public.payment_transactions where provider_reference = 'by hand'")
    done = project.seed("clean", "local", "--url", seeded.url)
    assert done.code == 0, done.err
    assert "done: 248 seeded rows removed" in done.out
    assert seeded.counts() == {
        "public.business_metrics": 1,
        "public.payment_transactions": 0,
        "public.user_career_profiles": 0,
        "public.users": 1,
        "public.volunteer_activities": 1,
    }
    assert project.seed("clean", "local", "--url", seeded.url).code == 0


def test_looking_writes_nothing(project, untouched, database) -> None:
    before = untouched.snapshot()
    for arguments in (["local", "--dry-run"], ["plan", "local"], ["guard", "local"], ["export", "local"]):
        done = project.seed(*arguments, "--url", untouched.url)
        assert done.code == 0, done.err
        # Nor is a database that is not ours migrated or marked for it.
        project.seed(*arguments, "--url", database.url)
    assert untouched.snapshot() == before
    assert database.snapshot() == {}


def test_what_is_printed_for_machines_is_what_is_there(project, seeded) -> None:
    done = project.seed("local", "--url", seeded.url, "--count", "40", "--seed", "7", "--format", "json")
    assert done.code == 0, done.err
    found = done.json
    assert {t["name"]: t["rows"] for t in found["tables"]} == seeded.counts()
    assert (found["seed"], found["dry_run"], found["unchanged"]) == (7, False, False)
    assert [t["name"] for t in found["tables"]].index("public.users") == 1
    assert {s["table"] for s in found["samples"]} == set(ROWS)


def test_scale_and_seed_say_how_many_and_which(project, seeded) -> None:
    names = "select array_agg(full_name order by full_name) from public.users"
    before = seeded.value(names)
    assert project.seed("local", "--url", seeded.url, "--scale", "2").code == 0
    assert seeded.counts()["public.users"] == 50
    assert set(before) <= set(seeded.value(names))  # more people, the same ones first
    assert project.seed("local", "--url", seeded.url, "--seed", "2").code == 0
    assert seeded.counts() == ROWS
    assert seeded.value(names) != before


def test_the_profiles_variable_says_where(project, untouched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_DATABASE_URL", untouched.url)
    done = project.seed("local")
    assert done.code == 0, done.err
    assert "unchanged" in done.out
    assert "$LOCAL_DATABASE_URL" in done.out


def test_a_changed_profile_is_seen(project, seeded) -> None:
    project.edit("profiles/local.toml", '"Test Developer"', '"Somebody New"')
    assert "done: 248 rows" in project.seed("local", "--url", seeded.url).out
    assert seeded.value("select full_name from public.users where email = 'dev@example.com'") == "Somebody New"


def test_ordinary_declarations_of_factory_boy_work_in_bulk(project, seeded) -> None:
    project.edit(
        "factories/users.py",
        '    username = Username(of="full_name")\n',
        '    username = factory.LazyAttributeSequence(lambda o, n: f"{o.role}{n}")\n',
    )
    project.edit(
        "factories/users.py",
        '    bio = Paragraph("bio", sentences=(1, 2), nulls=0.45)\n',
        '    bio = factory.Faker("sentence")\n',
    )
    done = project.seed("local", "--url", seeded.url)
    assert done.code == 0, done.err
    assert "UserFactory, 1 column row by row: username" in done.out
    names = seeded.rows("select username, role, email from public.users order by id")
    assert all(re.fullmatch(f"{role}[0-9]+", name) for name, role, email in names if email not in PINNED)
    assert seeded.value("select count(distinct bio) from public.users") > 20


def test_two_runs_at_once_do_not_mix(project, untouched) -> None:
    before = untouched.snapshot()
    with psycopg.connect(untouched.url) as other:
        other.execute("select pg_advisory_xact_lock(%s)", (0x5EED_0001,))
        done = project.seed("local", "--url", untouched.url, "--seed", "2")
    assert done.code == 8
    assert "another run of seed is writing to this database" in done.err
    assert "wait for it to end, then try again" in done.err
    assert untouched.snapshot() == before


def test_quiet_is_quiet(project, seeded) -> None:
    done = project.seed("local", "--url", seeded.url, "--quiet", "--seed", "3")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_without_a_url_the_built_in_server_is_filled(project) -> None:
    if local_supabase() is not None:
        pytest.skip("a local Supabase answers, and would be filled instead")
    try:
        done = project.seed("local")
        assert done.code == 0, done.err
        assert "the built-in server in .seed/" in done.out
        server = embedded.running(Path(".seed"))
        assert server is not None
        assert server.url in done.out
        assert "unchanged" in project.seed("local").out
    finally:
        stopped = project.seed("stop")
    assert stopped.code == 0
    assert embedded.running(Path(".seed")) is None


def test_servers_of_two_versions_hold_the_same_rows(project, request: pytest.FixtureRequest, harness) -> None:
    found = []
    for server in ("embedded_url", "system_15_url"):
        for database in harness.make_database(request.getfixturevalue(server)):
            assert project.seed("local", "--url", database.url, "--quiet").code == 0
            found.append({n: s for n, s in database.snapshot().items() if n.startswith("public.")})
    assert found[0] == found[1]
