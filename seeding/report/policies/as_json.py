"""`seed rls --format json`: every number that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeding.report.as_json import destination_json, finding_json

if TYPE_CHECKING:
    from seeding.migrations.policies.model import Cell, PolicySights, TableAccess
    from seeding.report.result import PolicyResult


def policies_json(result: PolicyResult) -> dict[str, Any]:
    """The whole report."""
    access = result.access
    return {
        "profile": result.profile,
        "environment": result.environment,
        "destination": destination_json(result.destination),
        "askers": [
            {
                "name": asker.name,
                "role": asker.role,
                "signed_in": asker.signed_in,
                "identity": dict(asker.identity),
                "note": asker.note,
            }
            for asker in access.askers
        ],
        "bypassing": list(access.bypassing),
        "tables": [_table(table) for table in access.tables],
        "findings": [finding_json(finding) for finding in access.findings],
    }


def _table(table: TableAccess) -> dict[str, Any]:
    return {
        "name": str(table.name),
        "rows": table.rows,
        "rls": table.enabled,
        "forced": table.forced,
        "belongs": list(table.belongs),
        "access": {
            asker: {command: _cell(command, cell) for command, cell in cells.items()}
            for asker, cells in table.cells.items()
        },
        "policies": [_policy(one) for one in table.policies],
    }


def _cell(command: str, cell: Cell) -> dict[str, Any]:
    if not cell.granted:
        return {"granted": False}
    found: dict[str, Any] = {"granted": True}
    if command == "insert":
        found |= {"accepted": cell.reached, "tried": cell.tried}
        if cell.own is not None and cell.others is not None:
            found |= {"own": dict(zip(("accepted", "tried"), cell.own, strict=True))}
            found |= {"others": dict(zip(("accepted", "tried"), cell.others, strict=True))}
    else:
        hidden = None if cell.reached is None else max(cell.tried - cell.reached, 0)
        found |= {"visible": cell.reached, "hidden": hidden}
    return {**found, "said": cell.said} if cell.said else found


def _policy(one: PolicySights) -> dict[str, Any]:
    policy = one.policy
    return {
        "name": policy.name,
        "command": policy.command,
        "permissive": policy.permissive,
        "roles": list(policy.roles),
        "using": policy.using,
        "check": policy.check,
        "asks_who": one.asks,
        "shows": one.shows,
        "hides": one.hides,
        "sights": [{"asker": s.asker, "shown": s.shown, "of": s.tried} for s in one.sights],
    }
