"""What a policy's expression, or a function that it calls, says of the one who asks: as text, since subqueries and
function bodies have no other form here.

Every way to ask who it is becomes one mark, `§sub§`, `§claim:app_metadata.org_id§`, `§setting:app.tenant_id§`; what
a column is compared with then is a mark beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seeding.schema import Name, Schema

_NAME = r'(?:"[^"]+"|[a-z_][\w$]*)'
_IDENT = rf"{_NAME}(?:\.{_NAME}){{0,2}}"
_CAST = re.compile(
    r"::\s*(?:\"?[a-z_][\w.]*\"?)(?: varying| precision| with(?:out)? time zone)?(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?"
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_PATH = r"((?:\s*\)*\s*->>?\s*'[^']*')+)"
_JWT = re.compile(
    r"\(*\s*(?:auth\.jwt\(\)|(?:nullif\(\s*)?\(?current_setting\('request\.jwt\.claims'(?:,\s*true)?\)\)?(?:,\s*''\s*\))?)"
    rf"\s*{_PATH}\)*"
)
_STEP = re.compile(r"'([^']*)'")
_CLAIM = re.compile(r"current_setting\('request\.jwt\.claim\.(\w+)'(?:,\s*true)?\)")
_SETTING = re.compile(r"current_setting\('([^']+)'(?:,\s*(?:true|false))?\)")
_ALONE = re.compile(r"\(\s*select\s+(§[^§]+§|[\w.\"]+\(\s*\))(?:\s+as\s+[\w\"]+)?\s*\)", re.IGNORECASE)
_WRAPPED = re.compile(r"\(\s*(§[^§]+§)\s*\)|\bnullif\(\s*(§[^§]+§)\s*,\s*''\s*\)", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w\"])\(\s*({_IDENT})\s*\)")
_MARK = r"§([^§]+)§"
_COMPARED = (
    re.compile(rf"({_IDENT})\s*=\s*(?:any\s*)?\(*\s*{_MARK}", re.IGNORECASE),
    re.compile(rf"({_IDENT})\s+in\s*\(\s*{_MARK}", re.IGNORECASE),
)
_TURNED = re.compile(
    rf"{_MARK}\s*\)*\s*=\s*(?:any\s*)?\(*\s*(?!(?:array|select|any)\b)({_IDENT})(?!\s*\()", re.IGNORECASE
)
_AMONG = re.compile(rf"{_MARK}\s*(?:=\s*any\s*\(*\s*array\s*\[([^\]]*)\]|in\s*\(([^()]*)\))", re.IGNORECASE)
_WANTED = re.compile(rf"{_MARK}\s*\)*\s*=\s*(?:any\s*\(*\s*array\s*\[\s*)?'([^']*)'", re.IGNORECASE)
_WANTED_IN = re.compile(rf"{_MARK}\s*\)*\s*in\s*\(\s*'([^']*)'", re.IGNORECASE)
_FROM = re.compile(
    rf"\b(?:from|join|update|into)\s+\(*\s*(?:only\s+)?({_IDENT})(?:\s+(?:as\s+)?({_NAME}))?", re.IGNORECASE
)
_CALLED = re.compile(rf"({_IDENT})\s*\(")
_KEYWORDS = frozenset(
    {
        "where", "on", "join", "left", "right", "inner", "outer", "full", "cross", "group", "order", "limit", "using",
        "set", "values", "select", "union", "loop", "for", "as",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a text says: columns compared with who asks, tables it looks at, functions it calls."""

    compared: frozenset[tuple[Name, str, str]] = frozenset()  # table, column, source
    tables: frozenset[Name] = frozenset()
    sources: frozenset[str] = frozenset()
    wanted: frozenset[tuple[str, str]] = frozenset()  # source, the value it must have

    def __or__(self, other: Said) -> Said:
        return Said(
            self.compared | other.compared,
            self.tables | other.tables,
            self.sources | other.sources,
            self.wanted | other.wanted,
        )

    @property
    def asks(self) -> bool:
        """Whether who is asking makes a difference."""
        return bool(self.sources)


