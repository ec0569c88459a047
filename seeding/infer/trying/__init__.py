"""Constraints tried on the server: what nothing here understands is asked, and what passed is remembered."""

from seeding.infer.trying.domains import valid_values
from seeding.infer.trying.subject import Outcome, Subject
from seeding.infer.trying.try_out import try_out

__all__ = ["Outcome", "Subject", "try_out", "valid_values"]
