"""Supabase projects that must be refused before connecting, whatever the URL looks like."""

from __future__ import annotations

import pytest

from seeding.errors import TargetError
from seeding.guard import GuardPolicy, judge
from seeding.target import Target

STAGING_REF = "abcdefghijklmnopqrst"
PRODUCTION_REF = "tsrqponmlkjihgfedcba"
OTHER_REF = "z" * 20
POOLER = "aws-0-eu-central-1.pooler.supabase.com"
POLICY = GuardPolicy(
    "staging",
    # The pooler stands here because somebody will put it here: it must not help.
    hosts=(POOLER, "pooler.supabase.com", "127.0.0.1", "10.1.2.3", "proxy.example"),
    refs=(STAGING_REF,),
    production_refs=(PRODUCTION_REF,),
)
LISTED_TOO = GuardPolicy(
    "staging", hosts=POLICY.hosts, refs=(STAGING_REF, PRODUCTION_REF), production_refs=(PRODUCTION_REF,)
)

S, P, Z = STAGING_REF, PRODUCTION_REF, OTHER_REF
UNLISTED, PRODUCTION, HOST, TARGET = "ref-not-allowed", "production-ref", "host-not-allowed", "TargetError"

REFUSED: list[tuple[str, set[str]]] = [
    # The project's own address, direct and with its own pooler.
    (f"postgresql://postgres@db.{Z}.supabase.co/postgres", {UNLISTED}),
    (f"postgresql://postgres@db.{Z}.supabase.co:6543/postgres", {UNLISTED}),
    (f"postgresql://postgres@db.{P}.supabase.co/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@db.{P}.supabase.co:6543/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@DB.{P.upper()}.SUPABASE.CO./postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@db.{P}%2Esupabase.co/postgres", {UNLISTED, PRODUCTION}),
    (f"host=db.{P}.supabase.co user=postgres dbname=postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@localhost/postgres?host=db.{P}.supabase.co", {UNLISTED, PRODUCTION}),
    (f"postgresql://localhost#@db.{P}.supabase.co/postgres", {UNLISTED, PRODUCTION}),
    # Replicas are the same project.
    (f"postgresql://postgres@db.{P}-rr-eu-west-1-abcde.supabase.co/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@db.{Z}-rr-us-east-1-qwert.supabase.co/postgres", {UNLISTED}),
    (f"postgresql://postgres.{P}-rr-eu-west-1-abcde@{POOLER}/postgres", {UNLISTED, PRODUCTION}),
    # The shared pooler: only what follows the last dot of the user counts.
    (f"postgresql://postgres.{Z}@{POOLER}:6543/postgres", {UNLISTED}),
    (f"postgresql://postgres.{P}@{POOLER}:6543/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{P}@{POOLER}:5432/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres%2E{P}@{POOLER}/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://app.reader.{P}@{POOLER}/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{P}@{POOLER.upper()}./postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?user=postgres.{P}", {UNLISTED, PRODUCTION}),
    (f"user=postgres.{S} user=postgres.{P} host={POOLER} dbname=postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres@{POOLER}/postgres", {TARGET}),
    (f"postgresql://{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://.{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S}.@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S}x@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S[:-1]}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S[:-1]}1@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S[:-1]}а@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S.upper()}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S}%20@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.cluster.main@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.cluster.{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.cluster.x.{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{S}@pooler.supabase.com/postgres", {TARGET}),
    (f"postgresql://postgres.{S}@aws-0-eu-central-1.pooler.supabase.green/postgres", {TARGET}),
    (f"postgresql://postgres.{S}@aws-0-eu-central-1.pooler.supabase.co/postgres", {TARGET}),
    # Two projects in one URL.
    (f"postgresql://postgres.{S}.{P}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{P}.{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{Z}.{S}@{POOLER}/postgres", {TARGET}),
    (f"postgresql://postgres.{P}@db.{S}.supabase.co/postgres", {TARGET}),
    (f"postgresql://postgres.{P.upper()}@db.{S}.supabase.co/postgres", {TARGET}),
    (f"postgresql://postgres.{S}@db.{P}.supabase.co/postgres", {TARGET}),
    (f"postgresql://postgres.{S}@{P}.pooler.supabase.com/postgres", {TARGET}),
    (f"postgresql://postgres.{S}.{P}@127.0.0.1/postgres", {TARGET}),
    # The pooler takes the project from options before it looks at the user.
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=reference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=-c%20reference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=-creference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=--reference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=--REFERENCE%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=--ref%5Cerence%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=-c%20%5Creference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?%6Fptions=reference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=-c%20work_mem%3D8MB%20reference%3D{P}", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?options=reference%3D{S}", {TARGET}),
    (f"postgresql://postgres@db.{S}.supabase.co/postgres?options=reference%3D{P}", {TARGET}),
    # Dialled elsewhere than the name says.
    (f"postgresql://postgres@db.{S}.supabase.co/postgres?hostaddr=10.1.2.3", {TARGET}),
    (f"postgresql://postgres.{S}@{POOLER}/postgres?hostaddr=127.0.0.1", {TARGET}),
    # Through a tunnel, a proxy or an address, the pooler's user still says whose rows they are.
    (f"postgresql://postgres.{P}@127.0.0.1:6543/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{P}@10.1.2.3:6543/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{P}@proxy.example/postgres", {UNLISTED, PRODUCTION}),
    (f"postgresql://postgres.{P.upper()}@127.0.0.1:6543/postgres", {PRODUCTION}),
    (f"postgresql://{P}.postgres@127.0.0.1:6543/postgres", {PRODUCTION}),
    (f"postgresql://{P}@127.0.0.1:6543/postgres", {PRODUCTION}),
    (f"postgresql://postgres.{Z}@127.0.0.1:6543/postgres", {UNLISTED}),
    # Look-alikes: not the project, and not on the list of hosts.
    (f"postgresql://postgres@db.{S}.supabase.co.evil.example/postgres", {HOST}),
    (f"postgresql://postgres@xdb.{S}.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@{S}.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db-{S}.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.supabase.com/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.supabase.red/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.supabase.io/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.supabase.cо/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.supabase。co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}x.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S[:-1]}.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S[:-1]}1.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}-rr.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres@db.{S}.x.supabase.co/postgres", {HOST}),
    (f"postgresql://postgres.{S}@{POOLER}.evil.example/postgres", {HOST}),
    (f"postgresql://postgres.{S}@evil{POOLER.replace('.', '-')}/postgres", {HOST}),
    (f"postgresql://postgres.{S}@xpooler.supabase.com/postgres", {HOST}),
    (f"postgresql://postgres@db.{P}.supabase.co.evil.example/postgres", {HOST, PRODUCTION}),
    (f"postgresql://postgres@db.{P}.supabase.red/postgres", {HOST, PRODUCTION}),
]


