from __future__ import annotations

import pytest

from seeding.infer.concepts import named
from seeding.infer.words import singular, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shipToPostalCode", "ship to postal code"),
        ("ship_to_postal_code", "ship to postal code"),
        ("SHIP-TO Postal.Code", "ship to postal code"),
        ("HTTPStatusCode", "http status code"),
        ("modifieddate", "modified date"),
        ("useraccount", "user account"),
        ("promodiscount", "promo discount"),
        ("discount", "discount"),
        ("capacity", "capacity"),
        ("opacity", "opacity"),
        ("update", "update"),
        ("address2", "address 2"),
        ("Straße", "strasse"),
        ("prénom", "prenom"),
        ("имя", "имя"),
        ("住所", "住所"),
        ("_", "_"),
        ("A", "a"),
    ],
)
def test_words(name: str, expected: str) -> None:
    assert " ".join(words(name)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("users", "user"),
        ("categories", "category"),
        ("boxes", "box"),
        ("quizzes", "quiz"),
        ("status", "status"),
        ("news", "news"),
        ("bus", "bus"),
    ],
)
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


@pytest.mark.parametrize(
    ("name", "family", "concept"),
    [
        ("email", "text", "email"),
        ("contactEmailAddress", "text", "email"),
        ("emailaddress", "text", "email"),
        ("first_name", "text", "first_name"),
        ("Vorname", "text", "first_name"),
        ("prénom", "text", "first_name"),
        ("apellidos", "text", "last_name"),
        ("nazwisko", "text", "last_name"),
        ("sobrenome", "text", "last_name"),
        ("postleitzahl", "text", "postal_code"),
        ("billing_zip_code", "text", "postal_code"),
        ("ville", "text", "city"),
        ("ciudad", "text", "city"),
        ("straße", "text", "street"),
        ("address2", "text", "street_2"),
        ("md5", "text", "hash"),
        ("reviewername", "text", "full_name"),
        ("token_id", "text", "id_text"),
        ("created_at", "moment", "created"),
        ("createdAt", "moment", "created"),
        ("erstellt_am", "moment", "created"),
        ("fecha_nacimiento", "moment", "birth"),
        ("modifieddate", "moment", "updated"),
        ("email_verified_at", "moment", "later"),
        ("expires_at", "moment", "future"),
        ("listprice", "number", "money"),
        ("preis", "number", "money"),
        ("view_count", "number", "count"),
        ("is_active", "boolean", "yes"),
        ("is_deleted", "boolean", "seldom"),
        ("xyzzy", "text", None),
        ("email", "number", None),
    ],
)
def test_concepts(name: str, family: str, concept: str | None) -> None:
    assert named(name, family)[0] == concept


def test_the_words_before_a_concept_tell_two_apart() -> None:
    assert named("billing_city", "text") == ("city", "billing")
    assert named("shipping_city", "text") == ("city", "shipping")
