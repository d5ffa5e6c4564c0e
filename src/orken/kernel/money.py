"""Amounts of money: decimals with a currency, kept in minor units, typed and shown as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from orken.kernel.errors import InvalidInput
from orken.kernel.text import Text

MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "ISK": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "OMR": 3}
"""Digits after the point where ISO 4217 says other than two."""

_SYMBOLS: Final = {"KZT": "₸", "USD": "$", "EUR": "€", "RUB": "₽", "GBP": "£"}
_SPACE: Final = "\u00a0"
_SPACES: Final = re.compile(r"[ \u00a0\u202f\u2009]")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?P<space>[ \u00a0\u202f\u2009])[0-9]{3}(?:(?P=space)[0-9]{3})*")
_LONGEST: Final = 40
_MOST_DIGITS: Final = 15
_TOO_MUCH: Final = Decimal(10) ** 16  # in minor units this still fits the 64 bits of a database and of CEL


class InvalidAmount(InvalidInput):
    """Text that is not an amount, or that two people would read as two amounts."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount below ten quadrillion; more decimals than the currency has are refused, never rounded.

    >>> Money(Decimal("25950"), "KZT").minor
    2595000
    >>> Money.from_minor(123456750, "KZT").format("ru").replace("\\u00a0", " ")
    '1 234 567,50 ₸'
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise ValueError(f"A currency is three capital letters such as KZT, not {self.currency!r}.")
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise ValueError(f"An amount is a finite Decimal, not {self.amount!r}.")
        if abs(self.amount) >= _TOO_MUCH:
            raise ValueError(f"An amount is below {_TOO_MUCH:,f}; given {self.amount}.")
        digits = minor_digits(self.currency)
        if self.amount != round(self.amount, digits):
            raise ValueError(f"{self.currency} has {digits} digits after the point; {self.amount} has more.")

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        return cls(Decimal(minor).scaleb(-minor_digits(currency)), currency)

    @property
    def minor(self) -> int:
        return int(self.amount.scaleb(minor_digits(self.currency)))

    def format(self, language: str) -> str:
        """As the language writes it, with spaces that do not break; a whole amount shows no decimals."""
        digits = 0 if self.amount == int(self.amount) else minor_digits(self.currency)
        figure = f"{self.amount:,.{digits}f}".replace("-", "−")
        if language.startswith("en"):
            return f"{self.currency}{_SPACE}{figure}"
        figure = figure.replace(",", _SPACE).replace(".", ",")
        return f"{figure}{_SPACE}{_SYMBOLS.get(self.currency, self.currency)}"


def minor_digits(currency: str) -> int:
    """Digits after the point in ``currency``."""
    return MINOR_DIGITS.get(currency, 2)


def parse_amount(text: str) -> Decimal:
    """Read an amount as it is typed in Kazakhstan or pasted from a table.

    Thousands may be parted by spaces, decimals follow a comma or a point. Where both signs stand, the last one
    is the decimal sign. ``1,234`` alone is refused, because one reader sees a thousand and another one and a bit.

    >>> parse_amount("1 234 567,50"), parse_amount("1,234,567.5"), parse_amount("-12")
    (Decimal('1234567.50'), Decimal('1234567.5'), Decimal('-12'))
    """
    given = text.strip()
    if not given:
        raise InvalidAmount("empty", _EMPTY)
    if len(given) > _LONGEST:
        raise InvalidAmount("too_long", _TOO_LONG)
    sign, digits = ("-", given[1:].lstrip()) if given[0] in "-−" else ("", given)
    whole, fraction = _split_decimals(digits)
    if whole is None or (fraction and not re.fullmatch("[0-9]+", fraction)):
        raise InvalidAmount("not_a_number", _quoting(_NOT_A_NUMBER, given))
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise InvalidAmount("too_long", _TOO_LONG)
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")


def _split_decimals(digits: str) -> tuple[str | None, str]:
    """The whole part without its thousands' signs (``None`` if it is not a number), and the decimals."""
    signs = [character for character in digits if character in ",."]
    decimal_sign = signs[-1] if signs and signs.count(signs[-1]) == 1 else ""
    whole, _, fraction = digits.rpartition(decimal_sign) if decimal_sign else (digits, "", "")
    thousands = set(signs) - {decimal_sign}
    if decimal_sign and not thousands and re.fullmatch("[1-9][0-9]{0,2}[,.][0-9]{3}", digits):
        raise InvalidAmount("ambiguous", _quoting(_AMBIGUOUS, digits))
    if decimal_sign and not fraction:
        return None, ""
    return _without_thousands(whole, thousands), fraction


def _without_thousands(whole: str, signs: set[str]) -> str | None:
    if signs:
        grouped = re.fullmatch(r"[0-9]{1,3}(?P<sign>[,.])[0-9]{3}(?:(?P=sign)[0-9]{3})*", whole)
        return re.sub("[,.]", "", whole) if grouped else None
    if re.fullmatch("[0-9]+", whole) or _GROUPED.fullmatch(whole):
        return _SPACES.sub("", whole)
    return None


def _quoting(text: Text, given: str) -> Text:
    return Text(**{language: wording.replace("{given}", given) for language, wording in text.to_data().items()})


_EMPTY = Text(
    kk="Соманы жазыңыз, мысалы: 1 234 567,50.",
    ru="Укажите сумму, например: 1 234 567,50.",
    en="Enter an amount, for example 1 234 567.50.",
)
_TOO_LONG = Text(
    kk="Сома тым үлкен: бүтін бөлігінде 15 цифрдан аспауы керек. Санды тексеріңіз.",
    ru="Слишком большая сумма: в целой части не более 15 цифр. Проверьте число.",
    en="The amount is too large: at most 15 digits before the decimal sign. Check the number.",
)
_NOT_A_NUMBER = Text(
    kk="«{given}» сома емес. Тек цифрларды жазыңыз, мысалы: 1 234 567,50.",
    ru="«{given}» — это не сумма. Введите только цифры, например: 1 234 567,50.",
    en="“{given}” is not an amount. Enter digits only, for example 1 234 567.50.",
)
_AMBIGUOUS = Text(
    kk="«{given}» екі түрлі оқылады. Мыңды бос орынмен бөліңіз (1 234), тиынды екі цифрмен жазыңыз (1,23).",
    ru="«{given}» можно прочесть двояко. Тысячи отделяйте пробелом (1 234), дробную часть пишите двумя цифрами (1,23).",
    en="“{given}” can be read in two ways. Part thousands with a space (1 234) or write two decimals (1.23).",
)
