"""`seed drift`: the two sides, what differs, and the SQL the Supabase CLI would write of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from seeding.migrations.drift import supabase_cli
from seeding.migrations.drift.compared import Change, compared, schemas_of
from seeding.migrations.drift.sides import Side, opened
from seeding.migrations.statements import split

_PRIVILEGES = {("grant",), ("revoke",)}


@dataclass(frozen=True)
class Drift:
    """What `a` and `b` do not have in common; `sql` would make `a` like `b`, in the words of the Supabase CLI.

    `note` says why there is no `sql`, where there is none.
    """

    a: Side
    b: Side
    changes: tuple[Change, ...]
    sql: str = ""
    note: str = ""

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.changes


def drift(
    a: str,
    b: str,
    *,
    schemas: Sequence[str] = (),
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Drift:
    """Compare two databases: URLs, variables that hold them, "migrations" or "embedded". Writes to neither."""
    root = root or Path()
    environ = os.environ if environ is None else environ
    cli = supabase_cli.find(root)
    with ExitStack() as stack:
        left, right = (stack.enter_context(opened(name, root, environ, tcp=cli is not None)) for name in (a, b))
        changes = tuple(compared(left, right, schemas))
        if not changes:
            return Drift(left, right, changes)
        if cli is None:
            return Drift(left, right, changes, note="the Supabase CLI is not installed: no SQL")
        far = [side for side in (left, right) if side.url is None]
        if far:
            # Its connections are its own, and none of them is a transaction that cannot write.
            return Drift(left, right, changes, note=f"the Supabase CLI is not sent to {far[0].shown}: no SQL")
        assert left.url is not None and right.url is not None
        sql, note = supabase_cli.difference(
            cli, left.url, right.url, schemas=schemas or schemas_of(left, right), environ=environ
        )
        if left.major != right.major:
            sql = _without_other_privileges(sql, changes)
    return Drift(left, right, changes, sql, note)


def _without_other_privileges(sql: str, changes: Sequence[Change]) -> str:
    # Each major version has privileges of its own (MAINTAIN since 17): the CLI writes them down for every table. What a
    # change of ours is about stays: "column public.users.bio to authenticated".
    granted = [change.name.rpartition(" to ") for change in changes if change.kind == "grant"]
    named = [(f'"{what.rpartition(".")[2]}"', f'"{who}"') for what, _, who in granted]
    kept = []
    for statement in split(sql):
        text = statement.text.strip()
        about = any(what in text and who in text for what, who in named)
        if statement.words[:2] != ("alter", "default") and (statement.words[:1] not in _PRIVILEGES or about):
            kept.append(text if text.endswith(";") else f"{text};")
    return "\n\n".join(kept)
