"""Policies one by one: open to all, without effect, untried, failing, or never asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeding.findings import Finding, Severity
from seeding.migrations.policies.ground import Ground
from seeding.migrations.policies.model import ANOTHER, PolicySights, Sight, TableAccess
from seeding.migrations.policies.sentences import is_constant, joined, many, where
from seeding.migrations.policies.words import Said
from seeding.schema import Table


class Policies(Ground):
    """Judges the policies of one table by what they showed."""

    def open(self, table: Table, access: TableAccess, told: set[str]) -> Iterator[Finding]:
        """Policies without a condition that were not told of as leaks: nobody's rows, shown or given to all."""
        for sights in access.policies:
            policy = sights.policy
            deciding = (policy.using, policy.check)
            if not policy.permissive or policy.name in told or not any(is_constant(text) for text in deciding):
                continue
            if self.asks(table.name, policy):
                continue
            to = [r for r in self.facts.asking if "public" in policy.roles or r in policy.roles]
            commands = [policy.command] if policy.command != "ALL" else ["SELECT", "INSERT", "UPDATE", "DELETE"]
            may = [c for c in commands if self.any_may(table.name, to, c.lower())]
            if access.rows:  # others may hold back what this one lets through
                may = [c for c in may if _all_reached(access, c.lower())]
            writes = [c for c in may if c != "SELECT"]
            if not may or not to:
                continue
            owned = bool(access.belongs)
            severe = bool({"UPDATE", "DELETE"} & set(writes)) or (owned and "INSERT" in writes)
            yield Finding(
                "policy-open",
                where(table.name, [policy]),
                f"{joined(to)} may {joined(may)} every row, whoever asks and whatever it holds",
                "name a condition, or say why it is meant: "
                f"""comment on policy "{policy.name}" on {table.name} is 'seed: allow policy-open because …';""",
                Severity.ERROR if severe else Severity.WARNING if writes or owned else Severity.NOTE,
            )

    def editable(self, table: Table) -> Iterator[Finding]:
        """Policies that believe what everybody writes about themselves."""
        for policy in table.policies:
            said = self.said.get((table.name, policy.name), Said())
            claims = sorted(s.removeprefix("claim:") for s in said.sources if s.startswith("claim:user_metadata"))
            if claims:
                yield Finding(
                    "policy-user-metadata",
                    where(table.name, [policy]),
                    f"it goes by {joined(claims)} of the token, which whoever is signed in can set to anything"
                    " (auth.updateUser)",
                    "keep it in app_metadata, which its owner cannot edit: auth.jwt() -> 'app_metadata' ->> …",
                )

    def overlaps(self, table: Table, access: TableAccess) -> Iterator[Finding]:
        """Permissive policies are joined by OR: beside one that lets everything through, a narrower one is idle."""
        for wide in access.policies:
            if not wide.policy.permissive or not (is_constant(wide.policy.using) or is_constant(wide.policy.check)):
                continue
            for narrow in access.policies:
                same = narrow.policy.command in (wide.policy.command, "ALL") or wide.policy.command == "ALL"
                roles = set(narrow.policy.roles) & set(wide.policy.roles) or "public" in wide.policy.roles
                if narrow is wide or not narrow.policy.permissive or not same or not roles:
                    continue
                if is_constant(narrow.policy.using) or is_constant(narrow.policy.check):
                    continue
                yield Finding(
                    "policy-overlap",
                    where(table.name, [narrow.policy]),
                    f'has no effect: policies are joined by OR, and "{wide.policy.name}" lets every row through',
                    f'drop policy "{wide.policy.name}" on {table.name}; or make the narrower one AS RESTRICTIVE',
                    Severity.WARNING,
                )

    def unseen(self, table: Table, access: TableAccess) -> Iterator[Finding]:
        for sights in access.policies:
            if not sights.judged or is_constant(sights.policy.using or sights.policy.check):
                continue
            missing = [w for w, there in (("show", sights.shows), ("hide", sights.hides)) if not there]
            if missing and access.rows:
                yield Finding(
                    "policy-untested",
                    where(table.name, [sights.policy]),
                    f"no row to {missing[0]}: {_seen(sights)}",
                    _more(missing[0]),
                    Severity.WARNING,
                )

    def raised(self, table: Table, access: TableAccess) -> Iterator[Finding]:
        said: dict[str, list[str]] = {}
        for asker, cells in access.cells.items():
            for command, cell in cells.items():
                if cell.said and not cell.said.startswith(("not tried", "some:", "rows cannot")):
                    said.setdefault(cell.said, []).append(f"{command.upper()} as {asker}")
        for message, whom in said.items():
            setting = "unrecognized configuration parameter" in message
            empty = message.endswith(': ""')  # a setting that somebody else has had is empty, and not NULL
            yield Finding(
                "policy-error",
                str(table.name),
                f"{whom[0]} fails{f', and {len(whom) - 1} more' if len(whom) > 1 else ''}: {message}",
                "write current_setting(…, true), which is NULL where nobody has said" if setting else
                "write nullif(current_setting(…, true), ''), which is empty where it was set before" if empty else
                "a policy that reads a table whose policy reads the first goes in circles: ask in a SECURITY DEFINER "
                "function" if "recursion" in message else "",
                Severity.NOTE if empty else
                Severity.WARNING if setting or message == "took too long" else Severity.ERROR,
            )  # fmt: skip

    def ungranted(self, table: Table) -> Iterator[Finding]:
        for policy in table.policies:
            to = [r for r in policy.roles if r in self.facts.asking]
            commands = [policy.command.lower()] if policy.command != "ALL" else ["select", "insert", "update", "delete"]
            lacking = [r for r in to if not any(self.facts.allows(table.name, r, c) for c in commands)]
            if lacking and policy.permissive:
                yield Finding(
                    "policy-without-grant",
                    where(table.name, [policy]),
                    f"{joined(lacking)} {'has' if len(lacking) == 1 else 'have'} no privilege for "
                    f"{policy.command if policy.command != 'ALL' else 'any command'}, so the policy is never asked",
                    f"grant {', '.join(commands)} on {table.name} to {', '.join(lacking)};",
                    Severity.WARNING,
                )

    def owner(self, table: Table) -> Iterator[Finding]:
        if table.owner in self.facts.asking and not table.rls_forced:
            yield Finding(
                "rls-owner",
                str(table.name),
                f"{table.owner} owns the table, so no policy holds {table.owner} back",
                f"alter table {table.name} force row level security; or let another role own it",
            )


def _all_reached(access: TableAccess, command: str) -> bool:
    """Whether somebody reached every row by a command, or nobody could try."""
    cells = [cell for by in access.cells.values() if (cell := by[command]).granted]
    return any(cell.reached is None or (cell.reached >= cell.tried > 0) for cell in cells)


def _seen(sights: PolicySights) -> str:
    told = [s for s in sights.sights if s.shown is not None]
    if all(s.shown == 0 for s in told):
        return f"none of {many(told[0].tried, 'row')} passes for {_whom(told)}"
    return f"all {many(told[0].tried, 'row')} pass for {_whom(told)}"


def _whom(sights: Sequence[Sight]) -> str:
    """Who was asked; those who came along later are counted."""
    named = [sight.asker for sight in sights if not sight.asker.endswith(ANOTHER)]
    more = len(sights) - len(named)
    return joined([*named, *([many(more, "other")] if more else [])])


def _more(missing: str) -> str:
    return (
        "the policy was not seen to let anything through: seed rows that it is for, or sign somebody in whom it is for"
        if missing == "show"
        else "the policy was not seen to hold anything back: seed rows that it is to hide"
    )
