from __future__ import annotations

from seeding.report.grid import Heading, grid
from seeding.report.style import PLAIN, Style


def test_columns_are_aligned_whatever_the_script() -> None:
    lines = grid(
        [Heading("city"), Heading("rows", right=True)], [["東京", "1,200"], ["Pune", None]], room=40, style=PLAIN
    )
    assert lines == [
        "  city   rows",
        "  東京  1,200",
        "  Pune   NULL",
    ]


def test_the_last_column_is_cut_or_goes_on() -> None:
    headings = [Heading("a"), Heading("why")]
    row = ["x", "because the profile says so in so many words"]
    assert grid(headings, [row], room=30, style=PLAIN)[1] == "  x  because the profile says…"
    assert grid(headings, [row], room=30, style=PLAIN, wrapped=True)[1:] == [
        "  x  because the profile says",
        "     so in so many words",
    ]


def test_null_and_the_text_null_differ_in_colour() -> None:
    _, null, text = grid([Heading("a")], [[None], ["NULL"]], room=30, style=Style(True))
    assert null == "  \x1b[2mNULL\x1b[0m"
    assert text == "  NULL"


def test_colours_do_not_move_columns() -> None:
    style = Style(True)
    plain = grid([Heading("a"), Heading("b")], [["1", "2"], ["long", None]], room=30, style=PLAIN)
    coloured = grid([Heading("a", paint=style.cyan), Heading("b")], [["1", "2"], ["long", None]], room=30, style=style)
    for code in ("\x1b[36m", "\x1b[2m", "\x1b[0m"):
        coloured = [line.replace(code, "") for line in coloured]
    assert coloured == plain
