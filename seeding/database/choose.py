"""Which database a profile means: said by the user, or for `local` found here; never guessed remotely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seeding.database import embedded
from seeding.database.supabase import local_supabase
from seeding.errors import ProfileError
from seeding.profile import Profile
from seeding.target import Target

FOLDER = ".seed"
TEST_FOLDER = "test"  # below it: the server of the pytest fixtures
DEFAULT_VARIABLES = {"local": "LOCAL_DATABASE_URL", "staging": "STAGING_DATABASE_URL"}


@dataclass(frozen=True)
class Chosen:
    """A target and the reason it was taken; `embedded` where it is the built-in server's."""

    target: Target
    why: str
    embedded: bool = False
    born: bool = False  # the built-in server was made in this very run


def choose(profile: Profile, url: str | None, root: Path, environ: Mapping[str, str]) -> Chosen:
    """`--url`, else the profile's variable, else (local only) a local Supabase, else the built-in server.

    Starts the built-in server where nothing else is there. Raises ProfileError where a remote profile
    names no database, TargetError for a URL libpq does not resolve.
    """
    return standing(profile, url, root, environ) or _built_in(embedded.start(root / FOLDER))


def standing(profile: Profile, url: str | None, root: Path, environ: Mapping[str, str]) -> Chosen | None:
    """As `choose`, but starts nothing: None where that is the built-in server, and it does not run."""
    if url:
        return Chosen(Target.resolve(url, environ), "--url")
    variable = profile.target.url_env or DEFAULT_VARIABLES[profile.environment]
    value = environ.get(variable, "").strip()
    if value:
        return Chosen(Target.resolve(value, environ), f"${variable}")
    if profile.environment != "local":
        raise ProfileError(
            f"{profile.source}: the variable {variable} is not set, so there is no database to fill",
            hint=f"export {variable}=postgresql://user@host:5432/database, or pass --url",
        )
    supabase = local_supabase()
    if supabase is not None:
        return Chosen(Target.resolve(supabase, {}), "the local Supabase on 127.0.0.1:54322")
    server = embedded.running(root / FOLDER)
    return None if server is None else _built_in(server)


def _built_in(server: embedded.EmbeddedServer) -> Chosen:
    return Chosen(
        Target.resolve(server.url, {}),
        f"the built-in server in {FOLDER}/ (no URL given, no local Supabase on port 54322)",
        embedded=True,
        born=server.created,
    )
