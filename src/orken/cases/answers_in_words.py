"""Filed answers as a person reads them, in the active language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from orken.cases.procedure.definition import Option, Procedure, Question
from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.rulebook.lists import code_list
from orken.ui.wording import current_language, day_in_words

YES_NO = (
    Option("yes", Text(kk="Иә", ru="Да", en="Yes")),
    Option("no", Text(kk="Жоқ", ru="Нет", en="No")),
)


def options_of(question: Question) -> Sequence[Option]:
    """What can be chosen: the written options, or the pack's list as it is in force today."""
    if question.kind == "boolean":
        return YES_NO
    if question.options or not question.code_list:
        return question.options
    return [Option(item.code, item.text) for item in code_list(question.code_list, day=timezone.localdate())]


def answer_in_words(question: Question, answer: object) -> str:
    """A filed answer (its JSON form) as a person reads it; empty for no answer. Tables have ``table_in_words``."""
    if answer is None or answer == []:
        return ""
    if question.kind in ("choice", "multiple_choice"):
        return "\n".join(chosen_in_words(question, answer if isinstance(answer, list) else [answer]))
    wording = _WORDINGS.get(question.kind)
    return wording(question, answer) if wording else str(answer)


def _yes_or_no(_question: Question, answer: object) -> str:
    return _("Yes") if answer else _("No")


def _money(_question: Question, answer: object) -> str:
    assert isinstance(answer, Mapping)  # as ``answer_to_data`` files it
    return Money(Decimal(answer["amount"]), answer["currency"]).format(current_language())


def _number(question: Question, answer: object) -> str:
    """A quantity has its unit and thousands set apart; a bare number may be a year and stays as it is."""
    figure = number_format(Decimal(str(answer)), force_grouping=question.unit is not None)
    return f"{figure}\u00a0{question.unit.in_language(current_language())}" if question.unit else figure


def _day(_question: Question, answer: object) -> str:
    return day_in_words(date.fromisoformat(str(answer)))


_WORDINGS: Mapping[str, Callable[[Question, object], str]] = {
    "boolean": _yes_or_no,
    "money": _money,
    "number": _number,
    "date": _day,
}


def chosen_in_words(question: Question, codes: Sequence[object]) -> list[str]:
    """Options by their words; a code that has left the list since is shown as it was filed."""
    words = {option.code: option.text.in_language(current_language()) for option in options_of(question)}
    return [words.get(str(code), str(code)) for code in codes]


def table_in_words(question: Question, answer: object) -> list[list[str]]:
    rows = answer if isinstance(answer, list) else []
    return [[answer_in_words(column, row.get(column.id)) for column in question.columns] for row in rows]


def filed_in_words(procedure: Procedure, answers: Mapping[str, object]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every section that was filed with its questions and answers, as papers tell them; a dash for no answer."""
    language = current_language()
    return [
        (
            section.title.in_language(language),
            [(one.label.in_language(language), _in_lines(one, answers[one.id])) for one in section.questions],
        )
        for section in procedure.sections
        if all(question.id in answers for question in section.questions)
    ]


def _in_lines(question: Question, answer: object) -> str:
    if question.kind == "table":
        return "\n".join(" · ".join(filter(None, row)) for row in table_in_words(question, answer)) or "—"
    return answer_in_words(question, answer) or "—"
