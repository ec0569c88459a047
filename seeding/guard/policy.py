"""What a profile permits: closed lists, in one spelling each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from seeding.errors import ProfileError
from seeding.guard.readings import identifier
from seeding.target import canonical_host
from seeding.target.supabase import refs_in, refs_in_host

ENVIRONMENTS = ("local", "staging")


@dataclass(frozen=True)
class GuardPolicy:
    """Where rows may go. Production always wins over what is allowed.

    For `local`, `hosts` are extra names that count as local (loopback and Unix sockets always do); for
    `staging` they are the only ones. `refs` are Supabase project refs. Lists are kept in one spelling: hosts as
    `canonical_host` writes them, refs in lower case, identifiers as text. Raises ProfileError for any other
    environment.
    """

    environment: str
    hosts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    production_hosts: tuple[str, ...] = ()
    production_refs: tuple[str, ...] = ()
    production_system_identifiers: tuple[str, ...] = ()
    source: str = field(default="the profile", compare=False)  # where a user edits it
    role: str = ""  # becomes the current role on every connection, where it is given

    def __post_init__(self) -> None:
        if self.environment not in ENVIRONMENTS:
            raise ProfileError(
                f"environment {self.environment!r} is not one that may be seeded",
                hint=f"only {' and '.join(ENVIRONMENTS)} exist; production is never seeded",
            )
        for name in ("hosts", "production_hosts"):
            object.__setattr__(self, name, _spelled(getattr(self, name), _host))
        for name in ("refs", "production_refs"):
            object.__setattr__(self, name, _spelled(getattr(self, name), lambda ref: ref.strip().lower()))
        identifiers = _spelled(self.production_system_identifiers, lambda number: identifier(number) or "")
        object.__setattr__(self, "production_system_identifiers", identifiers)

    @property
    def denied_refs(self) -> frozenset[str]:
        """Projects that are production, listed by their ref, or by a host or URL that holds it."""
        by_host = {ref for host in self.production_hosts for ref in refs_in_host(host)}
        return frozenset(by_host.union(*map(refs_in, self.production_refs), self.production_refs))


def _host(text: str) -> str:
    text = text.strip()
    # An IPv6 address is written in brackets where a port could follow; the brackets are no part of it.
    return canonical_host(text[1:-1] if text.startswith("[") and text.endswith("]") else text)


def _spelled(given: object, spell: Callable[[str], str]) -> tuple[str, ...]:
    items: Iterable[object]
    if given is None:
        items = ()
    elif isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        items = sorted(map(str, given)) if isinstance(given, (set, frozenset)) else given
    else:
        items = (given,)  # one name where a list was meant
    return tuple(dict.fromkeys(filter(None, (spell(str(item)) for item in items))))
