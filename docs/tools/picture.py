"""The README's picture of a terminal, drawn from what a real `seed local` prints."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from tools.markdown import DOCS
from tools.scratch import scratch

PICTURE = DOCS / "images" / "seed-local.svg"

# Fonts are the reader's own: nothing is fetched, and GitHub would not let it be.
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_THEME = TerminalTheme(
    (24, 27, 33),
    (214, 218, 226),
    [
        (60, 65, 76), (224, 108, 117), (126, 199, 132), (229, 192, 123),
        (97, 175, 239), (198, 120, 221), (86, 182, 194), (171, 178, 191),
    ],
    [
        (110, 118, 133), (240, 128, 137), (152, 219, 158), (240, 208, 145),
        (120, 190, 250), (214, 145, 235), (110, 205, 215), (255, 255, 255),
    ],
)  # fmt: skip


def draw() -> str:
    """The picture as SVG: `seed local` in a new copy of the repository, colours as on a terminal."""
    with scratch("example", "seed") as folder:
        done = folder.run("seed local", colour=True)
        if done.returncode:
            raise RuntimeError(f"seed local ended with {done.returncode}\n{done.stdout}{done.stderr}")
        output = folder.shown(done.stdout)
    return svg(output)


def svg(output: str) -> str:
    """Coloured output of `seed local`, as a window."""
    text = Text.from_ansi(output.rstrip("\n"))
    width = max(len(line) for line in text.plain.splitlines()) + 1
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.assemble(("$ ", "bold green"), "seed local"))
    console.print(text)
    picture = console.export_svg(title="seed local", theme=_THEME, unique_id="seed", code_format=_format())
    return "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"


def _format() -> str:
    from rich._export_format import CONSOLE_SVG_FORMAT

    plain = re.sub(r"\s*@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    plain = plain.replace("Fira Code, monospace", _FONTS).replace("font-family: arial", f"font-family: {_FONTS}")
    plain = plain.replace("<!-- Generated with Rich https://www.textualize.io -->\n", "")
    assert "http" not in plain.replace("http://www.w3.org/2000/svg", ""), "the picture would fetch something"
    return plain


def words(picture: str) -> str:
    """The text of a picture, spaces aside: for comparing two of them."""
    from html import unescape

    return " ".join(unescape(" ".join(re.findall(r"<text [^>]*>(.*?)</text>", picture))).split())
