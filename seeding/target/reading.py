"""What libpq makes of a URL and the PG* variables it was given: every keyword, and refusals in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from seeding.errors import TargetError

# A URL holds a password or a token at most; more than this is a file pasted into a variable.
MAX_LENGTH = 65_536
# RFC 1035 §2.3.4 for names; a socket's path is at most 107 bytes (unix(7)).
_MAX_HOST = 255
_URI = ("postgresql://", "postgres://")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OFF = frozenset({"", "0", "false", "off", "no"})


def read(url: object, environ: Mapping[str, str]) -> dict[str, str]:
    """Every keyword of `url`, gaps filled from the PG* variables in `environ`. Raises TargetError."""
    if not isinstance(environ, Mapping):
        raise TargetError(
            f"the environment is not a mapping but {type(environ).__name__}", hint="pass os.environ, or {} for none"
        )
    given = _parse(url)
    settings = _fill(given, environ)
    _refuse_control_characters(settings)
    _refuse_spilled_password(str(url), given, settings)
    _refuse_more_than_one(settings)
    _refuse_what_moves(settings, given)
    return settings


def _parse(url: object) -> dict[str, str]:
    from psycopg import Error
    from psycopg.conninfo import conninfo_to_dict

    if not isinstance(url, str):
        raise TargetError(
            f"the URL is not text but {type(url).__name__}", hint="write postgresql://user@host:5432/database"
        )
    if not url.strip():
        raise TargetError("the URL is empty", hint="write postgresql://user@host:5432/database")
    if len(url) > MAX_LENGTH:
        raise TargetError(
            f"the URL is {len(url):,} characters long", hint="look at the variable it comes from; was a file pasted?"
        )
    if "\x00" in url:
        raise TargetError("the URL holds a zero byte", hint="look at the variable it comes from")
    try:
        return {keyword: str(value) for keyword, value in conninfo_to_dict(url).items()}
    except UnicodeError:
        # Half a surrogate pair on the way in, bytes that are no UTF-8 behind a % on the way out.
        raise TargetError(
            "the URL is not UTF-8", hint="look at the variable it comes from; encode other bytes as UTF-8, then with %"
        ) from None
    except Error as error:
        # libpq quotes what it stumbled over, and that may be a password with a character left unencoded.
        reason = re.sub(r'\s*:?\s*"[^"]*"?', " …", str(error)).strip()
        raise TargetError(
            f"libpq cannot read the URL: {reason}",
            hint=_advice(url, reason),
        ) from None


def _advice(url: str, reason: str) -> str:
    if re.match(r"postgres(?:ql)?\+\w+://", url):
        return "libpq knows no driver in the scheme: write postgresql:// instead"
    if "query parameter" in reason:
        return "take out what is meant for another program (pgbouncer, schema, connection_limit, …) behind the ?"
    return (
        "write postgresql://user:password@host:5432/database; "
        "encode reserved characters of a password (@ is %40, / is %2F, % is %25)"
    )


def _fill(given: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    from psycopg.pq import Conninfo

    if "service" in given or "servicefile" in given or environ.get("PGSERVICE"):
        where = "the variable PGSERVICE" if not given.keys() & {"service", "servicefile"} else "the URL"
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
                settings[keyword] = _text(option.envvar.decode(), value)
    return settings


def _text(variable: str, value: object) -> str:
    try:
        return str(value)
    except ValueError:  # a number of thousands of digits
        raise TargetError(f"{variable} is not text but {type(value).__name__}", hint=f"unset {variable}") from None


def _refuse_control_characters(settings: Mapping[str, str]) -> None:
    for keyword, value in settings.items():
        if _CONTROL.search(value) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise TargetError(
                f"{keyword} in the URL holds a control character",
                hint="URL-encode only what belongs there; look for a pasted line break",
            )
    for keyword in ("host", "hostaddr"):
        value = settings.get(keyword, "")
        # Zero-width and bidirectional characters are not seen by whoever reviews a name; blanks are in no name.
        unseen = any(unicodedata.category(c) in ("Cf", "Cn", "Co", "Zs") for c in value)
        if unseen and not value.startswith(("/", "@")):
            raise TargetError(
                f"{keyword} in the URL holds a blank or an invisible character",
                hint="type the name anew instead of pasting it",
            )
        if len(value) > _MAX_HOST:
            raise TargetError(
                f"{keyword} in the URL is {len(value):,} characters long; no name is",
                hint="if the password holds / or @ or :, encode it (%2F, %40, %3A)",
            )


def _refuse_spilled_password(url: str, given: Mapping[str, str], settings: Mapping[str, str]) -> None:
    # libpq ends the password at the first @ and the server at the first /: one left unencoded in a password
    # puts the rest of it into the host or the database, from where it would be shown.
    host = settings.get("host", "")
    doubled = url.startswith(_URI) and host.startswith("@") and "@@" in url
    in_host = doubled or "@" in host[1:]
    in_dbname = "user" not in given and "@" in given.get("dbname", "")
    if in_host or in_dbname:
        raise TargetError(
            f"the {'host' if in_host else 'database'} of the URL holds an @",
            hint="a password's own @ and / must be encoded: @ is %40, / is %2F",
        )
    if "=" in settings.get("dbname", "") or "://" in settings.get("dbname", ""):
        raise TargetError(
            "the database of the URL is a connection string itself, which some programs would follow elsewhere",
            hint="name the database alone; if the password holds / or = or ?, encode it (%2F, %3D, %3F)",
        )


def _refuse_more_than_one(settings: Mapping[str, str]) -> None:
    for keyword in ("host", "hostaddr", "port"):
        if "," in settings.get(keyword, ""):
            raise TargetError(
                f"the URL names several servers: {keyword} {settings[keyword]}",
                hint="libpq moves on to the next one when the first is down; name exactly one",
            )


def _refuse_what_moves(settings: Mapping[str, str], given: Mapping[str, str]) -> None:
    # With one host the harmless values decide nothing, and libpq's defaults never move on to another server.
    reasons = {
        "target_session_attrs": (
            ("", "any", "read-write", "primary"),
            "asks for a server that cannot be written to, or for none that libpq knows",
        ),
        "load_balance_hosts": (("", "disable"), "takes a different address of the name each time"),
    }
    for keyword, (harmless, reason) in reasons.items():
        value = settings.get(keyword, "")
        if value not in harmless:
            where = "the URL" if keyword in given else f"the variable PG{keyword.replace('_', '').upper()}"
            raise TargetError(f"{keyword}={value} in {where} {reason}", hint=f"leave {keyword} out")
    if settings.get("replication", "").strip().lower() not in _OFF:
        raise TargetError(
            "replication in the URL asks for a replication connection, on which no table can be read",
            hint="leave replication out",
        )
