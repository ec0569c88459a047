"""Who asks: nobody in particular, somebody without a row, two people of different tenants, administrators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seeding.database.asking import spoken
from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.model import ANOTHER, Asker
from seeding.migrations.policies.owners import Owners
from seeding.schema import Name, quote

if TYPE_CHECKING:
    import psycopg

_NO_NUMBER = "-1"
NOBODY = "00000000-0000-4000-8000-000000000000"  # version 4, and no generator draws it
_MOST_PEOPLE = 200
_MOST_WANTED = 3
_MOST_TRIED = 6
_MOST_FURTHER = 16
_MOST_TABLES = 12


def asker(name: str, role: str, identity: Mapping[str, str], *, signed_in: bool = True, note: str = "") -> Asker:
    """One who asks as `role` with this identity: claims of a token, and settings of the session."""
    claims: dict[str, Any] = {}
    settings = {}
    became = role  # a person who is a role of the database has the rights of the role that is tried
    for source, value in identity.items():
        kind, _, path = source.partition(":")
        if kind == "setting":
            settings[path] = value
        elif kind == "claim":
            _put(claims, path.split("."), value)
        elif kind == "role":
            became = value
        else:
            claims["sub"] = value
    if claims:
        claims.setdefault("aud", "authenticated")
    return Asker(name, role, {**settings, **spoken(role, claims), "role": became}, dict(identity), signed_in, note)


def _put(claims: dict[str, Any], path: Sequence[str], value: str) -> None:
    for step in path[:-1]:
        claims = claims.setdefault(step, {})
    claims[path[-1]] = value


def askers(
    attempts: Attempts,
    facts: Facts,
    found: Owners,
    wanted: Iterable[tuple[str, str]],
    *,
    people: Sequence[str] = (),
) -> tuple[Asker, ...]:
    """Everybody who is tried, as each role; `wanted` are claims and settings that policies want to have a value."""
    sources = list(found.places)
    if people:
        pair = [_possible(attempts, facts, p) for p in identities(attempts.connection, facts, found, people)]
    else:
        pair = _pair(attempts, facts, found)
    asking = []
    for role in facts.asking:
        if role == "anon" or not sources:
            asking.append(asker(role, role, {}, signed_in=False))
            continue
        nobody = _possible(attempts, facts, {source: _nobody(facts, found, source) for source in sources})
        asking.append(asker(f"{role}, unknown", role, nobody, note="signed in, and no row is theirs"))
        for letter, identity in zip("AB", pair, strict=False):
            told = ", ".join(f"{_short(source)} {value}" for source, value in identity.items() if source in sources)
            asking.append(asker(f"{role} {letter}", role, identity, note=told))
        for source, value in sorted(set(wanted))[:_MOST_WANTED]:
            if source not in sources and not source.startswith("claim:role"):
                identity = {**(pair[0] if pair else nobody), source: value}
                asking.append(asker(f"{role}, {_short(source)} {value}", role, identity, note="as A, with that claim"))
    return tuple(asking)


def further(attempts: Attempts, facts: Facts, found: Owners, asking: Sequence[Asker]) -> list[Asker]:
    """Other people with rows, for policies that showed nothing to the first two."""
    role = next((a.role for a in asking if a.signed_in and a.identity), None)
    if role is None:
        return []
    known = [a.identity for a in asking]
    people = [p for p in identities(attempts.connection, facts, found)[:_MOST_FURTHER] if p not in known]
    return [asker(f"{role}{ANOTHER}", role, _possible(attempts, facts, one)) for one in people]


def _possible(attempts: Attempts, facts: Facts, identity: dict[str, str]) -> dict[str, str]:
    """Somebody whom policies know as a role of the database (`current_user`): the role is made, if only for now."""
    name = identity.get("role")
    if name is None or attempts.may_ask_as(name, facts.asking, exists=name in facts.roles):
        return identity
    return {source: value for source, value in identity.items() if source != "role"}


def _short(source: str) -> str:
    return source.rpartition(":")[2].rpartition(".")[2]


def _nobody(facts: Facts, found: Owners, source: str) -> str:
    """A value of the source's type that no row has."""
    if source == "role":
        return "seed_nobody"
    types = {
        facts.schema.tables[t].by_name[c].type.base.name
        for t, c in found.places[source]
        if t in facts.schema.tables and c in facts.schema.tables[t].by_name
    }
    return _NO_NUMBER if types and types <= {"int2", "int4", "int8", "numeric"} else NOBODY


