from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orken.cases.procedure.answers import (
    Answer,
    Typed,
    UnreadableAnswer,
    answer_to_data,
    read_answer,
    read_table,
)
from orken.cases.procedure.conditions import read_form
from orken.cases.procedure.definition import Option, Question, Section
from orken.kernel.money import Money
from orken.kernel.text import Text

ANY = Text(kk="а", ru="б", en="c")
CODES = {"ai", "iot", "games"}


def question(kind: str, **limits: object) -> Question:
    currency = "KZT" if kind == "money" else ""
    return Question(id="q", kind=kind, label=ANY, **{"currency": currency, **limits})  # type: ignore[arg-type]


def read(kind: str, typed: Typed | None, **limits: object) -> Answer:
    return read_answer(question(kind, **limits), typed, lambda _question: CODES)


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", "  Дала  ", "Дала"),
        ("long_text", "one\r\ntwo", "one\ntwo"),
        ("text", "   ", None),
        ("number", "1 234,5", Decimal("1234.5")),
        ("money", "25 950,00", Money(Decimal("25950.00"), "KZT")),
        ("date", "2026-03-18", date(2026, 3, 18)),
        ("date", "18.03.2026", date(2026, 3, 18)),
        ("choice", "ai", "ai"),
        ("multiple_choice", ["ai", "iot", "ai"], ["ai", "iot"]),
        ("multiple_choice", "ai", ["ai"]),
        ("boolean", "no", False),
        ("number", None, None),
    ],
)
def test_what_was_typed_is_read_as_its_kind(kind: str, typed: Typed | None, answer: Answer) -> None:
    assert read(kind, typed) == answer


@pytest.mark.parametrize(
    ("kind", "typed", "limits", "code"),
    [
        ("text", "x" * 301, {}, "too_long"),
        ("long_text", "x" * 2**20, {}, "too_long"),
        ("text", "abc\u202egnp.exe", {}, "invisible_characters"),
        ("number", "ten", {}, "not_a_number"),
        ("number", "NaN", {}, "not_a_number"),
        ("number", "1e400", {}, "not_a_number"),
        ("number", "0", {"minimum": Decimal(1)}, "too_small"),
        ("number", "11", {"maximum": Decimal(10)}, "too_large"),
        ("number", "9" * 20, {}, "too_many_digits"),
        ("number", "1,234", {}, "ambiguous_number"),
        ("money", "0.001", {}, "too_fine_amount"),
        ("date", "30.02.2026", {}, "not_a_date"),
        ("date", "tomorrow", {}, "not_a_date"),
        ("choice", "crypto", {}, "not_in_list"),
        ("multiple_choice", ["ai", "crypto"], {}, "not_in_list"),
        ("multiple_choice", ["ai", "iot"], {"max_choices": 1}, "too_many_choices"),
        ("boolean", "maybe", {}, "not_in_list"),
        ("text", ["a", "b"], {}, "unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(kind: str, typed: Typed, limits: dict[str, object], code: str) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        read(kind, typed, **limits)
    assert caught.value.code == code


@given(st.sampled_from(["text", "long_text", "choice", "number", "money", "date", "boolean"]), st.text(max_size=60))
def test_any_typed_text_is_an_answer_or_a_reason(kind: str, typed: str) -> None:
    try:
        answer = read(kind, typed)
    except UnreadableAnswer as unreadable:
        reason = unreadable.code
    else:
        reason = "" if answer is None or answer_to_data(answer) is not None else "lost"
    assert reason != "lost"


COSTS = Question(
    id="costs",
    kind="table",
    label=ANY,
    min_rows=1,
    max_rows=2,
    columns=(
        Question(id="year", kind="number", label=ANY),
        Question(id="amount", kind="money", label=ANY, currency="KZT"),
        Question(id="purpose", kind="text", label=ANY, required=False),
    ),
)


def test_table_leaves_out_empty_rows_and_names_the_cell() -> None:
    typed: list[dict[str, str]] = [
        {"year": "2026", "amount": "1000", "purpose": ""},
        {"year": "", "amount": " ", "purpose": ""},
        {"year": "2027", "amount": "much", "purpose": "servers"},
    ]
    rows, problems = read_table(COSTS, typed, lambda _question: CODES)
    assert rows[0] == {"year": Decimal(2026), "amount": Money(Decimal(1000), "KZT"), "purpose": None}
    assert [(problem.row, problem.column, problem.code) for problem in problems] == [(2, "amount", "not_a_number")]


@pytest.mark.parametrize(("count", "code"), [(0, "too_few_rows"), (3, "too_many_rows")])
def test_table_has_limits_of_rows(count: int, code: str) -> None:
    _rows, problems = read_table(COSTS, [{"year": "2026", "amount": "1"}] * count, lambda _question: CODES)
    assert [problem.code for problem in problems] == [code]


def test_section_tells_required_answers_that_are_missing() -> None:
    section = Section(
        code="s",
        title=ANY,
        questions=(
            Question(id="name", kind="text", label=ANY),
            Question(id="note", kind="text", label=ANY, required=False),
            Question(id="kind", kind="choice", label=ANY, options=(Option("ai", ANY),)),
        ),
    )
    [reading] = read_form([section], {"s": {"kind": "ai"}}, {}, lambda _rule, _facts: True, lambda _question: CODES)
    assert reading.answers == {"name": None, "note": None, "kind": "ai"}
    assert [(problem.question_id, problem.code) for problem in reading.problems] == [("name", "required")]


def test_filed_form_of_answers_is_exact() -> None:
    row: dict[str, Answer] = {"amount": Money(Decimal("0.10"), "KZT"), "day": date(2026, 1, 2)}
    assert answer_to_data([row]) == [{"amount": {"amount": "0.10", "currency": "KZT"}, "day": "2026-01-02"}]
    assert answer_to_data(Decimal("1E+3")) == "1000"
