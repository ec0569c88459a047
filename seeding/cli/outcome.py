"""How a command ends: done, refused, interrupted, or with a bug of ours; each with its exit code."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import click

from seeding.cli.terminal import room_of, style_of, write
from seeding.errors import LoadError, SeedingError, UsageError

DONE = 0
FINDINGS = 1
GUARD_REFUSED = 4
BUG = 70
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class TerminatedError(KeyboardInterrupt):
    """Another signal that asks to end, on which everything is tidied up as it is on Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


class InterruptedRunError(Exception):
    """Ctrl-C, and what it means for the work at hand."""

    def __init__(self, meaning: str, exit_code: int) -> None:
        super().__init__(meaning)
        self.exit_code = exit_code


@contextmanager
def on_interrupt(meaning: str) -> Iterator[None]:
    """Say `meaning` when Ctrl-C ends the block."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise InterruptedRunError(meaning, _code(error)) from None


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """`kill` and a terminal that is closed end the block as Ctrl-C does, where they would have ended the process."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a program that calls us from a thread of its own decides itself
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _terminate(number: int, _: object) -> None:
    raise TerminatedError(number)


def _code(error: BaseException) -> int:
    return error.exit_code if isinstance(error, TerminatedError) else INTERRUPTED


def exit_code(call: Callable[[], int | None], arguments: Sequence[str]) -> int:
    """Run `call`, tell how it ended, and return the exit code; `arguments` say whether JSON is wanted."""
    try:
        return call() or DONE
    except SeedingError as error:
        return _refused(error, arguments)
    except click.ClickException as error:
        return _refused(_usage(error), arguments)
    except InterruptedRunError as error:
        return _interrupted(f"interrupted: {error}", error.exit_code)
    except (KeyboardInterrupt, click.Abort) as error:
        return _interrupted("interrupted", _code(error))
    except OSError as error:
        # A folder that may not be written, a full disk: the machine's doing, not a bug.
        if error.filename is None and error.errno != errno.ENOSPC:
            return _bug(error, arguments)
        return _refused(_machine(error), arguments)
    except Exception as error:
        return _bug(error, arguments)


def _machine(error: OSError) -> LoadError:
    where = f"{error.filename}: " if error.filename is not None else ""
    return LoadError(
        f"{where}{error.strerror or error}", hint="look at the permissions of the place and the room on its disk"
    )


def _usage(error: click.ClickException) -> UsageError:
    context = getattr(error, "ctx", None)
    hint = f'run "{context.command_path} --help" to see what there is' if context else ""
    message = error.format_message().removesuffix(".")
    if "://" in message:
        hint = "a database is given with --url URL"
    return UsageError(message[:1].lower() + message[1:], hint=hint)


def _refused(error: SeedingError, arguments: Sequence[str]) -> int:
    from seeding.report.failure import failure_json, failure_text

    _traceback()
    write(failure_text(error, style=style_of(sys.stderr), room=room_of(sys.stderr)), sys.stderr)
    if _wants_json(arguments):
        import json

        write([json.dumps(failure_json(error), indent=2, ensure_ascii=False)])
    return error.exit_code


def _interrupted(message: str, code: int) -> int:
    # The terminal has just shown ^C: start on a line of our own.
    write(["", message] if sys.stderr.isatty() else [message], sys.stderr)
    return code


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    told = f"{type(error).__name__}: {error}".removesuffix(": ")
    asked = os.environ.get("SEED_TRACEBACK")
    hint = "" if asked else "run it again with SEED_TRACEBACK=1 and report what it prints"
    return _refused(SeedingError(f"this is a bug in Seed: {told}", hint=hint), arguments)


def _traceback() -> None:
    """The whole story, for those who ask for it."""
    if os.environ.get("SEED_TRACEBACK"):
        import traceback

        from seeding.report.masked import masked

        write(masked(traceback.format_exc()).splitlines(), sys.stderr)


def _wants_json(arguments: Sequence[str]) -> bool:
    return "--json" in arguments or "--format=json" in arguments or ("--format", "json") in pairwise(arguments)