def _pair(attempts: Attempts, facts: Facts, found: Owners) -> list[dict[str, str]]:
    """Two people: one who sees little beside their own rows, so that no administrator is taken for a leak, and one
    who has nothing in common with the first.
    """
    people = identities(attempts.connection, facts, found)
    role = next((r for r in facts.asking if r != "anon"), None)
    if len(people) < 2 or role is None:
        return people
    tables = [t for t in facts.schema.tables.values() if found.of(t.name) and t.rls_enabled and not t.rls_active]

    def beyond(identity: Mapping[str, str]) -> int:
        one = asker("", role, identity)
        total = 0
        for table in tables[:_MOST_TABLES]:
            mine = found.condition(table.name, "seed_r", identity)
            seen = attempts.number(one, f"select count(*) from {table.name.sql}").count
            own = attempts.number(None, f"select count(*) from {table.name.sql} seed_r where {mine or 'false'}").count
            total += max(seen - own, 0)
        return total

    def apart(identity: Mapping[str, str]) -> int:
        """Rows that belong to this one, and not to the first."""
        total = 0
        for table in tables[:_MOST_TABLES] or []:
            theirs = found.condition(table.name, "seed_r", identity)
            mine = found.condition(table.name, "seed_r", first)
            if theirs and mine:
                text = f"select count(*) from {table.name.sql} seed_r where {theirs} and not coalesce({mine}, false)"
                total += attempts.number(
                    None, f"select count(*) from ({text.replace('count(*)', '1', 1)} limit 50) s"
                ).count
        return total

    near = [_possible(attempts, facts, one) for one in people[:_MOST_TRIED]]
    first = min(near, key=beyond)
    others = [one for one in near if one is not first]
    return [first, max(others, key=apart)]


def identities(
    connection: psycopg.Connection[Any], facts: Facts, found: Owners, given: Sequence[str] = ()
) -> list[dict[str, str]]:
    """People with rows, most of them first, each with all that is known of them; two of one tenant never in a row."""
    primary = "sub" if _held(facts, found, "sub") else next((s for s in found.places if _held(facts, found, s)), None)
    if primary is None:
        return []
    tables: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for name, column in _held(facts, found, primary):
        text = (
            f"select {quote(column)}::text, count(*) from {name.sql} where {quote(column)} is not null "
            "group by 1 order by 2 desc, 1 limit 200"
        )
        for value, count in connection.execute(text, prepare=False).fetchall():
            tables[value] += 1
            rows[value] += count
    ranked = [*given] or sorted(tables, key=lambda value: (-tables[value], -rows[value], value))[:_MOST_PEOPLE]
    return [
        _identity(connection, facts, found, primary=primary, value=value, number=n) for n, value in enumerate(ranked)
    ]


def _held(facts: Facts, found: Owners, source: str) -> list[tuple[Name, str]]:
    """The columns that hold a source's values: those that belong to somebody, in tables that are there."""
    return sorted(
        (name, way.columns[0])
        for name, ways in found.belongings.items()
        for way in ways
        if way.kind == "person" and way.source == source and name in facts.schema.tables
    )


def _identity(
    connection: psycopg.Connection[Any], facts: Facts, found: Owners, *, primary: str, value: str, number: int
) -> dict[str, str]:
    """The other things policies know somebody by, from a row of theirs that has them."""
    known = {primary: value}
    for source in found.places:
        if source == primary:
            continue
        for name, column in _held(facts, found, source):
            near = [c for n, c in _held(facts, found, primary) if n == name]
            if near:
                row = connection.execute(
                    f"select {quote(column)}::text from {name.sql} where {quote(near[0])}::text = %s "
                    f"and {quote(column)} is not null order by 1 limit 1",
                    (value,),
                    prepare=False,
                ).fetchone()
                if row is not None:
                    known[source] = row[0]
                    break
        else:
            held = _held(facts, found, source)
            if held:
                name, column = held[0]
                row = connection.execute(
                    f"select distinct {quote(column)}::text from {name.sql} where {quote(column)} is not null "
                    "order by 1 offset %s limit 1",
                    (number,),
                    prepare=False,
                ).fetchone()
                if row is not None:
                    known[source] = row[0]
    return known
