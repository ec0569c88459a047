"""From a URL to a pattern file, through the door that cannot write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from seeding.database import connect
from seeding.learning.head import head, summary
from seeding.learning.learn import inquiry, learn
from seeding.learning.options import Options
from seeding.patterns import write_patterns
from seeding.target import Target


def learned(
    url: str, options: Options, environ: Mapping[str, str], told: Callable[[str], None]
) -> tuple[str, list[str]]:
    """The pattern file's text, and a few lines about it. `told` hears of each table before it is looked at."""
    with connect.read_only(Target.resolve(url, environ)) as connection:
        patterns = learn(connection, inquiry(connection, options), told)
    return write_patterns(patterns, head(patterns)), summary(patterns)


def shown(url: str, options: Options, environ: Mapping[str, str]) -> Iterator[str]:
    """Every statement that `learned` would send, but for those that read the catalog, which are named."""
    with connect.read_only(Target.resolve(url, environ)) as connection:
        asked = inquiry(connection, options)
    yield "-- Beside these, only the catalog is read, to write them: pg_class, pg_attribute, pg_constraint, and so on."
    yield "-- $1 is a share of rows in percent; what depends on the data goes in further parameters."
    for what, text in asked.statements():
        yield ""
        yield f"-- {what}"
        yield f"{text};"
