"""Hosts that must be refused before connecting, in every spelling a URL can give them."""

from __future__ import annotations

import ipaddress

import pytest

from seeding.errors import TargetError
from seeding.guard import GuardPolicy, judge
from seeding.target import Target

LOCAL = GuardPolicy("local", hosts=("db", "docker"), production_hosts=("db.prod.example", "10.9.0.0/16"))
STAGING = GuardPolicy(
    "staging",
    hosts=("db-staging.internal.example", "10.1.2.3", "2001:db8::5", "/srv/staging"),
    production_hosts=("db.prod.example", "10.9.0.0/16"),
)
FOREIGN = "host-not-allowed"
PRODUCTION = "production-host"

# Hosts no local profile may write to, as they stand in a URL's authority.
NOT_LOCAL = [
    # Another machine.
    "db.internal", "staging", "postgres", "host.docker.internal", "172.17.0.1", "192.168.1.10", "10.0.0.1",
    "8.8.8.8", "169.254.169.254", "[2001:db8::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fd00::1]", "kubernetes",
    "db-staging.internal.example", "d", "dbx", "xdb", "db.example",
    # Looks like this machine and is not its name.
    "localhost.evil.example", "evil.localhost.example", "localhost.localdomain", "localhost.local", "localhosts",
    "xlocalhost", "local", "localhost-", "-localhost", "localhost1", "loca1host", "iocalhost", "localhost..",
    "ip6-localhost", "db.localhost", "localhost_", "localhost.com", "www.localhost", "127.0.0.1.nip.io",
    "127.0.0.1.evil.example", "127-0-0-1.example", "x127.0.0.1", "127.0.0.1x", "localtest.me", "lvh.me",
    # Other scripts and shapes of letters.
    "lоcalhost", "locаlhost", "ｌｏｃａｌｈｏｓｔ", "𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭", "ⅼocalhost", "localhoſt", "ⓛocalhost",
    "xn--lcalhost-57g",
    "%EF%BD%8C%EF%BD%8F%EF%BD%83%EF%BD%81%EF%BD%8C%EF%BD%88%EF%BD%8F%EF%BD%93%EF%BD%94", "１２７.0.0.1",
    "127。0。0。1", "١٢٧.0.0.1", "doc\u212aer", "doc%E2%84%AAer",
    # Numbers that are no loopback address.
    "0.0.0.0", "0", "0x0", "[::]", "128.0.0.1", "126.255.255.255", "2130706432x", "3232235777", "0x0a000001",
    "012.0.0.1",
    "127.0.0.256", "127.0.0.1.1", "4294967296", "0x17f000001", "1127.0.0.1", "127.0.0.08", "127..1", ".127.0.0.1",
    "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::2]",
    "[fe80::7f00:1]", "[::1:1]", "99999999999999999999999999", "0x" + "f" * 40, "1" * 250, "0" * 200 + "12.1.1.1",
]  # fmt: skip

# What the authority does not say, or says twice.
ELSEWHERE = [
    "postgresql://localhost#@db.prod/app",
    "postgresql://localhost?@db.prod/app",
    "postgresql://u:p#1@db.prod/app",
    "postgresql://u:p?x=@db.prod/app",
    "postgresql://localhost%2F@db.prod/app",
    "postgresql://localhost:5432@db.prod/app",
    "postgresql://127.0.0.1:5432@db.prod:5432/app",
    "postgresql://u@localhost/app?host=db.prod",
    "postgresql://u@localhost/app?host=localhost&host=db.prod",
    "postgresql://u@localhost/app?%68ost=db.prod",
    "postgresql://u@localhost/app?h%6Fst=db.prod",
    "postgresql://u@localhost/app?%68%6F%73%74=db.prod",
    "postgresql://u@localhost/app?host=%64b.prod",
    "postgresql://u@localhost/app?sslmode=disable&host=db.prod&sslmode=require",
    "postgresql://u@localhost/app?hostaddr=10.0.0.1",
    "postgresql://u@localhost/app?%68ostaddr=10.0.0.1",
    "postgresql://u@localhost/app?hostaddr=127.0.0.1&hostaddr=10.0.0.1",
    "postgresql://u@127.0.0.1/app?hostaddr=0xa000001",
    "postgresql://u@%2Ftmp/app?hostaddr=10.0.0.1",
    "postgresql://u@/app?host=/tmp&host=db.prod",
    "postgresql:///app?host=db.prod&user=u",
    "postgres://u@db.prod/app",
    "host=localhost host=db.prod user=u dbname=app",
    "host=db.prod user=u dbname=app",
    "host = 'db.prod' user=u dbname=app",
    "host='local' host='db.prod' user=u dbname=app",
    r"host=db\.prod user=u dbname=app",
    r"host='db\.prod' user=u dbname=app",
    "user=u dbname=localhost host=db.prod",
    "user=localhost host=db.prod dbname=app",
    "hostaddr=10.0.0.1 user=u dbname=app",
    "host=localhost hostaddr=10.0.0.1 user=u dbname=app",
    "host=db.prod hostaddr=127.0.0.1 user=u dbname=app",
    "host=[::1] user=u dbname=app",
    "host=./tmp user=u dbname=app",
    "host=~/sockets user=u dbname=app",
]

