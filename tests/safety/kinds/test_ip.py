"""IP addresses on both sides of the door."""

from __future__ import annotations

import pytest

REFUSED = {
    ("ip", "text"): [
        "8.8.8.8",
        "1.1.1.1/32",
        "192.0.3.1",
        "198.51.101.1",
        "172.32.0.1",
        "010.8.8.8",
        "８.８.８.８",
        "8.8.8\u200b.8",
        "8%2E8.8.8",
        "192.0.2.1, 8.8.8.8",
        "2a00:1450:4001:830::200e",
        "2A00:1450::1",
        "::ffff:8.8.8.8",
        "8.8.8.8:443",
        "[2a00:1450::1]:443",
    ],
    ("address", "inet"): ["8.8.8.8", "2606:4700::1111"],
    ("network", "cidr"): ["8.8.8.0/24"],
    ("last_sign_in_ip", "text"): ["8.8.8.8"],
    ("clientIp", "text"): ["8.8.8.8"],
    ("ip_address", "text"): ["8.8.8.8"],
    ("ips", "inet[]"): [["192.0.2.1", "8.8.8.8"]],
    ("metadata", "jsonb"): [{"ip": "8.8.8.8"}, {"remote_addr": "2a00::1"}, {"ips": ["192.0.2.1", "8.8.8.8"]}],
    ("payload", "text"): ['{"ip": "8.8.8.8"}'],
}

ALLOWED = {
    ("ip", "text"): [
        "192.0.2.1",
        "198.51.100.255",
        "203.0.113.7/32",
        "127.0.0.1",
        "10.1.2.3",
        "172.31.255.1",
        "192.168.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "0.0.0.0/0",
        "255.255.255.255",
        "2001:db8::1",
        "2001:DB8:0:1::/64",
        "3fff::1",
        "::1",
        "::",
        "::/0",
        "fe80::1",
        "fd12:3456::1",
        "::ffff:192.0.2.1",
        "192.0.2.1, 198.51.100.2",
        "unknown",
        "10:20:30",
        "",
        None,
    ],
    ("address", "inet"): ["192.0.2.1"],
    ("ips", "inet[]"): [["192.0.2.1", None]],
    ("ip_country", "text"): ["8.8.8.8"],
    ("version", "text"): ["8.8.8.8", "120.0.0.0"],
    ("user_agent", "text"): ["Chrome/120.0.0.0 Safari/537.36"],
    ("tip", "text"): ["8.8.8.8"],
    ("metadata", "jsonb"): [{"ip": "192.0.2.1", "version": "8.8.8.8"}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert verdict(value, column, type_) == ["safety-ip"]


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
