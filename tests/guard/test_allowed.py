"""Targets that must be allowed: a legitimate run is never refused."""

from __future__ import annotations

import pytest

from seeding.guard import GuardPolicy, ServerFacts, judge
from seeding.target import Target

REF = "abcdefghijklmnopqrst"
PRODUCTION_REF = "tsrqponmlkjihgfedcba"
POOLER = "aws-0-eu-central-1.pooler.supabase.com"
LISTS = {
    "production_hosts": ("db.prod.example", "10.9.0.0/16", f"db.{PRODUCTION_REF}.supabase.co", "*.prod.example"),
    "production_refs": (PRODUCTION_REF,),
    "production_system_identifiers": ("7000000000000000001",),
}
LOCAL = GuardPolicy("local", hosts=("db", "host.docker.internal", "172.17.0.1", "Bücher.example"), **LISTS)
STAGING = GuardPolicy(
    "staging",
    hosts=("db-staging.internal.example", "10.1.2.3", "2001:db8::5", "fe80::1%eth0", "/srv/staging", "127.0.0.1"),
    refs=(REF,),
    **LISTS,
)
NEW = ServerFacts(system_identifier="7123456789012345678")
MARKED = ServerFacts(
    marker="staging",
    marker_system_identifier="7123456789012345678",
    system_identifier="7123456789012345678",
    row_counts={"public.users": 1000},
    mailbox_domains={"example.com": 1000},
)

THIS_MACHINE = [
    "localhost", "LOCALHOST", "LocalHost.", "localhost.", "%6cocalhost", "%6C%6f%63alhost", "127.0.0.1", "127.0.0.1.",
    "127.8.9.10", "127.255.255.254", "127.1", "127.0.1", "0x7f000001", "0X7F000001", "0x7f.1", "2130706433",
    "0177.0.0.1",
    "017700000001", "127.0.0.01", "000000177.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]",
    "[::FFFF:7f00:1]", "[::0:1]", "%2Ftmp", "%2Fvar%2Frun%2Fpostgresql", "%2Ftmp%2F", "%2Fhome%2Fm%C3%BCller%2F.seed",
    "%2Ftmp%2Fwith%20space", "%2FUsers%2Fme%2FLibrary", "%40abstract", "%40seed%2Fserver",
    # Extra names that the profile counts as local.
    "db", "DB", "db.", "host.docker.internal", "HOST.docker.internal.", "172.17.0.1", "0xac110001", "bücher.example",
    "BÜCHER.example", "xn--bcher-kva.example", "b%C3%BCcher.example.",
]  # fmt: skip

