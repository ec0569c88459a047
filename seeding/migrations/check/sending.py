"""The connection that a history is tried on: one statement sent in a savepoint, and what the server said to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.database.connect import SESSION
from seeding.migrations import eased
from seeding.migrations.check.ran import Event, Failure, Ran
from seeding.migrations.check.source import Source
from seeding.migrations.check.wording import ENDS, as_text, in_transaction

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

_EVENTS = Path(__file__).with_name("events.sql")
_MARK = "seed:"
_SAID = re.compile(r': ".*"\Z', re.DOTALL)
_BLOCK_LINE = re.compile(r"\binline_code_block line (\d+)")
_PROVEN = re.compile(r'existing constraints on column "(?:.*\.)?([^".]+)" are sufficient')
_NOT_NULL = re.compile(r"not\s+null|primary\s+key", re.IGNORECASE)
_SECONDS = 20
_CALM = f"""
reset session authorization; reset role; reset all; discard temp; {SESSION}
set statement_timeout = '{_SECONDS}s'; set lock_timeout = '5s'
"""
_NO_EXTENSION = re.compile(r'extension "(.*)" is not available')
_MAKES_FUNCTION = re.compile(
    r'create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+(?:"?[\w$]+"?\s*\.\s*)?"?([\w$]+)', re.IGNORECASE
)
_ON_FUNCTION = re.compile(
    r'(?:(?:grant|revoke)\s[^;]*?\son|alter|comment\s+on)\s+function\s+(?:"?[\w$]+"?\s*\.\s*)?"?([\w$]+)', re.IGNORECASE
)
_FUNCTION = re.compile(r"create\s+(?:or\s+replace\s+)?(?:function|procedure)\b", re.IGNORECASE)
# There before each statement: a syntax error takes everything that is sent along with it.
SAVE = "savepoint seed_check"
KEEP = f"release savepoint seed_check; {SAVE}"


class Sender:
    """Sends statements, and hears what the server tells of them; `sources` are all files of the history."""

    def __init__(self, connect: Callable[[], Connection], sources: Iterable[Source]) -> None:
        self._connect = connect
        self._sources = tuple(sources)
        self.heard: list[Event] = []
        self.proven: set[str] = set()
        self.lacking: list[str] = []  # the extensions that were wanted, and the server does not have
        self.connection = self.open()
        self.connection.execute(_EVENTS.read_bytes(), prepare=False)

    def open(self) -> Connection:
        """A connection that tells what happens on it."""
        connection = self._connect()
        connection.autocommit = True
        connection.add_notice_handler(self.hear)
        return connection

    def forget(self) -> None:
        """What was heard so far is not of the next statement."""
        self.heard, self.proven = [], set()

    def makes(self, pattern: re.Pattern[str], name: str) -> bool:
        """Whether a file says that it makes a thing of that kind and name."""
        return any(
            found[1].lower() == name.lower() for source in self._sources for found in pattern.finditer(source.plain)
        )

    def execute(self, ran: Ran, plain: str | None = None, *, unchecked: bool = False) -> Failure | None:
        """Run it (or what is as good) in a savepoint; what the server refused, None where it took it.

        `unchecked` takes the body of a function as it comes.
        """
        text = in_transaction(ran.text) if plain is None else plain
        data = ran.source.rows_after(ran.statement)
        lead = ""
        # PostgreSQL says so where a scan is spared: the one thing that no catalog shows afterwards.
        hears = _NOT_NULL.search(text) is not None
        if hears:
            lead = "set local client_min_messages = debug1;\n"
        if unchecked:
            lead += "set local check_function_bodies = off;\n"
        try:
            if data is not None:
                with self.connection.cursor() as cursor, cursor.copy(text.encode()) as copy:
                    copy.write(ran.source.sql[data.start : data.end].encode())
                self.connection.execute(KEEP, prepare=False)
            else:
                tail = "\n;set local client_min_messages = notice" if hears else ""
                tail += "\n;set local check_function_bodies = on" if unchecked else ""
                whole = f"{lead}{text}{tail}\n;{KEEP}"
                self.connection.execute(whole.encode(), prepare=False)
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            failure = self.failure(ran, error, len(lead) if data is None else 0)
            self.connection.execute("rollback to savepoint seed_check", prepare=False)
            self.lacking += _NO_EXTENSION.findall(failure.message)
            # What a missing extension would bring is stood in for, so that the rest is judged.
            if self.lacking and (other := as_text(text, failure, ran.statement.start)):
                return self.execute(ran, other, unchecked=unchecked)
            if self.lacking and not unchecked and failure.state in ("42883", "42704") and _FUNCTION.match(text):
                return self.execute(ran, plain, unchecked=True)
            if plain is None and eased.lacks_icu(self.connection, error):
                return self.execute(ran, eased.without_icu(text))
            if failure.state == "2D000" and plain is None and ENDS.search(text):
                # A block that commits its batches: here it is all one transaction.
                return self.execute(ran, ENDS.sub(lambda found: " " * (len(found[0]) - 5) + "null;", text))
            if plain is None and eased.may_ease(self.connection, error) and (other := eased.with_ranges(text)) != text:
                return self.execute(ran, other)
            if eased.may_ease(self.connection, error) or self._of_a_stand_in(text, failure):
                return Failure("seed-eased", failure.message, "", None)
            return failure
        return None

    def _of_a_stand_in(self, text: str, failure: Failure) -> bool:
        """Whether a privilege on a function is refused that the extension has, and its stand-in need not have."""
        if failure.state not in ("42883", "42704") or not (named := _ON_FUNCTION.match(text)):
            return False
        return not self.makes(_MAKES_FUNCTION, named[1]) and eased.stands_in(self.connection)

    def failure(self, ran: Ran, error: psycopg.Error, lead: int) -> Failure:
        """The error in words that may be shown; `lead` is what was sent before the statement."""
        said = error.diag.message_primary or str(error).strip() or type(error).__name__
        # A value that the server could not read may be somebody's, and what is not closed reaches into our own words.
        if (error.sqlstate or "").startswith("22"):
            said = _SAID.sub(': "***"', said)
        elif said.startswith("unterminated"):
            said = said.partition(" at or near ")[0]
        position = error.diag.statement_position
        offset = None
        if position is not None and int(position) - 1 >= lead:
            offset = min(ran.statement.start + int(position) - 1 - lead, ran.statement.end)
        return Failure(error.sqlstate or "", said, error.diag.message_hint or "", offset)

    def hear(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        """Take note of what events.sql tells, and of a scan that was spared."""
        said = diagnostic.message_primary or ""
        if said.startswith(_MARK):
            kind, *facts = json.loads(said[len(_MARK) :])
            # The outermost block is the one in the file; what it calls has lines of its own.
            lines = _BLOCK_LINE.findall(diagnostic.context or "")
            self.heard.append(Event(kind, tuple(facts), int(lines[-1]) if lines else 0))
        elif found := _PROVEN.search(said):
            self.proven.add(found[1])

    def calm(self) -> None:
        """The session as it was before any file changed it."""
        self.connection.execute(_CALM, prepare=False)
