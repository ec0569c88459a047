"""Parents together with their children: what a trigger that waits for the end wants of both at once."""

from seeding.load.families.family import Family, FamilyRefusedError, Households, family_of
from seeding.load.families.insert import insert_family

__all__ = ["Family", "FamilyRefusedError", "Households", "family_of", "insert_family"]
