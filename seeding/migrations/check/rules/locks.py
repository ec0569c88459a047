"""What holds up readers and writers, writes a table anew, or takes data away for good: judged by what was run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seeding.findings import Severity
from seeding.migrations.check.catalog import Constraint, Table
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.lexer import tokens
from seeding.migrations.check.ran import Event, Ran, Step, of_kind

_BODY = re.compile(r"do\s+(?:language\s+\w+\s+)?\$\w*\$", re.IGNORECASE)
_COLUMN_TYPE = 4  # the reasons of a rewrite, as PostgreSQL numbers them (event_trigger.h)
_INDEX_ON = re.compile(
    r"create\s+(?:unique\s+)?index\s.*?\bon\s+(?:only\s+)?((?:\"(?:[^\"]|\"\")+\"|[\w$]+)(?:\s*\.\s*(?:\"(?:[^\"]|\"\")+\"|[\w$]+))?)",
    re.IGNORECASE | re.DOTALL,
)
_IN_CODE = re.compile(
    r"\b(?:(?:create\s+(?:unique\s+)?|drop\s+)index|reindex\s+\w+|detach\s+partition\s+\S+)\s+concurrently\b",
    re.IGNORECASE,
)
_NAME = r"(?:\"(?:[^\"]|\"\")+\"|[\w$]+)"
_DROP_TABLE = re.compile(r"drop\s+table\s+if\s+exists\s+([^;]+?)(?:\s+(?:cascade|restrict))?\s*$", re.IGNORECASE)
_DROP_COLUMN = re.compile(
    rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?({_NAME}(?:\s*\.\s*{_NAME})?)\s+"
    rf"drop\s+(?:column\s+)?if\s+exists\s+(?!constraint\b)({_NAME})",
    re.IGNORECASE,
)
_ALTER_TYPE = re.compile(
    rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?({_NAME}(?:\s*\.\s*{_NAME})?)\s.*?"
    rf"\balter\s+(?:column\s+)?{_NAME}\s+(?:set\s+data\s+)?type\s",
    re.IGNORECASE | re.DOTALL,
)
_VALIDATED = re.compile(r"\bvalidate\s+constraint\s+(\"(?:[^\"]|\"\")+\"|[\w$%]+)", re.IGNORECASE)
_ADDED = re.compile(r"\badd (?:constraint|check|foreign key|unique)\b")
_TRANSACTIONS = {"begin": 1, "start": 1, "commit": 0, "end": 0, "rollback": 0, "abort": 0}


@dataclass
class Known:
    """Names that the history has had so far: tables, and columns with their table."""

    tables: set[str] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, step: Step) -> None:
        """Add what a file had before, in between, and after."""
        states = [step.before, step.after, *(ran.after for ran in step.ran), *(ran.before for ran in step.ran)]
        for table in (table for state in states for table in state.values()):
            self.tables.add(table.name)
            self.columns |= {(table.name, column) for column in table.columns}


def judge(step: Step, known: Known) -> Iterator[Issue]:
    """Everything about locks in one file; `known` is what the history has had up to its end."""
    known.learn(step)
    for ran in step.ran:
        existing = {oid: table for oid, table in ran.before.items() if oid in step.before and not table.temporary}
        yield from _indexes(ran, step)
        yield from _constraints(ran, existing)
        yield from _columns(ran, existing)
        yield from _rewrites(ran, step, existing)
        yield from _drops(ran, step, known)
    yield from _in_transactions(step)


def at(ran: Ran, event: Event | None = None) -> tuple[int, int]:
    """The stretch of a whole statement; of a DO block the line that did it, where one line alone did anything."""
    lines = {event.line} if event is not None else {one.line for one in ran.events}
    whole = ran.statement.start, max(ran.statement.start, ran.statement.end - 1)
    body = _BODY.match(ran.text)
    if body is None or len(lines) != 1 or (number := lines.pop()) < 1:
        return whole
    written = ran.text[body.end() :].split("\n")
    if number > len(written) or not (line := written[number - 1]).strip():
        return whole
    start = ran.statement.start + body.end() + sum(len(earlier) + 1 for earlier in written[: number - 1])
    indent = len(line) - len(line.lstrip())
    return start + indent, start + len(line.rstrip().removesuffix(";"))


def _words(ran: Ran) -> list[str]:
    """The statement's bare words, in lower case."""
    return [token.value for token in tokens(ran.text) if token.kind == "word"]


