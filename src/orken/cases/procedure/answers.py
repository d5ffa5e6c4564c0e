"""From what a person typed to typed answers, and what is wrong with it.

A draft keeps what was typed (``Typed``: a string, a list of codes, or a list of rows), whatever it is, so nothing is
lost. ``read_answer`` turns it into the value that is filed: text and choice as ``str``, multiple choice as a list of
codes, number as ``Decimal``, money as ``Money``, date as ``date``, boolean as ``bool``, table as a list of mappings.
An empty answer is ``None``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from orken.cases.procedure.definition import Question
from orken.kernel.masking import MARK
from orken.kernel.money import InvalidAmount, Money, parse_amount

Typed = str | list[str] | list[dict[str, str]]
Row = dict[str, "Answer"]
Answer = str | list[str] | Decimal | Money | date | bool | list[Row] | None
Codes = Callable[[Question], Collection[str]]

# Invisible characters that turn text around or hide it; a name with one of them can look like another name.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00")
DEFAULT_MAX_LENGTH = {"text": 300, "long_text": 5000}
AMOUNT_CODES = {"too_long": "too_many_digits", "ambiguous": "ambiguous_number"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer. ``code`` and ``details`` are worded by ``cases.wording``."""

    question_id: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None


class UnreadableAnswer(Exception):
    """The typed text is not an answer of the question's kind."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def read_answer(question: Question, typed: Typed | None, codes: Codes) -> Answer:
    """The typed answer's value; ``None`` when nothing was typed.

    Raises
    ------
    UnreadableAnswer
        With the code of the reason and its details (limit, what was given).
    """
    if typed is None or typed in ("", []):
        return None
    if question.kind == "multiple_choice":
        return _several_codes(question, [typed] if isinstance(typed, str) else [str(code) for code in typed], codes)
    if not isinstance(typed, str):
        raise UnreadableAnswer("unreadable", given=str(typed)[:60])
    text = typed.replace("\r\n", "\n").strip()
    return _READERS[question.kind](question, text, codes) if text else None


def read_question(question: Question, typed: Typed | None, codes: Codes) -> tuple[dict[str, Answer], Sequence[Problem]]:
    """The answer by the question's id, if it can be read, and all problems, also that a required one is missing."""
    if question.kind == "table":
        rows, problems = read_table(question, typed, codes)
        return {question.id: rows or None}, problems
    try:
        answer = read_answer(question, typed, codes)
    except UnreadableAnswer as unreadable:
        return {}, [Problem(question.id, unreadable.code, unreadable.details)]
    missing = answer is None and question.required
    return {question.id: answer}, [Problem(question.id, "required")] if missing else ()


def read_table(question: Question, typed: Typed | None, codes: Codes) -> tuple[list[Row], list[Problem]]:
    """Rows that were typed, empty ones left out, and the problems of their cells (``row`` counts from 0 as typed)."""
    rows: list[Row] = []
    problems: list[Problem] = []
    typed_rows = [row for row in typed or [] if isinstance(row, dict)]
    for index, typed_row in enumerate(typed_rows):
        if not any(cell.strip() for cell in typed_row.values()):
            continue
        row: Row = {}
        for column, value, problem in _cells(question, typed_row, codes):
            row[column.id] = value
            if problem:
                problems.append(Problem(question.id, problem.code, problem.details, index, column.id))
        rows.append(row)
    wanted = max(question.min_rows, 1 if question.required else 0)
    if len(rows) < wanted:
        problems.append(Problem(question.id, "too_few_rows", {"wanted": wanted, "given": len(rows)}))
    if len(rows) > question.max_rows:
        problems.append(Problem(question.id, "too_many_rows", {"wanted": question.max_rows, "given": len(rows)}))
    return rows, problems


def _cells(
    question: Question, typed_row: Mapping[str, str], codes: Codes
) -> Iterator[tuple[Question, Answer, UnreadableAnswer | None]]:
    for column in question.columns:
        try:
            value = read_answer(column, typed_row.get(column.id), codes)
        except UnreadableAnswer as unreadable:
            yield column, None, unreadable
            continue
        missing = UnreadableAnswer("required") if value is None and column.required else None
        yield column, value, missing


def _text(question: Question, text: str, _codes: Codes) -> str:
    limit = question.max_length or DEFAULT_MAX_LENGTH[question.kind]
    if len(text) > limit:
        raise UnreadableAnswer("too_long", wanted=limit, given=len(text))
    if not DIRECTION_MARKS.isdisjoint(text):
        raise UnreadableAnswer("invisible_characters")
    if MARK in text:
        raise UnreadableAnswer("personal_number")
    return text


def _code(question: Question, text: str, codes: Codes) -> str:
    if text not in codes(question):
        raise UnreadableAnswer("not_in_list", given=text[:60])
    return text


def _several_codes(question: Question, chosen: Sequence[str], codes: Codes) -> list[str] | None:
    known = codes(question)
    for code in chosen:
        if code not in known:
            raise UnreadableAnswer("not_in_list", given=code[:60])
    distinct = list(dict.fromkeys(chosen))
    if question.max_choices and len(distinct) > question.max_choices:
        raise UnreadableAnswer("too_many_choices", wanted=question.max_choices, given=len(distinct))
    return distinct or None


def _number(question: Question, text: str, _codes: Codes) -> Decimal:
    try:
        number = parse_amount(text)
    except InvalidAmount as unread:
        raise UnreadableAnswer(AMOUNT_CODES.get(unread.code, "not_a_number"), given=text[:60]) from None
    _check_limits(question, number)
    return number


def _money(question: Question, text: str, codes: Codes) -> Money:
    amount = _number(question, text, codes)
    if amount != amount.quantize(Decimal("0.01")):
        raise UnreadableAnswer("too_fine_amount", given=text[:60])
    return Money(amount, question.currency)


def _date(_question: Question, text: str, _codes: Codes) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        day, _, rest = text.partition(".")
        month, _, year = rest.partition(".")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableAnswer("not_a_date", given=text[:60]) from None


def _boolean(_question: Question, text: str, _codes: Codes) -> bool:
    if text not in ("yes", "no"):
        raise UnreadableAnswer("not_in_list", given=text[:60])
    return text == "yes"


def _check_limits(question: Question, number: Decimal) -> None:
    if question.minimum is not None and number < question.minimum:
        raise UnreadableAnswer("too_small", wanted=question.minimum, given=number)
    if question.maximum is not None and number > question.maximum:
        raise UnreadableAnswer("too_large", wanted=question.maximum, given=number)


_READERS: Mapping[str, Callable[[Question, str, Codes], Answer]] = {
    "text": _text,
    "long_text": _text,
    "choice": _code,
    "number": _number,
    "money": _money,
    "date": _date,
    "boolean": _boolean,
}


def answer_to_data(answer: Answer) -> object:
    """The JSON form that is filed and hashed: numbers as decimal strings, dates as ISO 8601, money with currency."""
    if isinstance(answer, bool) or answer is None or isinstance(answer, str):
        return answer
    if isinstance(answer, Decimal):
        return format(answer, "f")
    if isinstance(answer, Money):
        return {"amount": format(answer.amount, "f"), "currency": answer.currency}
    if isinstance(answer, date):
        return answer.isoformat()
    return [
        {name: answer_to_data(cell) for name, cell in row.items()} if isinstance(row, dict) else row for row in answer
    ]
