"""What is raised when a rule refuses, or when typed text cannot be read."""

from __future__ import annotations

from orken.kernel.text import Text


class RuleViolation(Exception):
    """A rule of the house or of the law refused what was asked.

    ``message`` is a string, a lazy translation or a ``Text``; ``basis`` cites the act, where there is one;
    ``field`` names the input that the message belongs to.
    """

    def __init__(self, code: str, message: object, basis: str | Text | None = None, field: str | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.basis = basis
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(ValueError):
    """Typed text that cannot be read; ``message`` says what was wanted, what was given and what to do."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message.en