def _indexes(ran: Ran, step: Step) -> Iterator[Issue]:
    first = ran.statement.words[:1]
    if first == ("reindex",):
        if "concurrently" not in _words(ran):
            yield _index(ran, "the table", "REINDEX")
        return
    if re.match(r"create\s+(?:unique\s+)?index\s.*?\son\s+only\s", ran.text, re.IGNORECASE | re.DOTALL):
        return  # of a partitioned table alone, whose partitions get theirs one by one: nothing is built
    made = [e.facts[5] for e in of_kind(ran.events, "made") if e.facts[0] == "CREATE INDEX" and e.facts[1] == "index"]
    tables = [step.before[oid] for oid in made if oid in step.before and not step.before[oid].temporary]
    if not ran.worked and (found := _INDEX_ON.match(ran.text)):
        tables = [table for table in step.before.values() if same_name(found[1], table)]
    if tables and not (first == ("create",) and "concurrently" in _words(ran)):
        yield _index(ran, tables[0].shown, "CREATE INDEX")
    for table, constraint in _new_constraints(ran, step.before, "up"):
        if "using index" not in " ".join(ran.text.lower().split()):
            yield issue(
                "index-not-concurrent",
                ran.source,
                at(ran),
                f'the index of "{constraint}" is built while nobody can read or write {table.shown}',
                "create unique index concurrently …; then alter table … add constraint … unique using index …",
            )


def _index(ran: Ran, table: str, what: str) -> Issue:
    word = f"{what} CONCURRENTLY, in a file of its own"
    return issue(
        "index-not-concurrent",
        ran.source,
        at(ran),
        f"nobody can write to {table} while the index is built",
        f"write {word}: it needs to run outside a transaction",
    )


def _made_again(constraint: Constraint, before: Table, after: Table) -> bool:
    """Whether the server made it again because a column got another type, which is told as that."""
    there = {(old.name, old.kind, old.columns) for old in before.constraints.values()}
    if (constraint.name, constraint.kind, constraint.columns) not in there:
        return False
    shared = [name for name in constraint.columns if name in before.columns and name in after.columns]
    return any(before.columns[name].type != after.columns[name].type for name in shared)


def _new_constraints(ran: Ran, existing: dict[int, Table], kinds: str) -> Iterator[tuple[Table, str]]:
    """Constraints that a table from before now has, and for which every one of its rows is read at once."""
    for oid, after in ran.after.items():
        before = ran.before.get(oid)
        if before is None or oid not in existing or after.temporary:
            continue
        for number, constraint in after.constraints.items():
            if (
                number not in before.constraints
                and constraint.kind in kinds
                and constraint.validated
                and not constraint.inherited
                and not _made_again(constraint, before, after)
                and (
                    not constraint.columns
                    or any(_is_read(constraint, name, ran, after, before) for name in constraint.columns)
                )
            ):
                yield after, constraint.name


def _is_read(constraint: Constraint, name: str, ran: Ran, after: Table, before: Table) -> bool:
    """Whether every row is read for it: not for a new column's own constraint, a key that is NULL there least of all.

    ADD CONSTRAINT has the rows read also where its column is new (PostgreSQL 18, ATExecAddConstraint).
    """
    column = after.columns.get(name)
    if column is None:
        return False
    old = any(other.number == column.number for other in before.columns.values())
    return old or (constraint.kind == "f" and column.filled) or _ADDED.search(" ".join(_words(ran))) is not None


def _validated_later(ran: Ran, name: str = "") -> bool:
    """Whether a block of code adds a constraint (of this name) first and has it validated then."""
    if ran.statement.words[:1] != ("do",):
        return False
    names = _VALIDATED.findall(ran.text)
    return bool(names) and (not name or any(one.strip('"') in (name, "%I", "%s") for one in names))


