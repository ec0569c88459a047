from __future__ import annotations

from seeding.findings import Finding, Severity
from seeding.report.findings import findings_text, ranked
from seeding.report.style import PLAIN

NOTE = Finding("n", "public.a", "a note", severity=Severity.NOTE)
WARNING = Finding("w", "public.b", "a warning\x1b[2J", "do this", Severity.WARNING)
ERROR = Finding("e", "public.c", "an error", "do that\nand that")


def test_the_worst_comes_first() -> None:
    assert ranked([NOTE, WARNING, ERROR]) == [ERROR, WARNING, NOTE]


def test_place_message_rule_and_hint() -> None:
    assert findings_text([NOTE, WARNING, ERROR], style=PLAIN, room=100) == [
        "error  public.c: an error [e]",
        "       do that",
        "       and that",
        "warning  public.b: a warning·[2J [w]",
        "         do this",
        "note  public.a: a note [n]",
    ]


def test_long_messages_go_on_below() -> None:
    lines = findings_text([Finding("rule", "public.users", "word " * 20)], style=PLAIN, room=40)
    assert all(len(line) <= 40 for line in lines)
    assert len(lines) > 2


def test_hundreds_are_counted_not_shown() -> None:
    lines = findings_text([ERROR] * 300, style=PLAIN, room=100)
    assert len(lines) == 20 * 3 + 1
    assert lines[-1] == "… and 280 more: --format json shows them all"


def test_a_long_hint_breaks_between_its_clauses_alone() -> None:
    hint = "write the rows in batches that commit; seed new migration NAME --template backfill starts one; or wait"
    lines = findings_text([Finding("rule", "public.users", "it waits", hint)], style=PLAIN, room=60)
    assert lines[1:] == [
        "       write the rows in batches that commit;",
        "       seed new migration NAME --template backfill starts one;",
        "       or wait",
    ]
