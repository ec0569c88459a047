"""Which mailboxes stand in a column, by domain: extracted by the server, judged here.

The domain alone leaves the server; what stands before the @ never does. What `seeding.safety` lets pass must
pass here too, or a seeded database would refuse the next run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from seeding.guard.reserved import is_reserved

# A longer row is read as far as this, in characters.
_READ = 262_144
_HOST = r"""[^][:space:]@<>()[\\,;:"'/|?#&=!*{}`%]+"""
# In any text: a mailbox has a letter or a digit before the @ (`@handle` has none). The @ may be written as in
# a URL's query.
_ANYWHERE = rf"[[:alnum:]][._+-]*(?:@|%40)({_HOST})"
# In a column of mailboxes, whatever follows an @.
_IN_MAILBOXES = r"@([^@[:space:]>]+)"

_LABELS = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ASCII = re.compile(r"[a-z0-9._-]+")
# Packages (`left-pad@1.3.0`) and pictures for dense screens (`logo@2x.png`) are no mailboxes.
_TOP_LEVEL = re.compile(r"xn--[a-z0-9-]+|[^\W\d_]{2,}")
_PIXELS = re.compile(r"\dx\.\w+")
_ALWAYS = "\x01"  # marks what stood in a column of mailboxes; PostgreSQL's own output cannot begin with it

STATISTICS = f"""
select m[1], count(*)
from pg_catalog.pg_stats s
join pg_catalog.pg_class c on c.relname = s.tablename
join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = s.schemaname,
lateral regexp_matches(
    concat_ws(' ', s.most_common_vals::text, s.most_common_elems::text, s.histogram_bounds::text),
    $re${_ANYWHERE.replace("%", "%%")}$re$, 'g') m
where c.oid = any (%(tables)s::oid[])
group by 1
"""


def query(rows: str, columns: Sequence[str], mailboxes: Sequence[bool]) -> str:
    """The SELECT for (candidate, how many) over `rows`, a FROM clause; `somebodys` judges the candidates.

    `columns` are quoted names; `mailboxes` says which of them are named as mailboxes.
    """
    texts, searches = {}, []
    for always, name, pattern in ((False, "t", _ANYWHERE), (True, "m", _IN_MAILBOXES)):
        given = [c for c, mail in zip(columns, mailboxes, strict=True) if mail is always]
        if given:
            texts[name] = _joined(given)
            mark = r"E'\x01' || " if always else ""
            searches.append(f"select {mark}found[1] from regexp_matches({name}, $re${pattern}$re$, 'g') found")
    # OFFSET 0 keeps the planner from writing each text out wherever its name stands.
    joined = f"select {', '.join(f'{text} as {name}' for name, text in texts.items())} from {rows} offset 0"
    bare = f"select {', '.join(f'{_bare(name)} as {name}' for name in texts)} from ({joined}) joined offset 0"
    left = " or ".join(f"strpos({name}, '{sign}') > 0" for name in texts for sign in ("@", "%40"))
    return (
        f"(select candidate, count(*) from (select * from ({bare}) bare where {left} offset 0) texts,\n"
        f"lateral ({' union all '.join(searches)}) candidates (candidate) group by 1)"
    )


def _joined(columns: Sequence[str]) -> str:
    """One text of a row's columns, each on a line of its own that ends. A function takes 100 arguments."""
    few = [
        f"concat_ws(E'\\n', {', '.join(f'{c}::text' for c in columns[i : i + 90])})" for i in range(0, len(columns), 90)
    ]
    return f"left(concat_ws(E'\\n', {', '.join(few)}), {_READ}) || E'\\n'"


def _bare(text: str) -> str:
    # Generated mailboxes fill whole columns: without them there is nothing to search in most rows, and a
    # search costs more than anything else here.
    for top in ("com", "net", "org"):
        text = f"replace({text}, E'@example.{top}\\n', E'\\n')"
    return text


def somebodys(candidate: str) -> str:
    """The domain that `candidate` names, where it may be somebody's; empty for a reserved or none at all.

    >>> somebodys("Mail.Example.com."), somebodys("GMAIL.com)"), somebodys("18.2.0"), somebodys("2x.png")
    ('', 'gmail.com', '', '')
    """
    always = candidate.startswith(_ALWAYS)
    text = candidate.removeprefix(_ALWAYS).lower()
    labels = _LABELS.match(text)
    domain = labels[0].strip("._-") if labels else ""
    start = _ASCII.match(domain)
    # A script that needs no spaces may go on right behind a reserved name.
    if is_reserved(domain) or (start and is_reserved(start[0].strip("._-"))):
        return ""
    if always:
        return domain or text.strip(".")
    if "." not in domain or _PIXELS.fullmatch(domain) or not _TOP_LEVEL.fullmatch(domain.rpartition(".")[2]):
        return ""
    return domain
