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
