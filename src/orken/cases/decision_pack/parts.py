"""What a decision pack is made of. Each part is gathered as data, and said from this data in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orken.cases.models import Case, Decision, Filing
from orken.kernel.text import Text
from orken.parties.models import User
from orken.ui.wording import current_language, moment_in_words

Data = Mapping[str, Any]
Row = tuple[str, str]


@dataclass(frozen=True)
class Copy:
    """A pack for one reader. ``named``: staff read who did what; the applicant's copy names nobody of the other side.

    ``filing`` is the one that was decided on, ``decisions`` all that were taken, the earliest first.
    """

    case: Case
    reader: User
    named: bool
    filing: Filing
    decisions: tuple[Decision, ...]

    def name(self, person: User | None) -> str | None:
        return str(person) if self.named and person else None


@dataclass(frozen=True)
class Block:
    """A heading with what stands under it, in the language of the page."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Part:
    """``gather`` gives JSON data without a language, or nothing; ``say`` puts just these data into words."""

    code: str
    gather: Callable[[Copy], Any]
    say: Callable[[Copy, Any], list[Block]]


# Filled in ``AppConfig.ready()``, lower rooms first; they stand between the checks of a case and its decision.
rooms_parts: list[Part] = []


def said(text: Mapping[str, str]) -> str:
    return Text(**text).in_language(current_language())


def moment(text: str | None) -> str:
    return moment_in_words(datetime.fromisoformat(text)) if text else ""


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def lines(*texts: object) -> str:
    """One under the other, without what is empty."""
    return "\n".join(words for text in texts if text is not None and (words := str(text)))
