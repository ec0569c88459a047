"""What URLs resolve to, beside what must be refused."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.errors import TargetError
from seeding.target import Target, canonical_host

REF = "abcdefghijklmnopqrst"
POOLER = "aws-0-eu-central-1.pooler.supabase.com"

RESOLVES: list[tuple[str, dict[str, str], dict[str, object]]] = [
    # What libpq reads, and urllib does not.
    ("postgresql://localhost#@db.prod/app", {}, {"host": "db.prod", "user": "localhost#", "dbname": "app"}),
    ("postgresql://localhost?@db.prod/app", {}, {"host": "db.prod"}),
    ("postgresql://u:p#1@db.prod/app", {}, {"host": "db.prod"}),
    ("postgresql://u@localhost/app?host=db.prod", {}, {"host": "db.prod"}),
    ("postgresql://u@/app?host=localhost&host=db.prod", {}, {"host": "db.prod"}),
    ("postgresql://u@localhost/app?%68ost=db.prod", {}, {"host": "db.prod"}),
    ("postgresql://u@%6cocalhost/app", {}, {"host": "localhost"}),
    ("host=localhost host=db.prod user=u dbname=app", {}, {"host": "db.prod"}),
    ("postgresql://u@localhost:5432/app?port=6543", {}, {"port": 6543}),
    ("postgresql://u@localhost/app?user=other", {}, {"user": "other"}),
    # Gaps are filled from the mapping, values that are there are not replaced.
    ("postgresql:///", {"PGHOST": "h", "PGUSER": "u", "PGDATABASE": "d", "PGPORT": "99"}, {"host": "h", "port": 99}),
    ("postgresql://u@localhost/app", {"PGHOST": "db.prod", "PGUSER": "x"}, {"host": "localhost", "user": "u"}),
    ("postgresql://u@localhost/app", {"PGHOSTADDR": "10.1.2.3"}, {"host": "localhost", "hostaddr": "10.1.2.3"}),
    ("postgresql://u@localhost/app?hostaddr=", {"PGHOSTADDR": "10.1.2.3"}, {"hostaddr": ""}),
    ("postgresql://u@localhost/app", {"PGOPTIONS": "-c a.b=1"}, {"options": "-c a.b=1"}),
    ("hostaddr=10.1.2.3 user=u dbname=app", {}, {"host": "10.1.2.3", "hostaddr": "10.1.2.3"}),
    # Defaults that no environment changes.
    ("postgresql://u@h", {}, {"port": 5432, "dbname": "u"}),
    ("postgresql://u@h:/app", {}, {"port": 5432}),
    # One spelling a host.
    ("postgresql://u@DB.Example.COM./app", {}, {"host": "db.example.com"}),
    ("postgresql://u@127.1/app", {}, {"host": "127.0.0.1"}),
    ("postgresql://u@[::FFFF:127.0.0.1]/app", {}, {"host": "127.0.0.1"}),
    ("postgresql://u@[0:0:0:0:0:0:0:1]:5433/app", {}, {"host": "::1", "port": 5433}),
    ("postgresql://u@/app?host=/var/run/postgresql", {}, {"host": "/var/run/postgresql"}),
    ("postgresql://u@%2Ftmp%2FA/app", {}, {"host": "/tmp/A"}),
    # Supabase.
    (f"postgresql://postgres@db.{REF}.supabase.co/postgres", {}, {"ref": REF}),
    (f"postgresql://postgres@DB.{REF.upper()}.supabase.co.:6543/postgres", {}, {"ref": REF, "port": 6543}),
    (f"postgresql://postgres@db.{REF}-rr-eu-west-1-abcde.supabase.co/postgres", {}, {"ref": REF}),
    (f"postgresql://postgres.{REF}@{POOLER}:6543/postgres", {}, {"ref": REF}),
    (f"postgresql://a.b.c.{REF}@{POOLER}/postgres", {}, {"ref": REF}),
    (f"postgresql://postgres.{REF}-rr-eu-west-1-abcde@{POOLER}/postgres", {}, {"ref": REF}),
    # Not Supabase, however much it looks like it.
    (f"postgresql://postgres@db.{REF}.supabase.co.evil.example/postgres", {}, {"ref": None}),
    (f"postgresql://postgres@xdb.{REF}.supabase.co/postgres", {}, {"ref": None}),
    # A pooler's user behind another name (the near end of a tunnel) still names its project.
    (f"postgresql://postgres.{REF}@pooler.supabase.com.evil.example/postgres", {}, {"ref": REF}),
    (f"postgresql://postgres.{REF}@127.0.0.1:6543/postgres", {}, {"ref": REF}),
]

REFUSED: list[tuple[str, dict[str, str], str]] = [
    ("", {}, "empty"),
    ("   ", {}, "empty"),
    ("app", {}, "cannot read"),
    ("mysql://u@h/app", {}, "cannot read"),
    ("postgresql://u@h/app?nonsense=1", {}, "cannot read"),
    ("postgresql://u@h%zz/app", {}, "cannot read"),
    ("postgresql:///app", {}, "no host"),
    ("dbname=app user=u", {}, "no host"),
    ("postgresql://u@/app?host=", {"PGHOST": "db.prod"}, "no host"),
    ("postgresql://u@a,b/app", {}, "several servers"),
    ("postgresql://u@localhost%2Cdb.prod/app", {}, "several servers"),
    ("postgresql://u@localhost/app?host=a,b", {}, "several servers"),
    ("postgresql://u@localhost/app?hostaddr=127.0.0.1,10.0.0.1", {}, "several servers"),
    ("postgresql://u@/app", {"PGHOST": "a,b"}, "several servers"),
    ("postgresql://u@localhost:5432,5433/app", {}, "several servers"),
    ("service=prod", {}, "service"),
    ("postgresql://u@localhost/app?service=prod", {}, "service"),
    ("postgresql://u@localhost/app?service=", {}, "service"),
    ("postgresql://u@localhost/app", {"PGSERVICE": "prod"}, "PGSERVICE"),
    ("postgresql://u@localhost:0/app", {}, "port"),
    ("postgresql://u@localhost:65536/app", {}, "port"),
    ("postgresql://u@localhost/app?port=5_432", {}, "port"),
    ("postgresql://u@localhost/app%0Ax", {}, "control character"),
    ("postgresql://u@local%09host/app", {}, "control character"),
    ("postgresql://u@localhost/app\x00", {}, "zero byte"),
    (f"postgresql://u@localhost/app?options=-c%20reference%3D{REF}", {}, "reference="),
    (f"postgresql://u@localhost/app?options=--reference%3D{REF}", {}, "reference="),
    (f"postgresql://u@localhost/app?options=reference%3D{REF}", {}, "reference="),
    ("postgresql://u@localhost/app", {"PGOPTIONS": f"-c Ref\\erence={REF}"}, "reference="),
    (f"postgresql://postgres@{POOLER}/postgres", {}, "every project"),
    (f"postgresql://postgres.cluster.main@{POOLER}/postgres", {}, "every project"),
    (f"postgresql://postgres.{REF.upper()}@{POOLER}/postgres", {}, "every project"),
    (f"postgresql://postgres.{REF}@{POOLER}/postgres?hostaddr=10.0.0.1", {}, "only a label"),
    (f"postgresql://postgres@db.{REF}.supabase.co/postgres", {"PGHOSTADDR": "10.0.0.1"}, "only a label"),
]


@pytest.mark.parametrize(("url", "environ", "expected"), RESOLVES)
def test_resolves(url: str, environ: dict[str, str], expected: dict[str, object]) -> None:
    target = Target.resolve(url, environ)
    assert {name: getattr(target, name) for name in expected} == expected


@pytest.mark.parametrize(("url", "environ", "reason"), REFUSED)
def test_refuses(url: str, environ: dict[str, str], reason: str) -> None:
    with pytest.raises(TargetError, match=reason) as refused:
        Target.resolve(url, environ)
    assert refused.value.hint


def test_process_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS", "PGPASSWORD", "PGSSLMODE"):
        monkeypatch.setenv(name, "10")
    target = Target.resolve("postgresql://u@localhost/app", {})
    assert (target.hostaddr, target.port, target.options) == ("", 5432, "")
    resolved = psycopg.conninfo.conninfo_to_dict(target.conninfo())
    assert resolved["hostaddr"] == resolved["options"] == resolved["password"] == ""
    assert resolved["sslmode"] == "prefer"
    with pytest.raises(TargetError, match="no host"):
        Target.resolve("postgresql:///app", {})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@localhost/app",
        "postgresql://u:hunter2@localhost/app?sslmode=require",
        "host=localhost user=u password=hunter2 sslpassword=hunter2 dbname=app",
        "postgresql://u@/app?host=/tmp&password=hunter2",
    ],
)
def test_password_is_never_shown(url: str) -> None:
    target = Target.resolve(url, {})
    shown = f"{target} {target!r} {target.url} {target.shell_url} {target.place} {target.manner}"
    assert "hunter2" not in shown
    assert ":***@" in target.url
    assert "***" not in target.shell_url
    assert "hunter2" in target.conninfo()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2/x@localhost/app",
        "postgresql://u:1/hunter2@localhost/app",
        "postgresql://u:x@hunter2@localhost/app",
        "postgresql://u:x@a,hunter2@localhost/app",
        "postgresql://u:hunter2 x@localhost/app",
        "postgresql://u:hunter2%@localhost/app",
        "postgresql://u:hunter2%zz@localhost/app",
        "postgresql://u:x@localhost/app?hunter2=1",
        "postgresql://u:hunter2\n@localhost/app",
        "host=localhost password='hunter2",
        "host=localhost password=hunter2 x",
        "hunter2",
    ],
)
def test_password_is_not_repeated_in_a_refusal(url: str) -> None:
    with pytest.raises(TargetError) as refused:
        Target.resolve(url, {})
    assert "hunter2" not in str(refused.value)


LOOPBACK = ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.10", "127.1", "0x7f000001", "2130706433", "0177.0.0.1"]
NOT_LOOPBACK = [
    "localhost.evil.example", "localhost.localdomain", "0.0.0.0", "127.0.0.1.nip.io", "10.0.0.1", "db-stаging",
    "128.0.0.1", "lоcalhost",
]  # fmt: skip


@pytest.mark.parametrize("host", [*LOOPBACK, "[::1]", "[::ffff:127.0.0.1]", "%2Ftmp"])
def test_loopback(host: str) -> None:
    assert Target.resolve(f"postgresql://u@{host}/app", {}).is_loopback


@pytest.mark.parametrize("host", [*NOT_LOOPBACK, "[::ffff:10.0.0.1]", "[2001:db8::1]"])
def test_not_loopback(host: str) -> None:
    assert not Target.resolve(f"postgresql://u@{host}/app", {}).is_loopback


def test_what_is_dialled_must_be_loopback_too() -> None:
    assert Target.resolve("postgresql://u@localhost/app?hostaddr=127.0.0.1", {}).is_loopback
    dialled = Target.resolve("postgresql://u@localhost/app?hostaddr=10.0.0.1", {})
    assert not dialled.is_loopback
    # libpq goes to hostaddr even where host is a socket's folder.
    assert not Target.resolve("postgresql://u@/app?host=/tmp&hostaddr=10.0.0.1", {}).is_loopback
    assert "10.0.0.1" in dialled.place
    assert "10.0.0.1" in dialled.url


def test_manner_is_kept() -> None:
    url = "postgresql://u@h/app?sslmode=verify-full&sslrootcert=/x&connect_timeout=3&target_session_attrs=read-write"
    target = Target.resolve(url, {"PGAPPNAME": "mine"})
    resolved = psycopg.conninfo.conninfo_to_dict(target.conninfo())
    assert (resolved["sslmode"], resolved["sslrootcert"], resolved["connect_timeout"]) == ("verify-full", "/x", "3")
    assert resolved["target_session_attrs"] == "any"
    assert resolved["application_name"] == "mine"
    assert "service" not in resolved
    assert "sslmode=verify-full" in target.shell_url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@h:5433/app",
        "postgresql://o'brien%40x@[::1]:5432/a%2Fb%3Fc%20d",
        "postgresql://u@/app?host=/tmp/with%20space&port=5433",
        "postgresql://u@h:5432/app?hostaddr=10.0.0.1&options=-c%20a.b%3D1&sslmode=require",
        "host=@abstract user=u dbname=app",
    ],
)
def test_shell_url_leads_to_the_same_place(url: str) -> None:
    target = Target.resolve(url, {})
    assert Target.resolve(target.shell_url, {}) == target


def test_frozen_and_hashable() -> None:
    one, other = (Target.resolve(f"postgresql://u:{p}@h/app", {}) for p in ("a", "b"))
    assert one == other
    assert len({one, other}) == 1
    with pytest.raises(AttributeError):
        one.host = "other"  # type: ignore[misc]


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_address_is_one(number: int) -> None:
    a, b, c, d = number.to_bytes(4)
    plain = f"{a}.{b}.{c}.{d}"
    spellings = [str(number), hex(number), oct(number).replace("0o", "0"), f"{a}.{number & 0xFFFFFF}"]
    spellings += [f"0x{a:x}.{b}.{number & 0xFFFF}", f"::ffff:{plain}", plain + "."]
    assert {canonical_host(spelling) for spelling in spellings} == {plain}


@given(st.text())
def test_any_text_resolves_or_is_refused(url: str) -> None:
    try:
        target = Target.resolve(url, {})
    except TargetError:
        return
    assert target.host
    assert "," not in target.host


def pieces() -> Iterator[st.SearchStrategy[str]]:
    yield st.text(alphabet="abcXYZ019-._~", min_size=1)
    yield st.sampled_from(["%40", "%2F", "%3A", "%23", "%3F", "%25", "%20", "ü", "ß"])


@given(st.lists(st.one_of(*pieces()), min_size=1).map("".join))
def test_encoded_passwords_survive(password: str) -> None:
    from urllib.parse import unquote

    target = Target.resolve(f"postgresql://u:{password}@h/app", {})
    assert psycopg.conninfo.conninfo_to_dict(target.conninfo())["password"] == unquote(password)