# Whole URLs and keyword strings, as people paste them.
LOCAL_URLS: list[tuple[str, dict[str, str]]] = [
    ("postgresql://postgres:postgres@127.0.0.1:54322/postgres", {}),
    ("postgres://postgres:postgres@localhost:5432/app", {}),
    ("postgresql://localhost/app", {}),
    ("postgresql://localhost", {}),
    ("postgresql://localhost:5433", {}),
    ("postgresql://localhost:/app", {}),
    ("postgresql://u:p%40ss%2Fw%3Ard%25%23@localhost/app", {}),
    ("postgresql://u:p#ss?w@localhost/app", {}),
    ("postgresql://first.last:pw@localhost/app", {}),
    ("postgresql://postgres.pooler-dev:postgres@127.0.0.1:54329/postgres", {}),
    ("postgresql://user%40corp.example@localhost/app", {}),
    ("postgresql://db.prod:x@localhost/app", {}),
    ("postgresql://u@localhost/db.prod", {}),
    ("postgresql://u@localhost/production", {}),
    ("postgresql://u@localhost/my%20app", {}),
    ("postgresql://u@localhost/app-ü", {}),
    ("postgresql://u@localhost/app?sslmode=disable", {}),
    ("postgresql://u@localhost/app?sslmode=require&application_name=my%20app&connect_timeout=3", {}),
    ("postgresql://u@localhost/app?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem&sslcert=/c&sslkey=/k", {}),
    ("postgresql://u@localhost/app?sslnegotiation=direct&channel_binding=prefer&require_auth=scram-sha-256", {}),
    ("postgresql://u@localhost/app?gssencmode=disable&krbsrvname=postgres", {}),
    ("postgresql://u@localhost/app?keepalives=1&keepalives_idle=30&tcp_user_timeout=1000", {}),
    ("postgresql://u@localhost/app?target_session_attrs=any&load_balance_hosts=disable", {}),
    ("postgresql://u@localhost/app?target_session_attrs=read-write", {}),
    ("postgresql://u@localhost/app?target_session_attrs=primary", {}),
    ("postgresql://u@localhost/app?replication=false", {}),
    ("postgresql://u@localhost/app?client_encoding=utf8&fallback_application_name=x", {}),
    ("postgresql://u@localhost/app?passfile=/home/me/.pgpass", {}),
    ("postgresql://u@localhost/app?hostaddr=127.0.0.1", {}),
    ("postgresql://u@localhost/app?hostaddr=::1", {}),
    ("postgresql://u@localhost/app?hostaddr=", {"PGHOSTADDR": "10.0.0.1"}),
    ("postgresql://u@db.prod.example/app?host=localhost", {}),
    ("postgresql://u@localhost/app?port=6543&user=v&password=w&dbname=x", {}),
    ("postgresql:///app?host=/var/run/postgresql&user=u", {}),
    ("postgresql:///app?host=%2Fvar%2Frun%2Fpostgresql&port=5433", {}),
    ("postgresql://u@%2Ftmp:5433/app?requirepeer=postgres", {}),
    ("postgresql://u@/app?host=@abstract", {}),
    ("postgresql://@localhost/app", {}),
    ("postgresql://u:@localhost/app", {}),
    ("host=localhost", {}),
    ("host=localhost port=5432 user=u dbname=app", {}),
    ("host = localhost  user = 'u' password = 'a b\\'c' dbname = app", {}),
    ("host=db.prod.example host=localhost user=u dbname=app", {}),
    ("host='' hostaddr=127.0.0.1 user=u dbname=app", {}),
    ("hostaddr=127.0.0.1 user=u dbname=app", {}),
    ("host=/tmp user=u dbname=app", {}),
    ("host=@abstract user=u dbname=app", {}),
    ("user=u dbname=app host=LOCALHOST sslmode=require", {}),
    # Variables that say how, and variables that the URL leaves nothing to say.
    ("postgresql://u@localhost/app", {"PGPASSWORD": "secret", "PGPASSFILE": "/x", "PGAPPNAME": "a"}),
    ("postgresql://u@localhost/app", {"PGSSLMODE": "require", "PGSSLROOTCERT": "/ca", "PGCONNECT_TIMEOUT": "3"}),
    (
        "postgresql://u@localhost:5432/app",
        {"PGHOST": "db.prod.example", "PGPORT": "1", "PGUSER": "x", "PGDATABASE": "y"},
    ),
    ("postgresql://u@localhost/app", {"PGSERVICE": "", "PGSERVICEFILE": "/x", "PGHOSTADDR": "", "PGOPTIONS": ""}),
    ("postgresql://u@localhost/app", {"PGTARGETSESSIONATTRS": "any", "PGTZ": "UTC", "PGDATESTYLE": "ISO"}),
    ("postgresql://u@localhost/app", {"DATABASE_URL": "postgresql://u@db.prod.example/app", "NODE_ENV": "production"}),
    ("postgresql:///app", {"PGHOST": "localhost", "PGUSER": "u"}),
    ("postgresql:///app", {"PGHOST": "/var/run/postgresql"}),
    ("user=u", {"PGHOST": "127.0.0.1", "PGPORT": "54322", "PGDATABASE": "postgres"}),
    ("postgresql://u@localhost/app", {"PGHOSTADDR": "127.0.0.1"}),
    ("postgresql://u@localhost/app", {"PGOPTIONS": "-c statement_timeout=5s"}),
]

OPTIONS = [
    "", " ", "-c statement_timeout=0", "-cstatement_timeout=5s", "--statement_timeout=5s", "--statement-timeout=5s",
    "-c lock_timeout=1s -c work_mem=64MB", "-c maintenance_work_mem=1GB --jit=off", "-c TimeZone=UTC",
    "-c timezone=Europe/Berlin",
    "-c DateStyle=ISO,\\ YMD", "-c intervalstyle=iso_8601", "-c application_name=my\\ app",
    "-c client_min_messages=warning",
    "-c idle_in_transaction_session_timeout=0", "-c geqo=off", "-c enable_seqscan=off", "-c random_page_cost=1.1",
    "-c synchronous_commit=off", "-c tcp_keepalives_idle=30", "-c max_parallel_workers_per_gather=4", "  -c  jit=off  ",
    "-c client_encoding=utf8", "-c default_transaction_isolation=serializable", "-c extra_float_digits=3",
    "-c transaction_timeout=0", "-c plan_cache_mode=auto", "-c temp_buffers=64MB", "-c log_statement=none",
]  # fmt: skip

