"""A view or function that goes round policies, as a finding."""

from __future__ import annotations

from seeding.findings import Finding
from seeding.migrations.policies.allowed import judged
from seeding.migrations.policies.bypass import Bypass
from seeding.migrations.policies.sentences import joined, many


def bypassed(one: Bypass) -> Finding:
    """A view or function that shows more than the tables below."""
    below = joined(list(one.tables))
    if one.kind == "function":
        hint = (
            "check in it who is asking, or make it SECURITY INVOKER; or revoke execute on function "
            f"{one.name} from public, {one.asker.role};"
        )
        finding = Finding(
            "rls-bypass-function",
            one.name,
            f"SECURITY DEFINER: {one.called} gives {one.asker.name} {many(one.rows, 'row')}, "
            f"of which the policies of {below} would show {one.directly}",
            hint,
        )
    else:
        hint = (
            f"revoke select on {one.name} from {one.asker.role}; a materialized view has no row level security"
            if one.kind == "materialized view"
            else f"alter view {one.name} set (security_invoker = true); since PostgreSQL 15"
        )
        finding = Finding(
            "rls-bypass-view",
            one.name,
            f"the {one.kind} shows {one.asker.name} {many(one.rows, 'row')}, "
            f"of which the policies of {below} would show {one.directly}: it reads as its owner",
            hint,
        )
    return judged(finding, [one.comment])
