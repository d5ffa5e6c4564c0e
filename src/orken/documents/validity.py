"""Kinds of evidence, and for how long a document of each kind holds. The kinds are data of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from orken.kernel.text import Text
from orken.rulebook.lists import Item, code_list, read_list
from orken.rulebook.parameters import ParameterBook
from orken.rulebook.queries import parameter_book

LIST: Final = "evidence_kinds"
PLACES: Final = ("all", "home", "foreign")


class Validity(StrEnum):
    """What says how long a document holds: days from its issue, a day written in it, or nothing."""

    DAYS_FROM_ISSUE = "days_from_issue"
    UNTIL_DATE = "until_date"
    UNLIMITED = "unlimited"


@dataclass(frozen=True)
class EvidenceDates:
    """What is typed once with a document. ``valid_through`` is the last day, where one is written in it."""

    issued_on: date | None = None
    valid_through: date | None = None


UNDATED: Final = EvidenceDates()


@dataclass(frozen=True)
class EvidenceKind:
    """One kind: ``max_age`` is the parameter with the days from issue, ``notice_days`` when its owner is told that it
    is about to expire, ``held_by`` whether organisations at ``home``, ``foreign`` ones or ``all`` have it."""

    code: str
    title: Text
    validity: Validity
    max_age: str = ""
    notice_days: int = 0
    held_by: str = "all"

    @property
    def needs_issue_date(self) -> bool:
        return self.validity is Validity.DAYS_FROM_ISSUE

    def valid_through(self, dates: EvidenceDates, day: date) -> date | None:
        """The last day by the parameters of ``day``; ``None`` where no end is known."""
        if self.validity is Validity.UNTIL_DATE:
            return dates.valid_through
        days = self.days_from_issue(day)
        return None if days is None or dates.issued_on is None else dates.issued_on + timedelta(days=days)

    def days_from_issue(self, day: date) -> int | None:
        """How old a document may be on ``day``; ``None`` where its age does not count or nobody has set it."""
        if self.validity is not Validity.DAYS_FROM_ISSUE:
            return None
        parameter = parameter_book().at(self.max_age, day)
        return None if parameter is None or parameter.value is None else int(parameter.value)


def evidence_kinds() -> Iterator[EvidenceKind]:
    """All kinds of the pack, in its order."""
    return (_kind(item) for item in code_list(LIST))


def evidence_kind(code: str) -> EvidenceKind | None:
    """The kind by its code; ``None`` for a document that a procedure asks for beside the list."""
    kinds = code_list(LIST)
    return _kind(kinds[code]) if code in kinds else None


def kinds_held(*, by_foreign: bool) -> list[EvidenceKind]:
    """What an organisation at home or a foreign one keeps."""
    places = ("all", "foreign" if by_foreign else "home")
    return [kind for kind in evidence_kinds() if kind.held_by in places]


def kind_mistakes(pack: Path, parameters: ParameterBook) -> Iterator[str]:
    """What is wrong in a pack's list of kinds, beyond its being a list."""
    try:
        kinds = read_list(pack, LIST)
    except LookupError as missing:
        yield str(missing)
        return
    except (TypeError, ValueError):
        return  # the list cannot be read, which is told with the lists
    for item in kinds:
        if item.extra.get("validity") not in set(Validity):
            wanted = ", ".join(Validity)
            yield f"{item.code!r}: validity must be one of {wanted}; it is {item.extra.get('validity')!r}"
            continue
        if not item.extra.get("notice_days", "0").isdecimal():
            yield f"{item.code!r}: notice_days must be a whole number; it is {item.extra['notice_days']!r}"
            continue
        kind = _kind(item)
        if kind.needs_issue_date and kind.max_age not in parameters.codes():
            yield f"{item.code!r}: max_age must be a parameter's code; the rule book has no {kind.max_age!r}"
        if kind.held_by not in PLACES:
            yield f"{item.code!r}: held_by must be one of {', '.join(PLACES)}; it is {kind.held_by!r}"


def _kind(item: Item) -> EvidenceKind:
    extra = item.extra
    return EvidenceKind(
        code=item.code,
        title=item.text,
        validity=Validity(extra["validity"]),
        max_age=extra.get("max_age", ""),
        notice_days=int(extra.get("notice_days", "0")),
        held_by=extra.get("held_by", "all"),
    )