STAGING_URLS = [
    *(f"postgresql://u:pw@{host}/app" for host in (
        "db-staging.internal.example", "DB-STAGING.internal.example.", "db%2Dstaging.internal.example", "10.1.2.3",
        "10.1.515", "0xa010203", "012.1.2.3", "167838211", "[::ffff:10.1.2.3]", "[2001:db8::5]",
    "[2001:DB8:0:0:0:0:0:5]",
        "[fe80::1%25eth0]", "%2Fsrv%2Fstaging", "%2Fsrv%2F%2Fstaging%2F", "127.0.0.1", "127.1",
    )),
    "postgresql://u@db-staging.internal.example:6432/app?sslmode=verify-full&sslrootcert=system",
    "postgresql://u@db-staging.internal.example/app?hostaddr=10.1.2.3",
    "postgresql://u@db-staging.internal.example/app?target_session_attrs=read-write",
    "host=db-staging.internal.example user=u dbname=app sslmode=require",
    "hostaddr=10.1.2.3 user=u dbname=app",
    # Supabase: by the ref alone.
    f"postgresql://postgres:pw@db.{REF}.supabase.co:5432/postgres",
    f"postgresql://postgres:pw@db.{REF}.supabase.co:6543/postgres",
    f"postgresql://postgres:pw@db.{REF}.supabase.co/postgres?sslmode=verify-full&sslrootcert=/ca.crt",
    f"postgresql://postgres:pw@DB.{REF.upper()}.SUPABASE.CO./postgres",
    f"postgresql://postgres.{REF}:pw@db.{REF}.supabase.co/postgres",
    f"postgresql://seed.writer:pw@db.{REF}.supabase.co/postgres",
    f"postgresql://postgres:pw@db.{REF}-rr-eu-west-1-abcde.supabase.co/postgres",
    f"postgresql://postgres.{REF}:pw@{POOLER}:5432/postgres",
    f"postgresql://postgres.{REF}:pw@{POOLER}:6543/postgres",
    f"postgresql://postgres.{REF}:pw@{POOLER.upper()}.:6543/postgres",
    f"postgresql://postgres.{REF}:pw@aws-1-us-east-2.pooler.supabase.com/postgres",
    f"postgresql://postgres.{REF}:pw@fly-0-iad.pooler.supabase.com/postgres?sslmode=require",
    f"postgresql://seed_writer.{REF}:pw@{POOLER}/postgres",
    f"postgresql://a.b.c.{REF}:pw@{POOLER}/postgres",
    f"postgresql://postgres.{REF}:pw@127.0.0.1:6543/postgres",
    f"postgresql://postgres.{REF}:pw@{POOLER}/postgres?options=-c%20statement_timeout%3D0",
    f"user=postgres.{REF} password=pw host={POOLER} port=6543 dbname=postgres",
]  # fmt: skip


def assert_allowed(url: str, environ: dict[str, str], policy: GuardPolicy, facts: ServerFacts) -> None:
    target = Target.resolve(url, environ)
    assert judge(target, None, policy) == []
    assert judge(target, facts, policy) == []


@pytest.mark.parametrize("host", THIS_MACHINE)
def test_this_machine(host: str) -> None:
    assert_allowed(f"postgresql://u:pw@{host}:5432/app", {}, LOCAL, NEW)


@pytest.mark.parametrize(("url", "environ"), LOCAL_URLS)
def test_local(url: str, environ: dict[str, str]) -> None:
    assert_allowed(url, environ, LOCAL, NEW)


@pytest.mark.parametrize("options", OPTIONS)
def test_harmless_options(options: str) -> None:
    assert_allowed("postgresql://u@localhost/app", {"PGOPTIONS": options}, LOCAL, NEW)


@pytest.mark.parametrize("url", STAGING_URLS)
def test_staging(url: str) -> None:
    assert_allowed(url, {}, STAGING, MARKED)


@pytest.mark.parametrize(
    "hosts", [["DB.Example."], ("db.example",), {"DB.EXAMPLE"}, "db.example", iter([" db.example "])]
)
def test_hosts_in_every_form(hosts: object) -> None:
    policy = GuardPolicy("staging", hosts)  # type: ignore[arg-type]
    assert_allowed("postgresql://u@db.example/app", {}, policy, MARKED)


@pytest.mark.parametrize("refs", [[REF.upper()], (f" {REF} ",), {REF}, frozenset({REF}), REF])
def test_refs_in_every_form(refs: object) -> None:
    policy = GuardPolicy("staging", (), refs)  # type: ignore[arg-type]
    assert_allowed(f"postgresql://postgres.{REF}@{POOLER}/postgres", {}, policy, MARKED)


def test_a_projects_own_host_may_be_listed_as_a_host() -> None:
    policy = GuardPolicy("staging", hosts=[f"db.{REF}.supabase.co"])
    assert_allowed(f"postgresql://postgres@db.{REF}.supabase.co:6543/postgres", {}, policy, MARKED)


def test_an_alias_of_loopback_beside_productions() -> None:
    # Proxies to several databases listen on 127.0.0.2, 127.0.0.3, …: declaring one of them is not declaring them all.
    policy = GuardPolicy("local", production_hosts=["127.0.0.2"])
    assert_allowed("postgresql://u@127.0.0.1/app", {}, policy, NEW)
    assert_allowed("postgresql://u@localhost/app", {}, policy, NEW)
