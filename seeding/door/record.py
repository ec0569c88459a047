"""Lines added to a profile's `[production]`, everything else in the file left as its author wrote it."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seeding.errors import ProfileError
from seeding.profile import Profile

_SECTION = "production"


def added(profile: Profile, missing: Mapping[str, Sequence[str]], root: Path) -> str | None:
    """The profile's text with the `missing` values in `[production]`; None where nothing is missing.

    Raises ProfileError where the file is written in a way that cannot be added to.
    """
    if not missing:
        return None
    path = root / profile.source
    before = path.read_bytes().decode() if path.is_file() else _new(profile)
    try:
        after = _edited(before, missing)
    except (ValueError, TypeError, AttributeError) as error:
        raise _unwritable(profile, missing) from error
    # Trust the result only as far as another parser reads what was meant.
    expected = tomllib.loads(before)
    section = expected.setdefault(_SECTION, {})
    for key, values in missing.items():
        section[key] = [*section.get(key, []), *values]
    if tomllib.loads(after) != expected:
        raise _unwritable(profile, missing)
    return after


def write(path: Path, text: str) -> None:
    """Replace the file in one step: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123  # an open handle
            file.write(text)
        Path(draft).chmod(mode)
        os.replace(draft, path)  # noqa: PTH105  # beside Path.replace, this one takes the plain name
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _edited(text: str, missing: Mapping[str, Sequence[str]]) -> str:
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text)
    if _SECTION not in document:
        if text and not text.endswith("\n"):
            document.add(tomlkit.nl())
        document.add(tomlkit.nl())
        document.add(_SECTION, tomlkit.table())
    section: Any = document[_SECTION]
    for key, values in missing.items():
        listed = section.get(key)
        if listed is None:
            section.add(key, tomlkit.item(list(values)))
        elif isinstance(listed, Array):
            for value in values:
                listed.append(value)
        else:
            raise TypeError(key)
    return str(tomlkit.dumps(document))


def _new(profile: Profile) -> str:
    # The built-in profile as a file, so that it means what it meant before.
    return f'environment = "{profile.environment}"\ncount = {profile.count}\n'


def _unwritable(profile: Profile, missing: Mapping[str, Sequence[str]]) -> ProfileError:
    lines = [f"{key} = {list(values)!r}".replace("'", '"') for key, values in missing.items()]
    return ProfileError(
        f"{profile.source}: [production] is written in a way that nothing can be added to; nothing was changed",
        hint="\n".join(["add by hand:", "[production]", *lines]),
    )
