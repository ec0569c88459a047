"""`seed guard --contents`: counts by kind, and never a value."""

from __future__ import annotations

import json


def test_counts_and_no_values(project, staging, marked) -> None:
    url = staging.database(marked)
    assert project.seed("staging", "--url", url, "--quiet").code == 0
    clean = project.seed("guard", "staging", "--url", url, "--contents")
    assert (clean.code, "no value could belong to somebody" in clean.out) == (0, True), clean
    staging.execute(
        "alter table public.people add extra jsonb, add links text[], add address inet; "
        "insert into public.people values (gen_random_uuid(), 'anna.secret@gmail.com', 'Anna', "
        """'{"site": "https://annas-secret.io/x"}', array['a', 'anna2@corp-secret.com'], '8.8.4.4')""", marked
    )  # fmt: skip
    found = project.seed("guard", "staging", "--url", url, "--contents", "--format", "json")
    assert found.code == 1, found
    counts = {(c["column"], c["kind"]): c["values"] for c in json.loads(found.out)["counts"]}
    assert counts[("email", "email")] == 1
    assert counts[("extra", "url")] == 1
    assert counts[("links", "email")] == 1
    assert counts[("address", "ip")] == 1
    shown = project.seed("guard", "staging", "--url", url, "--contents")
    assert shown.code == 1
    for secret in ("secret", "gmail", "8.8.4.4"):
        assert secret not in found.out + shown.out + found.err + shown.err


def test_only_where_the_profile_lets_one_look(project) -> None:
    done = project.seed("guard", "staging", "--url", "postgresql://u@db.example.com/app", "--contents")
    assert (done.code, "host-not-allowed" in done.err) == (4, True)
