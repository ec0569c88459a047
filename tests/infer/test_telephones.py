from __future__ import annotations

import pytest

from seeding.columns import phone_names
from seeding.infer.telephones import is_telephone
from seeding.safety import inspect

_WHOLE = [*phone_names.ALONE.split(), *phone_names.TOGETHER.split()]
_JOINED = [f"{word}_{ending}" for word in phone_names.ALONE.split() for ending in ("no", "number")]


@pytest.mark.parametrize("name", [*_WHOLE, *_JOINED, *phone_names.ANYWHERE.split()])
@pytest.mark.parametrize("kind", ["varchar(13)", "text"])
def test_what_would_be_judged_as_a_number_is_one_that_rings_nobody(guess, rows_of, name: str, kind: str) -> None:
    found = guess(f"{name} {kind}", unique=(name,))
    values = rows_of({name: found[name].generator}, name, 40)
    assert [value for value in values if inspect(value, column=name, type="text")] == []


@pytest.mark.parametrize(
    ("name", "telephone"),
    [
        ("telp", True),
        ("no_telp", True),
        ("tel_number_2", True),
        ("whatsappNumber", True),
        ("hotline", True),
        ("phone_home", True),
        ("téléphone", True),
        ("cell", True),
        ("cell_line", False),
        ("mobile_banking", False),
        ("hp_restored", False),
        ("phone_model", False),
        ("phone_verified_at", False),
        ("microphone", False),
        ("headphones", False),
        ("saxophone", False),
        ("number", False),
    ],
)
def test_names_of_telephone_numbers(name: str, telephone: bool) -> None:
    assert is_telephone(name) is telephone


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("varchar(9)", "^[0-9]{9}$"),
        ("varchar(9)", None),
        ("varchar(10)", "^0[0-9]{9}$"),
        ("varchar(10)", "^0[67][0-9]{8}$"),
        ("varchar(11)", "^0[0-9]{10}$"),
        ("varchar(15)", "^[0-9]{9}$"),
    ],
)
def test_short_numbers_are_ones_that_are_dialled_in_vain(guess, rows_of, kind: str, check: str | None) -> None:
    checks = {} if check is None else {f"(telefono ~ '{check}'::text)": "telefono"}
    values = rows_of({"telefono": guess(f"telefono {kind}", checks=checks)["telefono"].generator}, "telefono", 100)
    assert None not in values
    assert [value for value in values if inspect(value, column="telefono", type="text")] == []
