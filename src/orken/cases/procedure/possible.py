"""What the facts of a procedure can be: from the kinds of its questions and documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from orken.cases.procedure.answers import Codes
from orken.cases.procedure.definition import Procedure, Question
from orken.kernel.money import Money
from orken.rulebook.parameters import CURRENCIES, ParameterBook
from orken.rulebook.reach import Kind, Possible
from orken.rulebook.rules import PREFIX

DOCUMENT_FACTS: Final[Mapping[str, Kind]] = {
    "": "flag",
    "_filed_on": "day",
    "_issued_on": "day",
    "_valid_through": "day",
    "_verified": "flag",
}

_KINDS: Final[Mapping[str, Kind]] = {
    "boolean": "flag",
    "date": "day",
    "multiple_choice": "codes",
    "number": "number",
    "money": "number",
}


def possible_answers(question: Question, codes: Codes) -> dict[str, Possible]:
    """The facts of one question, as ``conditions.answer_facts`` makes them."""
    name = f"answer_{question.id}"
    if question.kind == "table":
        return dict(_possible_totals(name, question))
    return {name: _possible_answer(question, codes)}


def _possible_answer(question: Question, codes: Codes) -> Possible:
    kind = _KINDS.get(question.kind, "text")
    if question.kind in ("choice", "multiple_choice"):
        return Possible(kind, codes=tuple(codes(question)))
    if question.kind == "money":
        least, most = (_minor(end, question.currency) for end in (question.minimum, question.maximum))
        return Possible(kind, minimum=least, maximum=most)
    return Possible(kind, minimum=_up(question.minimum), maximum=_down(question.maximum))


def possible_documents(kind: str) -> dict[str, Possible]:
    return {f"document_{kind}{suffix}": Possible(of) for suffix, of in DOCUMENT_FACTS.items()}


def possible_parameters(book: ParameterBook) -> dict[str, Possible]:
    """Parameters of the kind that their values and units have; the operator may give them any value of it."""
    found = {}
    for code in book.codes():
        history = book.history(code)
        unit = history[-1].unit
        number = any(isinstance(parameter.value, Decimal) for parameter in history)
        if unit == "flag":
            found[PREFIX + code] = Possible("number", minimum=0, maximum=1)
        elif unit == "date":
            found[PREFIX + code] = Possible("day")
        elif number or unit.split("/")[0] in CURRENCIES:
            found[PREFIX + code] = Possible("number")
        elif unit in {"text", "fact"}:
            found[PREFIX + code] = Possible("text")
    return found


def possible_facts(procedure: Procedure, codes: Codes) -> dict[str, Possible]:
    """Answers and documents of the procedure."""
    found: dict[str, Possible] = {"filing_date": Possible("day")}
    for _section, question in procedure.questions():
        found |= possible_answers(question, codes)
    for section in procedure.sections:
        if section.document:
            found |= possible_documents(section.document.kind)
    return found


def codes_in(lists: Mapping[str, Collection[str]], question: Question) -> Collection[str]:
    """What can be chosen; empty where the list is not there, which is another mistake."""
    if question.options:
        return [option.code for option in question.options]
    return lists.get(question.code_list, ())


def _possible_totals(name: str, question: Question) -> Iterator[tuple[str, Possible]]:
    yield f"{name}_rows", Possible("number", minimum=question.min_rows, maximum=question.max_rows)
    for column in question.columns:
        if column.kind == "money":
            yield f"{name}_{column.id}_total", Possible("number")


def _up(end: Decimal | None) -> int | None:
    return None if end is None else int(end.to_integral_value(ROUND_CEILING))


def _down(end: Decimal | None) -> int | None:
    return None if end is None else int(end.to_integral_value(ROUND_FLOOR))


def _minor(end: Decimal | None, currency: str) -> int | None:
    return None if end is None else Money(end, currency).minor
