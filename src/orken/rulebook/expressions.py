"""CEL as rules use it: compiled once, with the values that may go in and the functions that may be called.

Decimals and dates never reach CEL: it would turn the first into binary floats and refuses the second.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from types import ModuleType
from typing import Final

from orken.kernel.money import Money
from orken.rulebook.facts import FactValue

# The package would bring its own command line and a toolkit for terminals, which a quarter of our start went into.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
import cel  # noqa: E402

CelValue = bool | int | str | datetime | list[str]

FUNCTIONS: Final = frozenset(
    {"days_between", "size", "startsWith", "endsWith", "contains", "matches", "string", "getFullYear", "getMonth"}
)
_INT64: Final = 2**63


def holds(expression: str, values: Mapping[str, CelValue | None]) -> bool:
    """Whether ``expression`` is true; an answer that is not a boolean is a mistake of whoever wrote it."""
    answer = _program(expression).execute({**values, "days_between": days_between})
    if not isinstance(answer, bool):
        raise TypeError(f"{expression!r} gives {answer!r}; a condition says true or false.")
    return answer


def names(expression: str) -> set[str]:
    """Root names in ``expression``, without the one-letter names that ``exists`` and ``all`` bind."""
    return {name for name in _program(expression).variables() if len(name) > 1}


def unknown_functions(expression: str) -> set[str]:
    """Functions called that are not among ``FUNCTIONS``; operators have names such as ``_<=_`` and ``@in``."""
    called = {name for name in operators(expression) if name[0].isalpha()}
    return called - FUNCTIONS


def operators(expression: str) -> set[str]:
    """Functions and operators of ``expression`` as the engine names them: ``size``, ``_<=_``, ``@in``."""
    return set(_program(expression).functions())


def days_between(first: datetime, last: datetime) -> int:
    """Calendar days from ``first`` to ``last``; negative if ``last`` is earlier."""
    return (last - first).days


def in_cel(value: FactValue) -> CelValue | None:
    """The value as CEL takes it; ``None`` where there is none, or where it is past what CEL can count."""
    match value:
        case None | bool() | str():
            return value
        case int() | Money():
            whole = value.minor if isinstance(value, Money) else value
            return whole if -_INT64 <= whole < _INT64 else None
        case date() if not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        case list() | tuple() if all(isinstance(item, str) for item in value):
            return list(value)
    raise TypeError(f"A rule sees a bool, int, str, date (not a moment), Money or list of str, not {value!r}.")


@lru_cache(maxsize=1024)
def _program(expression: str) -> cel.Program:
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise ValueError(f"{expression!r} is not CEL: {error}") from error
