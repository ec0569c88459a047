"""Colour where it helps, plain text everywhere else.

Plain escape sequences rather than a library: importing one costs more time than a warm run has to spare.
"""

from __future__ import annotations


class Style:
    """How text is marked: with ECMA-48 colours, or not at all."""

    # No dataclass: `seed --help` imports this, and defining one takes longer than the rest of the module.
    __slots__ = ("colour",)

    def __init__(self, colour: bool = False) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        """What matters most."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """What is there for those who look for it."""
        return self._paint("2", text)

    def red(self, text: str) -> str:
        """Errors."""
        return self._paint("31;1", text)

    def green(self, text: str) -> str:
        """Done, allowed."""
        return self._paint("32", text)

    def yellow(self, text: str) -> str:
        """Warnings."""
        return self._paint("33", text)

    def cyan(self, text: str) -> str:
        """Names of things and what to type."""
        return self._paint("36", text)

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()
