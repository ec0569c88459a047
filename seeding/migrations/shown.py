"""A statement as it may be shown: without values that could be somebody's, and without secrets.

What `seed check` would tell of is `***` here, whether or not anybody has run it: reports end up in pull requests.
"""

from __future__ import annotations

import re
from pathlib import Path

_QUOTED = re.compile(r"'(?:[^']|'')*(?:'|\Z)|\$(\w*)\$.*?(?:\$\1\$|\Z)", re.DOTALL)
_LONGEST = 100_000


def shown(sql: str, longest: int) -> str:
    """At most the first so many characters.

    >>> shown("insert into t values (1, 'maria.lopez@gmail.com', 'draft', 'ana@example.com')", 99)
    "insert into t values (1, '***', 'draft', 'ana@example.com')"
    >>> shown("create role app login password 'kR8vT2qWz5Yb1NcX'", 30)
    'create role app login password…'
    """
    text = _hidden(sql) if len(sql) <= _LONGEST else _QUOTED.sub("'***'", sql[:_LONGEST])
    return text if len(text) <= longest else f"{text[:longest]}…"


def _hidden(sql: str) -> str:
    if "'" not in sql and "$" not in sql:
        return sql
    from seeding.migrations.check.rules import data
    from seeding.migrations.check.source import Source

    if data.MAY_ADD_UP.search(sql) and not sql.lstrip()[:6].lower().startswith("create"):
        return _QUOTED.sub("'***'", sql)  # half an address is none, and the server is not asked for the whole
    parts, position = [], 0
    places = {(one.start, one.end) for one in data.text_issues(None, Source(Path(), "", sql, sql))}
    for start, end in sorted(places):
        if start >= position:
            parts += [sql[position:start], "'***'"]
            position = end
    return "".join([*parts, sql[position:]])
