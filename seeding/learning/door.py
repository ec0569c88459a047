"""From a URL to a pattern file, through the door that cannot write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from seeding.database import connect
from seeding.learning.head import head, summary
from seeding.learning.learn import Inquiry, inquiry, learn
from seeding.learning.options import Options
from seeding.patterns import write_patterns
from seeding.target import Target


def learned(
    url: str, options: Options, environ: Mapping[str, str], told: Callable[[str], None]
) -> tuple[str, list[str]]:
    """The pattern file's text, and a few lines about it. `told` hears of each table before it is looked at."""
    with connect.read_only(Target.resolve(url, environ)) as connection:
        asked = inquiry(connection, options)
        if options.epsilon is None:
            patterns = learn(connection, asked, told)
        else:
            from seeding.learning import private

            patterns = private.learned(connection, asked, told)
    return write_patterns(patterns, head(patterns)), summary(patterns)


def shown(url: str, options: Options, environ: Mapping[str, str]) -> Iterator[str]:
    """Every statement that `learned` would send, but for those that read the catalog, which are named."""
    with connect.read_only(Target.resolve(url, environ)) as connection:
        asked = inquiry(connection, options)
    yield "-- Beside these, only the catalog is read, to write them: pg_class, pg_attribute, pg_constraint, and so on."
    yield "-- $1 is a share of rows in percent; what depends on the data goes in further parameters."
    for what, text in _statements(asked):
        yield ""
        yield f"-- {what}"
        yield f"{text};"


def _statements(asked: Inquiry) -> Iterator[tuple[str, str]]:
    if asked.options.epsilon is None:
        yield from asked.statements()
        return
    from seeding.learning import private

    # The session's, and reference tables, which are public as a whole; then rows, of each person so many at most.
    yield from ((what, text) for what, text in asked.statements() if what == "session" or what.endswith(": reference"))
    yield from private.inquiry(asked, {}).statements()
