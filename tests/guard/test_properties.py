"""URLs built from libpq's grammar: what libpq would dial decides, and nothing else ever does.

The oracle is libpq's own parser and a list of this machine's names; it knows nothing of ours.
"""

from __future__ import annotations

import ipaddress
import socket

import psycopg
from hypothesis import example, given
from hypothesis import strategies as st

from seeding.errors import SeedingError
from seeding.guard import GuardPolicy, ServerFacts, examine, judge
from seeding.target import Target, canonical_host

ALLOWED = "db-staging.example"
LOCAL = GuardPolicy("local", production_hosts=["db.prod"])
STAGING = GuardPolicy("staging", hosts=[ALLOWED, "10.1.2.3"], refs=["a" * 20], production_hosts=["db.prod"])

HOSTS = [
    "localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.1", "0x7f000001", "::1", "::ffff:127.0.0.1", "/tmp",
    "@a", "",
    "db.prod", ALLOWED, "DB-staging.example.", "10.1.2.3", "10.66051", "10.0.0.1", "0.0.0.0", "localhost.evil.example",
    "db-stаging.example", "ｌocalhost", "aws-0-x.pooler.supabase.com", f"db.{'a' * 20}.supabase.co",
    f"db.{'b' * 20}.supabase.co", "localhost,db.prod",
]  # fmt: skip
NUMERIC = ["", "127.0.0.1", "10.1.2.3", "10.0.0.1", "::1", "0x7f000001", "127.0.0.1,10.0.0.1", "localhost"]
USERS = ["u", "localhost#", "u?x", "postgres." + "a" * 20, "postgres." + "b" * 20, "ü", "a@b", ""]


@st.composite
def percent_encoded(draw: st.DrawFn, text: str) -> str:
    """`text` with some of its bytes written as %XX, and everything that libpq's grammar ends a part at."""
    out = []
    for character in text:
        must = character in "%@/?#:[] &=," or not character.isascii()
        if must or draw(st.integers(0, 9)) == 0:
            digits = [f"%{byte:02x}" if draw(st.booleans()) else f"%{byte:02X}" for byte in character.encode()]
            out += digits
        else:
            out.append(character)
    return "".join(out)


@st.composite
def authorities(draw: st.DrawFn) -> str:
    """What may stand before an `@`, after it, and where it ends, wellformed or not."""
    raw = draw(st.sampled_from(HOSTS))
    shape = draw(st.sampled_from(["plain", "encoded", "bracketed"]))
    host = {"plain": raw, "encoded": draw(percent_encoded(raw)), "bracketed": f"[{raw}]"}[shape]
    user = draw(st.sampled_from(["", "u@", "u:pw@", "localhost#@", "localhost?@", "u:p#1@", "localhost:5432@", "u@x@"]))
    port = draw(st.sampled_from(["", ":5432", ":", ":5432,5433", ":0", ":x"]))
    return user + host + port


@st.composite
def uris(draw: st.DrawFn) -> str:
    keyword = st.sampled_from(["host", "hostaddr", "port", "user", "dbname", "sslmode", "application_name"])
    values = {"host": HOSTS, "hostaddr": NUMERIC, "port": ["5432", "1,2", ""], "user": USERS, "dbname": ["app", "a=b"]}
    pairs = []
    for name in draw(st.lists(keyword, max_size=4)):
        value = draw(st.sampled_from(values.get(name, ["prefer"])))
        pairs.append(f"{draw(percent_encoded(name))}={draw(percent_encoded(value))}")
    scheme = draw(st.sampled_from(["postgresql://", "postgres://"]))
    path = draw(st.sampled_from(["/app", "/", "", "/a%2Fb", "/localhost"]))
    return scheme + draw(authorities()) + path + ("?" + "&".join(pairs) if pairs else "")


@st.composite
def keyword_values(draw: st.DrawFn) -> str:
    pairs = []
    for _ in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from(["host", "hostaddr", "user", "dbname", "port"]))
        value = draw(st.sampled_from({"host": HOSTS, "hostaddr": NUMERIC, "user": USERS}.get(name, ["5432"])))
        quoted = "'" + value.replace("\\", r"\\").replace("'", r"\'") + "'"
        bare = value if value and " " not in value and "'" not in value else quoted
        equals = draw(st.sampled_from(["=", " = ", "= "]))
        escaped = "".join("\\" + c if draw(st.integers(0, 5)) == 0 else c for c in bare) if bare != quoted else quoted
        pairs.append(f"{name}{equals}{draw(st.sampled_from([quoted, bare, escaped]))}")
    return draw(st.sampled_from([" ", "  "])).join(pairs)


def dialled(url: str, environ: dict[str, str]) -> list[str]:
    """Every name and address that libpq would use for `url`."""
    said = psycopg.conninfo.conninfo_to_dict(url)
    names = []
    for keyword, variable in (("host", "PGHOST"), ("hostaddr", "PGHOSTADDR")):
        value = str(said[keyword]) if keyword in said else environ.get(variable, "")
        names += value.split(",")
    return [name for name in names if name]


def is_here(name: str) -> bool:
    """By the resolver's own reading of numbers: an address is what inet_aton or inet_pton makes of it."""
    name = name.lower().removesuffix(".")
    if name.startswith(("/", "@")) or name == "localhost":
        return True
    if name.isascii():
        try:
            return socket.inet_aton(name)[0] == 127
        except OSError:
            pass
    try:
        address = ipaddress.IPv6Address(name)
    except ValueError:
        return False
    return address.is_loopback or (address.ipv4_mapped is not None and address.ipv4_mapped.is_loopback)


