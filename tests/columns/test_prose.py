"""The texts: every half fits every other, sections agree, lengths hold, rows differ."""

from __future__ import annotations

import re
from typing import Any

import pytest

from seeding.columns.paragraph import Paragraph
from seeding.columns.prose import topic, topics
from seeding.columns.sentence import Sentence
from seeding.columns.title import Title
from seeding.errors import FactoryError


@pytest.mark.parametrize("name", topics())
def test_halves_are_clean(name: str) -> None:
    known = topic(name)
    for number, pair in enumerate([known.title, *known.sentences]):
        for half in (pair.heads, pair.tails):
            for text in half.texts.to_pylist():
                assert "{" not in text and "  " not in text and not text.endswith(" ")
        for head in pair.heads.texts.to_pylist()[:-2]:
            start = head.lstrip(" ")
            assert start[0] == start[0].upper() and head.startswith(" ") == (number > 1)
        if number:
            assert all(tail[-1] in ".!?" for tail in pair.tails.texts.to_pylist()[:-2])


@pytest.mark.parametrize("name", topics())
@pytest.mark.parametrize("generator", [Title, Sentence, Paragraph])
def test_twenty_rows_read_differently(made: Any, name: str, generator: Any) -> None:
    found = made(20, t=generator(name))["t"]
    assert len(set(found)) >= 19
    assert all(text[0].isupper() and "  " not in text and " ." not in text for text in found)


def test_a_column_says_what_a_row_is_about(made: Any, given: Any) -> None:
    causes = given(["Animals", "food", "chess", None])
    found = made(200, cause=causes, t=Title("volunteering", of="cause"), p=Paragraph("volunteering", of="cause"))
    kennels = topic("volunteering")
    first = int(kennels.title.heads.counts[0])
    animal_titles = kennels.title.heads.texts.to_pylist()[:first]
    for cause, title in zip(found["cause"], found["t"], strict=True):
        if cause == "Animals":
            assert any(title.startswith(head) for head in animal_titles)
        if cause == "food":
            assert not any(title.startswith(head) for head in animal_titles)


def test_title_and_text_of_a_row_agree(made: Any) -> None:
    found = made(300, t=Title("review"), p=Paragraph("review"))
    for title, text in zip(found["t"], found["p"], strict=True):
        if title.startswith(("Excellent", "Perfect", "Highly recommended")):
            assert "refund" not in text and "broke" not in text
        if title.startswith(("Waste of money", "Broke right away")):
            assert "pleasure" not in text and "Excellent" not in text


@pytest.mark.parametrize("longest", [1, 5, 12, 30, 60, 90, 140, 250])
@pytest.mark.parametrize("generator", [Title, Sentence, Paragraph])
def test_lengths_hold(made: Any, longest: int, generator: Any) -> None:
    for name in topics():
        for text in made(100, t=generator(name, max_length=longest))["t"]:
            assert 1 <= len(text) <= longest
            assert longest < 90 or generator is Title or text[-1] in ".!?"


@pytest.mark.parametrize("sentences", [1, 2, 4, (1, 3), (2, 4)])
def test_number_of_sentences(made: Any, sentences: Any) -> None:
    fewest, most = (sentences, sentences) if isinstance(sentences, int) else sentences
    found = [
        len(re.findall(r"[.!?](?= [A-Z]|$)", text))
        for text in made(300, p=Paragraph("volunteering", sentences=sentences))["p"]
    ]
    assert set(found) == set(range(fewest, most + 1))


REFUSED: list[tuple[Any, str]] = [
    (lambda: Title("astrology"), "there are no texts about 'astrology'"),
    (lambda: Sentence("bio", max_length=0), "at most 0 characters"),
    (lambda: Paragraph("bio", sentences=0), "1 to 4 sentences"),
    (lambda: Paragraph("bio", sentences=(3, 2)), "1 to 4 sentences"),
    (lambda: Paragraph("bio", sentences=(2, 9)), "1 to 4 sentences"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_refused(make: Any, message: str) -> None:
    with pytest.raises(FactoryError, match=message):
        make()
