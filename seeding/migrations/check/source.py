"""The files that are checked, each cut into statements; COPY's data and psql's own commands are no SQL."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from seeding.migrations.statements import Statement, split

_COPY = re.compile(
    r"^[ \t]*copy\s[^;']*?\bfrom\s+stdin\b[^;]*;[^\n]*\n"
    r"(?P<data>(?:(?!\\\.)[^\n]*\n)*?)(?P<end>\\\.[ \t\r]*(?:\n|\Z)|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_PSQL = re.compile(
    r"^\\(?:c|connect|echo|elif|else|encoding|endif|g|gexec|i|if|include|ir|o|prompt|pset|q|quit|restrict|set|t|timing"
    r"|unrestrict|unset|warn|x)\b[^\n]*",
    re.MULTILINE,
)
_LINE = re.compile(r"[^\n]+")
_VERSION = re.compile(r"(?P<version>\d+)_(?P<name>.+)\.sql")
# The way back in the same file: goose, sql-migrate, dbmate, node-pg-migrate.
_DIRECTION = re.compile(
    r"^--[ \t]*(?:\+(?:goose|migrate)[ \t]+|migrate:[ \t]*)(?P<to>up|down)\b[^\n]*"
    r"|^--[ \t]*(?P<way>up|down)[ \t]+migration\b[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
# dbmate, goose and sql-migrate send a file in a transaction of their own, unless it says that it wants none.
_WRAPPED = re.compile(r"^--[ \t]*(?:\+(?:goose|migrate)[ \t]+|migrate:[ \t]*)up\b(?P<options>[^\n]*)", re.I | re.M)
_UNWRAPPED = re.compile(r"^--[ \t]*\+goose[ \t]+no[ \t]+transaction\b", re.I | re.M)
_OPTED_OUT = re.compile(r"\btransaction[ \t]*:[ \t]*false\b|\bnotransaction\b", re.I)
_BACK = re.compile(r"(?:.*[.])?(?:down|rollback|undo)[.]sql|U[0-9][0-9._]*__.*[.]sql", re.IGNORECASE)
_FLYWAY = re.compile(r"V(?P<version>\d+(?:[._]\d+)*)__.*[.]sql")
_OWN_FOLDER = ("migration.sql", "up.sql", "down.sql")
_LONGEST_NUMBER = 7  # digits of a version that only counts; more of them are a date


@dataclass(frozen=True, slots=True)
class Data:
    """Rows that follow a COPY … FROM STDIN: lines in the file from `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """One file. `sql` is what it says; `plain` the same, with blanks where no SQL stands (COPY's data).

    `shown` is its path as people are told it; `seed` is true for files that fill tables and change no schema.
    """

    path: Path
    shown: str
    sql: str
    plain: str = field(repr=False)
    data: tuple[Data, ...] = ()
    seed: bool = False
    back: bool = False  # a way back (….down.sql), which is not part of the way forward
    unreadable: str = ""

    @cached_property
    def statements(self) -> list[Statement]:
        """Its statements, in order."""
        return split(self.plain)

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.sql)]

    @cached_property
    def wrapped(self) -> str:
        """What opts a file out of the transaction that its tool sends it in; empty where there is none, or it does."""
        found = _WRAPPED.search(self.sql)
        if found is None or _OPTED_OUT.search(found["options"]) or _UNWRAPPED.search(self.sql):
            return ""
        if "+goose" in found[0].lower():
            return "-- +goose NO TRANSACTION"
        return f"{found[0].rstrip()} {'notransaction' if '+' in found[0] else 'transaction:false'}"

    @property
    def version(self) -> str:
        """The digits its name begins with; empty where it has none."""
        found = _VERSION.fullmatch(self.path.name)
        return found["version"] if found else ""

    def line(self, offset: int) -> int:
        """The line, from 1, that the character at `offset` is on."""
        return bisect_right(self._breaks, offset - 1) + 1

    def column(self, offset: int) -> int:
        """The column, from 1, of the character at `offset`."""
        return offset - (self.sql.rfind("\n", 0, offset) + 1) + 1

    def rows_after(self, statement: Statement) -> Data | None:
        """The data of a COPY that reads from standard input; None where there is none."""
        if statement.words[:1] != ("copy",):
            return None
        first = next((data for data in self.data if data.start >= statement.end), None)
        return first if first is not None and not self.sql[statement.end : first.start].strip() else None

    def text_of_line(self, number: int) -> str:
        """The line of that number, without its end."""
        start = 0 if number < 2 else self._breaks[number - 2] + 1
        end = self._breaks[number - 1] if number <= len(self._breaks) else len(self.sql)
        return self.sql[start:end].rstrip("\r")


def read(path: Path, shown: str, *, seed: bool = False) -> Source:
    """The file at `path`; one that is no UTF-8 says so in `unreadable` and is empty."""
    try:
        sql = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return Source(path, shown, "", "", seed=seed, unreadable=str(error))
    # A character a server would refuse takes nothing else with it.
    sql = sql.replace("\r\n", "\n").replace("\x00", " ")
    plain, data = _without_data(sql)
    return Source(path, shown, sql, _forward(plain), data, seed, _BACK.fullmatch(path.name) is not None)


def in_order(folder: Path, shown: str) -> list[Source]:
    """Every .sql file of a folder, in the order they are applied: by name, or by number where names only count.

    Where each migration has a folder (Prisma's migration.sql, Diesel's up.sql), those, by the folders' names.
    """
    paths = sorted(folder.glob("*.sql"), key=lambda path: path.name) if folder.is_dir() else []
    if not paths:
        own = [path for name in _OWN_FOLDER for path in folder.glob(f"*/{name}")]
        own.sort(key=lambda path: (path.parent.name, path.name))
        return [read(path, f"{shown}/{path.parent.name}/{path.name}") for path in own]
    numbers = [_number(path.name) for path in paths]
    if any(numbers) and all(len(number) > 1 or number[0] < 10**_LONGEST_NUMBER for number in numbers if number):
        # What has no number is repeatable, and comes last.
        paths.sort(key=lambda path: (not _number(path.name), _number(path.name), path.name))
    return [read(path, f"{shown}/{path.name}") for path in paths]


def _number(name: str) -> tuple[int, ...]:
    """The number that a name counts with; empty where it has none.

    >>> [_number(name) for name in ("2_b.up.sql", "V1.10__c.sql", "R__views.sql", "0003_d.sql")]
    [(2,), (1, 10), (), (3,)]
    """
    if found := _FLYWAY.fullmatch(name):
        return tuple(int(part) for part in re.split(r"[._]", found["version"]))
    found = _VERSION.fullmatch(name)
    return (int(found["version"]),) if found else ()


def _without_data(sql: str) -> tuple[str, tuple[Data, ...]]:
    found = []
    plain = sql
    for match in _COPY.finditer(sql):
        found.append(Data(match.start("data"), match.end("data")))
        plain = _blanked(plain, match.start("data"), match.end("end"))
    if "\n\\" in plain or plain.startswith("\\"):
        for match in list(_PSQL.finditer(plain)):
            plain = _blanked(plain, match.start(), match.end())
    return plain, tuple(found)


def _forward(plain: str) -> str:
    """The same without the ways back that comments of the tool begin: blanks stand there, too."""
    marks = list(_DIRECTION.finditer(plain))
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        if (mark["to"] or mark["way"]).lower() == "down":
            plain = _blanked(plain, mark.end(), len(plain) if following is None else following.start())
    return plain


def _blanked(text: str, start: int, end: int) -> str:
    # Blanks instead of nothing, so that every place still points into the file.
    return text[:start] + _LINE.sub(lambda found: " " * len(found[0]), text[start:end]) + text[end:]
