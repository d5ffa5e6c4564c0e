"""Names that a blind review keeps from its experts, wherever an applicant wrote them into an answer.

They are compared without case and Kazakh letters, with endings, initials and in any order. Documents are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.procedure.definition import Question
from orken.kernel.text import search_form
from orken.parties.models import User

WRITTEN = ("text", "long_text")
SHORT = 5  # letters; a shorter name is only found as a whole word
QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)[»“”\"]")
LEGAL_FORM = re.compile(r"(?=.*[A-ZА-ЯӘҒҚҢӨҰҮҺІ].*[A-ZА-ЯӘҒҚҢӨҰҮҺІ])\w{2,4}")  # ТОО, ЖШС, GmbH
PERSON = re.compile(r"(?:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+ ){1,3}[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+")

Mask = re.Pattern[str]


def mask_of(case: Case, hidden: Iterable[object]) -> Mask:
    """What finds the applicant's name and numbers, its people, and people whom the ``hidden`` answers name."""
    applicant = case.applicant
    people = User.objects.filter(mandates__organisation=applicant).distinct().values_list("full_name", "email")
    named = {name for name, _email in people} | {text for text in texts_of(list(hidden)) if PERSON.fullmatch(text)}
    exact = {applicant.bin or "", applicant.registration_number, *(email for _name, email in people)} - {""}
    patterns = chain(
        (_organisation(name) for name in sorted(_names_of_organisation(applicant.name), key=len, reverse=True)),
        (_person(words) for name in sorted(named) if len(words := re.findall(r"[^\W\d]{2,}", _folded(name))) > 1),
        (rf"(?<!\w){re.escape(_folded(text))}(?!\w)" for text in sorted(exact)),
    )
    return re.compile("|".join(pattern for pattern in patterns if pattern))


def masked(question: Question, answer: object, mask: Mask) -> object:
    """An answer (its JSON form) with a mark in place of each name. Figures, days and chosen codes name nobody."""
    if question.kind == "table" and isinstance(answer, list):
        return [{**row, **{one.id: masked(one, row.get(one.id), mask) for one in question.columns}} for row in answer]
    return masked_text(answer, mask) if question.kind in WRITTEN and isinstance(answer, str) else answer


def texts_of(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data.strip()
    elif isinstance(data, Mapping):
        yield from chain.from_iterable(texts_of(value) for value in data.values())
    elif isinstance(data, list):
        yield from chain.from_iterable(texts_of(value) for value in data)


def masked_text(text: str, mask: Mask) -> str:
    kept, end = [], 0
    for found in mask.finditer(_folded(text)):
        kept += [text[end : found.start()], _("[name not shown]")]
        end = found.end()
    return "".join([*kept, text[end:]])


def _folded(text: str) -> str:
    """The form in which names are compared, of the length of the text itself."""
    return "".join(folded if len(folded := search_form(sign)) == 1 else sign for sign in text)


def _names_of_organisation(name: str) -> set[str]:
    """The name as it is registered, and without its legal form."""
    words = re.findall(r"\w+", name)
    bare = [word for word in words if not LEGAL_FORM.fullmatch(word)]
    return {name, " ".join(bare), *QUOTED.findall(name)}


def _organisation(name: str) -> str:
    *before, last = re.findall(r"\w+", _folded(name)) or [""]
    if not last:
        return ""
    ending = r"(?!\w)" if len("".join(before) + last) < SHORT else r"\w*"
    return r"(?<!\w)" + "".join(rf"{word}\w{{0,4}}\W+" for word in before) + f"{last}{ending}"


def _person(words: list[str]) -> str:
    """Two or more of the words beside each other, or one beside an initial; endings may differ."""
    word = "(?:" + "|".join(rf"{one[:-1] if len(one) > SHORT else one}\w{{0,4}}" for one in words) + ")"
    initial = "(?:" + "|".join(sorted({rf"{one[0]}\." for one in words})) + ")"
    return rf"(?<!\w)(?:(?:{initial}\W{{0,2}})+{word}|{word}(?:\W{{1,3}}(?:{word}|{initial}))+)"