def rules_of(url: str, policy: GuardPolicy) -> set[str]:
    try:
        target = Target.resolve(url, {})
    except TargetError:
        return {TARGET}
    return {finding.rule for finding in judge(target, None, policy)}


@pytest.mark.parametrize(("url", "expected"), REFUSED)
def test_refused(url: str, expected: set[str]) -> None:
    assert rules_of(url, POLICY) == expected


@pytest.mark.parametrize(("url", "expected"), [row for row in REFUSED if PRODUCTION in row[1]])
def test_production_wins_where_it_is_listed_too(url: str, expected: set[str]) -> None:
    assert rules_of(url, LISTED_TOO) == expected - {UNLISTED}


@pytest.mark.parametrize(
    "production",
    [
        {"production_refs": [P.upper()]},
        {"production_refs": {f" {P} "}},
        {"production_refs": f"https://{P}.supabase.co"},
        {"production_refs": [f"postgres.{P}"]},
        {"production_refs": [f"{P}-rr-eu-west-1-abcde"]},
        {"production_hosts": [f"db.{P}.supabase.co"]},
        {"production_hosts": [f"DB.{P}.Supabase.co."]},
        {"production_hosts": [f"{P}.supabase.co"]},
        {"production_hosts": [P.upper()]},
        {"production_hosts": [f"https://{P}.supabase.co/rest/v1"]},
        {"production_hosts": [f"postgresql://postgres:x@db.{P}.supabase.co:5432/postgres"]},
        {"production_hosts": [f"postgresql://postgres.{P}:x@aws-0-us-east-1.pooler.supabase.com:6543/postgres"]},
    ],
)
@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://postgres@db.{P}.supabase.co:6543/postgres",
        f"postgresql://postgres.{P}@{POOLER}/postgres",
        f"postgresql://postgres@db.{P}-rr-eu-west-1-abcde.supabase.co/postgres",
        f"postgresql://postgres.{P}@127.0.0.1/postgres",
    ],
)
def test_production_however_it_is_declared(url: str, production: dict[str, object]) -> None:
    policy = GuardPolicy("staging", hosts=POLICY.hosts, refs=[S, P], **production)  # type: ignore[arg-type]
    assert PRODUCTION in rules_of(url, policy)


def test_local_profiles_list_projects_too() -> None:
    url = f"postgresql://postgres@db.{S}.supabase.co/postgres"
    assert rules_of(url, GuardPolicy("local")) == {UNLISTED}
    assert rules_of(url, GuardPolicy("local", hosts=[POOLER, "db"], refs=[Z])) == {UNLISTED}
