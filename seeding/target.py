"""Where a URL leads, as libpq would go there: exactly one server, or refused.

Only libpq's own parser is used. Two parsers never agree for long: `postgresql://localhost#@db.prod/app` is
localhost to urllib and db.prod to libpq, which is what connects. Everything a PG* variable could add is
taken from the mapping passed to `resolve` and made explicit, so that a shell's leftovers change nothing.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from seeding.errors import TargetError

_DEFAULT_PORT = "5432"
# Which server answers is decided by these; the rest (sslmode, keepalives, …) only says how to talk to it.
_WHERE = ("host", "hostaddr", "port", "user", "dbname", "options")
_SECRET = ("password", "sslpassword", "oauth_client_secret")
# With one host they decide nothing, and libpq's defaults never move on to another server.
_DROPPED = ("service", "target_session_attrs", "load_balance_hosts", "replication")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# A project ref is 20 letters; a read replica appends -rr-<region>-<id>, and is the same project.
_REF = r"(?P<ref>[a-z]{20})(?:-rr-[a-z0-9-]+)?"
_DIRECT_HOST = re.compile(rf"db\.{_REF}\.supabase\.co")
_POOLER_HOST = re.compile(r"[a-z0-9.-]+\.pooler\.supabase\.com")
_POOLER_TENANT = re.compile(_REF)


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
        given = _parse(url)
        settings = _fill(given, environ)
        for keyword, value in settings.items():
            if _CONTROL.search(value):
                raise TargetError(
                    f"{keyword} in the URL holds a control character",
                    hint="URL-encode only what belongs there; look for a pasted line break",
                )
        _refuse_spilled_password(given, settings)
        for keyword in ("host", "hostaddr", "port"):
            if "," in settings.get(keyword, ""):
                raise TargetError(
                    f"the URL names several servers: {keyword} {settings[keyword]}",
                    hint="libpq moves on to the next one when the first is down; name exactly one",
                )
        hostaddr = canonical_host(settings.get("hostaddr", ""))
        host = canonical_host(settings.get("host", "")) or hostaddr
        if not host:
            raise TargetError(
                "the URL names no host",
                hint="write it out, as in postgresql://user@127.0.0.1:5432/database; nothing is guessed",
            )
        options = settings.get("options", "")
        # Supabase's pooler takes the project from options before it looks at the user; a backslash in front
        # of a letter is dropped when options are split, so that it could hide the word.
        if "reference" in options.replace("\\", "").lower():
            raise TargetError(
                f"options {options!r} choose a Supabase project by reference=",
                hint="name the project in the user or the host: postgres.<project ref>@…",
            )
        user = settings.get("user") or _system_user()
        return cls(
            host=host,
            hostaddr=hostaddr,
            port=_port(settings.get("port") or _DEFAULT_PORT),
            user=user,
            dbname=settings.get("dbname") or user,
            options=options,
            ref=_project_ref(host, hostaddr, user),
            manner=tuple(sorted((k, v) for k, v in settings.items() if k not in (*_WHERE, *_SECRET))),
            _secrets=_Secrets({k: v for k, v in settings.items() if k in _SECRET}),
        )

    @property
    def is_socket(self) -> bool:
        """Reached through a Unix socket: on this machine, whatever the network does."""
        return not self.hostaddr and self.host.startswith(("/", "@"))

    @property
    def is_loopback(self) -> bool:
        """Both what is named and what is dialled are this machine (a tunnel may still begin there)."""
        return all(self.is_loopback_name(name) for name in (self.host, self.hostaddr) if name)

    @staticmethod
    def is_loopback_name(host: str) -> bool:
        """One canonical host: localhost, a loopback address, or a socket's folder."""
        if host == "localhost" or host.startswith(("/", "@")):
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

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
        if self.host.startswith(("/", "@")):
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


