"""One database on one server, with everything said that a connection to it needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from seeding.errors import TargetError
from seeding.target import hosts, reading, supabase
from seeding.target.options import chooses_project

_DEFAULT_PORT = "5432"
# Which server answers is decided by these; the rest (sslmode, keepalives, …) only says how to talk to it.
_WHERE = ("host", "hostaddr", "port", "user", "dbname", "options")
_SECRET = ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
# With one host they decide nothing: `reading` refuses the values that would.
_DROPPED = ("target_session_attrs", "load_balance_hosts", "replication")


class _Secrets:
    """Passwords by keyword, which every accidental way of printing shows as `***`."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)

    def __repr__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """One database on one server.

    `host` and `hostaddr` are canonical (lower case, no trailing dot, addresses in their shortest form);
    `hostaddr`, where given, is what is dialled, and `host` is then only a label. `ref` is the Supabase
    project, None elsewhere. `service` is always empty: service files are refused. `manner` says how to talk
    to the server (sslmode, keepalives, …).
    """

    host: str
    hostaddr: str
    port: int
    user: str
    dbname: str
    options: str = ""
    service: str = ""
    ref: str | None = None
    manner: tuple[tuple[str, str], ...] = ()
    _secrets: _Secrets = field(default_factory=lambda: _Secrets({}), compare=False)

    @classmethod
    def resolve(cls, url: str, environ: Mapping[str, str]) -> Target:
        """What libpq makes of `url` with the PG* variables in `environ`, and in no other environment.

        `url` is a postgresql:// URL or a keyword=value string. Raises TargetError for what is not exactly
        one server: several hosts, no host, a service, a Supabase tenant chosen through options, control
        characters, what libpq itself cannot read. The message never holds a password.
        """
        settings = reading.read(url, environ)
        hostaddr = hosts.canonical_host(settings.get("hostaddr", ""))
        host = hosts.canonical_host(settings.get("host", "")) or hostaddr
        if not host:
            raise TargetError(
                "the URL names no host",
                hint="write it out, as in postgresql://user@127.0.0.1:5432/database; nothing is guessed",
            )
        if hostaddr and not hosts.is_address(hostaddr):
            raise TargetError(
                f"hostaddr {hostaddr} is not an address", hint="libpq dials it without a look-up: write the number"
            )
        options = settings.get("options", "")
        # Supabase's pooler takes the project from options before it looks at the user.
        if chooses_project(options):
            raise TargetError(
                f"options {options!r} choose a Supabase project by reference=",
                hint="name the project in the user or the host: postgres.<project ref>@…",
            )
        user = settings.get("user") or _system_user()
        decided = (*_WHERE, *_SECRET, *_DROPPED)
        return cls(
            host=host,
            hostaddr=hostaddr,
            port=_port(settings.get("port") or _DEFAULT_PORT),
            user=user,
            dbname=settings.get("dbname") or user,
            options=options,
            ref=supabase.project_ref(host, hostaddr, user),
            manner=tuple(sorted((k, v) for k, v in settings.items() if k not in decided)),
            _secrets=_Secrets({k: v for k, v in settings.items() if k in _SECRET}),
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """What is named, and what is dialled where that differs: both are judged."""
        return tuple(dict.fromkeys(filter(None, (self.host, self.hostaddr))))

    @property
    def named_refs(self) -> frozenset[str]:
        """Everything in host and user that could be a Supabase project's ref, wherever it stands."""
        return supabase.named_refs(self.host, self.user)

    @property
    def is_project_host(self) -> bool:
        """A Supabase project's own address, which leads to that project alone."""
        return supabase.is_project_host(self.host)

    @property
    def is_shared_pooler(self) -> bool:
        """Supabase's shared pooler: one address for every project, so that only `ref` says which."""
        return supabase.is_shared_pooler(self.host)

    @property
    def is_socket(self) -> bool:
        """Reached through a Unix socket: on this machine, whatever the network does."""
        return not self.hostaddr and hosts.is_socket(self.host)

    @property
    def is_loopback(self) -> bool:
        """Both what is named and what is dialled are this machine (a tunnel may still begin there)."""
        return all(map(hosts.is_loopback_name, self.hosts))

    @property
    def place(self) -> str:
        """The server in a sentence: `127.0.0.1:5432`, or the socket's folder."""
        if self.is_socket:
            return self.host if self.port == int(_DEFAULT_PORT) else f"{self.host} port {self.port}"
        dialled = f" (dialled at {self.hostaddr})" if self.hostaddr and self.hostaddr != self.host else ""
        return f"{_bracketed(self.host)}:{self.port}{dialled}"

    @property
    def url(self) -> str:
        """The URL to show: the password, if there is one, as `***`."""
        return self._url(":***" if self._secrets.values.get("password") else "", manner=False)

    @property
    def shell_url(self) -> str:
        """The URL for psql, without any password: it opens where none is needed, or asks for it."""
        return self._url("", manner=True)

    def conninfo(self) -> str:
        """A connection string for psycopg that says everything, so that no PG* variable fills a gap.

        Holds the password: for connecting only, never to be shown or written.
        """
        from psycopg.conninfo import make_conninfo
        from psycopg.pq import Conninfo

        compiled = {
            option.keyword.decode(): option.compiled.decode()
            for option in Conninfo.get_defaults()
            if option.compiled is not None and option.envvar is not None
        }
        # Empty is a value to libpq, and one no variable replaces.
        where = {
            "host": self.host,
            "hostaddr": self.hostaddr,
            "port": str(self.port),
            "user": self.user,
            "dbname": self.dbname,
            "options": self.options,
        }
        gaps = {"password": "", "passfile": ""}
        return make_conninfo(**(compiled | gaps | dict(self.manner) | self._secrets.values | where))

    def _url(self, password: str, *, manner: bool) -> str:
        parameters: list[tuple[str, str]] = []
        place = ""
        if hosts.is_socket(self.host):
            parameters.append(("host", self.host))
            if self.port != int(_DEFAULT_PORT) or self.hostaddr:
                parameters.append(("port", str(self.port)))
        else:
            place = f"{_bracketed(quote(self.host, safe=':'))}:{self.port}"
        if self.hostaddr and self.hostaddr != self.host:
            parameters.append(("hostaddr", self.hostaddr))
        if manner:
            parameters += [("options", self.options)] * bool(self.options)
            parameters += self.manner
        query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in parameters)
        address = f"{quote(self.user, safe='')}{password}@{place}/{quote(self.dbname, safe='')}"
        return f"postgresql://{address}{'?' + query if query else ''}"

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        return f"Target({self.url!r}, ref={self.ref!r})"


def _port(text: str) -> int:
    stripped = text.strip()
    if re.fullmatch(r"[0-9]{1,5}", stripped) and 1 <= int(stripped) <= 65535:
        return int(stripped)
    # A password with a slash or an @ left unencoded often ends up here: it is not repeated.
    raise TargetError(
        "the port of the URL is not a number from 1 to 65535",
        hint="if the password holds / or @ or :, encode it (%2F, %40, %3A)",
    )


def _system_user() -> str:
    # libpq asks the system for the name, never a variable such as USER.
    if sys.platform != "win32":
        import os
        import pwd

        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            pass
    raise TargetError("the URL names no user", hint="write postgresql://user@host:5432/database")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
