"""The user's `factories/` folder, imported once: which factory fills which table."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from seeding.columns.raised import place_of
from seeding.errors import FactoryError, SeedingError
from seeding.factory.table import TableFactory, registry

FOLDER = "factories"
_PASSED_OVER = ("__init__", "conftest")


def discover(root: Path) -> dict[str, type[TableFactory]]:
    """Factories by qualified table name; empty where there is no `factories/` under `root`.

    A factory fills a table where its own Meta names it; one that inherits the table is for objects only.
    Raises FactoryError for a module that cannot be imported, and for two factories of one table.
    """
    folder = root.resolve() / FOLDER
    if not folder.is_dir():
        return {}
    found: dict[str, type[TableFactory]] = {}
    for module in _modules(folder):
        for value in vars(module).values():
            if not (isinstance(value, type) and issubclass(value, TableFactory)):
                continue
            if value.__module__ != module.__name__ or not value.names_table:
                continue
            table = value._meta.table
            assert table is not None
            if found.setdefault(table, value) is not value:
                raise FactoryError(
                    f"{found[table].__module__}.{found[table].__name__} and {module.__name__}.{value.__name__} "
                    f"are both for {table}",
                    hint="let one inherit from the other without naming the table again (traits do most of that)",
                )
    # A reference by a table's name means these, whatever else a test has declared for the table.
    registry.update(found)
    return dict(sorted(found.items()))


def _modules(folder: Path) -> list[ModuleType]:
    _forget_others(folder)
    if str(folder.parent) not in sys.path:
        sys.path.insert(0, str(folder.parent))
    importlib.invalidate_caches()
    names = [path.stem for path in sorted(folder.glob("*.py")) if path.stem not in _PASSED_OVER]
    return [_package(folder), *(_imported(f"{FOLDER}.{name}") for name in names)]


def _package(folder: Path) -> ModuleType:
    """The folder as a package, whatever else on the path has its name."""
    loaded = sys.modules.get(FOLDER)
    if loaded is not None:
        return loaded
    init = folder / "__init__.py"
    if init.is_file():
        spec = spec_from_file_location(FOLDER, init, submodule_search_locations=[str(folder)])
    else:
        spec = ModuleSpec(FOLDER, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
    assert spec is not None
    package = sys.modules[FOLDER] = module_from_spec(spec)
    if spec.loader is not None:
        try:
            spec.loader.exec_module(package)
        except Exception as error:
            del sys.modules[FOLDER]
            raise _failed(FOLDER, error) from error
    return package


def _folders(package: ModuleType) -> list[Path]:
    return [Path(entry).resolve() for entry in getattr(package, "__path__", ())]


def _forget_others(folder: Path) -> None:
    """Another project's factories, as in a process that visits two: modules are found by their name."""
    loaded = sys.modules.get(FOLDER)
    if loaded is None or folder in _folders(loaded):
        return
    for name in [n for n in sys.modules if n == FOLDER or n.startswith(f"{FOLDER}.")]:
        del sys.modules[name]
    for table, made_by in list(registry.items()):
        if made_by.__module__.split(".")[0] == FOLDER:
            del registry[table]


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise _failed(name, error) from error


def _failed(name: str, error: Exception) -> FactoryError:
    if isinstance(error, SeedingError):
        return FactoryError(f"{name}: {error.message}", hint=error.hint)
    return FactoryError(f"{name} cannot be imported: {type(error).__name__}: {error}", hint=place_of(error))
