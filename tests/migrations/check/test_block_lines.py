"""A finding about what a DO block does stands at the line that does it, where one line does."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeding.migrations.check import check

BEFORE = """\
-- A table.
create table if not exists public.a (id int primary key, n int, m int);
alter table public.a enable row level security;
drop policy if exists p on public.a;
create policy p on public.a for select to authenticated using (true);
comment on table public.a is 'A.';
"""


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (
            "\n-- First.\ndo $$\nbegin\n    if true then\n        alter table public.a drop column if exists n;\n"
            "    end if;\nend $$;\n",
            [("drop-column", 6)],
        ),
        ("do $$ begin\n    execute 'alter table public.a drop column if exists n'; end $$;\n", [("drop-column", 2)]),
        ("do $$ begin alter table public.a drop column if exists n; end $$;\n", [("drop-column", 1)]),
        (
            "do language plpgsql $body$\nbegin\n    alter table public.a\n        drop column if exists n;\n\n"
            "    alter table public.a alter column m type bigint;\nend\n$body$;\n",
            [("drop-column", 3), ("alter-type", 6)],
        ),
        # A body in quotes: the statement as a whole.
        ("do 'begin\n    alter table public.a drop column if exists n;\nend';\n", [("drop-column", 1)]),
    ],
)
def test_the_line_of_a_block(block: str, told: list[tuple[str, int]], root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "20240101000000_a.sql").write_text(BEFORE, encoding="utf-8")
    (folder / "20240102000000_b.sql").write_text(block, encoding="utf-8")
    found = [(issue.rule, issue.line) for issue in check(folder, root=root).issues if "0102" in issue.source.path.name]
    wanted = {rule for rule, _ in told}
    assert sorted(one for one in found if one[0] in wanted) == sorted(told)
