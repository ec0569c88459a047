"""What `seed init` writes where: only what is not there yet, so that nobody's edits are lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seeding.errors import UsageError
from seeding.infer.implied import with_implied
from seeding.scaffold.conftest_file import conftest_file
from seeding.scaffold.factory_file import FactoryFile, Undecided, factory_file
from seeding.scaffold.names import module_names
from seeding.scaffold.profile_files import local_profile, staging_profile
from seeding.schema import Name, Schema, Table

FACTORIES = Path("factories")
_PACKAGE = '"""What believable rows look like, one file a table; profiles say how many and where."""\n'
_CONFTESTS = (Path("conftest.py"), Path("tests/conftest.py"), Path("test/conftest.py"))


@dataclass
class Scaffold:
    """What was written and what was found there already, relative to the project; what to look at."""

    tables: int = 0  # that factories are written for unasked
    declared: int = 0  # of them, those that had one
    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def put(self, root: Path, path: Path, text: str) -> bool:
        """Write a file unless there is one; whether it was written."""
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            self.kept.append(path)
            return False
        self.written.append(path)
        return True


def write_all(
    root: Path,
    schema: Schema,
    declared: Collection[str],
    *,
    supabase: bool,
    reference: Collection[Name] = (),
) -> Scaffold:
    """Profiles, a factory a table that has none in `declared`, a conftest, and Supabase's folders if it is one.

    Tables of `reference` data get no factory: with one, rows would be added to what others choose from.
    """
    done = Scaffold()
    done.put(root, Path("profiles/local.toml"), local_profile(schema))
    done.put(root, Path("profiles/staging.toml"), staging_profile(schema))
    tables = [table for table in schema.tables.values() if fillable(table) and table.name not in reference]
    done.notes += [
        f"{name} holds rows that were not seeded: they are kept and referred to, so it has no factory"
        for name in sorted(reference)
        if str(name) not in declared
    ]
    done.tables = len(tables)
    done.declared = sum(str(table.name) in declared for table in tables)
    schema = with_implied(schema, tables)
    files: list[tuple[str, FactoryFile]] = []
    for table in tables:
        if str(table.name) not in declared:
            files += _factory(root, schema.tables[table.name], schema, done)
    _conftest(root, done, files)
    if supabase:
        _supabase(root, done)
    return done


def write_one(root: Path, schema: Schema, table: Table, declared: Collection[str]) -> Scaffold:
    """The factory of one table. Raises UsageError where the table has one already."""
    if str(table.name) in declared:
        raise UsageError(
            f"{table.name} has a factory already",
            hint="edit it, or delete it to have it written anew from the schema",
        )
    done = Scaffold(tables=1)
    schema = with_implied(schema, [t for t in schema.tables.values() if fillable(t)])
    for _ in _factory(root, schema.tables[table.name], schema, done):
        pass
    return done


def fillable(table: Table) -> bool:
    """Whether a factory is written unasked: not for what a platform or an extension looks after."""
    return table.extension is None and not table.referenced_only and table.insertable


def _factory(root: Path, table: Table, schema: Schema, done: Scaffold) -> Iterator[tuple[str, FactoryFile]]:
    """Write one factory; yields its module's name if it was written."""
    if not (root / FACTORIES / "__init__.py").exists():
        done.put(root, FACTORIES / "__init__.py", _PACKAGE)
    file = factory_file(table, schema)
    module = _module(root, table.name, done)
    if done.put(root, FACTORIES / f"{module}.py", file.text):
        done.undecided += file.undecided
        yield module, file


def _module(root: Path, table: Name, done: Scaffold) -> str:
    """The module's name: with the schema's before it, where another schema's table has taken the plain one."""
    plain, qualified = module_names(table)
    path = FACTORIES / f"{plain}.py"
    if path in done.written:
        return qualified
    if (root / path).is_file():
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        if "TableFactory" in text and f'"{table}"' not in text and f'"{table.name}"' not in text:
            return qualified
    return plain


def _conftest(root: Path, done: Scaffold, files: list[tuple[str, FactoryFile]]) -> None:
    found = next((path for path in _CONFTESTS if (root / path).is_file()), None)
    if found is not None:
        done.kept.append(found)
    elif files:
        module, file = files[0]
        done.put(root, _CONFTESTS[0], conftest_file(module, file.factory))


def _supabase(root: Path, done: Scaffold) -> None:
    for folder in (Path("supabase/migrations"), Path("supabase/seed")):
        if not (root / folder).is_dir():
            done.put(root, folder / ".gitkeep", "")
    config = root / "supabase" / "config.toml"
    if config.is_file() and "seed/" not in config.read_text(encoding="utf-8", errors="replace"):
        done.notes.append(
            'supabase/config.toml: [db.seed] sql_paths = ["./seed/*.sql"] loads what "seed export" writes'
        )