def _constraints(ran: Ran, existing: dict[int, Table]) -> Iterator[Issue]:
    for table, name in _new_constraints(ran, existing, "cf"):
        if _validated_later(ran, name):
            continue
        if not table.partition or len(ran.after) == 1:
            yield issue(
                "constraint-not-valid",
                ran.source,
                at(ran),
                f'"{name}" is checked against every row of {table.shown} while nobody can write to it',
                "add it NOT VALID, which checks new rows only; then VALIDATE CONSTRAINT in a later migration",
            )
            return


def _columns(ran: Ran, existing: dict[int, Table]) -> Iterator[Issue]:
    unproven = not _validated_later(ran)
    for oid, before in existing.items():
        after = ran.after.get(oid)
        if after is None or (after.partition and len(existing) > 1):
            continue
        keyed = {n for c in after.constraints.values() if c.kind == "p" for n in c.columns} - {
            n for c in before.constraints.values() if c.kind == "p" for n in c.columns
        }
        unread = {n for c in after.constraints.values() if c.kind == "n" and not c.validated for n in c.columns}
        # By number: a column of another name is the one it was.
        numbered = {column.number: column for column in before.columns.values()}
        for name, column in after.columns.items():
            was = numbered.get(column.number)
            if was is None and column.not_null and not column.filled:
                yield issue(
                    "column-without-default",
                    ran.source,
                    at(ran),
                    f'fails wherever {after.shown} has rows: "{name}" is NOT NULL and nothing fills it',
                    "add it with a DEFAULT, or nullable, fill it, and set NOT NULL in a later migration",
                    severity=Severity.WARNING,
                )
            elif (
                was is not None
                and column.not_null
                and not was.not_null
                and name not in ran.proven
                and unproven
                and name not in keyed
                and name not in unread
            ):
                yield issue(
                    "set-not-null",
                    ran.source,
                    at(ran),
                    f'every row of {after.shown} is read, while nobody can use it, to see that "{name}" has no NULL',
                    f"first add a check ({name} is not null) not valid, and validate it: then no row is read",
                )


def _rewrites(ran: Ran, step: Step, existing: dict[int, Table]) -> Iterator[Issue]:
    told = [event for event in of_kind(ran.events, "rewritten") if event.facts[0] in step.before]
    told = [event for event in told if not step.before[event.facts[0]].temporary]
    for event in told[:1]:
        oid, reason = event.facts
        table = step.before[oid]
        if reason & _COLUMN_TYPE:
            after = ran.after.get(oid) or table
            changed = [n for n, c in after.columns.items() if n in table.columns and table.columns[n].type != c.type]
            named = f'"{changed[0]}" gets another type: ' if changed else ""
            yield issue(
                "alter-type",
                ran.source,
                at(ran, event),
                f"{named}{table.shown} is written anew, with its indexes, while nobody can read or write it",
                "add a column of the new type, fill it in batches, and let it take the old one's place later",
            )
        else:
            yield issue(
                "table-rewrite",
                ran.source,
                at(ran, event),
                f"{table.shown} is written anew while nobody can read or write it",
                "add the column without a default that differs from row to row, set the default, fill old rows later",
                severity=Severity.WARNING,
            )
    if not ran.worked and (found := _ALTER_TYPE.match(ran.text)):
        for table in (table for table in step.before.values() if same_name(found[1], table)):
            yield issue(
                "alter-type",
                ran.source,
                at(ran),
                f"{table.shown} may be written anew, with its indexes, while nobody can read or write it",
                "add a column of the new type, fill it in batches, and let it take the old one's place later",
            )
    if ran.skipped and re.match(r"vacuum\s*\(?[^;]*\bfull\b", ran.text, re.IGNORECASE):
        yield issue(
            "table-rewrite",
            ran.source,
            at(ran),
            "VACUUM FULL writes the table anew while nobody can read or write it",
            "VACUUM alone frees the room for new rows without a lock",
            severity=Severity.WARNING,
        )


