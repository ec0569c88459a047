"""Where a connection ended, against where it was sent: the address libpq dialled, not the name it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from seeding.errors import GuardError
from seeding.findings import Finding
from seeding.target import canonical_host
from seeding.target.hosts import covers, is_address, is_loopback_name

if TYPE_CHECKING:
    from seeding.guard import GuardPolicy
    from seeding.target import Target


def must_be_dialled(connection: psycopg.Connection[Any], target: Target, policy: GuardPolicy | None) -> None:
    """Raises GuardError where the connection stands at an address that `target` does not mean.

    A name may mean any address but those declared production; `localhost` only loopback; an address only itself.
    """
    dialled = canonical_host(connection.info.hostaddr)
    if not dialled:
        if target.is_socket:
            return
        raise _refusal(target, "it stands at no address", "the server is reached through a socket")
    if policy is not None and any(covers(entry, dialled) for entry in policy.production_hosts):
        raise _refusal(
            target,
            f"{dialled} is declared production",
            f"it is in {policy.source} [production] hosts; point the profile at another database",
        )
    named = target.hostaddr or target.host
    if is_loopback_name(named) and not is_loopback_name(dialled):
        raise _refusal(target, f"{named} is {dialled} here, which is not this machine", "look at /etc/hosts")
    if is_address(named) and dialled != named:
        raise _refusal(target, f"{dialled} was dialled instead of {named}", "unset PGHOSTADDR")


def _refusal(target: Target, message: str, hint: str) -> GuardError:
    finding = Finding("dialled", target.place, f"the connection did not go where it was sent: {message}", hint)
    return GuardError(f'refusing to seed "{target.dbname}" at {target.place}: {message}', [finding], hint=hint)
