"""One thread makes, the other takes: in order, never far ahead, and always cleaned up."""

from __future__ import annotations

import threading

import pytest

from seeding.load.ahead import AHEAD, Peekable, ahead


def seed_threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "seed-generate"]


def test_everything_comes_in_order():
    with ahead(range(100)) as items:
        assert list(items) == list(range(100))
    assert not seed_threads()


def test_it_is_never_more_than_a_few_items_ahead():
    made, taken = [], 0

    def items():
        for number in range(200):
            made.append(number)
            # What waits in the queue, and the one that waits to get in.
            assert len(made) - taken <= AHEAD + 2
            yield number

    with ahead(items()) as stream:
        for _ in stream:
            taken += 1
    assert taken == 200


def test_small_items_may_wait_in_greater_number():
    room = threading.Semaphore(0)

    def items():
        for _ in range(100):
            room.release()
            yield 3

    with ahead(items(), room=30, weigh=lambda item: item) as stream:
        # Ten wait, and the one that waits to get in.
        assert all(room.acquire(timeout=60) for _ in range(11))
        assert not room.acquire(timeout=0.05)
        assert list(stream) == [3] * 100


def test_a_large_item_still_has_one_behind_it():
    with ahead([100] * 7, room=30, weigh=lambda item: item) as stream:
        assert list(stream) == [100] * 7


def test_an_error_is_raised_where_its_item_was_due():
    def items():
        yield from range(3)
        raise ValueError("the fourth")

    seen = []
    with pytest.raises(ValueError, match="the fourth"), ahead(items()) as stream:
        seen.extend(stream)
    assert seen == [0, 1, 2]
    assert not seed_threads()


def test_leaving_early_stops_the_thread_and_closes_the_source():
    closed = threading.Event()

    def items():
        try:
            while True:
                yield 1
        finally:
            closed.set()

    with ahead(items()) as stream:
        assert next(stream) == 1
    assert closed.is_set()
    assert not seed_threads()
    with pytest.raises(KeyboardInterrupt), ahead(items()) as stream:
        next(stream)
        raise KeyboardInterrupt
    assert not seed_threads()


def test_peeking_takes_nothing():
    stream = Peekable(iter([1, 2]))
    assert (stream.peek(), stream.peek(), next(stream), next(stream), stream.peek()) == (1, 1, 1, 2, None)
    assert list(stream) == []
