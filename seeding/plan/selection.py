"""Which tables get rows, and which are there to be referred to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from seeding.findings import Finding, Severity
from seeding.infer.words import words
from seeding.plan.existing import Existing
from seeding.plan.naming import matching, schemas_named
from seeding.plan.partitions import missing
from seeding.plan.platform import companions, left_alone
from seeding.plan.stored import Stored
from seeding.profile import Profile
from seeding.schema import ForeignKey, Name, Schema, Table, Type, TypeKind
from seeding.schema.routine import bare, cut, refuses_every_row
from seeding.schema.trigger_tables import makes_parent

# Rows about people are examples, never a list that others choose from.
_PERSONAL = frozenset({"email", "password", "phone", "mobile", "surname", "username", "firstname", "lastname", "birth"})
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_LITERAL = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class Selection:
    """What a user asks for beside the profile: `only` these tables (and what they cannot do without), all but
    `skip`, those of `schemas`; with `create_partitions` partitioned tables without a partition get one.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    create_partitions: bool = False
    source: str = ""  # the profile that names are from, where the command line gave none

    def over(self, profile: Profile) -> Selection:
        """What the profile chooses, where the command line chooses nothing."""
        partitions = self.create_partitions or profile.create_partitions
        if self.only or self.skip or self.schemas:
            return replace(self, create_partitions=partitions)
        return Selection(profile.only, profile.skip, (), partitions, source=f"{profile.source} ")

    def checked(self, schema: Schema) -> Selection:
        """The same with qualified names. Raises UsageError for a table that the database does not have."""
        known = schema.tables.keys()
        return replace(
            self,
            only=tuple(sorted(map(str, matching(self.only, known, where=f"{self.source or '--'}only")))),
            skip=tuple(sorted(map(str, matching(self.skip, known, where=f"{self.source or '--'}skip")))),
            schemas=schemas_named(self.schemas, {name.schema for name in known}),
        )

    def asks_for(self, table: Table, profile: Profile) -> bool:
        """Whether a table may get rows, as far as its name decides."""
        schemas = self.schemas or profile.schemas
        if schemas and table.name.schema not in schemas:
            return False
        return not self.skips(table, profile)

    def skips(self, table: Table, profile: Profile) -> bool:
        """Whether a table is to be left out by its name."""
        return profile.settings(str(table.name)).skip or str(table.name) in self.skip

    def names(self, table: Table) -> bool:
        """Whether a table is among those asked for by name, or none is."""
        return not self.only or str(table.name) in self.only


EVERYTHING = Selection()
KEPT = "plan-kept"


@dataclass(frozen=True)
class Selected:
    """Tables to fill, and by name rows of others that they may refer to."""

    tables: tuple[Table, ...]
    stored: Mapping[Name, Stored]


def select(  # noqa: PLR0917  # what decides, in the order it is asked
    schema: Schema,
    profile: Profile,
    declared: Collection[str],
    selection: Selection,
    existing: Mapping[str, Existing],
    findings: list[Finding],
) -> Selected:
    """The tables to fill: all that are asked for and can be, but for those that hold reference data."""
    stored = {n: e.stored for n in schema.tables if (e := existing.get(str(n))) and e.stored and e.stored.rows}
    kept = {t.name: t for t in schema.tables.values() if not left_alone(t, schema)}
    fillable = {name: table for name, table in kept.items() if selection.asks_for(table, profile)}
    if selection.only:
        fillable = _needed(fillable, selection.only, stored)
    elif selection.schemas or profile.schemas:
        skipped = {n for n, t in kept.items() if selection.skips(t, profile)}
        fillable = _needed({n: t for n, t in kept.items() if n not in skipped}, map(str, fillable), stored)
    above = {parent for table in schema.tables.values() for parent in table.inherits}
    fillable = {
        n: t
        for n, t in fillable.items()
        if not (n in above and _abstract(t, findings)) and _can_be_filled(t, selection, findings)
    }
    if not selection.only:
        asked = {Name.parse(n) for n in (*declared, *profile.tables)}
        for table in _reference_data(schema, fillable, stored, asked):
            del fillable[table]
            findings.append(
                Finding(
                    KEPT,
                    str(table),
                    f"holds {stored[table].rows:,} rows that were not seeded: they are kept and referred to",
                    f"to add rows all the same: --only {table}, or a factory for it",
                    Severity.NOTE,
                )
            )
    return Selected(tuple(fillable.values()), {n: rows for n, rows in stored.items() if n not in fillable})


def reference_data(
    schema: Schema, profile: Profile, declared: Collection[str], existing: Mapping[str, Existing]
) -> frozenset[Name]:
    """The tables that are kept as they are, as their rows were not seeded and others choose from them."""
    findings: list[Finding] = []
    select(schema, profile, declared, EVERYTHING, existing, findings)
    return frozenset(name for name in schema.tables if any((f.rule, f.where) == (KEPT, str(name)) for f in findings))


def _needed(fillable: Mapping[Name, Table], only: Iterable[str], stored: Mapping[Name, Stored]) -> dict[Name, Table]:
    """The tables asked for, and the parents that rows of theirs must have and that hold none."""
    wanted = [Name.parse(name) for name in only]
    found: dict[Name, Table] = {}
    while wanted:
        name = wanted.pop()
        if name in fillable and name not in found:
            found[name] = fillable[name]
            keys = [key for key in found[name].foreign_keys if _required(found[name], key)]
            wanted += [key.parent for key in keys if key.parent not in stored]
            wanted += companions(name)
    return {name: table for name, table in fillable.items() if name in found}


