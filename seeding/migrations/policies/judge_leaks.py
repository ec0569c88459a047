"""Leaks, as findings: who reached whose rows, which policies let them, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.findings import Finding, Severity
from seeding.migrations.policies.ground import Ground
from seeding.migrations.policies.leaks import Leak
from seeding.migrations.policies.sentences import does, is_constant, joined, many, named, where
from seeding.schema import Table

# What a row says of itself where it is meant for everybody.
_PUBLIC = re.compile(
    r"public|publish|visib|shar|listed|status|state|active|open|approv|draft|private|feature", re.IGNORECASE
)
_DID = {
    "select": "read",
    "update": "change",
    "delete": "delete",
    "insert": "make",
    "move": "give away",
    "join": "join by",
}


class Leaking(Ground):
    """Judges what an asker did to rows of another."""

    def leaks(self, table: Table, leaks: Sequence[Leak]) -> Iterator[Finding]:
        merged: dict[tuple[str, tuple[str, ...]], list[Leak]] = {}
        for leak in leaks:
            if not self._meant(table, leak):
                merged.setdefault((leak.command, tuple(p.name for p in leak.policies)), []).append(leak)
        for (command, _), same in merged.items():
            leak = same[0]
            who = joined(list(dict.fromkeys(one.asker.name for one in same)))
            policies = named(leak.policies)
            asks = [p for p in leak.policies if self.asks(table.name, p)]
            rows = f"{leak.rows} of {many(leak.tried, 'row')}"
            did = f"{who} can {_DID[command]} {rows}"
            whose = f"that {'is' if leak.tried == 1 else 'are'} B's by {leak.whose}"
            if command == "insert":
                did, whose = f"{who} can insert rows", f"on behalf of B, by {leak.whose}"
            elif command == "join":
                did, whose = f"{who} can become a member where B is one", "by inserting a row of their own"
            elif command == "move" and leak.whose.endswith(f" through {table.name}"):
                did, whose = f"{who} can become a member where B is one", f"by changing {leak.column} of their own row"
            elif command == "move":
                did, whose = f"{who} can give a row of their own to B", f"by changing {leak.column}"
            if leak.policies and not asks:
                why = f"{policies} {does(leak.policies)} not look at who is asking"
            elif leak.policies:
                why = f"{policies} {'lets' if len(leak.policies) == 1 else 'let'} them"
            else:
                why = "no policy holds them back"
            everyone = leak.policies and not asks and command not in ("insert", "move", "join")
            yield Finding(
                "policy-open" if everyone else "tenant-leak",
                where(table.name, leak.policies),
                f"{did} {whose}: {why}",
                self._remedy(table, leak),
                _severity(leak),
            )

    def _remedy(self, table: Table, leak: Leak) -> str:
        if leak.command in ("insert", "move", "join"):
            stay = f"write WITH CHECK so that the row must stay the asker's ({leak.column or leak.whose})"
            joined_by = "write WITH CHECK so that it asks who may join: an invitation, or a member who lets others in"
            return joined_by if leak.command == "join" else stay
        text = "compare whose the row is with who is asking"
        column = next((c for c in leak.whose.split(" or ")), "")
        if column and " " not in column:
            text += f", as in USING ({column} = (select auth.uid()))"
        policy = leak.policies[0] if leak.policies else None
        if policy is None:
            return text
        allow = f"""comment on policy "{policy.name}" on {table.name} is 'seed: allow policy-open because …';"""
        return f"{text}\nwhere all may see them: {allow}" if not self.asks(table.name, policy) else text

    def _meant(self, table: Table, leak: Leak) -> bool:
        """Rows that a condition of their own shows to others, as what is published, are no leak."""
        if leak.command != "select" or not leak.policies:
            return False
        return all(
            not self.asks(table.name, p) and not is_constant(p.using) and _PUBLIC.search(p.using or "")
            for p in leak.policies
        )


def _severity(leak: Leak) -> Severity:
    """A child under another's parent may be meant, and so may a group that everybody joins as they like."""
    meant = leak.command == "join" or (leak.command in ("insert", "move") and leak.kinds == {"parent"})
    return Severity.WARNING if meant else Severity.ERROR
