"""What defaults say: the word most rows keep, the document whose keys every row has."""

from __future__ import annotations

from collections import Counter

import pytest


@pytest.mark.parametrize(
    ("column", "word", "others"),
    [
        ("currency text not null default 'KES'", "KES", True),
        ("platform text not null default 'web'", "web", True),
        ("provider text not null default 'internal'", "internal", False),
        ("label text not null default 'Home'", "Home", False),
    ],
)
def test_most_rows_keep_the_default(fill, connection, column, word, others) -> None:
    fill(f"create table t (id int primary key, {column})", count=200)
    name = column.split()[0]
    found = Counter(row[0] for row in connection.execute(f"select {name} from t"))
    assert found[word] >= 100
    assert (len(found) > 1) is others


def test_names_are_not_all_the_default(fill, connection) -> None:
    fill("create table workspaces (id int primary key, name text not null default 'My Project')", count=50)
    assert connection.execute("select count(distinct name) > 10 from workspaces").fetchone() == (True,)


def test_documents_have_the_keys_of_the_default(fill, connection) -> None:
    fill(
        """create table agents (id int primary key, model_config jsonb not null
            default '{"model": "turbo", "temperature": 0.7, "limits": {"maxTokens": 4096}, "stream": true}')""",
        count=50,
    )
    query = """select count(*) from agents where not model_config ?& array['model', 'temperature', 'stream']
        or jsonb_typeof(model_config #> '{limits,maxTokens}') <> 'number'"""
    assert connection.execute(query).fetchone() == (0,)
    assert connection.execute("select count(distinct model_config) > 1 from agents").fetchone() == (True,)
