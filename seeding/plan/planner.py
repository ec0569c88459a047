"""Schema + profile + factories → plan: the order, the counts, and a generator with a reason for every column."""

from __future__ import annotations

import copy
import datetime
import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.constant import Constant
from seeding.columns.key import Serial
from seeding.columns.reference import Reference, SelfReference
from seeding.errors import FactoryError, ProfileError, SchemaError
from seeding.factory import TableFactory
from seeding.findings import Finding, Severity
from seeding.plan.arrow_types import arrow_type
from seeding.plan.counts import Count, count_rows, fan_out_of
from seeding.plan.existing import Existing
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.plan.partitions import missing
from seeding.plan.pins import pins
from seeding.plan.selection import Selection, select
from seeding.plan.settings import session_of
from seeding.plan.trial import failures
from seeding.plan.tried import tried, values_of_domains
from seeding.profile import Profile
from seeding.schema import ForeignKey, Name, Schema, Table
from seeding.schema.order import load_order
from seeding.schema.trial import Tester

_TRIES = 6

Factories = Mapping[str, type[TableFactory]]

_ROUNDS = 4  # of counting, in circles of references


@dataclass(frozen=True)
class _Draft:
    table: Table
    columns: Mapping[str, PlannedColumn]
    hidden: Mapping[str, Column]
    factory: str
    numbered: tuple[str, ...] = ()  # hidden keys that the server is to count itself


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
) -> Plan:
    """The plan of one run; the same arguments give the same plan, byte for byte.

    `count` is the rows of each root table (the profile's where None), `scale` multiplies the counts that
    do not follow from a parent's, `existing` continues earlier runs (mode append) and holds rows to refer to,
    `selection` narrows the tables down. With a `tester` (the server) rows are tried against the constraints they
    must pass, and others found where they do not. Raises SchemaError, UsageError, FactoryError or ProfileError for
    what cannot be planned; lesser shortfalls are the plan's findings.
    """
    factories = dict(factories or {})
    if not schema.tables:
        raise SchemaError(
            "the database has no table to fill",
            hint="apply your migrations first (supabase/migrations/), or name the schemas in the profile",
        )
    _refuse_strays(schema, profile, factories)
    findings: list[Finding] = []
    selection = (selection or Selection()).checked(schema)
    existing = existing or {}
    selected = select(schema, profile, factories, selection, existing, findings)
    tables = list(selected.tables)
    if not tables:
        raise SchemaError(
            f"none of the {len(schema.tables)} tables is left to fill",
            hint=str(findings[0]) if findings else f"{profile.source} skips them all, or names other schemas",
        )
    if any(str(t.name) not in factories for t in tables):
        from seeding.infer.implied import with_implied

        schema = with_implied(schema, [t for t in tables if str(t.name) not in factories])
    declared = {t.name: _with_declared(schema.tables[t.name], factories.get(str(t.name)), schema) for t in tables}
    schema = replace(schema, tables={**schema.tables, **declared})
    tables = list(declared.values())
    order = load_order(tables)
    known = values_of_domains(schema, factories, tester)
    drafts = {t.name: _draft(t, schema, profile, factories.get(str(t.name)), findings, known) for t in order.tables}
    drafts = _with_columns(drafts, findings)
    if tester is None:  # the server may find values where we know none
        drafts = _without_unmade(drafts, findings)
    drafts = _without_unfillable(drafts, selected.stored, findings)
    there = {str(name): Count(rows.rows, "there already") for name, rows in selected.stored.items()}
    as_of = np.datetime64(profile.as_of.astimezone(datetime.UTC).replace(tzinfo=None), "us")
    undeclared = {str(name) for name, draft in drafts.items() if not draft.factory} - _named_by(profile)

    def plan() -> Plan:
        counts = _counted(drafts.values(), profile, there, count=count, scale=scale)
        planned = [
            _planned(draft, counts[name], profile, existing.get(name, Existing()))
            for name, draft in ((str(d.table.name), d) for d in drafts.values())
        ]
        return Plan(
            profile=profile.name,
            environment=profile.environment,
            seed=profile.seed if seed is None else seed,
            as_of=as_of,
            production=tuple(profile.production.system_identifiers),
            tables=tuple(planned),
            findings=tuple(findings),
            session=session_of([t.table for t in planned], profile),
            stored={str(name): rows for name, rows in selected.stored.items()},
            statements=tuple(s for t in planned for s in missing(t.table)) if selection.create_partitions else (),
        )

    while failed := failures(plan(), undeclared):
        drafts = {name: draft for name, draft in drafts.items() if str(name) not in failed}
        findings += (_unfillable(name, why) for name, why in failed.items())
        drafts = _without_unfillable(drafts, selected.stored, findings)
    # Again where a table was refused: those that refer to it are NULL there now, which their checks may mind.
    for _ in range(_TRIES if tester is not None else 0):
        assert tester is not None
        changed = tried(plan(), schema, tester, findings)
        fillable = {name: draft for name, draft in drafts.items() if changed.get(name, {}) is not None}
        if len(fillable) < len(drafts):
            drafts = _without_unfillable(fillable, selected.stored, findings)
            continue
        drafts = {
            name: replace(draft, columns=_in_order(draft.table, {**draft.columns, **(changed.get(name) or {})}))
            for name, draft in drafts.items()
        }
        break
    drafts = _without_unfillable(_without_unmade(drafts, findings), selected.stored, findings)
    findings[:] = list(dict.fromkeys(findings))
    return plan()


