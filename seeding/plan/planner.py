"""Schema + profile + factories → plan: the order, the counts, and a generator with a reason for every column."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from seeding.errors import SchemaError
from seeding.findings import Finding
from seeding.plan.counted import counted
from seeding.plan.counts import Count
from seeding.plan.draft import draft_of, with_declared
from seeding.plan.existing import Existing
from seeding.plan.fillable import with_columns, without_failed, without_unfillable, without_unmade
from seeding.plan.mistakes import Factories, refuse_strays
from seeding.plan.model import Plan, PlannedColumn, PlannedTable
from seeding.plan.partitions import missing
from seeding.plan.rows import numbered
from seeding.plan.selection import Selected, Selection, select
from seeding.plan.settings import session_of
from seeding.plan.trial import failures
from seeding.plan.tried import tried, values_of_domains
from seeding.profile import Profile
from seeding.schema import Name, Schema, Table
from seeding.schema.order import load_order
from seeding.schema.trial import Tester

if TYPE_CHECKING:
    from seeding.patterns import Patterns
    from seeding.plan.patterned.shaping import Shaping

_TRIES = 6


def make_plan(
    schema: Schema,
    profile: Profile,
    factories: Factories | None = None,
    *,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    existing: Mapping[str, Existing] | None = None,
    selection: Selection | None = None,
    tester: Tester | None = None,
    patterns: Patterns | None = None,
) -> Plan:
    """The plan of one run; the same arguments give the same plan, byte for byte.

    `count` is the rows of each root table (the profile's where None), `scale` multiplies the counts that
    do not follow from a parent's, `existing` continues earlier runs (mode append) and holds rows to refer to,
    `selection` narrows the tables down. With a `tester` (the server) rows are tried against the constraints they
    must pass, and others found where they do not. `patterns` are the shape of production, which values
    follow where the profile does not say otherwise. Raises SchemaError, UsageError, FactoryError or ProfileError for
    what cannot be planned; lesser shortfalls are the plan's findings.
    """
    factories = dict(factories or {})
    findings: list[Finding] = []
    selection, existing = selection or Selection(), existing or {}
    selected = _selected(schema, profile, factories, selection, existing, findings)
    tables = list(selected.tables)
    if any(str(t.name) not in factories for t in tables):
        from seeding.infer.implied import with_implied

        schema = with_implied(schema, [t for t in tables if str(t.name) not in factories])
    declared = {t.name: with_declared(schema.tables[t.name], factories.get(str(t.name)), schema) for t in tables}
    schema = replace(schema, tables={**schema.tables, **declared})
    tables = list(declared.values())
    order = load_order(tables)
    known = values_of_domains(schema, factories, tester)
    drafts = {t.name: draft_of(t, schema, profile, factories.get(str(t.name)), known) for t in order.tables}
    shaping = _shaping(patterns, schema, profile, findings)
    drafts = drafts if shaping is None else shaping.lay(drafts)
    drafts = with_columns(drafts, findings)
    if tester is None:  # the server may find values where we know none
        drafts = without_unmade(drafts, findings)
    drafts = without_unfillable(drafts, selected.stored, findings)
    there = {str(name): Count(rows.rows, "there already") for name, rows in selected.stored.items()}
    as_of = profile.as_of if shaping is None else shaping.now
    shaped = {} if shaping is None else shaping.counts(drafts, existing, count=count, scale=scale)
    undeclared = {str(name) for name, draft in drafts.items() if not draft.factory} - _named_by(profile)

    def plan() -> Plan:
        counts = counted(drafts.values(), profile, there, count=count, scale=scale, shaped=shaped)
        planned = [
            numbered(draft, counts[name], profile, existing.get(name, Existing()))
            for name, draft in ((str(d.table.name), d) for d in drafts.values())
        ]
        return Plan(
            profile=profile.name,
            environment=profile.environment,
            seed=profile.seed if seed is None else seed,
            as_of=np.datetime64(as_of.astimezone(datetime.UTC).replace(tzinfo=None), "us"),
            production=tuple(profile.production.system_identifiers),
            tables=tuple(planned),
            findings=tuple(findings),
            session=_session(planned, profile, tester),
            stored={str(name): rows for name, rows in selected.stored.items()},
            statements=tuple(s for t in planned for s in missing(t.table)) if selection.create_partitions else (),
        )

    current = plan()
    while failed := failures(current, undeclared):
        drafts = without_failed(drafts, failed, findings)
        drafts = without_unfillable(drafts, selected.stored, findings)
        current = plan()
    if shaping is not None and tester is not None:
        while (again := shaping.without_refused(current, tester)) is not None:
            drafts = without_unfillable({name: again[name] for name in drafts}, selected.stored, findings)
            current = plan()
    # Again where a table was refused: those that refer to it are NULL there now, which their checks may mind.
    for _ in range(_TRIES if tester is not None else 0):
        assert tester is not None
        changed = tried(current, schema, tester, findings)
        fillable = {name: draft for name, draft in drafts.items() if changed.get(name, {}) is not None}
        if len(fillable) < len(drafts):
            drafts = without_unfillable(fillable, selected.stored, findings)
            current = plan()
            continue
        drafts = {
            name: replace(draft, columns=_in_order(draft.table, {**draft.columns, **(changed.get(name) or {})}))
            for name, draft in drafts.items()
        }
        break
    drafts = without_unfillable(without_unmade(drafts, findings), selected.stored, findings)
    findings[:] = list(dict.fromkeys(findings))
    return _for_policies(plan(), tester)


def _selected(  # noqa: PLR0917  # what decides, in the order it is asked
    schema: Schema,
    profile: Profile,
    factories: Factories,
    selection: Selection,
    existing: Mapping[str, Existing],
    findings: list[Finding],
) -> Selected:
    if not schema.tables:
        raise SchemaError(
            "the database has no table to fill",
            hint="apply your migrations first (supabase/migrations/), name the schemas in the profile, "
            "or give another database with --url",
        )
    refuse_strays(schema, profile, factories)
    selected = select(schema, profile, factories, selection.checked(schema), existing, findings)
    if not selected.tables:
        raise SchemaError(
            f"none of the {len(schema.tables)} tables is left to fill",
            hint=str(findings[0]) if findings else f"{profile.source} skips them all, or names other schemas",
        )
    return selected


def _for_policies(plan: Plan, tester: Tester | None) -> Plan:
    """The plan with a row for each policy to show and one to hide, as far as the rows themselves decide."""
    if tester is None or not any(t.table.rls_enabled and t.table.policies and not t.factory for t in plan.tables):
        return plan
    from seeding.plan.policies.settle import settled

    return settled(plan, tester)


def _shaping(patterns: Patterns | None, schema: Schema, profile: Profile, findings: list[Finding]) -> Shaping | None:
    if patterns is None:
        return None
    from seeding.plan.patterned.shaping import Shaping  # with inference behind it: not for plans without patterns

    return Shaping(patterns, schema, profile, findings)


def _in_order(table: Table, columns: Mapping[str, PlannedColumn]) -> dict[str, PlannedColumn]:
    return {a.name: columns[a.name] for a in table.attributes if a.name in columns}


def _named_by(profile: Profile) -> set[str]:
    """The tables a profile says something about: what fails there is its author's to know."""
    return {str(Name.parse(table)) for table in profile.tables}


def _session(planned: Sequence[PlannedTable], profile: Profile, tester: Tester | None) -> dict[str, str]:
    """The settings these tables' rows need, but for those that the server has."""
    wanted = session_of([t.table for t in planned], profile)
    if tester is None or tester.settings is None:
        return wanted
    return {name: value for name, value in wanted.items() if name in tester.settings}
