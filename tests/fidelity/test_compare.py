"""What is measured in a real database is what its rows are, to the digit; what cannot be measured is said."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pattern_shop as shop
import psycopg
import pytest

from seeding.fidelity import compare
from seeding.fidelity.findings import advice, items
from seeding.fidelity.model import Beside, Metric, Property, Steps
from seeding.patterns import (
    ArrayShape,
    CategoryShape,
    Dependency,
    JsonKey,
    JsonShape,
    NumberShape,
    Origin,
    Patterns,
    ReferenceRows,
    ReferenceShape,
    TableShape,
    TextShape,
    TimeShape,
)

UTC = datetime.UTC


def measured(url: str, patterns: Patterns):
    with psycopg.connect(url) as connection:
        connection.read_only = True
        return compare(connection, patterns)


def file(**tables: TableShape) -> Patterns:
    named = {f"public.{name}": table for name, table in tables.items()}
    return Patterns(learned=datetime.date(2026, 1, 1), as_of=datetime.datetime(2026, 1, 1, tzinfo=UTC), tables=named)


def test_alike_and_otherwise(alike: str, otherwise: str) -> None:
    good, bad = (measured(url, shop.patterns()) for url in (alike, otherwise))
    for what, least in ((Property.SHAPES, 0.95), (Property.CARDINALITY, 0.93), (Property.PAIRS, 0.95)):
        score, compared = good.properties[what]
        assert score is not None
        assert score > least
        assert compared
        assert (bad.properties[what][0] or 0) < 0.65
    # The country says nothing of the totals in either.
    assert good.properties[Property.INTERTABLE][0] == pytest.approx(0.67, abs=0.08)
    assert good.score == pytest.approx(sum(score or 0 for score, _ in good.properties.values()) / 4)
    assert (bad.score or 0) < 0.4
    worst = items(bad)[0]
    assert (worst.table, worst.what, worst.score.value) == ("public.orders", "total", 0.0)
    assert advice(worst) == "100 % of the values are outside of the file's bins: see who makes them"
    assert {finding.where for finding in bad.findings} == {
        "public.orders.paid_at", "public.users.age", "public.users.bio"
    }  # fmt: skip
    assert not good.findings


def test_every_part_to_the_digit(make_database) -> None:
    schema = """
    create type mood as enum ('calm', 'glad');
    create table t (
        n integer, price money, wait interval, at time, day date, mood mood, flag boolean,
        name varchar(20), tags text[], doc json
    );
    insert into t values
        (1, '1.50', '1 hour', '00:10', '2024-01-01', 'calm', true, 'a b', '{x,y}', '{"a": 5, "b": {"c": "u"}}'),
        (5, '2.50', '2 hours', '12:00', '2024-01-02', 'glad', false, 'abc', '{x}', '{"a": "no number"}'),
        (5, '2.50', '25 hours', '23:59', '2024-01-06', 'glad', true, '', '{}', '[1]'),
        (null, null, null, null, null, null, null, null, null, null);
    """
    day = datetime.timedelta(days=1)
    new_year = datetime.datetime(2024, 1, 1, tzinfo=UTC)
    shape = TableShape(
        rows=4,
        columns={
            "n": NumberShape(bins=((0, 5, 0.5), (5, 5, 0.5)), nulls=0.25),
            "price": NumberShape(bins=((1, 2, 0.5), (2, 3, 0.5))),
            "wait": NumberShape(bins=((0, 7200, 0.5), (7200, 86_400, 0.5))),
            "at": NumberShape(bins=((0, 43_200, 0.5), (43_200, 86_400, 0.5))),
            "day": TimeShape(bins=((new_year, new_year + 2 * day, 1),), weekday=(0.5, 0.5, 0, 0, 0, 0, 0)),
            "mood": CategoryShape(values=("glad",), shares=(0.5,), other=0.5, others=1),
            "flag": CategoryShape(values=(True, False), shares=(0.5, 0.5)),
            "name": TextShape(lengths=((0, 2, 0.5), (2, 3, 0.5)), words=((1, 1, 0.5), (2, 2, 0.5)),
                characters={"lower": 0.5, "digit": 0.5}),
            "tags": ArrayShape(
                lengths=((0, 0, 0.5), (1, 2, 0.5)), elements=CategoryShape(values=("x",), shares=(0.5,), other=0.5)
            ),
            "doc": JsonShape(
                keys={
                    "a": JsonKey(share=0.5, value=NumberShape(bins=((0, 10, 1),))),
                    "b": JsonKey(share=0.5, value=JsonShape(
                        keys={"c": JsonKey(share=1, value=CategoryShape(values=("u",), shares=(1,)))}
                    )),
                }
            ),
        },
    )  # fmt: skip
    with make_database(schema=schema) as url:
        (table,) = measured(url, file(t=shape)).tables
    found = {column.column: column for column in table.columns}
    assert (table.rows_seeded, found["n"].nulls_seeded) == (4, 0.25)
    third, two = pytest.approx(1 / 3), pytest.approx(2 / 3)
    for name, shares in {"n": (third, two), "price": (third, two), "wait": (third, third), "at": (third, two)}.items():
        spread = found[name].spread
        assert isinstance(spread, Steps)
        assert spread.seeded == shares, name
    assert found["wait"].spread.above == third
    assert (found["wait"].spread.unit, found["n"].spread.unit) == ("seconds", "")
    assert found["day"].spread.seeded == (two,)
    assert found["day"].parts[0].spread.seeded == (third, third, 0, 0, 0, third, 0)
    assert found["mood"].spread.seeded == (two, third)
    assert found["flag"].spread.seeded == (two, third)
    assert (found["flag"].score.metric, found["flag"].score.value) == (Metric.TV, pytest.approx(5 / 6))
    characters, words, kinds, distinct = found["name"].parts
    assert characters.spread.seeded == (third, two)
    # "a b", "abc" and "": six characters, five of them letters.
    assert kinds.spread.labels == ("lower", "upper", "digit", "space", "punctuation", "other")
    assert kinds.spread.seeded == pytest.approx((5 / 6, 0, 0, 1 / 6, 0, 0))
    assert kinds.score.value == pytest.approx(0.5)
    assert (distinct.spread.file, distinct.spread.seeded) == ((1.0,), (1.0,))
    assert words.spread.seeded == (two, third)
    lengths, elements = found["tags"].parts
    assert (lengths.spread.seeded, elements.spread.seeded) == ((third, two), (two, third))
    parts = {part.title: part.spread.seeded for part in found["doc"].parts}
    # Two of three are objects: both have an a, one of them a number; one has a b, with a c.
    assert parts == {"keys of doc": (1.0, 0.5), "doc.a": (1.0,), "keys of doc.b": (1.0,), "doc.b.c": (1.0,)}
    assert not found["name"].counts or found["name"].score is None


def test_dependences_and_fan_outs_to_the_digit(make_database) -> None:
    schema = """
    create table parents (a integer, b integer, kind text, primary key (a, b));
    create table children (id integer primary key, a integer, b integer, mark text, size integer,
                           foreign key (a, b) references parents);
    insert into parents values (1, 1, 'x'), (1, 2, 'x'), (2, 1, 'y'), (2, 2, null);
    insert into children values
        (1, 1, 1, 'p', 1), (2, 1, 1, 'p', 1), (3, 1, 1, 'q', 9), (4, 2, 1, 'q', 9), (5, null, null, 'q', 9);
    """
    kinds = CategoryShape(values=("x", "y"), shares=(0.5, 0.5), nulls=0.25)
    patterns = file(
        parents=TableShape(
            rows=4,
            columns={"kind": kinds},
            dependencies=(
                Dependency(column="kind", on=Origin(children="public.children", through="a,b"), given=((1, 0, 0),) * 2),
            ),
        ),
        children=TableShape(
            rows=5,
            columns={
                "mark": CategoryShape(values=("p", "q"), shares=(0.4, 0.6)),
                "size": NumberShape(bins=((0, 5, 0.4), (5, 10, 0.6))),
            },
            references={"a,b": ReferenceShape(to="public.parents", children=((0, 0, 0.5), (1, 3, 0.5)))},
            dependencies=(
                Dependency(column="mark", on=Origin(column="kind", through="a,b"), given=((1, 0), (0, 1), ())),
                Dependency(column="size", on=Origin(column="mark"), given=((1, 0), (0, 1))),
            ),
        ),
    )
    with make_database(schema=schema) as url:
        children, parents = measured(url, patterns).tables
    (fan_out,) = children.fan_outs
    assert fan_out.spread.seeded == (0.5, 0.5)
    assert fan_out.score.value == 1.0
    by_parent, by_mark = children.pairs
    # Four children have a parent; the file's joint shares are of those kinds: x three times, y once.
    assert by_parent.seeded == ((pytest.approx(2 / 3), pytest.approx(1 / 3)), (0, 1), ())
    assert by_parent.file == ((1, 0), (0, 1), ())
    assert by_parent.score.value == pytest.approx(0.75)
    assert (by_parent.property, by_parent.counts, by_parent.on) == (Property.INTERTABLE, True, "a,b → kind")
    # p with 1, q with 9, but for the category that makes it a table and no coefficient.
    assert (by_mark.score.metric, by_mark.score.value) == (Metric.CONTINGENCY, 1.0)
    assert by_mark.property is Property.PAIRS
    (by_children,) = parents.pairs
    assert by_children.rows == ("0", "1 – 3")
    assert by_children.seeded == ((0.5, 0, 0.5), (0.5, 0.5, 0))
    assert not by_children.counts


def test_two_numbers_are_compared_by_their_coefficients(make_database) -> None:
    number = NumberShape(bins=((0, 1, 0.5), (1, 2, 0.5)))
    shape = TableShape(
        rows=4,
        columns={"a": number, "b": number},
        dependencies=(Dependency(column="b", on=Origin(column="a"), given=((1, 0), (0, 1))),),
    )
    with make_database(schema="create table t (a float8, b float8); insert into t values (0, 1), (1, 0)") as url:
        (table,) = measured(url, file(t=shape)).tables
    (pair,) = table.pairs
    assert (pair.score.metric, pair.association, pair.counts) == (Metric.CORRELATION, pytest.approx(1), True)
    assert pair.score.value == pytest.approx(0)  # from 1 to -1


def test_values_beside_those_they_depend_on(make_database) -> None:
    schema = """
    create table parents (id integer primary key, day date);
    create table t (a integer, b integer, word text, other text, at timestamptz, parent integer references parents);
    insert into parents values (1, '2024-01-02');
    insert into t values
        (1, 1, 'x', 'x', '2024-01-01', 1), (2, 1, 'x', 'y', '2024-01-02', 1), (1, 3, 'y', 'y', '2024-01-03', 1),
        (5, 5, 'y', 'x', '2024-01-04', 1), (null, 1, null, 'x', '2024-01-04', null);
    """
    number, words = NumberShape(bins=((0, 6, 1),), nulls=0.2), CategoryShape(values=("x", "y"), shares=(0.5, 0.5))
    days = TimeShape(bins=((datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 5), 1),))
    shape = TableShape(
        rows=5,
        columns={"a": number, "b": number, "word": words, "other": words, "at": days},
        dependencies=(
            Dependency(column="b", on=Origin(column="a"), given=((1, 0), (1, 0)), same=0.6, order="<="),
            Dependency(column="other", on=Origin(column="word"), given=((1, 0), (0, 1)), same=0.9),
            Dependency(column="at", on=Origin(column="day", through="parent"), given=((1,),), order=">="),
        ),
    )
    parents = TableShape(rows=1, columns={"day": days})
    with make_database(schema=schema) as url:
        fidelity = measured(url, file(t=shape, parents=parents))
    by_a, by_word, by_day = fidelity.tables[1].pairs
    assert by_a.beside == Beside(0.6, 0.5, "<=", 0.25)
    assert by_word.beside == Beside(0.9, 0.5)
    assert by_day.beside == Beside(0.0, 0.25, ">=", 0.25)
    said = {finding.where: finding.message for finding in fidelity.findings if finding.rule == "fidelity-order"}
    assert said == {
        "public.t.b": "greater than a in 25 % of the rows, in production as good as never",
        "public.t.at": "less than parent → day in 25 % of the rows, in production as good as never",
    }


def test_what_is_not_there_is_said(make_database) -> None:
    number = NumberShape(bins=((0, 1, 1),))
    shape = TableShape(
        rows=10,
        columns={"a": number, "gone": number},
        references={"a": ReferenceShape(to="public.nowhere", children=((0, 0, 1),))},
        dependencies=(
            Dependency(column="a", on=Origin(column="gone"), given=((1,),)),
            Dependency(column="gone", on=Origin(column="a"), given=((1,),)),
        ),
    )
    patterns = replace_reference(
        file(t=shape, nowhere=TableShape(rows=3), empty=TableShape(rows=3, columns={"a": number}))
    )
    with make_database(
        schema="create table t (a text); create table empty (a integer); insert into t values ('x')"
    ) as url:
        fidelity = measured(url, patterns)
    said = {(finding.rule, finding.where): finding.message for finding in fidelity.findings}
    assert said == {
        ("fidelity-missing", "public.nowhere"): "the database has no such table",
        ("fidelity-missing", "public.t (a)"): "the database has no such foreign key",
        ("fidelity-missing", "public.plans"): "the database has no such table",
        ("fidelity-unread", "public.t.a"): "it is text here, and the file has the shape of a number",
        ("fidelity-unread", "public.t.gone"): "the database has no such column",
        ("fidelity-empty", "public.empty"): "no rows",
    }
    assert (fidelity.score, items(fidelity)) == (None, [])


def test_what_may_not_be_read_is_said_and_the_rest_is_measured(make_database) -> None:
    schema = """
    create table t (n integer); insert into t values (1);
    create table closed (n integer); insert into closed values (1);
    create table carried (id integer);
    create table huge (n numeric); insert into huge values (1e400);
    create role "only t"; grant select on t, huge to "only t";
    """
    shape = TableShape(rows=1, columns={"n": NumberShape(bins=((0, 2, 1),))})
    carried = {"public.carried": ReferenceRows(columns=("id",), rows=((1,),))}
    patterns = file(t=shape, closed=shape, huge=shape).model_copy(update={"reference": carried})
    with make_database(schema=schema) as url:
        try:
            with psycopg.connect(url) as connection:
                connection.execute('set role "only t"')
                connection.commit()
                fidelity = compare(connection, patterns)
        finally:
            with psycopg.connect(url) as connection:
                connection.execute('drop owned by "only t"; drop role "only t"')
    said = {finding.where: finding.message for finding in fidelity.findings}
    assert said == {
        "public.closed": "not measured: permission denied for table closed",
        "public.carried": "not measured: permission denied for table carried",
        "public.huge": said["public.huge"],
    }
    assert "out of range" in said["public.huge"]
    assert fidelity.score == 1.0


def replace_reference(patterns: Patterns) -> Patterns:
    carried = {"public.plans": ReferenceRows(columns=("id",), rows=((1,),))}
    return patterns.model_copy(update={"reference": carried})


def test_rows_that_nobody_lists_are_never_read(make_database) -> None:
    """What a query brings back are numbers; a value of a row is in none of them."""
    schema = (
        "create table t (secret text, n integer); insert into t select 'secret ' || i, i from generate_series(1, 50) i"
    )
    shape = TableShape(
        rows=50,
        columns={
            "secret": CategoryShape(values=("a",), shares=(0.5,), other=0.5),
            "n": NumberShape(bins=((0, 10, 1),)),
        },
    )
    with make_database(schema=schema) as url:
        fidelity = measured(url, file(t=shape))
    assert "secret " not in repr(fidelity.tables)
    (n, secret) = fidelity.tables[0].columns
    assert secret.spread.labels == ("a", None)
    assert n.spread.above == pytest.approx(0.8)


def test_too_few_rows_are_told_from_wrong_ones(make_database) -> None:
    with make_database(shop.ALIKE.replace("{users}", "12")) as url:
        fidelity = measured(url, shop.patterns())
    low = next(item for item in items(fidelity) if item.counts and item.property is Property.SHAPES)
    small = replace(low, score=replace(low.score, value=0.8, chance=0.79), rows=12)
    assert advice(small) == "as near as 12 rows come (about 0.79): more of them, with --count or --scale"
    assert low.score.chance < 0.9
