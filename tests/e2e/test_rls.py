"""`seed rls` as a user meets it: on the example, whose policies hold, and on the same with one that does not."""

from __future__ import annotations

from typing import Any

import pytest

LEAK = 'create policy "All see payments" on payment_transactions for select to authenticated using (true)'


@pytest.fixture
def leaking(seeded: Any) -> Any:
    seeded.rows(LEAK)
    return seeded


def test_the_example_holds(project: Any, untouched: Any) -> None:
    done = project.seed("rls", "local", "--url", untouched.url)
    assert done.code == 0, done.out + done.err
    assert "ok: 5 tables asked as 5 askers; nothing was kept" in done.out
    lines = done.out.splitlines()
    assert "public.users  25 rows, whose by id" in lines
    assert all(len(line) <= 100 for line in lines)


def test_what_each_saw_as_json(project: Any, untouched: Any) -> None:
    found = project.seed("rls", "--url", untouched.url, "--format", "json").json
    tables = {table["name"]: table for table in found["tables"]}
    users = tables["public.users"]["access"]
    assert users["anon"]["select"] == {"granted": False}
    assert users["authenticated A"]["select"] == {"granted": True, "visible": 1, "hidden": 24}
    assert users["authenticated, role admin"]["select"]["visible"] == 25
    assert users["authenticated A"]["insert"]["others"]["accepted"] == 0
    assert found["bypassing"] == ["service_role"]
    policies = [policy for table in tables.values() for policy in table["policies"]]
    assert all(policy["shows"] and policy["hides"] for policy in policies if policy["sights"])


def test_a_leak_is_an_error(project: Any, leaking: Any) -> None:
    done = project.seed("rls", "local", "--url", leaking.url)
    assert done.code == 1
    assert 'public.payment_transactions policy "All see payments"' in done.out
    assert "[policy-open]" in done.out and "1 error, 1 warning" in done.out


def test_for_a_pull_request(project: Any, leaking: Any) -> None:
    done = project.seed("rls", "local", "--url", leaking.url, "--format", "markdown")
    assert done.code == 1
    assert done.out.startswith("## Who sees which rows\n\n| | where | what | rule |\n")
    assert "| `public.users` 25 rows | anon | – | – | – | – |" in done.out


def test_never_where_rows_may_not_be_written(project: Any, untouched: Any) -> None:
    done = project.seed("rls", "staging", "--url", untouched.url)
    assert done.code == 4
    assert "is not marked staging" in done.err or "marker" in done.err


def test_an_allowance_is_a_note(project: Any, leaking: Any) -> None:
    leaking.rows("""comment on policy "All see payments" on payment_transactions is
        'seed: allow policy-open, policy-overlap because this is a drill'""")
    done = project.seed("rls", "local", "--url", leaking.url)
    assert done.code == 0, done.out
    assert "allowed because this is a drill" in " ".join(done.out.split())


def test_files_are_made_up_for_policies_of_storage(project: Any, seeded: Any) -> None:
    own = "bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text"
    seeded.rows(f"create policy papers on storage.objects to authenticated using ({own}) with check ({own})")
    done = project.seed("rls", "local", "--url", seeded.url)
    assert done.code == 0, done.out + done.err
    assert "storage.objects  4 rows, whose by the path of files made up here" in done.out
    assert seeded.rows("select count(*) from storage.objects") == [(0,)]
