"""Which Supabase project a host and a user name: the ref, never the host, says whose rows they are.

Read the way Supavisor reads it (lib/supavisor/handler_helpers.ex, parse_user_info): the project of a pooler's user
is what follows the last dot, `.cluster.` anywhere names a group of servers, and `reference=` in options would come
before both, which is why options may not hold it.
"""

from __future__ import annotations

import re

from seeding.errors import TargetError

# A project ref is 20 letters; a read replica appends -rr-<region>-<id>, and is the same project.
_LETTERS = r"[a-z]{20}"
_REF = rf"(?P<ref>{_LETTERS})(?:-rr-[a-z0-9-]+)?"
_DIRECT_HOST = re.compile(rf"db\.{_REF}\.supabase\.co")
_TENANT = re.compile(_REF)
_PLATFORM = re.compile(r"(?:[a-z0-9._-]+\.)?(?:supabase\.(?:co|com|red|green|net|io)|snapcloud\.(?:co|dev))")
_ON_PLATFORM = re.compile(rf"(?:^|[@/.]){_PLATFORM.pattern}(?![a-z0-9.-])")
# Serve every project of their platform: supabase.com is the public one, the others its siblings (supabase/cli,
# internal/utils/profile.go).
_POOLER_HOST = re.compile(r"(?:[a-z0-9._-]+\.)?pooler\.(?:supabase\.(?:co|com|red|green)|snapcloud\.(?:co|dev))")
_PUBLIC_POOLER = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.pooler\.supabase\.com")
_WORD = re.compile(rf"(?<![a-z0-9]){_LETTERS}(?![a-z0-9])")


def is_project_host(host: str) -> bool:
    """A project's own address, which leads to that project alone (directly, or through its own pooler)."""
    return _DIRECT_HOST.fullmatch(host) is not None


def is_shared_pooler(host: str) -> bool:
    """An address that leads to any project, as the user says."""
    return _POOLER_HOST.fullmatch(host) is not None


def refs_in(text: str) -> set[str]:
    """Everything in `text` that could be a ref, in any case: for lists of what is forbidden."""
    return set(_WORD.findall(text.lower()))


def refs_in_host(host: str) -> set[str]:
    """The refs in a host of Supabase's own domains; twenty letters elsewhere are just a name."""
    return refs_in(host) if _PLATFORM.fullmatch(host) else set()


def refs_in_place(entry: str) -> set[str]:
    """The refs in an entry that stands for a place that is forbidden: a host or URL of Supabase's, or a bare ref."""
    return refs_in(entry) if _TENANT.fullmatch(entry) or _ON_PLATFORM.search(entry) else set()


def project_ref(host: str, hostaddr: str, user: str) -> str | None:
    """The project that a connection would reach; None where the URL names none.

    Raises TargetError for a shared pooler without a project, for two projects in one URL, and for a hostaddr that
    would be dialled in place of Supabase's host.
    """
    direct = _DIRECT_HOST.fullmatch(host)
    pooler = is_shared_pooler(host)
    if (direct or pooler) and hostaddr:
        raise TargetError(
            f"host {host} is only a label: hostaddr {hostaddr} is dialled instead",
            hint="leave hostaddr out, and unset PGHOSTADDR, for a Supabase project",
        )
    tenant = _tenant(user)
    if pooler and (tenant is None or not _PUBLIC_POOLER.fullmatch(host)):
        raise TargetError(
            f'user "{user}" names no project, and {host} serves every project'
            if tenant is None
            else f"{host} is not a pooler of supabase.com, and serves every project of its platform",
            hint="the pooler's user is postgres.<project ref>, twenty lower case letters, "
            "and its host <region>.pooler.supabase.com",
        )
    ref = direct["ref"] if direct else tenant
    others = sorted((refs_in_host(host) | _refs_in_user(user)) - {ref})
    if ref is not None and others:
        raise TargetError(
            f"the URL names two Supabase projects: {ref} and {', '.join(others)}",
            hint="name one, in the host or in the user",
        )
    return ref


def named_refs(host: str, user: str) -> frozenset[str]:
    """Everything that could be a ref in what a server or a pooler reads."""
    return frozenset(refs_in(host) | refs_in(user))


def _tenant(user: str) -> str | None:
    name, dot, last = user.rpartition(".")
    if not dot or ".cluster." in f"{user}" or not name:
        return None
    found = _TENANT.fullmatch(last)
    return found["ref"] if found else None


def _refs_in_user(user: str) -> set[str]:
    # Only whole parts behind a dot: the role itself may be any word of twenty letters.
    found = (_TENANT.fullmatch(part.lower()) for part in user.split(".")[1:])
    return {match["ref"] for match in found if match}
