from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.report.cells import cut, pad, visible, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("naïve", 5), ("e\u0301", 1), ("東京", 4), ("हिन्दी", 5), ("🎉", 2), ("a\u200bb", 2)],
)
def test_width_is_what_a_terminal_takes(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [("Community", 9, "Community"), ("Community", 8, "Communi…"), ("東京都庁", 6, "東京…"), ("two words", 5, "two…")],
)
def test_cut_marks_what_is_missing(text: str, room: int, shown: str) -> None:
    assert cut(text, room) == shown


@given(st.text(), st.integers(1, 40))
def test_cut_and_pad_fill_exactly(text: str, room: int) -> None:
    assert width(pad(cut(visible(text), room), room)) == room


@pytest.mark.parametrize("text", ["\x1b[2J", "\x1b]0;title\x07", "a\u202eb", "\x9b31m", "a\rb", "a\nb"])
def test_nothing_that_a_terminal_acts_on_is_left(text: str) -> None:
    assert not set(visible(text)) & set("\x1b\x07\u202e\x9b\r\n")


def test_wrap_keeps_words_whole() -> None:
    assert wrap("one twothreefour five", 8) == ["one", "twothreefour", "five"]
    assert wrap("", 8) == [""]
