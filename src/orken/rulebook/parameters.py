"""Dated parameters: rates, thresholds and terms, each with the days it holds, its act and how sure we are of it.

A rule sees a parameter as ``p_<code>``. What it sees depends on the unit:

=======================  ==============================================  =================
unit                     example                                         in a rule
=======================  ==============================================  =================
``KZT``, ``KZT/month``   ``mci`` = 4325                                  432500 (tiyn, int)
``date``                 ``sez_pit_term_end`` = 2028-01-01               timestamp
``text``, ``fact`` …     ``hub_mci_day`` = filed_on                      string
any other, whole number  ``hub_tax_arrears_limit`` = 6 (MCI)             6 (int)
any other, fraction      ``social_tax_rate`` = 9.5                       not judged
=======================  ==============================================  =================

A fraction is not judged because CEL would turn it into a binary float; keep such a value in a smaller unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.rulebook.facts import FactValue

CODE: Final = re.compile("[a-z][a-z0-9_]*")
NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
TEXT_UNITS: Final = frozenset({"text", "fact", "date", "MM-DD", "KBK"})
CURRENCIES: Final = frozenset({"KZT", "USD", "EUR", "RUB"})


class Certainty(StrEnum):
    """How well the value is known; shown wherever the value decides something."""

    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    MEMORY = "memory"
    CARRIED_FORWARD = "carried_forward"
    OPERATOR = "operator"

    @property
    def label(self) -> Text:
        return _CERTAINTY[self]


_CERTAINTY: Final = {
    Certainty.CONFIRMED: Text(
        kk="акт мәтінімен расталған", ru="подтверждено текстом акта", en="confirmed by the text of the act"
    ),
    Certainty.SECONDARY: Text(
        kk="басқа дереккөзден алынған", ru="взято из другого источника", en="taken from another source"
    ),
    Certainty.MEMORY: Text(kk="тексерілмеген", ru="не проверено", en="not checked"),
    Certainty.CARRIED_FORWARD: Text(
        kk="соңғы белгілі мән, оператор қолданады",
        ru="последнее известное значение, применяется оператором",
        en="last known value, applied by the operator",
    ),
    Certainty.OPERATOR: Text(kk="оператор белгілеген", ru="установлено оператором", en="set by the operator"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a parameter for a span of days; both ends belong to it, ``None`` is an unknown end.

    ``value=None`` keeps the slot of a figure that the law sets and nobody has found yet.
    """

    code: str
    value: Decimal | str | None
    unit: str
    valid_from: date | None
    valid_to: date | None
    act: str
    certainty: Certainty

    @classmethod
    def from_text(
        cls,
        code: str,
        value: str,
        unit: str,
        *,
        valid_from: date | None,
        valid_to: date | None,
        act: str = "",
        certainty: str,
    ) -> Parameter:
        """Read a value as it stands in a file or a form; an empty one keeps the slot."""
        if not CODE.fullmatch(code):
            raise ValueError(f"A parameter's code is small letters, digits and underscores, not {code!r}.")
        if valid_from and valid_to and valid_to < valid_from:
            raise ValueError(f"{code}: the value cannot end on {valid_to}, before it starts on {valid_from}.")
        return cls(code, _read_value(code, value, unit), unit, valid_from, valid_to, act, Certainty(certainty))

    @property
    def value_text(self) -> str:
        """The value as it is typed, with a point; empty where none is known."""
        return format(self.value, "f") if isinstance(self.value, Decimal) else self.value or ""

    @property
    def money(self) -> Money | None:
        """The value as money, where the unit is a currency or a currency for a span of time."""
        currency = _currency(self.unit)
        return Money(self.value, currency) if currency and isinstance(self.value, Decimal) else None

    @property
    def whole(self) -> int:
        """The value as a whole number of its unit, for terms and counts."""
        if not isinstance(self.value, Decimal) or self.value != int(self.value):
            raise ValueError(f"{self.code} is {self.value_text!r} {self.unit}, and a whole number is needed.")
        return int(self.value)

    @property
    def fact(self) -> FactValue:
        """What a rule sees, by the table above; ``None`` where it cannot be judged with this value."""
        if self.money is not None:
            return self.money
        if isinstance(self.value, Decimal):
            return int(self.value) if self.value == int(self.value) else None
        return date.fromisoformat(self.value) if self.value and self.unit == "date" else self.value

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def to_data(self) -> dict[str, str | None]:
        return {
            "code": self.code,
            "value": self.value_text,
            "unit": self.unit,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "act": self.act,
            "certainty": self.certainty.value,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, str | None]) -> Parameter:
        """Read what ``to_data`` gave, or a row of a file whose cells have the same names."""
        return cls.from_text(
            data["code"] or "",
            data["value"] or "",
            data["unit"] or "",
            valid_from=_day(data["valid_from"]),
            valid_to=_day(data["valid_to"]),
            act=data["act"] or "",
            certainty=data["certainty"] or "",
        )


class ParameterBook:
    """All parameters, asked by code and day.

    >>> year = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    >>> book = ParameterBook([Parameter.from_text("mci", "4325", "KZT", certainty="secondary", **year)])
    >>> book.at("mci", date(2026, 3, 18)).value, book.at("mci", date(2025, 12, 31))
    (Decimal('4325'), None)
    """

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_code: dict[str, list[Parameter]] = {}
        for parameter in sorted(parameters, key=lambda one: (one.code, one.valid_from or date.min)):
            history = self._by_code.setdefault(parameter.code, [])
            if history and (history[-1].valid_to or date.max) >= (parameter.valid_from or date.min):
                raise ValueError(
                    f"{parameter.code} has two values on {parameter.valid_from or history[-1].valid_from}."
                )
            history.append(parameter)

    def at(self, code: str, day: date) -> Parameter | None:
        return next((parameter for parameter in self._by_code.get(code, ()) if parameter.holds_on(day)), None)

    def history(self, code: str) -> list[Parameter]:
        """Every value of ``code``, oldest first."""
        return list(self._by_code.get(code, ()))

    def codes(self) -> list[str]:
        return list(self._by_code)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _currency(unit: str) -> str | None:
    """``KZT`` of ``KZT`` and ``KZT/month``; ``MCI`` is no currency."""
    first = re.split("[/ ]", unit)[0]
    return first if first in CURRENCIES else None


def _read_value(code: str, value: str, unit: str) -> Decimal | str | None:
    value = value.strip()
    if not value or unit in TEXT_UNITS - {"date"}:
        return value or None
    form = DAY if unit == "date" else NUMBER
    if not form.fullmatch(value):
        raise ValueError(f"{code} is measured in {unit!r}; {value!r} is not that.")
    if unit == "date":
        return date.fromisoformat(value).isoformat()
    number = Decimal(value)
    currency = _currency(unit)
    return Money(number, currency).amount if currency else number
