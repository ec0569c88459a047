"""What code of the user's raised, as an error that says where."""

from __future__ import annotations

from pathlib import Path

from seeding.errors import FactoryError


def raised(what: str, error: Exception) -> FactoryError:
    """The error that `what` could not be made for."""
    return FactoryError(f"{what}: {type(error).__name__}: {error}", hint=f"raised {place_of(error)}")


def place_of(error: Exception) -> str:
    """File and line: the last ones outside Seed and installed packages, if there are any."""
    import sysconfig
    import traceback

    if isinstance(error, SyntaxError):
        return f"at {error.filename}:{error.lineno}"
    libraries = (*sysconfig.get_paths().values(), str(Path(__file__).parents[1]))
    frames = traceback.extract_tb(error.__traceback__)
    found = ([frame for frame in frames if not frame.filename.startswith(libraries)] or frames)[-1]
    return f"at {found.filename}:{found.lineno}"
