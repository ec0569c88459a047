"""Every way to production that needs a server to try: none moves a byte of it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

pytestmark = pytest.mark.usefixtures("unmoved")


def at(url: str, port: int) -> str:
    """The same database through another port."""
    head, _, name = url.rpartition("/")
    return f"{head.rpartition(':')[0]}:{port}/{name}"


def every_command(project, profile: str, url: str) -> None:
    """No command that writes gets through, each ends with code 4."""
    commands = [
        (profile, "--url", url),
        (profile, "--url", url, "--mode", "append"),
        (profile, "--url", url, "--mode", "top-up"),
        ("clean", profile, "--url", url),
        ("export", profile, "--url", url),
        ("guard", profile, "--url", url),
    ]
    for command in commands:
        done = project.seed(*command)
        assert done.code == 4, (command, done)
        assert "refused" in done.out + done.err, (command, done)
    assert not list(Path().glob("supabase/seed/*"))


@pytest.mark.parametrize("environment", ["local", "staging"])
def test_a_tunnel_on_loopback(project, production, forward, environment: str) -> None:
    tunnel = forward(production.port)
    every_command(project, environment, at(production.database("app"), tunnel.port))
    assert set(tunnel.served) == {production.port}


@pytest.mark.parametrize("environment", ["local", "staging"])
def test_a_tunnel_cannot_be_marked(project, production, forward, environment: str) -> None:
    url = at(production.database("app"), forward(production.port).port)
    done = project.seed("mark", environment, "--url", url, "--confirm", "app")
    assert done.code == 4
    assert "gmail.com (" in done.err
    assert "@gmail.com" not in done.err


def test_an_empty_production_database_on_the_list(project, production, forward) -> None:
    url = at(production.database("void"), forward(production.port).port)
    for environment in ("local", "staging"):
        project.profile(environment, f'[production]\nsystem_identifiers = ["{production.identifier()}"]\n')
        every_command(project, environment, url)
        done = project.seed("mark", environment, "--url", url, "--confirm", "void")
        assert (done.code, "production" in done.err) == (4, True)


def test_protect_reads_and_then_refuses(project, production, forward) -> None:
    url = at(production.database("void"), forward(production.port).port)
    done = project.seed("protect", "--url", url)
    assert done.code == 0, done.err
    assert production.identifier() in (project.folder / "profiles/staging.toml").read_text()
    assert "127.0.0.1" not in (project.folder / "profiles/staging.toml").read_text().partition("[production]")[2]
    every_command(project, "local", url)
    every_command(project, "staging", url)


@pytest.mark.parametrize("variables", ["PGHOSTADDR", "PGPORT", "PGSERVICE", "PGOPTIONS", "PGDATABASE"])
def test_variables_of_the_shell(
    project, production, staging, marked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: str
) -> None:
    service = tmp_path / "services"
    service.write_text(f"[prod]\nhostaddr=127.0.0.1\nport={production.port}\ndbname=app\nuser=postgres\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    value = {
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": str(production.port),
        "PGSERVICE": "prod",
        "PGOPTIONS": "-c search_path=evil -c default_transaction_read_only=off",
        "PGDATABASE": "app",
    }[variables]
    monkeypatch.setenv(variables, value)
    # Whatever the shell holds: either the URL's own database is filled, or nothing is.
    done = project.seed("staging", "--url", staging.database(marked), "--quiet")
    refused = variables in ("PGSERVICE", "PGOPTIONS")
    assert done.code == (4 if refused else 0), done.err
    assert staging.execute("select count(*) from public.people", marked) == [(0 if refused else 5,)]
    assert os.environ[variables] == value


def test_a_service_in_the_url(project, production, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    service = tmp_path / "services"
    service.write_text(f"[prod]\nhost=127.0.0.1\nport={production.port}\ndbname=void\nuser=postgres\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    for url in ("service=prod", "postgresql://?service=prod", "postgresql://127.0.0.1/?service=prod"):
        assert project.seed("local", "--url", url).code == 4


@pytest.mark.parametrize("environment", ["local", "staging"])
def test_a_fail_over_between_looking_and_writing(project, production, staging, marked, forward, environment) -> None:
    # The first connection looks at staging; the second one, which writes, is led to production: an empty database
    # that would pass as local, and one that is marked there in its own right.
    tunnel = forward(staging.port, production.port)
    name = marked
    if environment == "local":
        name = f"empty_{uuid4().hex[:8]}"
        staging.execute(f"create database {name}")
        staging.execute("create database void")
        name = "void"
    try:
        done = project.seed(environment, "--url", at(staging.database(name), tunnel.port))
        if environment == "local":
            assert done.code == 4, done
            assert "the clearance was given for" in done.err
        else:
            assert done.code == 8, done  # production has no database of that name at all
    finally:
        if environment == "local":
            staging.execute("drop database void")
    assert tunnel.served == [staging.port, production.port]


def test_a_fail_over_before_migrations(project, production, staging, forward) -> None:
    (project.folder / "supabase/migrations").mkdir(parents=True)
    (project.folder / "supabase/migrations/20250101000000_a.sql").write_text("create table public.made (id int);\n")
    staging.execute("create database void")
    try:
        tunnel = forward(staging.port, production.port)
        done = project.seed("local", "--url", at(staging.database("void"), tunnel.port))
        assert (done.code, "the clearance was given for" in done.err) == (4, True), done
        assert tunnel.served == [staging.port, production.port]
    finally:
        staging.execute("drop database void")


def test_a_fail_over_while_marking(project, production, staging, forward) -> None:
    staging.execute("create database void")
    try:
        tunnel = forward(staging.port, production.port)
        url = at(staging.database("void"), tunnel.port)
        done = project.seed("mark", "staging", "--url", url, "--confirm", "void")
        assert (done.code, "the clearance was given for" in done.err) == (4, True), done
    finally:
        staging.execute("drop database void")