def is_staging(name: str) -> bool:
    name = name.lower().removesuffix(".")
    numbers = name.isascii() and name[:1].isdigit() and "." in name
    return name == ALLOWED or bool(numbers and socket.inet_aton(name) == bytes([10, 1, 2, 3]))


ENVIRONS = st.fixed_dictionaries(
    {},
    optional={
        "PGHOST": st.sampled_from(HOSTS),
        "PGHOSTADDR": st.sampled_from(NUMERIC),
        "PGUSER": st.sampled_from(USERS),
    },
)
URLS = st.one_of(uris(), keyword_values())


def allowed(url: str, environ: dict[str, str], policy: GuardPolicy) -> Target | None:
    try:
        target = Target.resolve(url, environ)
    except SeedingError:
        return None
    return None if judge(target, None, policy) else target


@given(URLS, ENVIRONS)
@example("postgresql://localhost#@db.prod/app", {})
@example("postgresql://u@localhost/app", {"PGHOSTADDR": "10.0.0.1"})
def test_local_never_leaves_this_machine(url: str, environ: dict[str, str]) -> None:
    target = allowed(url, environ, LOCAL)
    if target is None:
        return
    names = dialled(url, environ)
    assert names
    assert all(map(is_here, names)), names
    # What is dialled in the end is what was judged, with nothing left for a variable to fill.
    said = psycopg.conninfo.conninfo_to_dict(target.conninfo())
    assert (said["host"], said["hostaddr"]) == (target.host, target.hostaddr)
    assert all(is_here(str(name)) for name in (said["host"], said["hostaddr"]) if name)
    assert {"user", "dbname", "port", "options"} <= said.keys()


@given(URLS, ENVIRONS)
def test_staging_never_leaves_its_list(url: str, environ: dict[str, str]) -> None:
    target = allowed(url, environ, STAGING)
    if target is None:
        return
    names = dialled(url, environ)
    assert names
    if target.ref is None:
        assert all(map(is_staging, names)), names
    else:
        assert target.ref == "a" * 20
        assert all("supabase" in name or is_staging(name) for name in names)
        assert "b" * 20 not in target.user


@given(st.sampled_from([h for h in HOSTS if h and is_here(h)]), st.data())
def test_this_machine_is_never_refused(host: str, data: st.DataObject) -> None:
    written = data.draw(percent_encoded(host))
    url = f"postgresql://u:{data.draw(percent_encoded('p@ss:w/rd'))}@{written}:5432/app"
    target = Target.resolve(url, {})
    assert judge(target, None, LOCAL) == []
    assert is_here(target.host)


@given(
    st.text(alphabet=st.characters()),
    st.dictionaries(st.sampled_from(["PGHOST", "PGPORT", "PGOPTIONS", "PGUSER"]), st.text()),
)
@example("postgresql://u@\ud800/app", {})
@example("host=localhost user=\udc80", {})
@example("postgresql://u@localhost/app", {"PGOPTIONS": "\\\\"})
@example("postgresql://u@" + "1" * 5000 + "/app", {})
@example("postgresql://u@localhost/app", {"PGUSER": "\udcff"})
def test_any_text_is_judged_or_refused(url: str, environ: dict[str, str]) -> None:
    for text in (url, f"postgresql://u@{url}/app", f"postgresql://u@localhost/app?options={url}", f"host={url}"):
        for policy in (LOCAL, STAGING):
            try:
                target = Target.resolve(text, environ)
            except SeedingError as refused:
                str(refused).encode()
                continue
            for finding in judge(target, None, policy):
                str(finding).encode()
            psycopg.conninfo.conninfo_to_dict(target.conninfo())
            assert Target.resolve(target.shell_url, {}) == target


ANYTHING = st.one_of(st.none(), st.text(), st.integers(), st.sampled_from(["local", "staging", "production", "7", 7]))
COUNTS = st.one_of(st.none(), st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text(), st.floats())))


@given(
    st.builds(
        ServerFacts,
        marker=ANYTHING,
        marker_system_identifier=ANYTHING,
        system_identifier=ANYTHING,
        in_recovery=st.one_of(st.none(), st.booleans()),
        row_counts=COUNTS,
        mailbox_domains=COUNTS,
        error=st.one_of(st.none(), st.text()),
    ),
    st.sampled_from([LOCAL, GuardPolicy("staging", hosts=["localhost"], production_system_identifiers=[7])]),
)
def test_any_facts_are_judged(facts: ServerFacts, policy: GuardPolicy) -> None:
    target = Target.resolve("postgresql://u@localhost/app", {})
    found = judge(target, facts, policy)
    verdicts = examine(target, facts, policy)
    assert found == [finding for verdict in verdicts for finding in verdict.findings]
    if found:
        return
    # What passes for staging was read in full and agrees in every point.
    assert facts.error is None
    assert not facts.in_recovery
    if policy.environment == "staging":
        assert facts.marker == "staging"
        assert facts.system_identifier is not None
        assert facts.system_identifier == facts.marker_system_identifier != "7"
    else:
        assert facts.marker in (None, "local")
        assert facts.marker == "local" or not facts.filled


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_one_spelling_is_its_own(host: str) -> None:
    once = canonical_host(host)
    assert canonical_host(once) == once or host.endswith("..")
