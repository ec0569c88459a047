from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from seeding.cli.terminal import room_of, style_of, tolerate_any_text, write


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "colour"),
    [
        (_Terminal(), {}, True),
        (_Terminal(), {"TERM": "dumb"}, False),
        (_Terminal(), {"NO_COLOR": "1"}, False),
        (_Terminal(), {"NO_COLOR": ""}, True),
        (_Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "0"}, False),
        (io.StringIO(), {"FORCE_COLOR": ""}, False),
    ],
)
def test_colour(stream: io.StringIO, environ: dict[str, str], colour: bool) -> None:
    assert style_of(stream, environ).colour is colour


def test_a_hundred_columns_where_there_is_no_terminal() -> None:
    assert room_of(io.StringIO()) == 100
    assert room_of(_Terminal()) == 100  # says it is one, and has no size


def test_a_reader_that_leaves_is_no_error() -> None:
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "w", encoding="utf-8") as stream:
        write(["line"], stream)
        write(["another"], stream)


def test_characters_an_encoding_lacks_become_question_marks() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from seeding.cli.terminal import *; tolerate_any_text(); write(['caf\\u00e9 \\u6771'])",
        ],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"caf\xe9 ?\n"


def test_utf_8_is_left_alone() -> None:
    tolerate_any_text()