def _required(table: Table, key: ForeignKey) -> bool:
    return key.enforced and not any(table.by_name[c].nullable for c in key.columns)


def _reference_data(
    schema: Schema, fillable: Mapping[Name, Table], stored: Mapping[Name, Stored], asked: Collection[Name]
) -> list[Name]:
    """Tables with rows nobody seeded that others choose from: countries, plans, permissions of roles.

    They say nothing of people, every row they must refer to is reference data too, and the rows are a list: not the
    few that a rule sets apart from those that others have yet to add.
    """
    found: list[Name] = []
    made = {key.parent for table in fillable.values() for key in table.foreign_keys if makes_parent(table, key)}
    for table in schema.order.tables:
        rows = stored.get(table.name)
        if table.name not in fillable or rows is None or rows.seeded or table.name in asked:
            continue
        if refuses_every_row(table):
            found.append(table.name)
            continue
        if any(_PERSONAL & {*words(a.name), "".join(words(a.name))} for a in table.attributes):
            continue
        if _complete(table, rows):
            found.append(table.name)
            continue
        if table.name in made or _set_apart(table, rows) or _lone_root(table, rows):
            continue
        parents = {k.parent for k in table.foreign_keys if _required(table, k)} - {table.name}
        if all(parent in found or parent not in fillable for parent in parents):
            found.append(table.name)
    return found


def _complete(table: Table, rows: Stored) -> bool:
    """Whether there is a row for every key that a check lists."""
    keys, listed = _keys_and_cases(table, rows)
    return any(all(words) and keys >= {word for case in words for word in case} for words in listed)


def _set_apart(table: Table, rows: Stored) -> bool:
    """Whether a check knows each row's key as an exception: `length(id) > 10 OR id = 'global'`."""
    keys, listed = _keys_and_cases(table, rows)
    return any(not all(words) and keys <= {word for case in words for word in case} for words in listed)


def _keys_and_cases(table: Table, rows: Stored) -> tuple[set[str], list[list[list[str]]]]:
    """The rows' keys, and what the checks on them say: the words of each alternative. None for keys of several
    columns.
    """
    key = table.primary_key
    if key is None or key.plain is None or len(key.plain) != 1 or key.plain[0] not in rows.columns:
        return set(), []
    (column,) = key.plain
    checks = [c.expression for c in table.checks if c.columns == (column,)]
    checks += [c.expression for type_ in _domains(table.by_name[column].type) for c in type_.checks]
    cases = [[_words(case) for case in cut(bare(check), _OR)] for check in checks]
    return {str(value) for value in rows.columns[column].to_pylist()}, cases


def _words(case: str) -> list[str]:
    return [word.replace("''", "'") for word in _LITERAL.findall(case)]


def _domains(type_: Type) -> list[Type]:
    """The domains of a type, one over the other."""
    return [type_, *_domains(type_.element)] if type_.kind is TypeKind.DOMAIN and type_.element else []


def _lone_root(table: Table, rows: Stored) -> bool:
    """Whether the one row there is is the root of a tree, to which the rest is yet to be added."""
    return rows.rows == 1 and any(
        key.parent == table.name and key.enforced and all(table.by_name[c].nullable for c in key.columns)
        for key in table.foreign_keys
    )


def _abstract(table: Table, findings: list[Finding]) -> bool:
    """Whether a table that others inherit from is there for their rows alone: `CHECK (false) NO INHERIT`."""
    never = [check for check in table.checks if check.enforced and check.expression.strip("() ").lower() == "false"]
    if never:
        findings.append(
            Finding(
                "plan-abstract",
                str(table.name),
                f"takes no rows of its own ({never[0].name}): its rows are those of the tables that inherit from it",
                "nothing to do: they are filled",
                Severity.NOTE,
            )
        )
    return bool(never)


def _can_be_filled(table: Table, selection: Selection, findings: list[Finding]) -> bool:
    if table.extension is not None:
        return False
    name, sql = str(table.name), table.name.sql
    told: tuple[str, str, str] | None = None
    if missing(table) and not selection.create_partitions:
        told = (
            "plan-partitions",
            "has no partitions yet, so no row has a place",
            f"create partitions of {sql} first, or have them made with --create-partitions",
        )
    elif not table.insertable or (denied := [a.name for a in table.attributes if a.required and not a.insertable]):
        where = "here" if not table.insertable else f"into {', '.join(denied)}, which every row needs"
        told = (
            "plan-privilege",
            f"the role may not insert {where}; the table stays as it is",
            f"grant insert on {sql} to the role that seeds",
        )
    elif table.rls_active:
        told = (
            "plan-rls",
            "row-level security applies to the role that seeds, and COPY cannot write under it",
            "connect as the table's owner (if RLS is not forced), a role with BYPASSRLS, or service_role",
        )
    if told is None:
        return True
    rule, message, hint = told
    findings.append(Finding(rule, name, message, hint, Severity.WARNING))
    return False
