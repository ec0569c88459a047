"""What a column is about, by its name."""

from __future__ import annotations

import re

import pytest

from seeding.safety.kinds import all_kinds
from seeding.safety.kinds.domain import HOSTS
from seeding.safety.kinds.email import MAILBOXES
from seeding.safety.kinds.phone import PHONES
from seeding.safety.words import word_set


@pytest.mark.parametrize(
    "name",
    sorted(
        word_set(
            "phone Phone PHONE homePhone home_phone phone_number phone2 phoneNumber tel tel_1 mobile mobile_no "
            "mobileNo cell fax faxNumber whatsapp telefono teléfono telephone Téléphone telefon_privat "
            "handynummer rufnummer celular 電話 携帯電話 телефон फोन مَوبايل contact_no contactNumber callback_number "
            "emergency_phone user_phone verified_phone agentPhone provider_mobile"
        )
    ),
)
def test_phones(name):
    assert PHONES.named(("text", name))
    key = re.compile(PHONES.json_key().encode("latin-1"))
    assert key.match(f'"{name}" :'.encode())


@pytest.mark.parametrize(
    "name",
    sorted(
        word_set(
            "hotel telegram television cellar phone_verified phone_verified_at phoneType phone_model mobile_os "
            "mobile_app phone_count mobile_money_amount phone_country_code email order_number number id fax_url "
            "id_phone_hash name contact contact_notes shipping"
        )
    ),
)
def test_not_phones(name):
    assert not PHONES.named(("text", name))


@pytest.mark.parametrize(
    "name",
    sorted(
        word_set("website domain domain_name host hostname hostName url avatarUrl URL site link links src href dns")
    ),
)
def test_hosts(name):
    assert HOSTS.named(("text", name))


@pytest.mark.parametrize(
    "name", sorted(word_set("hosted hostage description site_description urlCount domain_id website_status"))
)
def test_not_hosts(name):
    assert not HOSTS.named(("text", name))


def test_mailboxes_and_types():
    assert MAILBOXES.named(("text", "work_email"))
    assert MAILBOXES.named(("email_address", "primary"))
    assert not MAILBOXES.named(("text", "email_verified"))


def test_inner_names_decide_unless_they_are_neutral():
    assert PHONES.named(("jsonb", "contact", "phone", "home"))
    assert PHONES.named(("jsonb", "phones", "number"))
    assert not PHONES.named(("jsonb", "phone", "owner"))
    assert not PHONES.named(("jsonb", "phone", "id"))
    assert not PHONES.named(())


def test_the_folder_is_the_registry():
    names = [kind.name for kind in all_kinds()]
    assert {"asn", "domain", "email", "ip", "mac", "phone", "secret", "url"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(kind.hint for kind in all_kinds())
