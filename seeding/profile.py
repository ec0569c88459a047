"""How many and where: `profiles/<name>.toml`, read into frozen models; unknown keys are refused.

No code, no expressions, no passwords: a URL is named by its environment variable. `local` and `staging`
exist even where the folder does not.
"""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from seeding.errors import ProfileError

FOLDER = "profiles"
BUILT_IN = ("local", "staging")
DEFAULT_COUNT = {"local": 25, "staging": 1000}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class TargetSettings(_Frozen):
    """Where rows may go: the variable that holds the URL, exact hosts, Supabase project refs; and as which role."""

    url_env: str | None = None
    hosts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    role: str | None = None


class ProductionSettings(_Frozen):
    """What is production, and so never written to, whatever [target] says."""

    hosts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    system_identifiers: tuple[str, ...] = ()


class Per(_Frozen):
    """How many rows a parent's row has: a share of parents with one, or a mean with a distribution."""

    share: Annotated[float, Field(gt=0, le=1)] | None = None
    mean: Annotated[float, Field(gt=0)] | None = None
    distribution: Literal["spread", "random", "zipf", "negative_binomial"] = "negative_binomial"
    dispersion: Annotated[float, Field(gt=0)] = 1.0
    exponent: Annotated[float, Field(gt=0)] = 1.1
    histogram: dict[str, float] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Per:
        given = [n for n in ("share", "mean", "histogram") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of share, mean and histogram")
        return self


class TableSettings(_Frozen):
    """One table: how many rows, of which shape, which rows by hand."""

    count: Annotated[int, Field(ge=0)] | None = None  # a number of rows beside pinned ones
    rows: Any = None  # a number of rows, or pinned rows as [[tables."public.users".rows]]
    per: dict[str, Per] = Field(default_factory=dict)
    nulls: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    weights: dict[str, dict[str, Annotated[float, Field(ge=0)]]] = Field(default_factory=dict)
    skip: bool = False

    @model_validator(mode="after")
    def _shape(self) -> TableSettings:
        if self.rows is not None and not isinstance(self.rows, (int, list)):
            raise ValueError("rows is a number of rows, or [[tables.….rows]] for rows by hand")
        if isinstance(self.rows, bool) or (isinstance(self.rows, int) and self.rows < 0):
            raise ValueError(f"rows = {self.rows!r} is not a number of rows")
        if isinstance(self.rows, list) and not all(isinstance(r, dict) for r in self.rows):
            raise ValueError("each pinned row is a table of column = value")
        if len(self.per) > 1:
            raise ValueError(f"per names {len(self.per)} parents ({', '.join(self.per)}); the count follows from one")
        return self

    @property
    def fixed(self) -> int | None:
        """The number of rows, where the profile gives one."""
        return self.rows if isinstance(self.rows, int) else self.count

    @property
    def pinned(self) -> tuple[Mapping[str, Any], ...]:
        """Rows written by hand: they are the table's first rows."""
        return tuple(self.rows) if isinstance(self.rows, list) else ()


class RehearseSettings(_Frozen):
    """What a migration may cost, in seconds: all of it, and for how long it may keep anybody waiting."""

    migration_seconds: Annotated[float, Field(gt=0)] = 300.0
    additive_blocking_seconds: Annotated[float, Field(gt=0)] = 1.0
    breaking_blocking_seconds: Annotated[float, Field(gt=0)] = 30.0


def _instant(value: Any) -> Any:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=datetime.UTC)
    return value


# What decides whose rows are seen and which names mean what: the guard's word would be about something else.
GUARDED_SETTINGS = frozenset(
    {
        "search_path", "role", "session_authorization", "row_security", "is_superuser", "session_replication_role",
        "transaction_read_only", "default_transaction_read_only", "transaction_isolation",
        "transaction_deferrable", "local_preload_libraries", "session_preload_libraries", "client_encoding",
        "standard_conforming_strings", "datestyle", "intervalstyle", "timezone", "bytea_output", "extra_float_digits",
    }
)  # fmt: skip


def _settings(value: Any) -> Any:
    """Settings as PostgreSQL takes them: texts by name."""
    if not isinstance(value, dict):
        return value
    flat: dict[str, str] = {}
    for name, given in value.items():
        if isinstance(given, dict):  # an unquoted app.tenant = 1 is a table of TOML
            flat |= {f"{name}.{inner}": text for inner, text in _settings(given).items()}
        elif name.lower() in GUARDED_SETTINGS:
            raise ValueError(f"{name} may not be set: it decides where rows go and who sees them")
        elif isinstance(given, bool):
            flat[name] = "true" if given else "false"
        else:
            flat[name] = str(given)
    return flat