def _in_order(table: Table, columns: Mapping[str, PlannedColumn]) -> dict[str, PlannedColumn]:
    return {a.name: columns[a.name] for a in table.attributes if a.name in columns}


def _named_by(profile: Profile) -> set[str]:
    """The tables a profile says something about: what fails there is its author's to know."""
    return {str(Name.parse(table)) for table in profile.tables}


def _unfillable(table: str, why: str) -> Finding:
    return Finding(
        "plan-values",
        table,
        f"is left out: {why}",
        f"declare a factory for it (seed new factory {table}), or leave it out with skip = true",
        Severity.WARNING,
    )


def _with_declared(table: Table, made_by: type[TableFactory] | None, schema: Schema) -> Table:
    """The table with the references that its factory declares and no constraint knows: they decide its place too."""
    if made_by is None:
        return table
    known = {column for key in table.foreign_keys for column in key.columns}
    found = [
        ForeignKey(f"{table.name.name}.{name}", (name,), Name.parse(generator.parent), (generator.key,), implied=True)
        for name, generator in made_by._meta.bulk_columns.items()
        if isinstance(generator, Reference) and name in table.by_name and name not in known
    ]
    usable = [key for key in found if key.parent in schema.tables and key.parent != table.name]
    return replace(table, foreign_keys=(*table.foreign_keys, *usable)) if usable else table


def _counted(
    drafts: Iterable[_Draft],
    profile: Profile,
    there: Mapping[str, Count],
    *,
    count: int | None,
    scale: float | None,
) -> dict[str, Count]:
    """Rows by table; once more where a table has room for fewer, as others in a circle with it counted on them."""
    drafts = list(drafts)
    found: dict[str, Count] = {}
    for _ in range(_ROUNDS):
        counts: dict[str, Count] = {}
        later = {**there, **found}
        for draft in drafts:
            generators = {c.name: c.generator for c in draft.columns.values()}
            counts[str(draft.table.name)] = count_rows(
                draft.table,
                generators,
                counts,
                profile,
                count=count,
                scale=scale,
                inferred=not draft.factory,
                later=later,
            )
        if counts == found:
            break
        found = counts
    return found


def _refuse_strays(schema: Schema, profile: Profile, factories: Factories) -> None:
    """Names that point at no table are mistakes, never ignored."""
    known = [str(n) for n in schema.tables]
    for table, made_by in factories.items():
        if Name.parse(table) not in schema.tables:
            raise FactoryError(
                f"{made_by.__module__}.{made_by.__name__} is for {table}, which the database does not have",
                hint=_suggest(table, known),
            )
    for table in profile.tables:
        if Name.parse(table) not in schema.tables:
            raise ProfileError(
                f'{profile.source} [tables."{table}"]: the database has no such table',
                hint=_suggest(str(Name.parse(table)), known),
            )


def _suggest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(known[:20]) or 'none'}"


def _draft(  # noqa: PLR0917  # private, called once
    table: Table,
    schema: Schema,
    profile: Profile,
    made_by: type[TableFactory] | None,
    findings: list[Finding],
    known: Mapping[str, tuple[str, ...]],
) -> _Draft:
    columns: dict[str, PlannedColumn] = {}
    hidden: dict[str, Column] = {}
    if made_by is None:
        # Imported where it is needed: a project whose every table has a factory starts 0.1 s sooner.
        from seeding.infer.generators.computed import computed
        from seeding.infer.infer import infer
        from seeding.plan.platform import with_logins

        hidden = {**_fixed(table), **computed(table, schema)}
        for name, found in infer(table, schema, known=known).items():
            columns[name] = PlannedColumn(
                table.by_name[name],
                found.generator,
                Origin.INFERRED,
                found.reason,
                arrow_type(table.by_name[name].type),
            )
        columns = with_logins(table, columns, allowed=profile.can_log_in)
    else:
        declared = made_by._meta.bulk_columns
        hidden = {**_fixed(table), **made_by._meta.hidden_columns}
        _refuse_misfits(table, declared, made_by, schema)
        for attribute in table.attributes:
            if attribute.name in declared:
                columns[attribute.name] = PlannedColumn(
                    attribute,
                    declared[attribute.name],
                    Origin.FACTORY,
                    made_by.__name__,
                    arrow_type(attribute.type),
                )
    numbered = _numbered(table, columns)
    for name in numbered:
        hidden[name] = columns.pop(name).generator
    return _Draft(table, _with_profile(table, columns, profile), hidden, made_by.__name__ if made_by else "", numbered)


