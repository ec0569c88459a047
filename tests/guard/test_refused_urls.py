"""URLs that must be refused for what they are, wherever they lead."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.errors import SeedingError, TargetError
from seeding.guard import GuardPolicy, judge
from seeding.target import Target

ANYWHERE = GuardPolicy("local", hosts=["h", "db.prod", "a", "b"])
NO_ENVIRON: dict[str, str] = {}

# (URL, a part of the reason)
UNREADABLE: list[tuple[object, str]] = [
    (None, "not text"), (b"postgresql://u@localhost/app", "not text"), (5432, "not text"), ([], "not text"),
    ("", "empty"), (" \n", "empty"), ("app", "cannot read"), ("localhost", "cannot read"),
    ("localhost:5432/app", "cannot"),
    ("mysql://u@localhost/app", "cannot read"), ("jdbc:postgresql://localhost/app", "cannot read"),
    ("POSTGRESQL://u@localhost/app", "cannot read"), (" postgresql://u@localhost/app", "cannot read"),
    ("postgresql:/u@localhost/app", "cannot read"), ("postgresql+psycopg://u@localhost/app", "no driver in the scheme"),
    ("postgresql://u@localhost/app?nonsense=1", "cannot read"), ("postgresql://u@localhost/app?host", "cannot read"),
    ("postgresql://u@localhost/app?Host=db.prod", "cannot read"), ("postgresql://u@local%zzhost/app", "cannot read"),
    ("postgresql://u@local%00host/app", "cannot read"), ("postgresql://u@[::1/app", "cannot read"),
    ("postgresql://u@[]/app", "cannot read"), ("postgresql://u@[::1]x/app", "cannot read"),
    ("host='localhost", "cannot read"), ("host", "cannot read"), ("=localhost", "cannot read"),
    ("postgresql://u@localhost/app\x00", "zero byte"), ("\x00", "zero byte"),
    ("host=local\x00host user=u", "zero byte"),
    ("postgresql://u@local\ud800host/app", "UTF-8"), ("\udcff", "UTF-8"), ("postgresql://u@local%ffhost/app", "UTF-8"),
    ("postgresql://u@localhost/%c3%28", "UTF-8"), ("postgresql://u@localhost/" + "x" * 70_000, "characters long"),
    ("x" * 1_000_000, "characters long"), ("postgresql://u@" + "x" * 256 + "/app", "characters long"),
    ("postgresql://u@localhost/app\n", "control"), ("postgresql://u@local\thost/app", "control"),
    ("postgresql://u@localhost/app%0Ax", "control"), ("postgresql://u%0D@localhost/app", "control"),
    ("postgresql://u@localhost%1B[31m/app", "control|cannot"), ("postgresql://u@localhost/a%C2%85b", "control"),
    ("postgresql://u@localhost/a\u2028b", "control"), ("postgresql://u@localhost\u200b/app", "invisible"),
    ("postgresql://u@\u202elocalhost/app", "invisible"), ("postgresql://u@local%C2%ADhost/app", "invisible"),
    ("postgresql://u@local host/app", "unexpected spaces"), ("postgresql://u@%20localhost/app", "blank"),
    ("host='localhost ' user=u dbname=app", "blank"), ("postgresql://u@\ufefflocalhost/app", "invisible"),
    ("postgresql://u@localhost/app?application_name=a%0Ab", "control"),
]  # fmt: skip

NOT_ONE_SERVER: list[tuple[str, dict[str, str], str]] = [
    ("postgresql:///app", {}, "no host"), ("postgresql://", {}, "no host"), ("postgresql://u@/app", {}, "no host"),
    ("user=u dbname=app", {}, "no host"), ("host='' user=u dbname=app", {}, "no host"),
    ("postgresql://u@:5432/app", {}, "no host"), ("postgresql://u@.:5432/app", {}, "no host"),
    ("postgresql://u@/app?host=", {"PGHOST": "localhost"}, "no host"),
    ("postgresql://u@localhost,db.prod/app", {}, "several"), ("postgresql://u@localhost%2Cdb.prod/app", {}, "several"),
    ("postgresql://u@localhost,localhost/app", {}, "several"),
    ("postgresql://u@localhost:5432,:5433/app", {}, "several"),
    ("postgresql://u@localhost:1,db.prod:2/app?target_session_attrs=primary", {}, "several"),
    ("postgresql://u@localhost,/app", {}, "several"), ("postgresql://u@,localhost/app", {}, "several"),
    ("postgresql://u@/app?host=localhost,db.prod", {}, "several"), ("host=localhost,db.prod user=u", {}, "several"),
    ("host=%2Ftmp,localhost user=u", {}, "several"), ("postgresql://u@%2Ftmp%2Clocalhost/app", {}, "several"),
    ("postgresql://u@localhost/app?hostaddr=127.0.0.1,10.0.0.1", {}, "several"),
    ("postgresql://u@localhost/app?port=5432,5433", {}, "several"), ("host=localhost port=1,2 user=u", {}, "several"),
    ("postgresql://u@/app", {"PGHOST": "localhost,db.prod"}, "several"),
    ("postgresql://u@localhost/app", {"PGHOSTADDR": "127.0.0.1,10.0.0.1"}, "several"),
    ("postgresql://u@localhost/app", {"PGPORT": "5432,5433"}, "several"),
    ("postgresql://u@localhost/app?hostaddr=localhost", {}, "not an address"),
    ("postgresql://u@localhost/app?hostaddr=db.prod", {}, "not an address"),
    ("postgresql://u@localhost/app?hostaddr=127.0.0.1x", {}, "not an address"),
    ("postgresql://u@localhost/app?hostaddr=/tmp", {}, "not an address"),
    ("postgresql://u@localhost/app", {"PGHOSTADDR": "localhost"}, "not an address"),
    ("service=prod", {}, "service"), ("service=", {}, "service"), ("postgresql://?service=prod", {}, "service"),
    ("postgresql://u@localhost/app?service=prod", {}, "service"), ("host=localhost service=prod user=u", {}, "service"),
    ("postgresql://u@localhost/app?%73ervice=prod", {}, "service"),
    ("postgresql://u@localhost/app", {"PGSERVICE": "prod"}, "variable PGSERVICE"),
    ("postgresql://u@localhost/app", {"PGSERVICE": "prod", "PGSERVICEFILE": "/tmp/x"}, "variable PGSERVICE"),
    ("postgresql://u@localhost:0/app", {}, "port"), ("postgresql://u@localhost:65536/app", {}, "port"),
    ("postgresql://u@localhost:-1/app", {}, "port"), ("postgresql://u@localhost:5432x/app", {}, "port"),
    ("postgresql://u@localhost:0x1538/app", {}, "port"), ("postgresql://u@localhost:٥٤٣٢/app", {}, "port"),
    ("postgresql://u@localhost:" + "9" * 5000 + "/app", {}, "port"),
    ("postgresql://u@localhost/app", {"PGPORT": "x"}, "port"),
    ("postgresql://u@localhost/app?target_session_attrs=standby", {}, "target_session_attrs=standby in the URL"),
    ("postgresql://u@localhost/app?target_session_attrs=prefer-standby", {}, "cannot be written"),
    ("postgresql://u@localhost/app?target_session_attrs=read-only", {}, "cannot be written"),
    ("postgresql://u@localhost/app", {"PGTARGETSESSIONATTRS": "read-only"}, "the variable PGTARGETSESSIONATTRS"),
    ("postgresql://u@localhost/app?target_session_attrs=anything", {}, "none that libpq knows"),
    ("postgresql://u@localhost/app?load_balance_hosts=round-robin", {}, "different address"),
    ("postgresql://u@localhost/app?load_balance_hosts=random", {}, "different address"),
    ("postgresql://u@localhost/app", {"PGLOADBALANCEHOSTS": "random"}, "the variable PGLOADBALANCEHOSTS"),
    ("postgresql://u@localhost/app?replication=database", {}, "replication"),
    ("postgresql://u@localhost/app?replication=true", {}, "replication"),
    ("host=localhost replication=1", {}, "replication"),
    ("host=localhost user=u dbname='host=db.prod'", {}, "connection string"),
    ("postgresql://u@localhost/host%3Ddb.prod", {}, "connection string"),
    ("postgresql://u@localhost/postgresql:%2F%2Fdb.prod%2Fapp", {}, "connection string"),
    ("postgresql://u@localhost/app?dbname=postgres:%2F%2Fdb.prod", {}, "connection string"),
    ("postgresql://u@localhost", {"PGDATABASE": "host=db.prod"}, "connection string"),
    ("postgresql://u:p@ss@localhost/app", {}, "holds an @"), ("postgresql://u:p@@localhost/app", {}, "holds an @"),
    ("postgresql://u?@@db.prod/app", {}, "holds an @"), ("postgresql://u:1/x@localhost/app", {}, "holds an @"),
]  # fmt: skip

# Settings that would change what is read, who writes, or where rows go; each in several spellings.
OPTIONS = [
    "-c search_path=evil", "-csearch_path=evil", "--search_path=evil", "--search-path=evil", "--SEARCH_PATH=evil",
    "-c  search_path=evil", r"-c search\_path=evil", r"\-c search_path=evil", r"-\c search_path=evil",
    "-c\tsearch_path=evil",
    "-c statement_timeout=0 -c search_path=evil", "-c work_mem=8MB --search_path=evil", "-c role=postgres",
    "-c session_authorization=postgres", "-c session_replication_role=replica", "-c app.environment=staging",
    "--app.environment=staging", "-c seed.environment=local", "-c row_security=off",
    "-c default_transaction_read_only=off",
    "-c standard_conforming_strings=off", "-c default_tablespace=x", "-c temp_tablespaces=x",
    "-c default_table_access_method=x",
    "-c local_preload_libraries=x", "-c session_preload_libraries=x", "-c dynamic_library_path=x",
    "-c zero_damaged_pages=on",
    "-c allow_system_table_mods=on", "-c ignore_system_indexes=on", "-c check_function_bodies=off",
    "-c lo_compat_privileges=on",
    "-c transform_null_equals=on", "-c array_nulls=off", "-c backslash_quote=on", "-c xmloption=content",
    "-c fsync=off",
    "-O", "-P", "-F", "-d 5", "-e", "-f h", "-S 64", "-s", "-t pl", "-W 60", "-p 5433", "-h db.prod", "-D /x",
    "-C port", "-x",
    "project=ep-x", "endpoint=ep-x", "--cluster=prod", "-c", "--", "-", "-c work_mem", "--work_mem", "work_mem=8MB",
    "-cwork_mem", "-c =x", "--=x", "-c+search_path=evil", "-ec search_path=evil", "-c work_mem=8MB extra", "''", "\\",
    "-c ѕtatement_timeout=5", "-c statement_timeout\\ =5", "-c \"search_path\"=x", "-c enable_=x.y=z -c app.enable_x=1",
]  # fmt: skip


@pytest.mark.parametrize(("url", "reason"), UNREADABLE)
def test_unreadable(url: object, reason: str) -> None:
    with pytest.raises(TargetError, match=reason) as refused:
        Target.resolve(url, NO_ENVIRON)  # type: ignore[arg-type]
    assert refused.value.hint
    str(refused.value).encode()


@pytest.mark.parametrize("environ", [None, 1, "", "PGHOST=x", [], [("PGHOST", "x")], {"PGPORT": 10**5000}])
def test_no_environment(environ: Any) -> None:
    with pytest.raises(TargetError) as refused:
        Target.resolve("postgresql://u@localhost/app", environ)
    assert refused.value.hint


@pytest.mark.parametrize(("url", "environ", "reason"), NOT_ONE_SERVER)
def test_not_one_server(url: str, environ: dict[str, str], reason: str) -> None:
    with pytest.raises(TargetError, match=reason) as refused:
        Target.resolve(url, environ)
    assert refused.value.hint


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("door", ["url", "keyword", "PGOPTIONS"])
def test_options(options: str, door: str) -> None:
    from urllib.parse import quote

    quoted = options.replace("\\", "\\\\").replace("'", "\\'")
    url, environ = {
        "url": (f"postgresql://u@localhost/app?options={quote(options)}", NO_ENVIRON),
        "keyword": (f"host=localhost user=u dbname=app options='{quoted}'", NO_ENVIRON),
        "PGOPTIONS": ("postgresql://u@localhost/app", {"PGOPTIONS": options}),
    }[door]
    try:
        target = Target.resolve(url, environ)
    except SeedingError as refused:
        assert "control" in str(refused)
        return
    assert {finding.rule for finding in judge(target, None, ANYWHERE)} == {"options-not-allowed"}


@pytest.mark.parametrize("url", ["postgresql://u@localhost/app?options=-c+search_path%3Devil"])
def test_a_plus_is_no_blank_to_libpq(url: str) -> None:
    target = Target.resolve(url, NO_ENVIRON)
    assert target.options == "-c+search_path=evil"
    assert [finding.rule for finding in judge(target, None, ANYWHERE)] == ["options-not-allowed"]
