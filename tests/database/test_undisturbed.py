"""What interrupts is put off until the tidying up is done, and comes then."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from seeding.database import embedded
from seeding.database.undisturbed import undisturbed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a process")


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """A shell that runs tests in the background has them ignore SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_comes_at_the_end_of_the_outermost() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_comes_before_an_error_of_the_block() -> None:
    with pytest.raises(KeyboardInterrupt), undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        raise ValueError


def test_what_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with undisturbed():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        os.kill(os.getpid(), signal.SIGINT)


def test_other_threads_have_no_signals_to_put_off() -> None:
    ran = []

    def work() -> None:
        with undisturbed():
            ran.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ran == [signal.default_int_handler]


@pytest.fixture
def place() -> Iterator[Path]:
    """Not pytest's folder: as root, another session of pytest that begins closes that to the server's user."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        yield Path(name, "server")


def test_a_server_is_never_half_started(place: Path) -> None:
    over = threading.Event()

    def interrupt() -> None:
        while not list(place.glob("pgdata*")):
            if over.wait(0.005):
                return
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        embedded.start(place)
    over.set()
    interrupting.join()
    try:
        assert embedded.running(place) is not None
    finally:
        embedded.stop(place)
