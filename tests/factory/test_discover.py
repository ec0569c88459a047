from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seeding.errors import FactoryError
from seeding.factory import discover, factory_of
from seeding.factory.table import registry

HEAD = "from seeding.factory import TableFactory\nfrom seeding.columns.key import Key\n"
USERS = (
    HEAD
    + """
class UserFactory(TableFactory):
    class Meta:
        table = "discovered.users"

    id = Key()

class StaffFactory(UserFactory):
    pass
"""
)
ORDERS = """
from factories.users import UserFactory
from seeding.columns.reference import Reference

class OrderFactory(UserFactory):
    class Meta:
        table = "discovered.orders"

    user_id = Reference(UserFactory)
"""


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    path, modules, factories = list(sys.path), dict(sys.modules), dict(registry)
    for name in [n for n in sys.modules if n.split(".")[0] == "factories"]:
        del sys.modules[name]
    yield
    sys.path[:] = path
    for name in [n for n in sys.modules if n.split(".")[0] == "factories"]:
        del sys.modules[name]
    sys.modules.update({n: m for n, m in modules.items() if n.split(".")[0] == "factories"})
    registry.clear()
    registry.update(factories)


def project(root: Path, **files: str) -> Path:
    (root / "factories").mkdir(parents=True)
    for name, text in files.items():
        (root / "factories" / f"{name}.py").write_text(text)
    return root


def test_factories_by_table(tmp_path: Path) -> None:
    found = discover(project(tmp_path, users=USERS, orders=ORDERS))
    assert {table: made_by.__name__ for table, made_by in found.items()} == {
        "discovered.orders": "OrderFactory",
        "discovered.users": "UserFactory",
    }
    assert factory_of("discovered.users") is found["discovered.users"]


def test_imported_once(tmp_path: Path) -> None:
    root = project(tmp_path, __init__="", users=USERS)
    assert discover(root)["discovered.users"] is discover(root)["discovered.users"]


def test_no_folder_no_factories(tmp_path: Path) -> None:
    assert discover(tmp_path) == {}


def test_a_process_may_visit_several_projects_and_come_back(tmp_path: Path) -> None:
    here = project(tmp_path / "here", users=USERS)
    there = project(tmp_path / "there", __init__="", users=USERS.replace("UserFactory", "OtherFactory"))
    for _ in range(2):
        assert discover(here)["discovered.users"].__name__ == "UserFactory"
        assert discover(there)["discovered.users"].__name__ == "OtherFactory"


def test_the_registry_keeps_to_what_was_discovered(tmp_path: Path) -> None:
    from seeding.factory import TableFactory

    root = project(tmp_path, users=USERS)
    found = discover(root)["discovered.users"]

    class UserFactory(TableFactory):
        class Meta:
            table = "discovered.users"

        name = "somebody's own"

    assert factory_of("discovered.users") is UserFactory
    discover(root)
    assert factory_of("discovered.users") is found


@pytest.mark.parametrize(
    ("files", "said", "hint"),
    [
        ({"a": USERS, "b": USERS}, "factories.a.UserFactory and factories.b.UserFactory are both for discovered.users",
         "let one inherit"),
        ({"a": "import nothing_of_that_name"}, "factories.a cannot be imported: ModuleNotFoundError", "a.py:1"),
        ({"a": "x =\n"}, "factories.a cannot be imported: SyntaxError", "a.py:1"),
        ({"a": "1\n\n1/0"}, "factories.a cannot be imported: ZeroDivisionError", "a.py:3"),
        ({"__init__": "1/0"}, "factories cannot be imported: ZeroDivisionError", "__init__.py:1"),
        ({"a": HEAD + "class F(TableFactory):\n    create = Key()"}, "factories.a: F.create hides", "rename"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_with_its_place(
    tmp_path: Path, files: dict[str, Any], said: str, hint: str
) -> None:
    with pytest.raises(FactoryError) as caught:
        discover(project(tmp_path, **files))
    assert said in caught.value.message
    assert hint in caught.value.hint