ENVIRONS: list[tuple[str, dict[str, str]]] = [
    ("postgresql:///app", {"PGHOST": "db.prod", "PGUSER": "u"}),
    ("postgresql://u@/app", {"PGHOST": "db.prod"}),
    ("user=u dbname=app", {"PGHOST": "db.prod"}),
    ("postgresql://u@localhost/app", {"PGHOSTADDR": "10.0.0.1"}),
    ("postgresql://u@nonexistent.invalid/app", {"PGHOSTADDR": "127.0.0.1"}),
    ("host=localhost user=u dbname=app", {"PGHOSTADDR": "10.0.0.1"}),
    ("postgresql://u@%2Ftmp/app", {"PGHOSTADDR": "10.0.0.1"}),
    ("postgresql:///app", {"PGHOST": "localhost", "PGHOSTADDR": "10.0.0.1"}),
]

# What staging's list does not hold, however near it comes; localhost is not staging.
NOT_STAGING = [
    "localhost", "127.0.0.1", "[::1]", "%2Ftmp", "%2Fsrv%2Fstaging2", "%2Fsrv", "db-staging", "db-staging.internal",
    "db-staging.internal.example.evil.example", "xdb-staging.internal.example", "db-staging.internal.example.com",
    "db-staging_internal.example", "db-stаging.internal.example", "db-staging。internal.example", "10.1.2.4",
    "10.1.2.3.evil.example", "110.1.2.3", "10.1.516", "[2001:db8::6]", "[2001:db8:0:0:0:0:5:0]", "[::ffff:10.1.2.4]",
    "DB-STAGING.INTERNAL.EXAMPLE.ORG", "db-staging.internal.example..", "sub.db-staging.internal.example",
    "internal.example", "db--staging.internal.example", "ｄb-staging.internal.example", "abstract", "%40srv",
]  # fmt: skip

IN_PRODUCTION = [
    "db.prod.example", "DB.PROD.EXAMPLE", "db.prod.example.", "d%62.prod.example", "10.9.0.1", "10.9.255.254",
    "10.589825", "0x0a090001", "[::ffff:10.9.0.1]", "012.9.0.1", "168361985",
]  # fmt: skip


def findings_of(url: str, environ: dict[str, str], policy: GuardPolicy) -> set[str]:
    try:
        target = Target.resolve(url, environ)
    except TargetError:
        return {"TargetError"}
    return {finding.rule for finding in judge(target, None, policy)}


@pytest.mark.parametrize("host", NOT_LOCAL)
@pytest.mark.parametrize("shape", ["postgresql://u@{}/app", "postgresql://u@/app?host={}"])
def test_not_this_machine(host: str, shape: str) -> None:
    url = shape.format(host.strip("[]") if "?" in shape else host)
    assert findings_of(url, {}, LOCAL) & {FOREIGN, "TargetError"}


@pytest.mark.parametrize("url", ELSEWHERE)
def test_libpq_goes_elsewhere(url: str) -> None:
    assert findings_of(url, {}, LOCAL) == {FOREIGN}


@pytest.mark.parametrize(("url", "environ"), ENVIRONS)
def test_variables_lead_elsewhere(url: str, environ: dict[str, str]) -> None:
    assert findings_of(url, environ, LOCAL) == {FOREIGN}


@pytest.mark.parametrize("host", NOT_STAGING)
def test_not_on_the_list(host: str) -> None:
    assert findings_of(f"postgresql://u@{host}/app", {}, STAGING) == {FOREIGN}


