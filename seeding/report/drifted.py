"""What `seed drift` found, for people, for machines, and for an issue on GitHub."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from seeding.report.cells import cut, pad, visible, width, wrap
from seeding.report.masked import masked
from seeding.report.style import Style
from seeding.report.words import plural

if TYPE_CHECKING:
    from seeding.migrations.drift import Change, Drift, Side

_MOST_LINES = 12
# Triggers that call an API carry its key; a default may. What begins like one is not shown.
_SECRET = re.compile(
    r"(?i)(\bbearer\s+|\bapikey[\"']?\s*[:=]\s*[\"']?)[\w.~+/=-]{8,}"
    r"|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\b(?:sb_secret|sk_live|sk_test|rk_live|whsec|sbp|ghp|xox[a-z])[_-][\w-]{8,}"
)
# What Markdown, or GitHub in it, would act on: names are the database's, not ours.
_SPECIAL = {ord(c): f"\\{c}" for c in "\\`*_[]<>|#~"} | {ord("@"): "@\u200b"}


def drift_text(drift: Drift, *, style: Style, room: int) -> list[str]:
    """Lines for a terminal; the verdict comes last."""
    lines = [*_side("A", drift.a, style, room), *_side("B", drift.b, style, room)]
    kind = ""
    for change in drift.changes:
        if change.kind != kind:
            lines += ["", style.bold(change.kind)]
            kind = change.kind
        lines += _change(change, style, room)
    if drift.sql:
        lines += ["", style.bold("as the Supabase CLI would make A like B (supabase db diff), to review:")]
        lines += [f"  {visible(line)}" if line else "" for line in shown(drift.sql).splitlines()]
    if drift.note:
        lines += ["", style.dim(visible(f"note: {shown(drift.note)}"))]
    verdict = style.green("equal: nothing differs") if drift.equal else style.red(f"drift: {_counted(drift)}")
    return [*lines, "", verdict]


def drift_markdown(drift: Drift) -> list[str]:
    """Lines of GitHub's Markdown; the verdict comes first."""
    lines = [
        f"## Schema drift: {'none' if drift.equal else _counted(drift)}",
        "",
        f"- **A** {_said(drift.a).translate(_SPECIAL)}",
        f"- **B** {_said(drift.b).translate(_SPECIAL)}",
    ]
    kind = ""
    for change in drift.changes:
        if change.kind != kind:
            lines += ["", f"### {change.kind}", ""]
            kind = change.kind
        lines.append(f"- {visible(change.name).translate(_SPECIAL)}: {_state(change).translate(_SPECIAL)}")
        if change.a is not None and change.b is not None:
            lines += ["", *_fenced("diff", _difference(change)), ""]
    if drift.sql:
        lines += ["", "<details><summary>As the Supabase CLI would make A like B, to review</summary>", ""]
        lines += [*_fenced("sql", shown(drift.sql).splitlines()), "", "</details>"]
    return [*lines, *(["", drift.note.translate(_SPECIAL)] if drift.note else [])]


def drift_json(drift: Drift) -> dict[str, Any]:
    """All of it."""
    return {
        "equal": drift.equal,
        "a": _side_json(drift.a),
        "b": _side_json(drift.b),
        "differences": [
            {
                "kind": change.kind,
                "name": change.name,
                "a": None if change.a is None else shown(change.a),
                "b": None if change.b is None else shown(change.b),
                "with": dict(change.parts),
            }
            for change in drift.changes
        ],
        "sql": shown(drift.sql),
        "note": shown(drift.note),
    }


def shown(text: str) -> str:
    """A definition without what looks like a key or a password.

    >>> shown("http_request('https://api.example.com', '{\\"Authorization\\": \\"Bearer abcdefgh12345678\\"}')")
    'http_request(\\'https://api.example.com\\', \\'{"Authorization": "Bearer ***"}\\')'
    """
    return _SECRET.sub(lambda found: f"{found[1] or ''}***", masked(text))


def _side(letter: str, side: Side, style: Style, room: int) -> list[str]:
    first, *rest = wrap(visible(_said(side)), room - 3)
    return [f"{style.bold(letter)}  {first}", *(f"   {line}" for line in rest)]


def _said(side: Side) -> str:
    name = "" if side.name in (side.shown, "migrations", "embedded") else f"{side.name}: "
    return f"{name}{side.shown}, PostgreSQL {side.version}"


def _change(change: Change, style: Style, room: int) -> list[str]:
    name, state = visible(change.name), visible(_state(change))
    if change.a is None or change.b is None:
        lead = f"  {pad(name, 40)}  "
        if width(lead) + width(state) <= room:
            return [lead + style.yellow(state)]
        return [f"  {name}", *(f"    {style.yellow(line)}" for line in wrap(state, room - 4))]
    signs = {"-": style.red, "+": style.green}
    lines = [f"    {signs.get(line[:1], style.dim)(cut(visible(line), room - 4))}" for line in _difference(change)]
    return [f"  {name}", *lines]


def _state(change: Change) -> str:
    if change.a is not None and change.b is not None:
        return "differs"
    parts = [
        plural(count, kind, f"{kind[:-1]}ies" if kind == "policy" else _nouns(kind)) for kind, count in change.parts
    ]
    return f"only in {'B' if change.a is None else 'A'}{', with ' + ', '.join(parts) if parts else ''}"


def _nouns(kind: str) -> str:
    return "indexes" if kind == "index" else f"{kind}s"


def _difference(change: Change) -> list[str]:
    """Lines of A with -, of B with +; long bodies only where they differ."""
    a, b = (shown(text or "").rstrip().splitlines() or ["(nothing of its own)"] for text in (change.a, change.b))
    if len(a) == len(b) == 1:
        return [f"- {a[0]}", f"+ {b[0]}"]
    lines = [line for line in difflib.unified_diff(a, b, n=1, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"… {plural(more, 'line')} more: --format json"] if more > 0 else [])]


def _counted(drift: Drift) -> str:
    kinds = Counter(change.kind for change in drift.changes)
    return f"{plural(len(drift.changes), 'difference')} ({', '.join(f'{kind} {n}' for kind, n in kinds.items())})"


def _fenced(language: str, lines: list[str]) -> list[str]:
    # A fence longer than any in the text.
    longest = max((len(ticks) for line in lines for ticks in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *map(visible, lines), fence]


def _side_json(side: Side) -> dict[str, Any]:
    return {"name": side.name, "database": side.shown, "server_version": side.version}