def _fixed(table: Table) -> Mapping[str, Column]:
    """What generated columns in keys hold in every row; few tables have any."""
    if not any(table.by_name[c].generated for key in table.foreign_keys for c in key.columns):
        return {}
    from seeding.infer.generated import fixed

    return fixed(table)


def _numbered(table: Table, columns: Mapping[str, PlannedColumn]) -> tuple[str, ...]:
    """Keys that the server has to count, as a default of another column asks their sequence for its last number."""
    asking = [a.default for a in table.attributes if a.default is not None and a.name not in columns]
    if not any("currval(" in default or "lastval(" in default for default in asking):
        return ()
    return tuple(
        name for name, c in columns.items() if isinstance(c.generator, Serial) and c.attribute.sequence is not None
    )


def _refuse_misfits(table: Table, declared: Mapping[str, Column], made_by: type[TableFactory], schema: Schema) -> None:
    for name in declared:
        attribute = table.by_name.get(name)
        if attribute is None:
            raise FactoryError(
                f"{made_by.__name__}.{name}: {table.name} has no column {name!r}",
                hint=f"{_suggest(name, table.by_name)} (a helper value belongs in class Params, or in Meta.exclude)",
            )
        if not attribute.insertable:
            raise FactoryError(
                f"{made_by.__name__}.{name}: the role that seeds may not insert into {table.name}.{name}",
                hint=f"grant insert on {table.name.sql} to it, or delete the declaration",
            )
        if not attribute.writable:
            raise FactoryError(
                f"{made_by.__name__}.{name}: the server generates {table.name}.{name} ({attribute.generated})",
                hint="delete the declaration",
            )
    missing = [a for a in table.attributes if a.required and a.name not in declared]
    if missing:
        from seeding.infer.infer import infer

        suggestions = infer(table, schema, declared=set(declared))
        lines = [f"    {a.name} = {suggestions[a.name].generator!r}" for a in missing if a.name in suggestions]
        names = ", ".join(a.name for a in missing)
        raise FactoryError(
            f"{made_by.__name__} does not declare {names}: NOT NULL without a default in {table.name}",
            hint="declare " + ("it, for example:\n" if len(missing) == 1 else "them, for example:\n") + "\n".join(lines)
            if lines
            else f"declare {names}",
        )


def _with_profile(table: Table, columns: dict[str, PlannedColumn], profile: Profile) -> dict[str, PlannedColumn]:
    """The profile's shape over the generators: nulls, weights, fan-out."""
    settings = profile.settings(str(table.name))
    where = f'{profile.source} [tables."{table.name}"]'
    for kind, names in (("nulls", settings.nulls), ("weights", settings.weights)):
        for name in names:
            if name not in columns:
                raise ProfileError(f"{where} {kind}.{name}: not a column that is filled", hint=_suggest(name, columns))
    for name, share in settings.nulls.items():
        if share and not columns[name].attribute.nullable:
            raise ProfileError(f"{where} nulls.{name} = {share:g}: the column is NOT NULL")
        # In a tree the rows without a parent are its roots.
        setting = "roots" if isinstance(columns[name].generator, SelfReference) else "nulls"
        columns[name] = _profiled(columns[name], _changed(columns[name].generator, **{setting: share}), where)
    for name, weights in settings.weights.items():
        chosen = Choice(dict(weights), nulls=columns[name].generator.nulls)
        columns[name] = _profiled(columns[name], chosen, where)
    for parent, per in settings.per.items():
        parent_name = parent if "." in parent else f"public.{parent}"
        references = [
            c for c in columns.values() if isinstance(c.generator, Reference) and c.generator.parent == parent_name
        ]
        if not references:
            parents = {c.generator.parent: None for c in columns.values() if isinstance(c.generator, Reference)}
            raise ProfileError(
                f"{where} per: {table.name} does not reference {parent_name}", hint=_suggest(parent_name, parents)
            )
        first = references[0]
        columns[first.name] = _profiled(first, _changed(first.generator, fan_out=fan_out_of(per)), where)
    return columns


def _profiled(column: PlannedColumn, generator: Column, where: str) -> PlannedColumn:
    return replace(column, generator=generator, origin=Origin.PROFILE, reason=where)


