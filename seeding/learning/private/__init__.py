"""Differential privacy: the same file, from counts with noise that was paid for out of one budget."""

from seeding.learning.private.learn import inquiry, learned

__all__ = ["inquiry", "learned"]
