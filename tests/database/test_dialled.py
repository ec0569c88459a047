"""Where a connection ended must be where it was sent."""

from __future__ import annotations

import pytest

from seeding.database.connect import read_only
from seeding.errors import GuardError
from seeding.guard import GuardPolicy
from seeding.target import Target


def test_an_address_declared_production_under_another_name(database: str) -> None:
    policy = GuardPolicy("local", production_hosts=("127.0.0.1",))
    with pytest.raises(GuardError, match="declared production"):
        read_only(Target.resolve(database.replace("127.0.0.1", "localhost"), {}), policy)
    with pytest.raises(GuardError, match="declared production"):
        read_only(Target.resolve(database, {}), GuardPolicy("local", production_hosts=("127.0.0.0/8",)))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "0x7f000001"])
def test_this_machine_by_its_names(database: str, host: str) -> None:
    with read_only(Target.resolve(database.replace("127.0.0.1", host), {}), GuardPolicy("local")) as connection:
        assert connection.info.hostaddr in ("127.0.0.1", "::1")


def test_a_label_for_an_address(database: str) -> None:
    target = Target.resolve(database.replace("127.0.0.1", "db.example.com") + "?hostaddr=127.0.0.1", {})
    with read_only(target, GuardPolicy("staging")) as connection:
        assert connection.info.host == "db.example.com"
