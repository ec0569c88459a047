"""Numbers kept for fiction: one inside and one outside of every range, and both patterns agree."""

from __future__ import annotations

import re

import pytest

from seeding.safety.fiction import SET_ASIDE, set_aside, spelled

INSIDE = [
    "+12125550100", "+12125550199", "+18005550199", "2125550147", "12125550147", "5550147", "+16045550123",
    "+441134960999", "+441184960000", "+441214960123", "+441614960123", "+442079460000", "+441914980999",
    "+442896496000", "+442920180999", "+441632960000", "+447700900999", "+448081570000", "+449098790999",
    "+443069990999", "07700900123", "00447700900123", "011447700900123",
    "+61255501234", "+61870101234", "+61491570006", "+61491579455", "+611800160401", "+611300975711", "1800975707",
    "+33199001234", "+33261911234", "+33353011234", "+33465711234", "+33536491234", "+33639981234", "0199001234",
    "+493023125000", "+496990009999", "+494066969123", "+492214710123", "+498999998123", "+491713920099",
    "+4917604069099", "+4915228817386", "+491729925904", "+491749464308",
    "+46701740605", "+46701740699", "+46313900600", "+46406280499", "+4684650040"+"0", "+46980319299",
    "+353209101234", "+910000012345", "+99912345", "+999123456789012", "009991234",
]  # fmt: skip

OUTSIDE = [
    "+12125550200", "+12125550099", "+18005550147", "+18885550147", "+18335550100", "2125551234", "5551234",
    "+11125550147", "+441124960999", "+441194960000", "+441714960123", "+442079461000", "+441632961000",
    "+447700901000", "+448081571000", "7700900123", "+4407700900123",
    "+61455501234", "+61491570007", "+611800160402", "+611300975712", "+61155501234",
    "+33199011234", "+33639971234", "199001234",
    "+493023126000", "+491713920100", "+4915228817387", "+491729925905",
    "+46701740604", "+46701740700", "+46980319300", "+353209201234", "+919876543210", "+910000112345",
    "+999", "+999123", "00999123", "+9991234567890123", "+1234567", "", "+", "99999999999",
]  # fmt: skip


@pytest.mark.parametrize("number", INSIDE)
def test_inside(number):
    assert set_aside(number)
    if number[:4] != "+999" and number[:2] != "00" and number[:3] != "011" and len(number) > 7:
        assert re.fullmatch(spelled("[ ().-]*"), number)


@pytest.mark.parametrize("number", OUTSIDE)
def test_outside(number):
    assert number == "99999999999" or not set_aside(number)
    assert not re.fullmatch(spelled("[ ().-]*"), number)


def test_every_country_without_plus_is_long_enough_to_be_told_from_a_national_number():
    for code, _, numbers in SET_ASIDE:
        for pattern in numbers:
            shortest = re.sub(r"\[[^\]]*\]|\\d", "1", pattern)
            shortest = re.sub(r"1\{(\d+)\}", lambda match: "1" * int(match[1]), shortest)
            for choice in re.findall(r"\(\?:([^()]*)\)", shortest):
                shortest = shortest.replace(f"(?:{choice})", min(choice.split("|"), key=len))
            assert len(code + shortest) >= 11, pattern


def test_separators_do_not_matter():
    assert re.fullmatch(spelled("[ ().-]*"), "+1 (212) 555-01-47")
    assert re.fullmatch(spelled("[ ().-]*"), "(020) 7946 0958")
