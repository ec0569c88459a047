"""TypeScript types against the database that the migrations make: what the code believes, and what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from seeding.findings import Severity
from seeding.migrations.check.generated import Generated
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.source import Source
from seeding.migrations.check.typescript import Member, Type, read

_RULE = "types-stale"
_OTHERS = {"graphql_public", "__InternalSupabase"}
_SHOWN = 3
_KINDS = ("Tables", "Views", "Enums", "CompositeTypes", "Functions")


def schemas_of(types: Type | None) -> list[str]:
    """The schemas that a file of types speaks of."""
    return [schema for schema in types.members if schema not in _OTHERS] if types is not None else []


def unmade(source: Source, reason: str) -> Issue:
    """That nothing could be compared, and why."""
    return issue(
        _RULE,
        source,
        (0, 0),
        f"was not compared with the migrations: {reason}",
        "supabase gen types has to run here: npm install supabase, or leave it to another machine",
        severity=Severity.NOTE,
    )


def judge(source: Source, wanted: Generated, now: str, functions: Collection[str], *, whole: bool) -> Iterator[Issue]:
    """One finding for the file, with the first differences. `functions` are those that migrations make.

    Without `whole`, a migration could not be run here: what the file has and the trial has not may be that one's.
    """
    said, made = read(source.sql), read(now)
    if said is None or made is None:
        yield unmade(source, "it has no type Database that can be read" if said is None else "the CLI wrote none")
        return
    found = []
    for schema in schemas_of(made):
        for kind in _KINDS:
            pairs = _compared(said[schema][kind], made[schema][kind], kind, functions, whole=whole)
            found += [(f"{schema}.{name} {what}", at) for name, what, at in pairs]
    if found:
        at = next((at for _, at in found if at), 0)
        told = "; ".join(what for what, _ in found[:_SHOWN])
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        yield issue(
            _RULE,
            source,
            (at, at),
            f"does not tell what the migrations make: {told}{more}",
            f"apply the migrations, and write it anew: {wanted.remedy}",
        )


def _compared(
    said: Type, made: Type, kind: str, functions: Collection[str], *, whole: bool
) -> Iterator[tuple[str, str, int]]:
    for name, member in made.members.items():
        here = said.members.get(name)
        if here is None:
            if kind != "Functions" or name in functions:
                yield name, "is missing", 0
        elif kind == "Enums":
            if here.value.choices != member.value.choices:
                yield name, _choices(here.value, member.value), here.at
        elif kind != "Functions":
            yield from _columns(name, here, member.value, kind, whole=whole)
    if whole and kind != "Functions":
        for name, member in said.members.items():
            if name not in made.members:
                yield name, "is there no more", member.at


def _choices(said: Type, made: Type) -> str:
    new, gone = sorted(made.choices - said.choices), sorted(said.choices - made.choices)
    return " and ".join(f"{what} {', '.join(some)}" for what, some in (("lacks", new), ("no more has", gone)) if some)


def _columns(name: str, here: Member, made: Type, kind: str, *, whole: bool) -> Iterator[tuple[str, str, int]]:
    said = here.value
    rows, old = (made, said) if kind == "CompositeTypes" else (made["Row"], said["Row"])
    for column, member in rows.members.items():
        was = old.members.get(column)
        if was is None:
            yield f"{name}.{column}", "is missing", here.at
        elif was.value.choices != member.value.choices:
            yield f"{name}.{column}", f"is {member.value.spelled}, not {was.value.spelled}", was.at
        elif kind == "Tables" and column in said["Insert"].members and column in made["Insert"].members:
            needed = not made["Insert"].members[column].optional
            if needed == said["Insert"].members[column].optional:
                at = said["Insert"].members[column].at
                yield f"{name}.{column}", f"{'must' if needed else 'need not'} be given to insert a row", at
    for column, member in old.members.items() if whole else ():
        if column not in rows.members:
            yield f"{name}.{column}", "is there no more", member.at
