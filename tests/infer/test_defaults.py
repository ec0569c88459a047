"""Words that a column's default gives: the state that rows begin in, in its own case, with those that follow it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("bookings", "status text default 'confirmed'::text", {"confirmed", "pending", "completed", "cancelled"}),
        ("orders", "status text default 'new'::text", {"new", "paid", "shipped", "delivered", "cancelled"}),
        ("members", "status text default 'ACTIVE'::text", {"ACTIVE", "INACTIVE", "SUSPENDED"}),
        ("members", "status text default 'Active'::text", {"Active", "Inactive", "Suspended"}),
        ("enquiries", "status text default 'new'::text", {"new", "closed"}),
        ("atendimentos", "status text default 'ABERTO'::text", {"ABERTO", "FECHADO"}),
        ("records", "status text default 'imported'::text", {"imported"}),
        ("tests", "kind text default 'practical'::text", {"practical"}),
        ("tests", "kind text default 'basic'::text", {"standard", "basic", "premium", "special"}),
        ("tests", "kind text", {"standard", "basic", "premium", "special"}),
    ],
)
def test_the_default_is_among_the_words(guess, rows_of, table: str, column: str, words: set[str]) -> None:
    name = column.split(maxsplit=1)[0]
    found = guess(column, name=table)[name].generator
    assert set(rows_of({name: found}, name, 400)) == words


def test_words_that_an_index_picks_rows_by_go_with_the_default(connection, fill) -> None:
    fill(
        """
        create table visits (id int primary key, kind text not null default 'walk-in', seat int not null);
        create unique index on visits (seat) where kind in ('walk-in', 'by phone') and seat > 3;
        """
    )
    kinds = {kind for (kind,) in connection.execute("select distinct kind from visits").fetchall()}
    assert kinds == {"walk-in", "by phone"}
