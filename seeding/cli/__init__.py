"""Words → calls: the `seed` command. Importing it costs click and nothing else."""

from seeding.cli.app import main

__all__ = ["main"]
