from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.schema import Attribute, ForeignKey, Match, Name, Table, Type, TypeKind
from seeding.schema.order import CutKind, load_order

INT = Type("int4", "pg_catalog", TypeKind.BASE, "integer")


def tables(text: str) -> list[Table]:
    """`a b c? d~ | b …`: table a references b, c (nullable) and d (deferrable)."""
    made = []
    for line in text.split("|"):
        name, *parents = line.split()
        keys, attributes = [], [Attribute("id", INT, nullable=False)]
        for parent in parents:
            column = f"{parent.strip('?~')}_id"
            attributes.append(Attribute(column, INT, nullable="?" in parent))
            keys.append(
                ForeignKey(
                    f"{name}_{column}_fkey",
                    (column,),
                    Name("public", parent.strip("?~")),
                    ("id",),
                    deferrable="~" in parent,
                )
            )
        made.append(Table(Name("public", name), tuple(attributes), foreign_keys=tuple(keys)))
    return made


def names(order_tables: tuple[Table, ...]) -> str:
    return " ".join(t.name.name for t in order_tables)


@pytest.mark.parametrize(
    ("given_tables", "ordered", "cut"),
    [
        ("c | b | a", "a b c", []),
        ("a b | b c | c", "c b a", []),
        ("a d | b | c b | d", "b c d a", []),
        ("a b? | b a", "a b", [("a_b_id_fkey", CutKind.NULLED)]),
        ("a b | b a?", "b a", [("b_a_id_fkey", CutKind.NULLED)]),
        ("a b? | b a~", "b a", [("b_a_id_fkey", CutKind.DEFERRED)]),
        ("a b | b a", "a b", [("a_b_id_fkey", CutKind.SIMULTANEOUS)]),
        # One cut unties both circles; two would be needed anywhere else.
        ("a b? c? | b c | c a?", "c b a", [("c_a_id_fkey", CutKind.NULLED)]),
        ("a a b | b b?", "b a", []),
        ("x a b | a b? | b a?", "a b x", [("a_b_id_fkey", CutKind.NULLED)]),
    ],
)
def test_order(given_tables: str, ordered: str, cut: list[tuple[str, CutKind]]) -> None:
    order = load_order(tables(given_tables))
    assert names(order.tables) == ordered
    assert [(c.foreign_key.name, c.kind) for c in order.cuts] == cut


def test_components_and_what_the_order_cannot_do() -> None:
    order = load_order(tables("a b | b a? | c a c? | d lost"))
    assert [[n.name for n in c] for c in order.components] == [["a", "b"], ["c"], ["d"]]
    assert [[n.name for n in c] for c in order.cycles] == [["a", "b"]]
    assert [(t.name, k.parent.name) for t, k in order.self_references] == [("c", "c")]
    assert [(t.name, k.parent.name) for t, k in order.missing] == [("d", "lost")]


@pytest.mark.parametrize(
    ("match", "nullable", "kind"),
    [
        (Match.SIMPLE, (True, False), CutKind.NULLED),
        (Match.FULL, (True, False), CutKind.SIMULTANEOUS),
        (Match.FULL, (True, True), CutKind.NULLED),
        (Match.SIMPLE, (False, False), CutKind.SIMULTANEOUS),
    ],
)
def test_which_nulls_free_a_composite_key(match: Match, nullable: tuple[bool, bool], kind: CutKind) -> None:
    attributes = tuple(Attribute(n, INT, nullable=is_null) for n, is_null in zip("xy", nullable, strict=True))
    key = ForeignKey("a_b", ("x", "y"), Name("public", "b"), ("x", "y"), match=match)
    a = Table(Name("public", "a"), attributes, foreign_keys=(key,))
    b = tables("b a")[0]
    order = load_order([a, b])
    if kind is CutKind.NULLED:
        assert [(c.table.name, c.kind) for c in order.cuts] == [("a", kind)]
    else:
        assert [c.kind for c in order.cuts] == [kind]


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = " | ".join(f"t{n:05} t{n + 1:05}" for n in range(3000)) + " | t03000"
    assert names(load_order(tables(chain)).tables).startswith("t03000 t02999")


@given(
    st.dictionaries(
        st.sampled_from("abcdefg"), st.lists(st.sampled_from([f"{n}{k}" for n in "abcdefg" for k in ("", "?", "~")]))
    ).filter(bool),
    st.randoms(use_true_random=False),
)
def test_every_reference_is_kept_or_reported(graph: dict[str, list[str]], shuffled: random.Random) -> None:
    unique = {name: list({p[0]: p for p in parents}.values()) for name, parents in graph.items()}
    made = tables(" | ".join(" ".join([name, *parents]) for name, parents in unique.items()))
    order = load_order(made)
    again = made[:]
    shuffled.shuffle(again)
    assert load_order(again) == order
    place = {t.name: n for n, t in enumerate(order.tables)}
    assert sorted(place) == sorted(t.name for t in made)
    late = {
        (t.name, k.name) for t in made for k in t.foreign_keys if k.parent in place and place[k.parent] > place[t.name]
    }
    assert late <= {(c.table, c.foreign_key.name) for c in order.cuts}
    # Nothing is cut that lies in order anyway.
    assert {(c.table, c.foreign_key.name) for c in order.cuts} <= late | {
        (t.name, k.name)
        for t in made
        for k in t.foreign_keys
        if any({t.name, k.parent} <= set(c) for c in order.cycles)
    }
