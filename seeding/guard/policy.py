"""What a profile permits: closed lists, in one spelling each."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from seeding.errors import ProfileError
from seeding.guard.readings import identifier, text_of
from seeding.target import canonical_host
from seeding.target.supabase import refs_in, refs_in_place

ENVIRONMENTS = ("local", "staging")

# What an entry of a list may be given as; system identifiers often are numbers.
_WRITTEN = (
    str,
    int,
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
)


@dataclass(frozen=True)
class GuardPolicy:
    """Where rows may go. Production always wins over what is allowed.

    For `local`, `hosts` are extra names that count as local (loopback and Unix sockets always do); for
    `staging` they are the only ones. `refs` are Supabase project refs. Lists are kept in one spelling: hosts as
    `canonical_host` writes them, refs in lower case, identifiers as text. Raises ProfileError for any other
    environment, and for an entry that is no text: a list that silently means nothing protects nothing.
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
                f"environment {text_of(self.environment)!r} is not one that may be seeded",
                hint=f"only {' and '.join(ENVIRONMENTS)} exist; production is never seeded",
            )
        for name in ("hosts", "production_hosts"):
            object.__setattr__(self, name, self._spelled(name, _host))
        for name in ("refs", "production_refs"):
            object.__setattr__(self, name, self._spelled(name, lambda ref: ref.strip().lower()))
        name = "production_system_identifiers"
        object.__setattr__(self, name, self._spelled(name, lambda number: identifier(number) or ""))

    @property
    def denied_refs(self) -> frozenset[str]:
        """Projects that are production, listed by their ref, or by a host or URL that holds it."""
        by_host = map(refs_in_place, self.production_hosts)
        return frozenset({*self.production_refs}.union(*map(refs_in, self.production_refs), *by_host))

    def _spelled(self, name: str, spell: Callable[[str], str]) -> tuple[str, ...]:
        given: object = getattr(self, name)
        items: Iterable[object]
        if given is None:
            items = ()
        elif isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
            items = sorted(given, key=text_of) if isinstance(given, (set, frozenset)) else given
        else:
            items = (given,)  # one name where a list was meant
        return tuple(dict.fromkeys(filter(None, (spell(self._text(name, item)) for item in items))))

    def _text(self, name: str, item: object) -> str:
        if isinstance(item, _WRITTEN) and not isinstance(item, bool):
            return text_of(item)
        raise ProfileError(
            f"{self.source}: {name} holds a {type(item).__name__}, which is no name",
            hint="write each entry as text in quotes",
        )


def _host(text: str) -> str:
    text = text.strip()
    # An IPv6 address is written in brackets where a port could follow; the brackets are no part of it.
    return canonical_host(text[1:-1] if text.startswith("[") and text.endswith("]") else text)
