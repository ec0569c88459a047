"""Tables that cannot be filled, and what needs their rows: left out, and said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.reference import Reference
from seeding.findings import Finding, Severity
from seeding.plan.draft import Draft
from seeding.plan.model import Origin
from seeding.plan.trial import Failure
from seeding.schema import ForeignKey, Name


def unfillable(table: str, why: str) -> Finding:
    """That a table is left out, and what to do about it."""
    return Finding(
        "plan-values",
        table,
        f"is left out: {why}",
        f"declare a factory for it (seed new factory {table}), or leave it out with skip = true",
        Severity.WARNING,
    )


def with_columns(drafts: Mapping[Name, Draft], findings: list[Finding]) -> dict[Name, Draft]:
    """Leave out tables that no column can be written to."""
    findings += (unfillable(str(n), "it has no column to write") for n, d in drafts.items() if not _writable(d))
    return {name: draft for name, draft in drafts.items() if _writable(draft)}


def _writable(draft: Draft) -> bool:
    return bool(draft.columns) or any(a.required for a in draft.table.attributes)


def without_unmade(drafts: Mapping[Name, Draft], findings: list[Finding]) -> dict[Name, Draft]:
    """Leave out tables with a column that every row needs and nothing here can make."""
    kept = {}
    for name, draft in drafts.items():
        unmade = [a for a in draft.table.attributes if a.required and a.name not in draft.columns]
        if unmade:
            columns = ", ".join(f"{a.name} ({a.type})" for a in unmade)
            findings.append(unfillable(str(name), f"no generator makes values for {columns}"))
        else:
            kept[name] = draft
    return kept


def without_failed(
    drafts: Mapping[Name, Draft], failed: Mapping[str, Failure], findings: list[Finding]
) -> dict[Name, Draft]:
    """NULL where that may be for what no value can be made of; tables in which it may not are left out."""
    kept = dict(drafts)
    for name, draft in drafts.items():
        failure = failed.get(str(name))
        if failure is None:
            continue
        optional = _optional(draft, failure.column)
        if not optional:
            del kept[name]
            findings.append(unfillable(str(name), failure.why))
            continue
        kept[name] = _nulled(draft, optional, failure.why)
        findings.append(
            Finding(
                "plan-values",
                str(name),
                f"{', '.join(optional)} stays NULL: {failure.why}",
                f"declare it in a factory (seed new factory {name})",
                Severity.NOTE,
            )
        )
    return kept


def _optional(draft: Draft, column: str) -> tuple[str, ...]:
    """The columns that are NULL together so that this one may be: a foreign key's, or itself; none where it may not."""
    nullable = [a.name for a in draft.table.attributes if a.nullable and a.name in draft.columns]
    if column not in nullable:
        return ()
    together = {
        c for k in draft.table.foreign_keys if column in k.columns and {*k.columns} <= {*nullable} for c in k.columns
    }
    return tuple(c for c in nullable if c in together | {column})


def _nulled(draft: Draft, columns: Collection[str], reason: str) -> Draft:
    nulled = {
        c: replace(draft.columns[c], generator=Constant(None), origin=Origin.SCHEMA, reason=reason)
        for c in columns
        if c in draft.columns
    }
    return replace(draft, columns={**draft.columns, **nulled})


def without_unfillable(
    drafts: dict[Name, Draft], stored: Collection[Name], findings: list[Finding]
) -> dict[Name, Draft]:
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


def _unreferenced(draft: Draft, key: ForeignKey, findings: list[Finding]) -> Draft:
    table = draft.table
    if all(table.by_name[c].nullable for c in key.columns):
        return _nulled(draft, key.columns, f"{key.parent} is not filled")
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
