"""Policies: a closed set of environments, and lists in one spelling."""

from __future__ import annotations

import pytest

from seeding.errors import SeedingError
from seeding.guard import GuardPolicy


@pytest.mark.parametrize(
    "environment",
    ["production", "prod", "stagging", "Staging", "LOCAL", " local", "local ", "", "test",
    "development", None, 1, [], {},
     b"local", "lоcal"],
)  # fmt: skip
def test_only_two_environments_exist(environment: object) -> None:
    with pytest.raises(SeedingError, match="not one that may be seeded") as refused:
        GuardPolicy(environment)  # type: ignore[arg-type]
    assert "production is never seeded" in refused.value.hint


# (given, kept)
HOSTS: list[tuple[object, tuple[str, ...]]] = [
    ((), ()), (None, ()), ([], ()), ("", ()), ([""], ()), (["  "], ()),
    ("db.example", ("db.example",)), (["DB.Example.", "db.example"], ("db.example",)), ({"b", "a"}, ("a", "b")),
    (["127.1", "0x7f000001"], ("127.0.0.1",)), (["[::1]", "0:0:0:0:0:0:0:1"], ("::1",)),
    (["::ffff:10.0.0.1"], ("10.0.0.1",)),
    (["Bücher.example"], ("xn--bcher-kva.example",)), (["/tmp//x/"], ("/tmp/x",)), (["@a"], ("@a",)),
    (["\u212a"], ("\u212a",)), (["bu\u0308cher"], ("xn--bcher-kva",)), (["ｄｂ"], ("ｄｂ",)), ([5], ("0.0.0.5",)),

    ([" db "], ("db",)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), HOSTS)
@pytest.mark.parametrize("name", ["hosts", "production_hosts"])
def test_hosts_have_one_spelling(name: str, given: object, kept: tuple[str, ...]) -> None:
    assert getattr(GuardPolicy("local", **{name: given}), name) == kept  # type: ignore[arg-type]


IDENTIFIERS: list[tuple[object, tuple[str, ...]]] = [
    ((), ()), (None, ()), ([7], ("7",)), (["7"], ("7",)), ([" 7\n", 7, "007"], ("7",)), (7, ("7",)), ("7", ("7",)),
    ([""], ()),
    ({8, 7}, ("7", "8")), (["9" * 6000], ("9" * 6000,)), (["٧"], ("٧",)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), IDENTIFIERS)
def test_identifiers_are_text(given: object, kept: tuple[str, ...]) -> None:
    assert GuardPolicy("local", production_system_identifiers=given).production_system_identifiers == kept  # type: ignore[arg-type]


@pytest.mark.parametrize("entry", [b"db.prod", None, True, 7.0, ["db.prod"], {"host": "db.prod"}, object()])
@pytest.mark.parametrize(
    "name", ["hosts", "refs", "production_hosts", "production_refs", "production_system_identifiers"]
)
def test_an_entry_that_would_mean_nothing_is_refused(name: str, entry: object) -> None:
    with pytest.raises(SeedingError, match=name) as refused:
        GuardPolicy("local", **{name: [entry]})  # type: ignore[arg-type]
    assert refused.value.hint


def test_positional_as_by_keyword() -> None:
    by_place = GuardPolicy("staging", ["h"], ["r" * 20], ["p"], ["q" * 20], [7])  # type: ignore[arg-type]
    by_name = GuardPolicy(
        environment="staging",
        hosts=("H.",),
        refs=("R" * 20,),
        production_hosts=("P",),
        production_refs=("q" * 20,),
        production_system_identifiers=("7",),
        source="elsewhere",
    )
    assert by_place == by_name
    assert hash(by_place) == hash(by_name)


def test_twenty_letters_in_a_host_of_ones_own_are_no_project() -> None:
    label = "mycompanyinternalnet"
    assert len(label) == 20
    assert GuardPolicy("local", production_hosts=[f"db.{label}.example"]).denied_refs == frozenset()
    assert GuardPolicy("local", production_hosts=[f"db.{label}.supabase.co"]).denied_refs == {label}