def _drops(ran: Ran, step: Step, known: Known) -> Iterator[Issue]:
    yield from _unknown(ran, known)
    gone = of_kind(ran.events, "dropped")
    tables = [
        event
        for event in gone
        if event.facts[0] in ("table", "foreign table") and event.facts[3] in step.before and not event.facts[6]
    ]
    if tables:
        name = step.before[tables[0].facts[3]].shown
        more = f" and {len(tables) - 1} more" if len(tables) > 1 else ""
        yield issue(
            "drop-table",
            ran.source,
            at(ran, tables[0]),
            f"the rows of {name}{more} are gone for good, and code that still uses it fails",
            "deploy code that does without it first; keep a copy, and drop it in a migration of its own",
        )
    dropped = {event.facts[3] for event in tables}
    for event in gone:
        facts = event.facts
        oid, number = facts[3], facts[4]
        table = step.before.get(oid)
        if facts[0] != "table column" or table is None or oid in dropped or table.temporary:
            continue
        column_name = next((n for n, column in table.columns.items() if column.number == number), None)
        if column_name is not None:
            yield issue(
                "drop-column",
                ran.source,
                at(ran, event),
                f'what stands in "{column_name}" of {table.shown} is gone for good, and code that still reads it fails',
                "deploy code that does without it first, and drop it in a later migration",
            )
            return


def _unknown(ran: Ran, known: Known) -> Iterator[Issue]:
    """IF EXISTS of what no migration made: nothing happens here, and much where somebody made it by hand."""
    if not ran.worked or of_kind(ran.events, "dropped"):
        return
    if found := _DROP_TABLE.match(ran.text):
        names = [[t.value for t in tokens(part) if t.kind in ("word", "name")] for part in found[1].split(",")]
        unknown = [name for name in names if name and name[-1] not in known.tables]
        if unknown:
            yield issue(
                "drop-table",
                ran.source,
                at(ran),
                f'no migration makes "{unknown[0][-1]}": where somebody made it by hand, its rows are gone for good',
                "look whether it is there, and bring it into a migration first (supabase db pull)",
            )
    elif found := _DROP_COLUMN.match(ran.text):
        table, column = ([t.value for t in tokens(found[i]) if t.kind in ("word", "name")][-1] for i in (1, 2))
        if (table, column) not in known.columns:
            yield issue(
                "drop-column",
                ran.source,
                at(ran),
                f'no migration makes "{column}" of {table}: where somebody made it by hand, what stands in it is gone',
                "look whether it is there, and bring it into a migration first (supabase db pull)",
            )


def _in_transactions(step: Step) -> Iterator[Issue]:
    inside = False
    for ran in step.ran:
        words = ran.statement.words
        first = words[0] if words else ""
        if first in _TRANSACTIONS and words[:2] != ("rollback", "to"):
            inside = bool(_TRANSACTIONS[first])
        concurrent = first in ("create", "drop", "reindex", "alter") and "concurrently" in _words(ran)
        refused = ran.failure is not None and ran.failure.state == "25001"
        in_code = first == "do" and _IN_CODE.search(ran.text) is not None
        if (concurrent and inside) or refused or in_code:
            yield issue(
                "concurrently-in-tx",
                ran.source,
                at(ran),
                "fails: CONCURRENTLY cannot run inside a transaction" + ("" if concurrent else ", as this block does"),
                "move it to a migration of its own, without BEGIN and COMMIT, DO or a function around it",
            )
        elif concurrent and step.source.wrapped:
            yield issue(
                "concurrently-in-tx",
                ran.source,
                at(ran),
                "fails: CONCURRENTLY cannot run inside a transaction, as the tool sends this file in one",
                f"write {step.source.wrapped}, in a file that does nothing else",
            )


def same_name(written: str, table: Table) -> bool:
    """Whether a name as it is written in SQL means that table; without a schema, any will do.

    >>> from seeding.migrations.check.catalog import Constraint, Table
    >>> notes = Table(1, "public", "notes", "r", False, False, False, False, {}, {})
    >>> [same_name(written, notes) for written in ('notes', '"public" . Notes', '"Notes"', 'app.notes')]
    [True, True, False, False]
    """
    parts = [token.value for token in tokens(written) if token.kind in ("word", "name")]
    return bool(parts) and parts[-1] == table.name and (len(parts) == 1 or parts[-2] == table.schema)
