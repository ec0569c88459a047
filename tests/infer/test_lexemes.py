"""Documents for full-text search hold the words of the row's own texts."""

from __future__ import annotations

import pytest

from seeding.columns.choice import Choice
from seeding.columns.constant import Constant
from seeding.errors import FactoryError
from seeding.infer.generators.lexemes import Lexemes


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("The Quiet River", "'quiet':2 'river':3"),
        ("It's Zürich: 3 o'clock", "'s':2 'zürich':3 '3':4 'o':5 'clock':6"),
        ("of the", ""),
        ("", ""),
        ("back\\slash 'quoted'", "'back':1 'slash':2 'quoted':3"),
    ],
)
def test_words_have_their_places(rows_of, text: str, document: str) -> None:
    columns = {"a": Constant(text), "c": Lexemes(["a"])}
    assert set(rows_of(columns, "c", 5)) == {document}


def test_texts_follow_each_other_and_nulls_are_nothing(rows_of) -> None:
    texts = Choice(["A boat", "Two boats and a storm"], nulls=0.3)
    columns = {"a": Choice(["One day", "Rain"]), "b": texts, "c": Lexemes(["a", "b"])}
    found = rows_of(columns, "c", 300)
    assert "'one':1 'day':2 'two':3 'boats':4 'storm':7" in found
    assert "'rain':1" in found
    assert rows_of(columns, "c", 300, chunk=7) == found


def test_the_server_reads_them(fill, connection) -> None:
    fill("create table films (id int primary key, title text not null, description text, fulltext tsvector not null)")
    found = connection.execute(
        "select count(*) from films where fulltext @@ plainto_tsquery('simple', split_part(title, ' ', -1))"
    ).fetchone()
    assert found == (60,)


def test_nothing_to_read_is_refused() -> None:
    with pytest.raises(FactoryError, match="name a column of text"):
        Lexemes([])
