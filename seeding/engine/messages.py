"""What a process of ours and its workers say to each other, over pipes, as pickles.

Buffers of Arrow follow their pickle as they are (PEP 574): rows are copied into the pipe and out of it, no further.
They are read in one piece, as a thread that reads many asks for the interpreter as often, which others are using.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

_HEAD = struct.Struct("<QQ")  # bytes of the pickle, number of buffers
_SIZE = struct.Struct("<Q")
_ALIGNED = 64  # where a buffer begins, as Arrow has them


@dataclass(frozen=True)
class Kept:
    """In the place of something that the worker has been given before."""

    name: str


@dataclass(frozen=True)
class Task:
    """Something to do."""

    call: Callable[..., Any]
    given: tuple[Any, ...]


@dataclass(frozen=True)
class Failed:
    """Instead of what a task returns: what it raised."""

    error: BaseException


def say(pipe: IO[bytes], what: Any) -> None:
    """One message."""
    apart: list[pickle.PickleBuffer] = []
    whole = pickle.dumps(what, protocol=5, buffer_callback=apart.append)
    views = [one.raw() for one in apart]
    sizes = b"".join(_SIZE.pack(view.nbytes) for view in views)
    pipe.write(_HEAD.pack(len(whole), len(views)) + sizes)
    parts: list[memoryview | bytes] = [*views, whole]
    for part in parts:
        pipe.write(part)
        pipe.write(bytes(-len(part) % _ALIGNED))
    pipe.flush()


def hear(pipe: IO[bytes]) -> Any:
    """The next message. Raises EOFError where nobody speaks any more, in the middle of one too."""
    length, count = _HEAD.unpack(_read(pipe, _HEAD.size))
    sizes = [size for (size,) in _SIZE.iter_unpack(_read(pipe, count * _SIZE.size))]
    said = memoryview(_read(pipe, sum(size + -size % _ALIGNED for size in (*sizes, length))))
    parts, place = [], 0
    for size in (*sizes, length):
        parts.append(said[place : place + size])
        place += size + -size % _ALIGNED
    *buffers, whole = parts
    return pickle.loads(whole, buffers=buffers)  # noqa: S301  # our own process


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise EOFError
    return found
