"""HTML by construction: what is not markup is escaped."""

from __future__ import annotations

from html import escape

from seeding.report.cells import visible


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | None
_VOID = frozenset({"meta", "path", "rect", "line", "br", "circle"})


def tag(name: str, /, *content: Content, **attributes: object) -> Html:
    """An element; `class_` is class, `aria_label` is aria-label, None leaves an attribute out.

    >>> tag("p", "a < b", class_="note", title=None)
    '<p class="note">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(visible(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{given}>" if name in ("meta", "br") else f"<{name}{given}/>")
    return Html(f"<{name}{given}>{join(*content)}</{name}>")


def join(*content: Content) -> Html:
    """Pieces in a row."""
    return Html("".join(piece if isinstance(piece, Html) else escape(visible(piece or "")) for piece in content))


def table(
    head: list[Content], rows: list[list[Content]], *, caption: str, numbers: frozenset[int], hidden: bool = False
) -> Html:
    """A table with its caption, the first cell of each row its heading; columns in `numbers` are aligned right."""
    aligned = dict.fromkeys(numbers, "number")
    headings = [tag("th", cell, scope="col", class_=aligned.get(i)) for i, cell in enumerate(head)]
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row", class_=aligned.get(0)),
            *(tag("td", cell, class_=aligned.get(i)) for i, cell in enumerate(row[1:], 1)),
        )
        for row in rows
    ]
    shown = tag("caption", caption, class_="unseen" if hidden else None)
    return tag("table", shown, tag("thead", tag("tr", *headings)), tag("tbody", *body))
