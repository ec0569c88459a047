"""People who have an account."""

import factory

from factories.countries import COUNTRIES
from seeding import TableFactory
from seeding.columns import (
    Bool,
    Choice,
    City,
    Country,
    Email,
    ImageUrl,
    Key,
    Latitude,
    Longitude,
    Moment,
    Paragraph,
    PersonName,
    Phone,
    Username,
)


class UserFactory(TableFactory):
    """One person; `UserFactory(admin=True)` is one who runs the place."""

    class Meta:
        table = "public.users"

    class Params:
        admin = factory.Trait(role="admin", is_active=True)
        dormant = factory.Trait(is_active=False, last_sign_in_at=None)

    id = Key()
    city = City(COUNTRIES)
    country = Country(of="city")
    latitude = Latitude(of="city")
    longitude = Longitude(of="city")
    full_name = PersonName(country="country")
    email = Email(of="full_name")
    username = Username(of="full_name")
    role = Choice({"customer": 0.90, "volunteer": 0.07, "developer": 0.02, "admin": 0.01})
    # Null for countries that have set no numbers aside for fiction.
    phone = Phone(region=None, country="country", nulls=0.1)
    avatar_url = ImageUrl(path="/avatars/", nulls=0.35)
    bio = Paragraph("bio", sentences=(1, 2), nulls=0.45)
    is_active = Bool(0.94)
    created_at = Moment(since="-2y", growth=1.8, weekly="weekdays")
    last_sign_in_at = Moment(after="created_at", lean="late", nulls=0.08)
    updated_at = Moment(after="created_at", within="120d")