def canonical_host(host: str) -> str:
    """One spelling a host: lower case, no trailing dot, addresses as the resolver would read them.

    >>> canonical_host("DB.Example.com."), canonical_host("127.1"), canonical_host("0x7f000001")
    ('db.example.com', '127.0.0.1', '127.0.0.1')
    >>> canonical_host("::FFFF:127.0.0.1"), canonical_host("0:0:0:0:0:0:0:1")
    ('127.0.0.1', '::1')
    """
    if host.startswith(("/", "@")):
        return host
    host = host.lower().removesuffix(".")
    number = _ipv4_number(host)
    if number is not None:
        return str(ipaddress.IPv4Address(number))
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _ipv4_number(host: str) -> int | None:
    # inet_aton(3), which getaddrinfo follows: one to four parts, each decimal, octal (0…) or hexadecimal
    # (0x…); the last one fills the bytes that are left.
    parts = host.split(".")
    if len(parts) > 4 or not all(re.fullmatch(r"0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*", part) for part in parts):
        return None
    values = [int(p, 16 if p.startswith("0x") else 8 if p.startswith("0") else 10) for p in parts]
    rest = 4 - (len(values) - 1)
    if any(v > 0xFF for v in values[:-1]) or values[-1] >= 1 << (8 * rest):
        return None
    return sum(v << (24 - 8 * i) for i, v in enumerate(values[:-1])) + values[-1]


def _parse(url: str) -> dict[str, str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not url.strip():
        raise TargetError("the URL is empty", hint="write postgresql://user@host:5432/database")
    if "\x00" in url:
        raise TargetError("the URL holds a zero byte", hint="look at the variable it comes from")
    try:
        return {keyword: str(value) for keyword, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        # libpq quotes what it stumbled over, and that may be a password with a character left unencoded.
        reason = re.sub(r'\s*:?\s*"[^"]*"?', " …", str(error)).strip()
        raise TargetError(
            f"libpq cannot read the URL: {reason}",
            hint="write postgresql://user:password@host:5432/database; "
            "encode reserved characters of a password (@ is %40, / is %2F, % is %25)",
        ) from None


def _fill(given: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    from psycopg.pq import Conninfo

    if "service" in given or environ.get("PGSERVICE"):
        where = "the URL" if "service" in given else "the variable PGSERVICE"
        raise TargetError(
            f"{where} names a service, whose file decides where the connection goes",
            hint="write the host, port, user and database into the URL; unset PGSERVICE",
        )
    settings = dict(given)
    for option in Conninfo.get_defaults():
        keyword = option.keyword.decode()
        # An empty value that was given stays: to libpq, too, only a keyword that is absent is a gap.
        if option.envvar is not None and keyword not in given:
            value = environ.get(option.envvar.decode(), "")
            if value:
                settings[keyword] = value
    return {keyword: value for keyword, value in settings.items() if keyword not in _DROPPED}


def _refuse_spilled_password(given: Mapping[str, str], settings: Mapping[str, str]) -> None:
    # libpq ends the password at the first @ and the server at the first /: one left unencoded in a password
    # puts the rest of it into the host or the database, from where it would be shown.
    in_host = "@" in settings.get("host", "")[1:]
    in_dbname = "user" not in given and "@" in given.get("dbname", "")
    if in_host or in_dbname:
        raise TargetError(
            f"the {'host' if in_host else 'database'} of the URL holds an @",
            hint="a password's own @ and / must be encoded: @ is %40, / is %2F",
        )


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


def _project_ref(host: str, hostaddr: str, user: str) -> str | None:
    direct = _DIRECT_HOST.fullmatch(host)
    pooler = _POOLER_HOST.fullmatch(host)
    if (direct or pooler) and hostaddr:
        raise TargetError(
            f"host {host} is only a label: hostaddr {hostaddr} is dialled instead",
            hint="leave hostaddr out, and unset PGHOSTADDR, for a Supabase project",
        )
    if direct:
        return direct["ref"]
    if pooler:
        # What follows the last dot is the project, whatever stands before it.
        tenant = _POOLER_TENANT.fullmatch(user.rpartition(".")[2]) if "." in user else None
        if tenant is None:
            raise TargetError(
                f'user "{user}" names no project, and {host} serves every project',
                hint="the pooler's user is postgres.<project ref>, twenty lower case letters",
            )
        return tenant["ref"]
    return None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
