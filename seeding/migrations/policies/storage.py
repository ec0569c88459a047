"""Policies of `storage.objects`, tried with files made up for them: the platform's table holds no seeded rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg

from seeding.findings import Finding, Severity
from seeding.migrations.policies import files
from seeding.migrations.policies.asked import Asked
from seeding.migrations.policies.attempts import Attempts, literal
from seeding.migrations.policies.facts import gather
from seeding.migrations.policies.known import Known
from seeding.migrations.policies.leaks import Leak
from seeding.migrations.policies.model import Asker, TableAccess
from seeding.migrations.policies.owners import Belonging, Owners
from seeding.schema import Name, Table, quote

OBJECTS = Name("storage", "objects")
_MADE_UP = "of files made up here"
# As Supabase has it: a file is read without asking anybody where its bucket is public.
_LIMITS = {
    "select": "not exists (select from storage.buckets seed_b where seed_b.id = seed_r.bucket_id and seed_b.public)",
    "insert": "starts_with(seed_r.version, 'path ')",
}


def tried(attempts: Attempts, have: Known, asking: Sequence[Asker]) -> list[tuple[TableAccess, list[Finding], int]]:
    """The table, what is to be said of it, and how many files of another somebody was sent to; or nothing.

    Nothing where it has no policy, has been asked for like any other (`--schema storage`), or where this session may
    not put files there.
    """
    facts = gather(attempts.connection, ("storage",))
    table = facts.schema.tables.get(OBJECTS)
    if OBJECTS in have.facts.schema.tables or table is None or not table.policies or table.rls_active:
        return []
    if OBJECTS not in facts.relation or "version" not in table.by_name:
        return []
    said = {(OBJECTS, policy.name): have.reader.said(files.text_of(policy), OBJECTS) for policy in table.policies}
    facts = replace(facts, asking=have.facts.asking)
    try:
        with attempts.connection.transaction(force_rollback=True):
            # Newer versions let nobody delete files but their own API, which sets this.
            attempts.connection.execute("set local storage.allow_delete_query = 'true'", prepare=False)
            made = _made(attempts, have, table, asking)
            belongings = _belongings(made.forms)
            owners = Owners({OBJECTS: belongings}, have.owners.places, have.owners.members)
            stamp = [name for name in ("owner", "owner_id") if name in table.by_name]
            asked = Asked(attempts, Known(facts, have.reader, said, owners), asking, stamp=stamp, limits=_LIMITS)
            access, findings = asked.table(table, _renamed(attempts, asked, table, made))
            return [(access, [_of_files(finding) for finding in findings], asked.rows_to_try(table))]
    except psycopg.errors.InsufficientPrivilege:
        return []


@dataclass(frozen=True)
class _Made:
    """The files that are there: how they say whose they are, and the two people with what a path names them by."""

    forms: Sequence[files.Form] = ()
    people: Sequence[tuple[Asker, Mapping[str, str]]] = ()


def _made(attempts: Attempts, have: Known, table: Table, asking: Sequence[Asker]) -> _Made:
    """Put files into every bucket: nobody's, and what policies know as those of the two who ask."""
    there = [row[0] for row in attempts.connection.execute("select id from storage.buckets order by 1", prepare=False)]
    within = files.buckets(table.policies, there)
    attempts.connection.execute(
        "insert into storage.buckets (id, name) select b, b from unnest(%s::text[]) b on conflict do nothing",
        [within],
        prepare=False,
    )
    files.place(attempts, table, [(bucket, "seed.txt", "nobody") for bucket in within], None)
    pair = [next((a for a in asking if a.name.endswith(f" {letter}") and "sub" in a.identity), None) for letter in "AB"]
    unknown = next((a for a in asking if a.name.endswith(", unknown")), None)
    first, second = pair
    if first is None or second is None or unknown is None:
        return _Made()
    kept: dict[tuple[str, str], files.Form] = {}
    both = [(one, _values(attempts, have, table, one, other)) for one, other in ((first, second), (second, first))]
    for one, values in both:
        tried_forms = files.forms(table.policies, within, list(values))
        for form in files.telling(attempts, table, tried_forms, (one, unknown), values):
            kept.setdefault((form.bucket, form.kind), form)
    for one, values in both:
        sub = one.identity["sub"]
        some = [form for form in kept.values() if form.kind in values]
        made = [(form.bucket, form.of(values[form.kind]), f"{form.mark} {sub}") for form in some]
        files.place(attempts, table, made, sub)
    return _Made(list(kept.values()), both)


def _renamed(attempts: Attempts, asked: Asked, table: Table, made: _Made) -> list[Leak]:
    """A file moved to another's place, as Storage moves files: by a new name."""
    if not made.people:
        return []
    (one, mine), (_, theirs) = made.people
    for form in made.forms:
        if form.mark != "path" or form.kind not in mine or form.kind not in theirs:
            continue
        bucket, name = literal(form.bucket), literal(form.of(mine[form.kind]))
        picked = f"seed_r.bucket_id = {bucket} and seed_r.name = {name}"
        # Theirs is there, so that the key refuses the name: after the policies.
        found = attempts.as_asker(
            one, f"update {table.name.sql} seed_r set name = %s where {picked}", [form.of(theirs[form.kind])]
        )
        if found.passed:
            return [asked.leaks.given_away(table, one, picked, "name")]
    return []


def _values(attempts: Attempts, have: Known, table: Table, one: Asker, other: Asker) -> dict[str, str]:
    """What a path may name somebody by: their id, and keys of rows that are theirs in the tables policies look at."""
    found = {"sub": one.identity["sub"]}
    looked = {name for policy in table.policies for name in have.reader.said(files.text_of(policy), OBJECTS).tables}
    places = [(m.table, m.tenant) for m in have.owners.members if m.table in looked]
    for name in sorted(looked):
        key = have.facts.schema.tables[name].primary_key
        if key is not None and key.plain is not None and len(key.plain) == 1:
            places.append((name, key.plain[0]))
    for name, column in dict.fromkeys(places):
        mine = have.owners.condition(name, "seed_r", one.identity)
        theirs = have.owners.condition(name, "seed_r", other.identity)
        if mine is None:
            continue
        others = f"select seed_r.{quote(column)} from {name.sql} seed_r where {theirs or 'false'}"
        row = attempts.connection.execute(
            f"select seed_r.{quote(column)}::text from {name.sql} seed_r "
            f"where {mine} and seed_r.{quote(column)} not in ({others}) order by 1 limit 1",
            prepare=False,
        ).fetchone()
        if row is not None and row[0] not in found.values():
            found[f"{name}.{column}"] = row[0]
    return found


def _belongings(made: Sequence[files.Form]) -> tuple[Belonging, ...]:
    """Whose a file is was written down when it was made."""
    ways: Mapping[str, bool] = {mark: any(form.mark == mark for form in made) for mark in ("path", "owner")}
    return tuple(
        Belonging("sub", "person", f"{{row}}.version = '{mark} ' || {{value}}", (), f"the {mark} {_MADE_UP}")
        for mark, there in ways.items()
        if there
    )


def _of_files(finding: Finding) -> Finding:
    """What cannot be seen with files of ours is no fault of anybody's."""
    if finding.rule != "policy-untested":
        return finding
    hint = (
        "no file that seed made up fits it: put files of two people there, "
        "then: seed rls --schema public --schema storage"
    )
    return replace(finding, severity=Severity.NOTE, hint=hint)
