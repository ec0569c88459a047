"""Files made up for the policies of `storage.objects`: their path or owner says whose they are, as policies read it.

Nothing tells how a path names its owner but the policies themselves, so they are asked: of many paths that hold a
person's id (or the key of a row that is theirs) in one place or another, those are kept that some policy shows to that
person and hides from somebody unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.matrix import COPY
from seeding.migrations.policies.model import Asker
from seeding.migrations.policies.sights import copied, expression, under
from seeding.schema import Policy, Table, quote

_MOST_BUCKETS, _MOST_WORDS, _MOST_TRIED = 10, 5, 5_000
_TRIED = "seed "
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_BUCKET = re.compile(
    r"bucket_id\)*(?:::text)?\s*(?:=|<>)\s*(?:any\s*\(+\s*array\s*\[)?\s*((?:'(?:[^']|'')*'(?:::[a-z ]+)?,?\s*)+)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.?[a-z0-9]{2,4}")
_PLACES = (
    *("{v}/seed.{e}", "{v}.{e}", "{v}", "{v}/seed/seed.{e}", "{w}/{v}/seed.{e}", "{v}/{w}/seed.{e}", "{w}/{v}.{e}"),
    *("{w}{v}.{e}", "{w}{v}", "{w}/{v}/seed/seed.{e}", "{v}/{w}", "seed/{v}/seed.{e}", "seed/seed/{v}/seed.{e}"),
)


@dataclass(frozen=True)
class Form:
    """How a file of a bucket says whose it is: the path around a value, and whether its owner says it too."""

    bucket: str
    kind: str  # "sub", or the table and column whose value it is
    path: str
    owned: bool

    def of(self, value: str) -> str:
        """The path of a file of whoever has this value; no two people's are the same."""
        return self.path.replace("{v}", value) if "{v}" in self.path else self.path.replace("seed", f"seed-{value}")

    @property
    def mark(self) -> str:
        """What tells whose a file is, where both do the path."""
        return "path" if "{v}" in self.path else "owner"


def buckets(policies: Iterable[Policy], there: Sequence[str]) -> list[str]:
    """The buckets that policies name, those that are there, and one of ours, whose file is for policies to hide."""
    named = [text for policy in policies for found in _BUCKET.finditer(text_of(policy)) for text in _literals(found[1])]
    return [*list(dict.fromkeys([*named, *there]))[:_MOST_BUCKETS], "seed"]


def forms(policies: Sequence[Policy], within: Sequence[str], kinds: Sequence[str]) -> list[Form]:
    """All the ways that are tried, the simplest first."""
    words = [w for policy in policies for w in _literals(text_of(policy)) if w not in within and 0 < len(w) <= 40]
    words = [w.replace("%", "").strip("/") for w in dict.fromkeys(words)][:_MOST_WORDS]
    ends = list(dict.fromkeys(["png", *(w.lstrip(".") for w in words if _EXTENSION.fullmatch(w))]))
    paths = [
        place.replace("{w}", word).replace("{e}", end)
        for place in _PLACES
        for end in (ends if "{e}" in place else ends[:1])
        for word in (words if "{w}" in place else ("",))
        if word or "{w}" not in place
    ]
    plain = [place.replace("{e}", end) for place in ("seed.{e}", *(f"{w}/seed.{{e}}" for w in words)) for end in ends]
    return [
        Form(bucket, kind, path, owned)
        for owned in (False, True)
        for bucket in within
        for kind in kinds
        for path in ((*plain, *paths) if owned and kind == "sub" else paths)
    ][:_MOST_TRIED]


def telling(
    attempts: Attempts, table: Table, tried: Sequence[Form], pair: tuple[Asker, Asker], values: Mapping[str, str]
) -> list[Form]:
    """The forms by which policies know one of the pair and not the other: the first of each bucket and kind."""
    asker, unknown = pair
    kept: dict[tuple[str, str], Form] = {}
    for owned in (False, True):
        some = [form for form in tried if form.owned is owned and form.kind in values]
        made = [(form.bucket, form.of(values[form.kind]), f"{_TRIED}{n}") for n, form in enumerate(some)]
        with attempts.connection.transaction(force_rollback=True):
            place(attempts, table, made, values["sub"] if owned else None)
            known: set[int] = set()
            for policy in table.policies:
                text = expression(policy)
                if text is not None and under(policy, asker):
                    known |= _shown(attempts, table, text, asker) - _shown(attempts, table, text, unknown)
        for form in (some[n] for n in sorted(known)):
            kept.setdefault((form.bucket, form.kind), form)
    return list(kept.values())


def _shown(attempts: Attempts, table: Table, text: str, asker: Asker) -> set[int]:
    keep = copied(attempts, f"{table.name.sql} where starts_with(version, '{_TRIED}')")
    number = f"substr(version, {len(_TRIED) + 1})::int"
    rows = f"pg_temp.{COPY} as {quote(table.name.name)}"
    found = attempts.as_asker(asker, f"select {number} from {rows} where {text}", before=keep)
    if found.error is not None:
        # (storage.foldername(name))[1]::uuid fails for a path without one: each is asked by itself.
        one_by_one = (
            f"create function pg_temp.seed_shown() returns setof int language plpgsql as $seed_rls$ "
            f"declare place tid; shown int; begin for place in select c.ctid from pg_temp.{COPY} c loop begin "
            f"select {number} into shown from {rows} where {quote(table.name.name)}.ctid = place and ({text}); "
            "if shown is not null then return next shown; end if; "
            "exception when others then null; end; end loop; end $seed_rls$"
        )

        def keep_all() -> None:
            keep()
            attempts.connection.execute(one_by_one.encode(), prepare=False)

        found = attempts.as_asker(asker, "select * from pg_temp.seed_shown()", before=keep_all)
    return {row[0] for row in found.rows}


def place(attempts: Attempts, table: Table, files: Sequence[tuple[str, str, str]], owner: str | None) -> None:
    """Insert files: (bucket, path, what `version` holds, which no policy asks for)."""
    owners = [name for name in ("owner", "owner_id") if name in table.by_name]
    columns = ", ".join(["bucket_id", "name", "version", *owners])
    values = ", ".join(["b", "n", "v", *(f"%s::{table.by_name[name].type.sql}" for name in owners)])
    attempts.connection.execute(
        f"insert into {table.name.sql} ({columns}) select {values} "
        "from unnest(%s::text[], %s::text[], %s::text[]) as f (b, n, v) on conflict do nothing",
        [*(owner for _ in owners), *([file[i] for file in files] for i in range(3))],
        prepare=False,
    )


def text_of(policy: Policy) -> str:
    """All that a policy says."""
    return f"{policy.using or ''} ; {policy.check or ''}"


def _literals(text: str) -> Iterator[str]:
    return (found[1].replace("''", "'") for found in _LITERAL.finditer(text))
