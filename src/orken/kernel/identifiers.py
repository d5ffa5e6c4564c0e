"""Numbers of persons and entities of Kazakhstan, and the random references that stand in addresses.

Structure of the numbers: law 223-III of 12.01.2007; check digit: Government resolution 406 of 22.05.2007.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Literal

from orken.kernel.errors import InvalidInput
from orken.kernel.text import Text

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH: Final = 16
REFERENCE_PATTERN: Final = "[0-9A-HJKMNP-TV-Z]{16}"

_FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


class InvalidIdentifier(InvalidInput):
    """An IIN or a BIN that nobody can hold; ``code`` names the part of the number that is wrong."""


class EntityKind(Enum):
    """Fifth digit of a BIN."""

    RESIDENT = "4"
    NON_RESIDENT = "5"
    JOINT_SOLE_TRADER = "6"


class UnitKind(Enum):
    """Sixth digit of a BIN."""

    HEAD = "0"
    BRANCH = "1"
    REPRESENTATION = "2"
    FARM = "3"


@dataclass(frozen=True, slots=True)
class Bin:
    """Business identification number; its year has two digits, so the century stays unknown."""

    value: str
    year_of_century: int
    month: int
    entity: EntityKind
    unit: UnitKind

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Iin:
    """Individual identification number.

    ``birth_date`` and ``sex`` are ``None`` for numbers with a zero in the seventh place, which some foreigners hold.
    """

    value: str
    birth_date: date | None
    sex: Literal["male", "female"] | None

    def __str__(self) -> str:
        return self.value


def new_reference() -> str:
    """A public name that cannot be guessed: 80 random bits as 16 characters that are hard to confuse."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(REFERENCE_LENGTH))


def read_reference(text: str) -> str:
    """The text where it is a reference, else nothing: a query must be asked with what the database can store."""
    return text if re.fullmatch(REFERENCE_PATTERN, text) else ""


def parse_bin(text: str) -> Bin:
    """Read a BIN; spaces and hyphens between its digits are forgiven.

    Raises
    ------
    InvalidIdentifier
        With code ``not_digits``, ``wrong_length``, ``wrong_month``, ``looks_like_iin``, ``wrong_entity``,
        ``wrong_unit`` or ``wrong_check_digit``.

    >>> parse_bin("4912 4099 9015").entity
    <EntityKind.RESIDENT: '4'>
    """
    value = _twelve_digits(text, "BIN")
    month = int(value[2:4])
    if not 1 <= month <= 12:
        raise InvalidIdentifier("wrong_month", _BIN_MONTH)
    if value[4] in "0123":
        raise InvalidIdentifier("looks_like_iin", _LOOKS_LIKE_IIN)
    if value[4] not in "456":
        raise InvalidIdentifier("wrong_entity", _BIN_ENTITY)
    if value[5] not in "0123":
        raise InvalidIdentifier("wrong_unit", _BIN_UNIT)
    _demand_check_digit(value)
    return Bin(value, int(value[:2]), month, EntityKind(value[4]), UnitKind(value[5]))