class Profile(_Frozen):
    """One environment's settings. `name` and `path` say where they came from.

    `only`, `skip` and `schemas` choose tables as on the command line. `logins`: whether everyone in Supabase's
    `auth.users` has the documented password. `patterns` is a pattern file (`seed learn`), from the profiles' folder on.
    """

    environment: Literal["local", "staging"]
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    count: Annotated[int, Field(ge=0)] = 1000
    as_of: Annotated[datetime.datetime, BeforeValidator(_instant)] = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    target: TargetSettings = TargetSettings()
    production: ProductionSettings = ProductionSettings()
    tables: dict[str, TableSettings] = Field(default_factory=dict)
    session: Annotated[dict[str, str], BeforeValidator(_settings)] = Field(default_factory=dict)
    schemas: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    strict: bool = False
    create_partitions: bool = False
    logins: bool | None = None
    patterns: str | None = None
    rehearse: RehearseSettings = RehearseSettings()
    name: str = ""
    path: Path | None = None

    @property
    def source(self) -> str:
        """Where a user edits this profile."""
        return str(self.path) if self.path else f"{FOLDER}/{self.name}.toml"

    @property
    def can_log_in(self) -> bool:
        """Whether Supabase's users get the documented password: locally, and where the profile says so."""
        return self.environment == "local" if self.logins is None else self.logins

    def pattern_file(self, root: Path) -> Path | None:
        """The pattern file that the profile names, under the project's folder."""
        return None if self.patterns is None else root / FOLDER / self.patterns

    def settings(self, table: str) -> TableSettings:
        """The settings of a table by its qualified name; `users` in a profile means `public.users`."""
        found = self.tables.get(table)
        if found is None and table.startswith("public."):
            found = self.tables.get(table.removeprefix("public."))
        return found if found is not None else TableSettings()


def load_profile(name: str, root: Path | None = None) -> Profile:
    """The profile `profiles/<name>.toml` under `root`, or the built-in `local` or `staging`.

    Raises ProfileError: unknown (with a suggestion), unreadable, unknown key, wrong value.
    """
    root = root or Path()
    path = root / FOLDER / f"{name}.toml"
    shown = f"{FOLDER}/{name}.toml"
    if not path.is_file():
        if name in BUILT_IN:
            return Profile(environment=name, name=name, count=DEFAULT_COUNT[name])  # type: ignore[arg-type]
        raise _unknown(name, root)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{shown} is not valid TOML: {error}") from None
    for key in ("name", "path"):
        if key in data:
            raise ProfileError(f"{shown}: unknown key {key!r}", hint="a profile's name is its file's name")
    if "environment" not in data:
        raise ProfileError(
            f"{shown} does not say which environment it is for", hint='add a line: environment = "staging"'
        )
    try:
        return Profile(**data, name=name, path=Path(shown))
    except ValidationError as error:
        raise _invalid(shown, error) from None


def available(root: Path | None = None) -> list[str]:
    """Every profile's name: the files in `profiles/` and the built-in ones."""
    folder = (root or Path()) / FOLDER
    return sorted({p.stem for p in folder.glob("*.toml")} | set(BUILT_IN))


def _unknown(name: str, root: Path) -> ProfileError:
    names = available(root)
    close = difflib.get_close_matches(name, names, n=1)
    suggestion = f'did you mean "{close[0]}"? ' if close else ""
    return ProfileError(
        f"no profile {name!r}: {FOLDER}/{name}.toml does not exist",
        hint=f"{suggestion}profiles here: {', '.join(names)}",
    )


def _invalid(shown: str, error: ValidationError) -> ProfileError:
    lines, hints = [], []
    for problem in error.errors():
        place = ".".join(str(p) for p in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(f"{shown}: unknown key {place!r}")
            known = _known_keys(problem["loc"][:-1])
            close = difflib.get_close_matches(str(problem["loc"][-1]), known, n=1)
            hints.append(f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}")
        elif place == "environment":
            lines.append(f"{shown}: environment {problem['input']!r} is not one that may be seeded")
            hints.append("only local and staging exist; production is never seeded")
        else:
            message = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{shown}: {place} = {problem['input']!r}: {message}")
    return ProfileError("\n".join(lines), hint="\n".join(hints))


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    models: dict[int, type[BaseModel]] = {0: Profile}
    if location[:1] == ("target",):
        models = {0: TargetSettings}
    elif location[:1] == ("production",):
        models = {0: ProductionSettings}
    elif location[:1] == ("rehearse",):
        models = {0: RehearseSettings}
    elif location[:1] == ("tables",):
        models = {0: Per if "per" in location else TableSettings}
    return sorted(set(models[0].model_fields) - {"name", "path"})