@pytest.mark.parametrize("host", IN_PRODUCTION)
@pytest.mark.parametrize("policy", [LOCAL, STAGING], ids=["local", "staging"])
def test_production_in_every_spelling(host: str, policy: GuardPolicy) -> None:
    assert PRODUCTION in findings_of(f"postgresql://u@{host}/app", {}, policy)


@pytest.mark.parametrize("dialled", ["10.9.0.1", "0xa090001", "::ffff:10.9.0.1"])
def test_production_behind_a_label(dialled: str) -> None:
    for environ, query in (({}, f"?hostaddr={dialled}"), ({"PGHOSTADDR": dialled}, "")):
        assert PRODUCTION in findings_of(f"postgresql://u@localhost/app{query}", environ, LOCAL)


# (production, the host in the URL): declared production wins over being listed, and over loopback.
WINS = [
    (["db-staging.internal.example"], "db-staging.internal.example"),
    (["DB-Staging.Internal.Example."], "db-staging.internal.example"),
    (["*.internal.example"], "db-staging.internal.example"),
    ([".internal.example"], "db-staging.internal.example"),
    (["db-staging.internal.example:5432"], "db-staging.internal.example"),
    ({"10.1.2.3"}, "10.1.2.3"),
    (("10.66051",), "10.1.2.3"),
    (["10.0.0.0/8"], "10.1.2.3"),
    (["::ffff:10.1.2.3"], "10.1.2.3"),
    (["[2001:DB8:0:0::5]"], "[2001:db8::5]"),
    (["[2001:db8::5]:5432"], "[2001:db8::5]"),
    (["2001:db8::/32"], "[2001:db8::5]"),
    (["postgresql://u:pw@db-staging.internal.example:5432/app?x=y"], "db-staging.internal.example"),
    (["u@db-staging.internal.example"], "db-staging.internal.example"),
    (["db-staging.*"], "db-staging.internal.example"),
    (["*"], "10.1.2.3"),
    (["postgresql://u@[2001:db8::5]:5432/app"], "[2001:db8::5]"),
    (["/srv/staging/"], "%2Fsrv%2Fstaging"),
    (["jdbc:postgresql://db-staging.internal.example:5432/app"], "db-staging.internal.example"),
    (["postgresql://u:p@ss@db-staging.internal.example/app"], "db-staging.internal.example"),
    (["host=db-staging.internal.example port=5432 user=u"], "db-staging.internal.example"),
    (["db.prod.example, DB-Staging.internal.example"], "db-staging.internal.example"),
    ("10.0.0.1;10.66051", "10.1.2.3"),
    ([ipaddress.ip_network("10.1.0.0/16")], "10.1.2.3"),
    ([167838211], "10.1.2.3"),
]
WINS_HERE = [
    (["localhost"], "localhost"), (["localhost"], "127.0.0.1"), (["localhost"], "[::1]"), (["127.0.0.1"], "LOCALHOST."),
    (["127.0.0.1"], "[::ffff:127.0.0.1]"), (["127.0.0.2"], "127.2"), (["127.0.0.0/8"], "127.0.0.5"),
    (["::1"], "localhost"),
    (["0.0.0.0"], "127.0.0.1"), (["/tmp"], "%2Ftmp%2F"), (["db"], "DB"), ("db", "db"), (["db"], "ｄｂ"),
    (["bücher.example"], "BÜCHER.example"),
    (["xn--bcher-kva.example"], "bücher.example"), (["bücher.example"], "xn--bcher-kva.example"),
]  # fmt: skip


@pytest.mark.parametrize(("production", "host"), WINS)
def test_production_wins_over_the_list(production: list[str], host: str) -> None:
    policy = GuardPolicy("staging", hosts=STAGING.hosts, production_hosts=production)  # type: ignore[arg-type]
    assert findings_of(f"postgresql://u@{host}/app", {}, policy) == {PRODUCTION}


@pytest.mark.parametrize(("production", "host"), WINS_HERE)
def test_production_wins_over_loopback(production: list[str], host: str) -> None:
    hosts = ["db", "ｄｂ", "bücher.example"]
    policy = GuardPolicy("local", hosts=hosts, production_hosts=production)  # type: ignore[arg-type]
    assert findings_of(f"postgresql://u@{host}/app", {}, policy) == {PRODUCTION}