def parse_iin(text: str) -> Iin:
    """Read an IIN; spaces and hyphens between its digits are forgiven.

    Raises
    ------
    InvalidIdentifier
        With code ``not_digits``, ``wrong_length``, ``wrong_century``, ``wrong_date`` or ``wrong_check_digit``.

    >>> parse_iin("960229600023").birth_date
    datetime.date(2096, 2, 29)
    """
    value = _twelve_digits(text, "IIN")
    century_and_sex = int(value[6])
    if century_and_sex > 6:
        raise InvalidIdentifier("wrong_century", _IIN_CENTURY)
    # Zero names no century; the year 2000 lets every day of the calendar through, 29 February included.
    year = 1800 + (century_and_sex - 1) // 2 * 100 + int(value[:2]) if century_and_sex else 2000
    try:
        born = date(year, int(value[2:4]), int(value[4:6]))
    except ValueError as error:
        raise InvalidIdentifier("wrong_date", _IIN_DATE) from error
    _demand_check_digit(value)
    if not century_and_sex:
        return Iin(value, None, None)
    return Iin(value, born, "male" if century_and_sex % 2 else "female")


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit of an IIN or a BIN, or ``None`` where no number is issued.

    The weighted sum modulo 11; a remainder of 10 is computed once more with the second weights.

    >>> check_digit("49124099901"), check_digit("49124099962")
    (5, None)
    """
    digits = [int(digit) for digit in first_eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def _twelve_digits(text: str, name: str) -> str:
    value = re.sub(r"[\s-]", "", text)
    if not re.fullmatch("[0-9]*", value):
        raise InvalidIdentifier("not_digits", _ABOUT[name]["not_digits"])
    if len(value) != 12:
        raise InvalidIdentifier("wrong_length", _with_count(_ABOUT[name]["wrong_length"], len(value)))
    return value


def _demand_check_digit(value: str) -> None:
    if str(check_digit(value[:11])) != value[11]:
        raise InvalidIdentifier("wrong_check_digit", _CHECK_DIGIT)


def _with_count(text: Text, count: int) -> Text:
    return Text(**{language: wording.replace("{count}", str(count)) for language, wording in text.to_data().items()})


_ABOUT: Final = {
    "BIN": {
        "not_digits": Text(
            kk="БСН тек 12 цифрдан тұрады. Әріптер мен басқа белгілерді алып тастаңыз.",
            ru="БИН состоит только из 12 цифр. Уберите буквы и другие знаки.",
            en="A BIN is made of 12 digits only. Remove letters and other signs.",
        ),
        "wrong_length": Text(
            kk="БСН 12 цифрдан тұрады, енгізілген цифр саны: {count}. Тіркеу анықтамасымен салыстырыңыз.",
            ru="БИН состоит из 12 цифр, введено цифр: {count}. Сверьте со справкой о регистрации.",
            en="A BIN has 12 digits; digits entered: {count}. Compare it with the registration document.",
        ),
    },
    "IIN": {
        "not_digits": Text(
            kk="ЖСН тек 12 цифрдан тұрады. Әріптер мен басқа белгілерді алып тастаңыз.",
            ru="ИИН состоит только из 12 цифр. Уберите буквы и другие знаки.",
            en="An IIN is made of 12 digits only. Remove letters and other signs.",
        ),
        "wrong_length": Text(
            kk="ЖСН 12 цифрдан тұрады, енгізілген цифр саны: {count}. Жеке куәлікпен салыстырыңыз.",
            ru="ИИН состоит из 12 цифр, введено цифр: {count}. Сверьте с удостоверением личности.",
            en="An IIN has 12 digits; digits entered: {count}. Compare it with the identity card.",
        ),
    },
}
_CHECK_DIGIT = Text(
    kk="Соңғы (12-ші) бақылау цифры алдыңғы он бір цифрға сәйкес келмейді. Нөмірді құжатпен салыстырыңыз.",
    ru="Последняя, 12-я (контрольная) цифра не соответствует одиннадцати предыдущим. Сверьте номер с документом.",
    en="The last (12th) digit is a check digit and does not match the eleven before it. Compare it with the document.",
)
_BIN_MONTH = Text(
    kk="БСН-нің 3-ші және 4-ші цифрлары — тіркелген ай, 01-ден 12-ге дейін. Нөмірді құжатпен салыстырыңыз.",
    ru="3-я и 4-я цифры БИН — месяц регистрации, от 01 до 12. Сверьте номер с документом.",
    en="Digits 3 and 4 of a BIN are the month of registration, 01 to 12. Compare the number with the document.",
)
_LOOKS_LIKE_IIN = Text(
    kk="Бұл нөмір жеке тұлғаның ЖСН-іне ұқсайды: БСН-нің 5-ші цифры 4, 5 немесе 6. Ұйымның БСН-ін жазыңыз.",
    ru="Номер похож на ИИН физического лица: 5-я цифра БИН — 4, 5 или 6. Укажите БИН организации.",
    en="This looks like a person's IIN: digit 5 of a BIN is 4, 5 or 6. Enter the BIN of the organisation.",
)
_BIN_ENTITY = Text(
    kk="БСН-нің 5-ші цифры 4 (резидент), 5 (бейрезидент) немесе 6 (бірлескен кәсіпкерлік) болады. "
    "Нөмірді құжатпен салыстырыңыз.",
    ru="5-я цифра БИН — 4 (резидент), 5 (нерезидент) или 6 (совместное предпринимательство). "
    "Сверьте номер с документом.",
    en="Digit 5 of a BIN is 4 (resident), 5 (non-resident) or 6 (joint sole traders). "
    "Compare the number with the document.",
)
_BIN_UNIT = Text(
    kk="БСН-нің 6-шы цифры 0 (бас ұйым), 1 (филиал), 2 (өкілдік) немесе 3 (шаруа қожалығы) болады. "
    "Нөмірді құжатпен салыстырыңыз.",
    ru="6-я цифра БИН — 0 (головная организация), 1 (филиал), 2 (представительство) или 3 (крестьянское хозяйство). "
    "Сверьте номер с документом.",
    en="Digit 6 of a BIN is 0 (head unit), 1 (branch), 2 (representation) or 3 (farm). "
    "Compare the number with the document.",
)
_IIN_CENTURY = Text(
    kk="ЖСН-нің 7-ші цифры 0-ден 6-ға дейін болады. Нөмірді жеке куәлікпен салыстырыңыз.",
    ru="7-я цифра ИИН — от 0 до 6. Сверьте номер с удостоверением личности.",
    en="Digit 7 of an IIN is 0 to 6. Compare the number with the identity card.",
)
_IIN_DATE = Text(
    kk="ЖСН-нің алғашқы 6 цифры — туған күн (жыл, ай, күн), ал мұндай күн жоқ. Нөмірді жеке куәлікпен салыстырыңыз.",
    ru="Первые 6 цифр ИИН — дата рождения (год, месяц, день); такой даты нет. Сверьте номер с удостоверением личности.",
    en="The first 6 digits of an IIN are the date of birth (year, month, day); there is no such day. "
    "Compare the number with the identity card.",
)
