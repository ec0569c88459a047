"""What is wrong with who sees what: from what was tried to findings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.findings import Finding, Severity
from seeding.migrations.policies.allowed import judged
from seeding.migrations.policies.bypass import Bypass
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.leaks import Leak
from seeding.migrations.policies.model import Asker, PolicySights, TableAccess
from seeding.migrations.policies.words import Said
from seeding.schema import Name, Policy, Table

# What a row says of itself where it is meant for everybody.
_PUBLIC = re.compile(r"public|publish|visib|shar|listed|status|state|active|open|approv|draft|private|feature", re.IGNORECASE)
_DID = {
    "select": "read",
    "update": "change",
    "delete": "delete",
    "insert": "make",
    "move": "give away",
}


class Judge:
    """Turns what was tried into findings."""

    def __init__(self, facts: Facts, said: dict[tuple[Name, str], Said]) -> None:
        self._facts, self._said = facts, said

    def relations(self) -> Iterator[Finding]:
        """Tables that no policy guards, though roles that should be held back may use them."""
        for row in self._facts.relations:
            name = Name(row.schema, row.name)
            if row.kind not in ("r", "p") or row.enabled:
                continue
            open_to = [r for r in self._facts.asking if self._granted(name, r) and r != row.owner]
            table = self._facts.schema.tables.get(name)
            policies = table.policies if table is not None else ()
            if policies:
                yield self._told(
                    Finding(
                        "policy-without-rls",
                        str(name),
                        f"row level security is off, so its {_many(len(policies), 'policy', 'policies')} hold nobody back"
                        + (f"; {_and(open_to)} reach every row" if open_to else ""),
                        f"alter table {name} enable row level security;",
                    ),
                    name,
                )
            elif open_to and (set(open_to) & {"anon", "authenticated"} or row.partition):
                what = "the partition itself can be asked, and the policies of its parent do not count there: "
                guarded = row.partition and self._parent_guarded(row)
                if row.partition and not guarded:
                    continue
                yield self._told(
                    Finding(
                        "rls-missing",
                        str(name),
                        f"{what if row.partition else ''}row level security is off, and {_and(open_to)} may "
                        f"{_and([c for c in ('select', 'insert', 'update', 'delete') if self._any(name, open_to, c)])}",
                        f"alter table {name} enable row level security; then give it policies, or "
                        f"revoke all on {name} from {', '.join(open_to)};",
                    ),
                    name,
                )

    def _parent_guarded(self, row: object) -> bool:
        name = Name(row.schema, row.name)  # type: ignore[attr-defined]
        return any(
            t.rls_enabled and t.partitioning is not None and any(name == part for part, _ in t.partitioning.partitions)
            for t in self._facts.schema.tables.values()
        )

    def _granted(self, name: Name, role: str) -> bool:
        return any(self._facts.allows(name, role, c) for c in ("select", "insert", "update", "delete"))

    def _any(self, name: Name, roles: Sequence[str], command: str) -> bool:
        return any(self._facts.allows(name, role, command) for role in roles)

    def table(self, table: Table, access: TableAccess, leaks: Sequence[Leak], askers: Sequence[Asker]) -> list[Finding]:
        """All that is to be said of one table."""
        found: list[Finding] = []
        if table.rls_enabled and not table.policies:
            granted = [r for r in self._facts.asking if self._granted(table.name, r)]
            if granted:
                found.append(
                    Finding(
                        "rls-no-policy",
                        str(table.name),
                        f"row level security is on and there is no policy, so {_and(granted)} see no row",
                        f"create a policy, or revoke all on {table.name} from {', '.join(granted)};",
                        Severity.WARNING,
                    )
                )
        if table.rls_enabled:
            found += self._leaks(table, leaks)
            found += self._open(table, access, {p.name for leak in leaks for p in leak.policies}, askers)
            found += self._overlaps(table, access, askers)
            found += self._unseen(table, access)
            found += self._raised(table, access)
            found += self._ungranted(table)
            found += self._owner(table)
        return [self._told(f, table.name) for f in found]

    def _leaks(self, table: Table, leaks: Sequence[Leak]) -> Iterator[Finding]:
        merged: dict[tuple[str, tuple[str, ...]], list[Leak]] = {}
        for leak in leaks:
            if not self._meant(table, leak):
                merged.setdefault((leak.command, tuple(p.name for p in leak.policies)), []).append(leak)
        for (command, _), same in merged.items():
            leak = same[0]
            who = _and(list(dict.fromkeys(one.asker.name for one in same)))
            named = _policies(leak.policies)
            asks = [p for p in leak.policies if self._asks(table.name, p)]
            rows = f"{leak.rows} of {_many(leak.tried, 'row')}"
            did = f"{who} can {_DID[command]} {rows}"
            whose = f"that are B's by {leak.whose}"
            if command == "insert":
                did, whose = f"{who} can insert rows", f"on behalf of B, by {leak.whose}"
            elif command == "move":
                did, whose = f"{who} can give a row of their own to B", f"by changing {leak.column}"
            if leak.policies and not asks:
                why = f"{named} {_does(leak.policies)} not look at who is asking"
            elif leak.policies:
                why = f"{named} {'lets' if len(leak.policies) == 1 else 'let'} them"
            else:
                why = "no policy holds them back"
            everyone = leak.policies and not asks and command not in ("insert", "move")
            yield Finding(
                "policy-open" if everyone else "tenant-leak",
                _where(table.name, leak.policies),
                f"{did} {whose}: {why}",
                self._remedy(table, leak),
                Severity.WARNING if command == "insert" and leak.kinds == {"parent"} else Severity.ERROR,
            )

    def _remedy(self, table: Table, leak: Leak) -> str:
        if leak.command in ("insert", "move"):
            return f"write WITH CHECK so that {leak.column or leak.whose} must be the asker's"
        text = "compare whose the row is with who is asking"
        column = next((c for c in leak.whose.split(" or ")), "")
        if column and " " not in column:
            text += f", as in USING ({column} = (select auth.uid()))"
        policy = leak.policies[0] if leak.policies else None
        if policy is None:
            return text
        allow = f"""comment on policy "{policy.name}" on {table.name} is 'seed: allow policy-open because …';"""
        return f"{text}\nwhere all may see them: {allow}" if not self._asks(table.name, policy) else text

    def _meant(self, table: Table, leak: Leak) -> bool:
        """Rows that a condition of their own shows to others, as what is published, are no leak."""
        if leak.command != "select" or not leak.policies:
            return False
        return all(
            not self._asks(table.name, p) and not _constant(p.using) and _PUBLIC.search(p.using or "")
            for p in leak.policies
        )

    def _asks(self, name: Name, policy: Policy) -> bool:
        return self._said.get((name, policy.name), Said()).asks

    def _open(
        self, table: Table, access: TableAccess, told: set[str], askers: Sequence[Asker]
    ) -> Iterator[Finding]:
        """Policies without a condition that were not told of as leaks: nobody's rows, shown or given to all."""
        for sights in access.policies:
            policy = sights.policy
            deciding = (policy.using, policy.check)
            if not policy.permissive or policy.name in told or not any(_constant(text) for text in deciding):
                continue
            if self._asks(table.name, policy):
                continue
            to = [r for r in self._facts.asking if "public" in policy.roles or r in policy.roles]
            commands = [policy.command] if policy.command != "ALL" else ["SELECT", "INSERT", "UPDATE", "DELETE"]
            may = [c for c in commands if self._any(table.name, to, c.lower())]
            writes = [c for c in may if c != "SELECT"]
            if not may or not to:
                continue
            owned = bool(access.belongs)
            severe = bool({"UPDATE", "DELETE"} & set(writes)) or (owned and "INSERT" in writes)
            yield Finding(
                "policy-open",
                _where(table.name, [policy]),
                f"{_and(to)} may {_and(may)} every row, whoever asks and whatever it holds",
                "name a condition, or say why it is meant: "
                f"""comment on policy "{policy.name}" on {table.name} is 'seed: allow policy-open because …';""",
                Severity.ERROR if severe else Severity.WARNING if writes or owned else Severity.NOTE,
            )

    def _overlaps(self, table: Table, access: TableAccess, askers: Sequence[Asker]) -> Iterator[Finding]:
        """Permissive policies are joined by OR: beside one that lets everything through, a narrower one is idle."""
        for wide in access.policies:
            if not wide.policy.permissive or not (_constant(wide.policy.using) or _constant(wide.policy.check)):
                continue
            for narrow in access.policies:
                same = narrow.policy.command in (wide.policy.command, "ALL") or wide.policy.command == "ALL"
                roles = set(narrow.policy.roles) & set(wide.policy.roles) or "public" in wide.policy.roles
                if narrow is wide or not narrow.policy.permissive or not same or not roles:
                    continue
                if _constant(narrow.policy.using) or _constant(narrow.policy.check):
                    continue
                yield Finding(
                    "policy-overlap",
                    _where(table.name, [narrow.policy]),
                    f'has no effect: policies are joined by OR, and "{wide.policy.name}" lets every row through',
                    f'drop policy "{wide.policy.name}" on {table.name}; or make the narrower one AS RESTRICTIVE',
                    Severity.WARNING,
                )

    def _unseen(self, table: Table, access: TableAccess) -> Iterator[Finding]:
        for sights in access.policies:
            if not sights.judged or _constant(sights.policy.using or sights.policy.check):
                continue
            missing = [w for w, there in (("show", sights.shows), ("hide", sights.hides)) if not there]
            if missing and access.rows:
                yield Finding(
                    "policy-untested",
                    _where(table.name, [sights.policy]),
                    f"no row to {missing[0]}: {_seen(sights)}",
                    _more(missing[0]),
                    Severity.WARNING,
                )

    def _raised(self, table: Table, access: TableAccess) -> Iterator[Finding]:
        said: dict[str, list[str]] = {}
        for asker, cells in access.cells.items():
            for command, cell in cells.items():
                if cell.said and not cell.said.startswith(("not tried", "some:", "rows cannot")):
                    said.setdefault(cell.said, []).append(f"{command.upper()} as {asker}")
        for message, whom in said.items():
            setting = "unrecognized configuration parameter" in message
            yield Finding(
                "policy-error",
                str(table.name),
                f"{whom[0]} fails{f', and {len(whom) - 1} more' if len(whom) > 1 else ''}: {message}",
                "write current_setting(…, true), which is NULL where nobody has said" if setting else
                "a policy that reads a table whose policy reads the first goes in circles: ask in a SECURITY DEFINER "
                "function" if "recursion" in message else "",
                Severity.WARNING if setting or message == "took too long" else Severity.ERROR,
            )  # fmt: skip

    def _ungranted(self, table: Table) -> Iterator[Finding]:
        for policy in table.policies:
            to = [r for r in policy.roles if r in self._facts.asking]
            commands = [policy.command.lower()] if policy.command != "ALL" else ["select", "insert", "update", "delete"]
            lacking = [r for r in to if not any(self._facts.allows(table.name, r, c) for c in commands)]
            if lacking and policy.permissive:
                yield Finding(
                    "policy-without-grant",
                    _where(table.name, [policy]),
                    f"{_and(lacking)} {'has' if len(lacking) == 1 else 'have'} no privilege for "
                    f"{policy.command if policy.command != 'ALL' else 'any command'}, so the policy is never asked",
                    f"grant {', '.join(commands)} on {table.name} to {', '.join(lacking)};",
                    Severity.WARNING,
                )

    def _owner(self, table: Table) -> Iterator[Finding]:
        if table.owner in self._facts.asking and not table.rls_forced:
            yield Finding(
                "rls-owner",
                str(table.name),
                f"{table.owner} owns the table, so no policy holds {table.owner} back",
                f"alter table {table.name} force row level security; or let another role own it",
            )

    def bypass(self, one: Bypass) -> Finding:
        """A view or function that shows more than the tables below."""
        below = _and(list(one.tables))
        if one.kind == "function":
            hint = (
                "check in it who is asking, or make it SECURITY INVOKER; or revoke execute on function "
                f"{one.name} from public, {one.asker.role};"
            )
            finding = Finding(
                "rls-bypass-function",
                one.name,
                f"SECURITY DEFINER: {one.called} gives {one.asker.name} {_many(one.rows, 'row')}, "
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
                f"the {one.kind} shows {one.asker.name} {_many(one.rows, 'row')}, "
                f"of which the policies of {below} would show {one.directly}: it reads as its owner",
                hint,
            )
        return judged(finding, [one.comment])

    def _told(self, finding: Finding, name: Name) -> Finding:
        comments = [text for (table, policy), text in self._facts.comments.items()
                    if table == name and f'"{policy}"' in finding.where]  # fmt: skip
        row = self._facts.relation.get(name)
        return judged(finding, [*comments, row.comment if row is not None else ""])


def _constant(text: str | None) -> bool:
    return text is not None and re.sub(r"[()\s]", "", text).lower() == "true"


def _seen(sights: PolicySights) -> str:
    told = [s for s in sights.sights if s.shown is not None]
    if all(s.shown == 0 for s in told):
        return f"none of {_many(told[0].tried, 'row')} passes for {_and([s.asker for s in told])}"
    return f"all {_many(told[0].tried, 'row')} pass for {_and([s.asker for s in told])}"


def _more(missing: str) -> str:
    return (
        "the policy was not seen to let anything through: seed rows that it is for, or sign somebody in whom it is for"
        if missing == "show"
        else "the policy was not seen to hold anything back: seed rows that it is to hide"
    )


def _where(name: Name, policies: Sequence[Policy]) -> str:
    return f"{name} {_policies(policies)}" if policies else str(name)


def _policies(policies: Sequence[Policy]) -> str:
    word = "policy" if len(policies) == 1 else "policies"
    names = [f'"{p.name}"' for p in policies]
    return f"{word} {_and(names)}" if names else ""


def _does(policies: Sequence[Policy]) -> str:
    return "does" if len(policies) == 1 else "do"


def _many(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
