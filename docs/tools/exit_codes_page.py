"""`reference/exit-codes.md`: the exception tree with its codes, from the classes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from seeding import errors
from seeding.cli.outcome import DONE, FINDINGS, INTERRUPTED

HEAD = """\
<!-- Written by docs/generate.py from seeding/errors.py. -->

# Exit codes

A refusal is an exception in Python and an exit code in a shell. Every message says what was refused, the value, and
where it is set; `hint` says what to do next. With any code above {done}, no row has been written.
"""

# What brings each one about, so that a reader finds their own case.
CAUSES = {
    "UsageError": "an unknown option or mode; `--count` and `--scale` at once",
    "ProfileError": "an unknown profile or key; a variable that is not set; two pinned rows with one key",
    "TargetError": "a URL without a host, or with several; `service=`",
    "GuardError": "a host that is not listed; a missing or foreign mark; mailboxes that may be real people's",
    "SchemaError": "no table to fill; a structure Seed cannot fill",
    "MigrationError": "SQL that fails in `supabase/migrations/`",
    "FactoryError": "a factory for a table or column that does not exist, or without one that must be there",
    "UnsafeValueError": "`dev@test.com` in a pinned row; a generator that makes real telephone numbers",
    "LoadError": "a constraint or trigger that refuses a row; a full disk; a lost connection",
    "ConnectError": "an unreachable server; a wrong password; a database that does not exist",
}


def page() -> str:
    """The page as Markdown. Raises KeyError for a class without a cause here."""
    return "\n".join([HEAD.format(done=FINDINGS), *_table(), "", *_tree(), ""])


def classes() -> list[type[errors.SeedingError]]:
    """Every error that has a name of its own, in the order of the file."""
    found = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.SeedingError) and not kind.__name__.startswith("_")
    ]
    return sorted(found, key=lambda kind: inspect.getsourcelines(kind)[1])


def _table() -> Iterator[str]:
    yield "| code | class | meaning | for example |\n|---|---|---|---|"
    yield f"| {DONE} | | Done. | |"
    yield f"| {FINDINGS} | | Done, and the report lists findings. | |"
    for kind in classes():
        if kind is errors.SeedingError:
            continue
        first = (inspect.getdoc(kind) or "").splitlines()[0]
        yield f"| {kind.exit_code} | `{kind.__name__}` | {first} | {CAUSES[kind.__name__]} |"
    yield f"| {errors.SeedingError.exit_code} | `SeedingError`, or any other | A bug in Seed; please report it. | |"
    yield (
        f"| {INTERRUPTED} | | Interrupted with Ctrl-C (143: with SIGTERM, 129: its terminal was closed); what was being"
        " written has been rolled back. | |"
    )


def _tree() -> Iterator[str]:
    yield "## The tree\n\nCatch `seeding.SeedingError` for all of them.\n\n```text"
    yield (inspect.getdoc(errors) or "").split("\n\n", 1)[1]
    yield "```"