@dataclass
class Reader:
    """Reads expressions of one schema; knows its functions by their bodies."""

    schema: Schema
    functions: Iterable[tuple[Name, int, bool, str]]  # name, arguments, returns a set, body
    _bodies: dict[str, list[str]] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=dict)  # functions that are but another word for who asks
    _read: dict[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find which functions merely say who is asking."""
        known = list(self.functions)
        for name, _, _, body in known:
            for spelled in {str(name), name.name}:
                self._bodies.setdefault(spelled, []).append(body)
        for _ in range(3):
            for name, arguments, many, body in known:
                text = self._marked(body)
                found = set(re.findall(_MARK, text))
                if arguments == 0 and not many and len(found) == 1 and not _FROM.search(text) and "'" not in text:
                    self._marks[str(name)] = self._marks[name.name] = found.pop()

    def said(self, text: str | None, of: Name) -> Said:
        """All that an expression of a policy of the table `of` says, with what the functions it calls say."""
        return self._said(text or "", of, ())

    def _said(self, text: str, of: Name | None, above: tuple[str, ...]) -> Said:
        marked = self._marked(text)
        aliases = self._aliases(marked)
        tables = frozenset(aliases.values())
        found = Said(
            frozenset(
                (table, column, source)
                for spelled, source in _pairs(marked)
                for table, column in self._columns(spelled, of, aliases)
            ),
            tables,
            frozenset(re.findall(_MARK, marked)),
            frozenset((m[1], m[2]) for pattern in (_WANTED, _WANTED_IN) for m in pattern.finditer(marked)),
        )
        for called in sorted(set(_CALLED.findall(marked))):
            spelled = called.replace('"', "")
            if spelled in self._bodies and spelled not in above and len(above) < 4:
                for body in self._bodies[spelled]:
                    found |= self._said(body, None, (*above, spelled))
        return found

    def _marked(self, text: str) -> str:
        text = _CAST.sub("", _COMMENT.sub(" ", text))
        text = re.sub(r"\bauth\.uid\(\s*\)", "§sub§", text, flags=re.IGNORECASE)
        text = re.sub(r"\bauth\.email\(\s*\)", "§claim:email§", text, flags=re.IGNORECASE)
        text = _JWT.sub(lambda m: _claim(_STEP.findall(m[1])), text)
        text = re.sub(r"\b(?:current_user|current_role)\b(?!\s*\()", "§role§", text, flags=re.IGNORECASE)
        text = _CLAIM.sub(lambda m: _claim([m[1]]), text)
        text = _SETTING.sub(lambda m: f"§setting:{m[1]}§" if not m[1].startswith("request.") else m[0], text)
        for _ in range(4):
            text = re.sub(
                rf"({_IDENT})\(\s*\)",
                lambda m: f"§{self._marks[m[1]]}§" if m[1] in self._marks else m[0],
                text,
            )
            text = _ALONE.sub(r"\1", text)
            text = _WRAPPED.sub(lambda m: m[1] or m[2], text)
            text = _BARE.sub(r"\1", text)
        return text

    def _aliases(self, text: str) -> dict[str, Name]:
        found: dict[str, Name] = {}
        for match in _FROM.finditer(text):
            parts = [p.strip('"') for p in match[1].split(".")]
            name = self._table(parts)
            if name is None:
                continue
            found.setdefault(name.name, name)
            alias = (match[2] or "").strip('"')
            if alias and alias.lower() not in _KEYWORDS:
                found[alias] = name
        return found

    def _table(self, parts: list[str]) -> Name | None:
        if len(parts) == 2:
            name = Name(*parts)
            return name if name in self.schema.tables else None
        return next((n for n in self.schema.tables if n.name == parts[-1]), None)

    def _columns(self, spelled: str, of: Name | None, aliases: Mapping[str, Name]) -> list[tuple[Name, str]]:
        parts = [part.strip('"') for part in spelled.split(".")]
        column = parts[-1]
        if len(parts) > 1:
            near = aliases.get(parts[-2])
            if near is None and of is not None and of.name == parts[-2]:
                near = of
            places = [near] if near is not None else []
        else:
            places = [of] if of is not None else list(dict.fromkeys(aliases.values()))
        return [(t, column) for t in places if t in self.schema.tables and column in self.schema.tables[t].by_name]


def _claim(path: list[str]) -> str:
    return "§sub§" if path == ["sub"] else f"§claim:{'.'.join(path)}§"


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [(m[1], m[2]) for pattern in _COMPARED for m in pattern.finditer(text)]
    found += [(m[2], m[1]) for m in _TURNED.finditer(text)]
    for match in _AMONG.finditer(text):
        found += [(part.strip(" ()"), match[1]) for part in (match[2] or match[3] or "").split(",")]
    return found
