"""Connections: only for a clearance, deaf to PG* variables, and clear about why there is none."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import psycopg
import pytest

from seeding.database import facts
from seeding.database.connect import connect, read_only
from seeding.database.embedded import EmbeddedServer
from seeding.errors import ConnectError, GuardError
from seeding.guard import Clearance, GuardPolicy, clear
from seeding.target import Target


@pytest.fixture
def clearance(target: Target) -> Clearance:
    with read_only(target) as connection:
        return clear(target, facts.gather(connection), GuardPolicy("local"))


def test_a_target_alone_opens_nothing(target: Target) -> None:
    with pytest.raises(GuardError, match="no clearance"):
        connect(target)  # type: ignore[arg-type]


def test_a_writing_connection(clearance: Clearance) -> None:
    with connect(clearance) as connection:
        assert not connection.autocommit
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        connection.execute("create table t (i int)")
        settings = connection.execute(
            "select current_setting('TimeZone'), current_setting('DateStyle'), current_setting('application_name'), "
            "current_setting('statement_timeout'), current_setting('client_encoding')"
        ).fetchone()
        assert settings == ("UTC", "ISO, YMD", "seed", "0", "UTF8")
    with connect(clearance, autocommit=True) as connection:
        assert connection.autocommit
        assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_a_reading_connection_cannot_write(target: Target) -> None:
    with read_only(target) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("create table t (i int)")


def test_a_reading_connection_leaves_no_setting_in_the_session(target: Target) -> None:
    # Behind a pooler the session is somebody else's after the transaction.
    with psycopg.connect(target.conninfo(), autocommit=True) as plain:
        before = dict(plain.execute("select name, setting from pg_settings").fetchall())
    with read_only(target, GuardPolicy("local")) as connection:
        facts.gather(connection)
        connection.commit()
        # As a pooler's next client would find it: the same session, outside our transactions.
        connection.pgconn.exec_(b"create temporary table seen as select name, setting from pg_catalog.pg_settings")
        after = dict(connection.execute("select name, setting from seen").fetchall())
    changed = {name for name, setting in after.items() if before[name] != setting}
    assert changed <= {"application_name", "client_encoding"}, changed


def test_variables_lead_nowhere_else(clearance: Clearance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    service = tmp_path / "services"
    service.write_text("[prod]\nhost=10.255.255.1\ndbname=production\n")
    variables = {
        "PGHOST": "10.255.255.1", "PGHOSTADDR": "10.255.255.1", "PGPORT": "1", "PGUSER": "nobody",
        "PGDATABASE": "production", "PGOPTIONS": "-c search_path=evil", "PGSERVICE": "prod",
        "PGSERVICEFILE": str(service), "PGSSLMODE": "verify-full", "PGTARGETSESSIONATTRS": "standby",
        "PGREQUIREAUTH": "scram-sha-256", "PGTZ": "Asia/Tokyo",
    }  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    target = clearance.target
    with connect(clearance) as connection:
        assert (connection.info.host, connection.info.hostaddr) == ("127.0.0.1", "127.0.0.1")
        assert (connection.info.port, connection.info.dbname) == (target.port, target.dbname)
        (search_path,) = connection.execute("show search_path").fetchone() or ("",)
        assert search_path.startswith('"$user", public')
        assert connection.execute("show timezone").fetchone() == ("UTC",)
    assert {name: os.environ.get(name) for name in variables} == variables


def refusal(url: str) -> str:
    with pytest.raises(ConnectError) as refused:
        read_only(Target.resolve(url, {}))
    assert refused.value.hint
    assert "hunter2" not in str(refused.value)
    assert refused.value.exit_code == 8
    return str(refused.value)


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        assert f"no PostgreSQL server answers at 127.0.0.1:{port}" in refusal(
            f"postgresql://u:hunter2@127.0.0.1:{port}/app"
        )


def test_a_server_that_never_answers() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        said = refusal(f"postgresql://u:hunter2@127.0.0.1:{port}/app?connect_timeout=1")
        assert f"no PostgreSQL server answers at 127.0.0.1:{port}" in said


def test_an_unknown_host() -> None:
    assert "the host nowhere.invalid is not known" in refusal("postgresql://u:hunter2@nowhere.invalid/app")


def test_a_folder_without_socket(tmp_path: Path) -> None:
    assert f"no PostgreSQL server answers at {tmp_path}" in refusal(f"postgresql://u@/app?host={tmp_path}")


def test_an_unknown_database(server: EmbeddedServer) -> None:
    said = refusal(f"{str(server.tcp_url).rsplit('/', 1)[0]}/nowhere")
    assert 'there is no database "nowhere"' in said
    assert str(server.tcp_url).rsplit("/", 1)[0] in said


def test_an_unknown_role(server: EmbeddedServer) -> None:
    assert 'there is no role "bob"' in refusal(str(server.tcp_url).replace("postgres@", "bob:hunter2@"))


@pytest.fixture
def guarded(server: EmbeddedServer) -> str:
    """The URL of a role that needs a password, without one."""
    hba = server.folder / "pgdata" / "pg_hba.conf"
    rules = hba.read_text()
    if "guarded" not in rules:
        hba.write_text(f"host all guarded 127.0.0.1/32 scram-sha-256\nhost all turned_away all reject\n{rules}")
        with psycopg.connect(server.url) as admin:
            admin.execute("create role guarded login password 'right'")
            admin.execute("create role turned_away login")
            admin.execute("select pg_reload_conf()")
    return str(server.tcp_url).replace("postgres@", "guarded@")


def test_passwords(guarded: str) -> None:
    right = Target.resolve(guarded.replace("guarded@", "guarded:right@"), {})
    with read_only(right) as connection:
        assert connection.info.user == "guarded"
    with read_only(Target.resolve(guarded, {"PGPASSWORD": "right"})):
        pass
    wrong = 'the password for role "guarded" is wrong or missing'
    assert wrong in refusal(guarded.replace("guarded@", "guarded:hunter2@"))
    assert wrong in refusal(guarded)


def test_turned_away(guarded: str) -> None:
    assert 'does not let role "turned_away" in' in refusal(guarded.replace("guarded@", "turned_away:hunter2@"))
