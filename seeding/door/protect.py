"""`seed protect`: a database is production from now on, in every profile."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from seeding.database import connect, marker
from seeding.door import record
from seeding.door.opening import policy_of
from seeding.errors import UsageError
from seeding.profile import BUILT_IN, Profile, available, load_profile
from seeding.report.result import Destination, Protected, ProtectResult
from seeding.target import Target
from seeding.target.hosts import covers, is_loopback_name


def protect(
    *,
    url: str,
    profiles: Sequence[str] = (),
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> ProtectResult:
    """Record a database as production under `[production]` of `profiles`, all of them by default.

    Only reads from it, on a connection that cannot write: no clearance is needed. What is recorded: the server's
    system identifier, and the Supabase project or, where there is none, the host; never a loopback address, which
    is the near end of a tunnel. Running it again adds nothing. Raises UsageError where nothing can be recorded,
    ProfileError for a profile that cannot be read, ConnectError without a connection.
    """
    root = root or Path()
    target = Target.resolve(url, os.environ if environ is None else environ)
    names = list(profiles) or [*BUILT_IN, *(name for name in available(root) if name not in BUILT_IN)]
    settings = [load_profile(name, root) for name in names]
    with connect.read_only(target) as connection:
        identifier = marker.system_identifier(connection)
        version = connection.info.server_version
    shown = Destination(target.url, "--url", f"PostgreSQL {version // 10000}.{version % 10000}", target.shell_url)
    facts = {"system_identifiers": [identifier] if identifier else [], **_places(target)}
    if not any(facts.values()):
        raise UsageError(
            f"nothing tells {target.url} from another server: it is reached through this machine, "
            "and hides its system identifier",
            hint="grant execute on function pg_control_system() to the role in the URL, or give the server's own URL",
        )
    drafts = [(profile, _missing(profile, facts)) for profile in settings]
    texts = [record.added(profile, missing, root) for profile, missing in drafts]
    written = []
    for (profile, missing), text in zip(drafts, texts, strict=True):
        path = Path(profile.source)
        created = not (root / path).is_file()
        if text is not None:
            record.write(root / path, text)
        written.append(Protected(path.as_posix(), missing, created and text is not None, _allowed(profile, target)))
    return ProtectResult(shown, facts, written)


def _places(target: Target) -> dict[str, list[str]]:
    """Hosts and refs that lead there and nowhere else: a pooler's host serves every project."""
    if target.ref is not None:
        return {"refs": [target.ref], "hosts": []}
    hosts = [host for host in target.hosts if not is_loopback_name(host)]
    return {"refs": [], "hosts": list(dict.fromkeys(hosts))}


def _missing(profile: Profile, facts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What the profile does not have yet, in whatever spelling."""
    policy = policy_of(profile)
    known = {
        "system_identifiers": policy.production_system_identifiers,
        "refs": tuple(policy.denied_refs),
        "hosts": policy.production_hosts,
    }
    missing = {key: [value for value in values if value not in known[key]] for key, values in facts.items()}
    return {key: values for key, values in missing.items() if values}


def _allowed(profile: Profile, target: Target) -> list[str]:
    """What `[target]` of the profile still lists of it. Production wins, but a reader would wonder."""
    policy = policy_of(profile)
    hosts = [host for host in policy.hosts if any(covers(host, place) for place in target.hosts)]
    both = [*hosts, *(ref for ref in policy.refs if ref == target.ref)]
    return [name for name in both if not is_loopback_name(name)]
