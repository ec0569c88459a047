"""Network addresses: valid, and set aside for documentation."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from seeding.columns.ip_address import IpAddress
from seeding.errors import FactoryError

NETWORKS = {
    4: [ip_network("192.0.2.0/24"), ip_network("198.51.100.0/24"), ip_network("203.0.113.0/24")],
    6: [ip_network("2001:db8::/32")],
}


@pytest.mark.parametrize("version", [4, 6])
def test_reserved(made: Any, version: int) -> None:
    found = made(1000, a=IpAddress(version=version))["a"]
    for address in found:
        assert any(ip_address(address) in network for network in NETWORKS[version])
        assert str(ip_address(address)) == address
    assert len(set(found)) > (500 if version == 4 else 999)


def test_refused() -> None:
    with pytest.raises(FactoryError, match="no IP version 5"):
        IpAddress(version=5)
