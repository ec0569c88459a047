"""Where files go that appear whole or not at all: a folder, or any URL that fsspec can write to."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from seeding.errors import LoadError, UsageError

DRAFT = ".draft"
# What is put there is seen when it is complete, and not before. Elsewhere a file is written under another name.
_OBJECT_STORES = frozenset(
    ["s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "obs", "tos", "r2", "memory"]
)

Write = Callable[[IO[bytes]], None]


class Place(Protocol):
    """A tree of files. Paths are relative to it, with `/` between folders; `str()` shows it without a secret."""

    def put(self, path: str, write: Write) -> int:
        """Let `write` fill a file, which gets its name when it is complete; its size."""

    def sizes(self, folder: str) -> Mapping[str, int]:
        """The files of one folder and their sizes; none where there is no such folder."""

    def remove(self, paths: Collection[str]) -> None:
        """These files, as far as they are there."""

    def shown(self, path: str) -> Path | str:
        """A file of it, for people."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or one that all machines share."""

    root: Path

    def put(self, path: str, write: Write) -> int:
        """Written beside its name, then moved."""
        final = self.root / path
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = final.with_name(_draft(final.name))
        try:
            with draft.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            size = draft.stat().st_size
            draft.replace(final)
        finally:
            draft.unlink(missing_ok=True)
        return size

    def sizes(self, folder: str) -> Mapping[str, int]:
        """The folder's own files."""
        place = self.root / folder
        if not place.is_dir():
            return {}
        return {entry.name: entry.stat().st_size for entry in place.iterdir() if entry.is_file()}

    def remove(self, paths: Collection[str]) -> None:
        """One after the other."""
        for path in paths:
            (self.root / path).unlink(missing_ok=True)

    def shown(self, path: str) -> Path:
        """Its path."""
        return self.root / path

    def __str__(self) -> str:
        return str(self.root)


@dataclass(frozen=True, repr=False)
class Remote:
    """Whatever a URL means to fsspec; who asks for it finds the credentials in its own environment.

    Every method raises LoadError where the store refuses or does not answer.
    """

    url: str

    def put(self, path: str, write: Write) -> int:
        """One put into an object store; elsewhere a file beside its name, which is then moved."""
        files, root = self._opened()
        final = f"{root}/{path}"
        if _protocols(files) & _OBJECT_STORES:
            buffer = io.BytesIO()
            write(buffer)
            with self._asked():
                files.pipe_file(final, buffer.getvalue())
            return buffer.tell()
        folder, _, name = final.rpartition("/")
        draft = f"{folder}/{_draft(name)}"
        with self._asked():
            files.makedirs(folder, exist_ok=True)
        try:
            with self._asked(OSError), files.open(draft, "wb") as file:
                write(file)
                size: int = file.tell()
            with self._asked():
                files.mv(draft, final)
        finally:
            with self._asked():
                if files.exists(draft):
                    files.rm_file(draft)
        return size

    def sizes(self, folder: str) -> Mapping[str, int]:
        """As the store lists them now, never as it was remembered."""
        files, root = self._opened()
        files.invalidate_cache()
        with self._asked():
            try:
                entries = files.ls(f"{root}/{folder}", detail=True)
            except FileNotFoundError:
                return {}
        return {e["name"].rpartition("/")[2]: e["size"] for e in entries if e["type"] == "file"}

    def remove(self, paths: Collection[str]) -> None:
        """One after the other."""
        files, root = self._opened()
        with self._asked():
            for path in paths:
                files.rm_file(f"{root}/{path}")

    def shown(self, path: str) -> str:
        """Its URL."""
        return f"{self}/{path}"

    def _opened(self) -> tuple[Any, str]:
        import fsspec

        with self._asked(OSError):
            files, root = fsspec.core.url_to_fs(self.url)
        return files, root.rstrip("/")

    @contextmanager
    def _asked(self, refusals: type[Exception] = Exception) -> Iterator[None]:
        """What stores raise has no class in common: s3fs passes on botocore's, gcsfs and adlfs have their own."""
        try:
            yield
        except refusals as error:
            said = str(error) or type(error).__name__
            secret = self.url.partition("://")[2].partition("/")[0].rpartition("@")[0].partition(":")[2]
            said = said.replace(secret, "***") if secret else said
            raise LoadError(
                f"cannot write to {self}: {said}",
                hint="look at the name of the bucket or host, at what its credentials may do, and at who can reach it",
            ) from error

    def __str__(self) -> str:
        scheme, separator, rest = self.url.rstrip("/").partition("://")
        authority, slash, path = rest.partition("/")
        user, at, host = authority.rpartition("@")
        shown = f"{user.partition(':')[0]}:***" if ":" in user else user
        return f"{scheme}{separator}{shown}{at}{host}{slash}{path}"

    def __repr__(self) -> str:
        return f"Remote({str(self)!r})"


def place_of(out: Path | str) -> Place:
    """The place that a folder or a URL names. Raises UsageError for a URL nobody here can write to."""
    if "://" not in str(out):
        return Folder(Path(out).resolve())
    place = Remote(str(out))
    try:
        place._opened()
    except ImportError as error:
        hint = 'pip install "pgseed[dask]", and what fsspec names for this kind of place: s3fs, gcsfs, adlfs, …'
        raise UsageError(f"cannot write to {place}: {error}", hint=hint) from None
    except ValueError as error:
        raise UsageError(
            f"cannot write to {place}: {error}", hint="name a folder, or s3://, gs://, abfs://, …"
        ) from None
    return place


def _protocols(files: Any) -> set[str]:
    protocol = files.protocol
    return {protocol} if isinstance(protocol, str) else set(protocol)


def _draft(name: str) -> str:
    # Two workers may be at the same part, where one was given up for dead and is not.
    return f".{name}.{secrets.token_hex(4)}{DRAFT}"
