"""MAC addresses on both sides of the door."""

from __future__ import annotations

import pytest

REFUSED = {
    ("device", "macaddr"): ["00:1A:2B:3C:4D:5E", "f0:9f:c2:00:00:01", "08-00-2b-01-02-03", "00:00:5e:00:54:01"],
    ("device", "macaddr8"): ["08:00:2b:ff:fe:01:02:03", "00:00:5e:ef:11:00:00:00"],
    ("devices", "macaddr[]"): [["02:00:00:00:00:01", "00:1a:2b:3c:4d:5e"]],
    ("mac_address", "text"): [
        "001A2B3C4D5E",
        "001a.2b3c.4d5e",
        "08002b:010203",
        "0800-2b01-0203",
        "00-1A-2B-3C-4D-5E",
        "8:0:2b:1:2:3",
        "00 1A 2B 3C 4D 5E",
        "３C:22:FB:01:02:03",
        "3c&#58;22:fb:01:02:03",
        "3c\u200b:22:fb:01:02:03",
        "3c%3A22%3Afb%3A01%3A02%3A03",
        "wlan0 3c:22:fb:01:02:03",
        "00:00:5e:00:53:01, 3c:22:fb:01:02:03",
    ],
    ("wifiBssid", "text"): ["3c22fb010203"],
    ("note", "text"): [
        "device 3C:22:FB:01:02:03 seen",
        "00:11:22:33:44:55",
        "MAC地址3C:22:FB:01:02:03です",
        "(3c-22-fb-01-02-03)",
        "cisco 3c22.fb01.0203.",
        "mac=3C:22:FB:01:02:03;",
    ],
    ("data", "jsonb"): [
        {"mac": "3c22fb010203"},
        {"seen": ["3c:22:fb:01:02:03"]},
        {"3c:22:fb:01:02:03": 1},
        {"device": {"hardwareAddress": "3c22.fb01.0203"}},
    ],
    ("payload", "text"): ['{"bssid": "3c22fb010203"}'],
}

ALLOWED = {
    ("device", "macaddr"): [
        "00:00:5e:00:53:00",
        "00-00-5E-00-53-FF",
        "01:00:5e:90:10:7f",
        "02:00:5e:10:20:30",
        "06:00:00:00:00:01",
        "aa:bb:cc:dd:ee:ff",
        "fe:dc:ba:98:76:54",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        None,
    ],
    ("device", "macaddr8"): [
        "00:00:5e:ef:10:00:00:07",
        "01:00:5e:ef:10:00:00:07",
        "00:00:5e:ff:fe:00:53:01",
        "02:00:5e:ff:fe:01:02:03",
    ],
    ("mac_address", "text"): [
        "00005e005301",
        "0000.5e00.5301",
        "02005e102030",
        "unknown",
        "",
        "12:34:56",
        "0:0:5e:0:53:1",
    ],
    ("mac_vendor", "text"): ["001A2B3C4D5E"],
    ("machine", "text"): ["001A2B3C4D5E"],
    ("os", "text"): ["mac"],
    ("note", "text"): [
        "at 12:34:56 and 10:30",
        "2024-01-02T03:04:05+05:30",
        "01:02:03:04:05:06:07:08:09:0a",
        "16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
        "5eed0000-0000-4000-8000-000000000000",
        "12-34-56-78-90-12",
        "06-12-34-56-78-90",
        "1234.5678.9012",
        "2001:db8:0:1:2:3:4:5",
        "d41d8cd98f00b204e9800998ecf8427e",
        "device 02:1a:2b:3c:4d:5e seen, 00:00:5e:00:53:01 too",
        "a1-b2-c3",
        "1:2:3:4:5:6",
    ],
    ("data", "jsonb"): [{"mac": "02:00:00:00:00:01", "sha": "3c22fb010203", "at": "12:34:56"}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert verdict(value, column, type_) == ["safety-mac"]


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
