"""Facts that rules judge: plain values with names, and their form in a stored trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from orken.kernel.money import Money

FactValue = bool | int | str | date | Money | Sequence[str] | None


def fact_to_data(value: FactValue) -> object:
    """JSON with tagged dates and money, so that ``fact_from_data`` gives them back."""
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return {"date": value.isoformat()}
        case None | bool() | int() | str():
            return value
    return list(value)


def fact_from_data(data: object) -> FactValue:
    match data:
        case {"minor": int(minor), "currency": str(currency)}:
            return Money.from_minor(minor, currency)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case None | bool() | int() | str() | list():
            return data
    raise ValueError(f"{data!r} is not a fact of a trace.")