def _changed(generator: Column, **changes: object) -> Column:
    changed = copy.copy(generator)
    args, kwargs = generator._arguments
    changed._arguments = (args, {**kwargs, **changes})
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _with_columns(drafts: Mapping[Name, _Draft], findings: list[Finding]) -> dict[Name, _Draft]:
    """Leave out tables that no column can be written to."""
    findings += (_unfillable(str(n), "it has no column to write") for n, d in drafts.items() if not _writable(d))
    return {name: draft for name, draft in drafts.items() if _writable(draft)}


def _writable(draft: _Draft) -> bool:
    return bool(draft.columns) or any(a.required for a in draft.table.attributes)


def _without_unmade(drafts: Mapping[Name, _Draft], findings: list[Finding]) -> dict[Name, _Draft]:
    """Leave out tables with a column that every row needs and nothing here can make."""
    kept = {}
    for name, draft in drafts.items():
        unmade = [a for a in draft.table.attributes if a.required and a.name not in draft.columns]
        if unmade:
            columns = ", ".join(f"{a.name} ({a.type})" for a in unmade)
            findings.append(_unfillable(str(name), f"no generator makes values for {columns}"))
        else:
            kept[name] = draft
    return kept


def _without_unfillable(
    drafts: dict[Name, _Draft], stored: Collection[Name], findings: list[Finding]
) -> dict[Name, _Draft]:
    """Leave out what needs a parent nobody fills, and what needs that in turn; NULL where it may be."""
    kept = dict(drafts)
    changed = True
    while changed:
        changed = False
        for name, draft in list(kept.items()):
            for key in draft.table.foreign_keys:
                if key.parent in kept or key.parent == name or key.parent in stored:
                    continue
                used = [draft.columns[c] for c in key.columns if c in draft.columns]
                if not used or not any(_refers(c.generator) for c in used):
                    continue
                changed = True
                kept[name] = _unreferenced(kept[name], key, findings)
                if not kept[name].columns:
                    del kept[name]
                    break
    return kept


def _refers(generator: Column | None) -> bool:
    """Whether values are keys of another table, inside another generator too."""
    return isinstance(generator, Reference) or (
        generator is not None and _refers(getattr(generator, "column", None) or getattr(generator, "then", None))
    )


def _unreferenced(draft: _Draft, key: ForeignKey, findings: list[Finding]) -> _Draft:
    table = draft.table
    if all(table.by_name[c].nullable for c in key.columns):
        nulled = {
            c: replace(
                draft.columns[c],
                generator=Constant(None),
                origin=Origin.SCHEMA,
                reason=f"{key.parent} is not filled",
            )
            for c in key.columns
            if c in draft.columns
        }
        return replace(draft, columns={**draft.columns, **nulled})
    findings.append(
        Finding(
            "plan-parent",
            str(table.name),
            f"needs rows of {key.parent} ({', '.join(key.columns)}), which is not filled",
            "fill the parent too, or leave this table out with skip = true",
            Severity.WARNING,
        )
    )
    return replace(draft, columns={})


def _planned(draft: _Draft, count: Count, profile: Profile, existing: Existing) -> PlannedTable:
    table = draft.table
    columns = list(draft.columns.values())
    hidden, numbered = dict(draft.hidden), {}
    for name in draft.numbered:
        counting = hidden[name]
        assert isinstance(counting, Serial)
        distance = existing.free_offset(counting.start, count.rows) - counting.start
        hidden[name] = counting.shifted(distance) if distance else counting
        numbered[name] = counting.start + distance + existing.next_row
    for place, column in enumerate(columns):
        if isinstance(column.generator, Serial):
            start = column.generator.start
            distance = existing.free_offset(start, count.rows) - start
            if distance:
                columns[place] = replace(column, generator=column.generator.shifted(distance))
    pinned = profile.settings(str(table.name)).pinned if existing.next_row == 0 else ()
    cells = pins(table, pinned, profile.source)
    for name, cell in cells.items():
        if name not in draft.columns:
            # A column the factory leaves to the server, given by hand in some rows: NULL in the others.
            attribute = table.by_name[name]
            columns.append(
                PlannedColumn(attribute, Constant(None), Origin.PROFILE, "pinned rows", arrow_type(attribute.type))
            )
            if not attribute.nullable and len(cell.indices) < count.rows:
                raise ProfileError(
                    f'{profile.source} [[tables."{table.name}".rows]]: {name} is NOT NULL and only pinned rows give it',
                    hint=f"declare {name} in the factory",
                )
    written = {c.name for c in columns}
    return PlannedTable(
        table=table,
        columns=tuple(columns),
        start=existing.next_row,
        stop=existing.next_row + count.rows,
        why=count.why,
        factory=draft.factory,
        pins=cells,
        hidden=hidden,
        numbered=numbered,
        left_to_server=tuple(a.name for a in table.attributes if a.name not in written and a.writable),
    )
