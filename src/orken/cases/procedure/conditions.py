"""Which questions of a form apply, and the facts that answers give to conditions and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from orken.cases.procedure.answers import Answer, Codes, Problem, Typed, read_question
from orken.cases.procedure.definition import Question, Section
from orken.kernel.money import Money
from orken.rulebook.rules import FactValue, Rule

Judge = Callable[[Rule, Mapping[str, FactValue]], bool]
Drafts = Mapping[str, Mapping[str, Typed]]


@dataclass(frozen=True)
class SectionReading:
    """One section as it is asked now: its questions that apply, what they were answered and what is wrong.

    ``before`` are the facts that were known when it was reached; nothing in it or after it changes them.
    """

    section: Section
    answers: dict[str, Answer]
    problems: tuple[Problem, ...]
    before: Mapping[str, FactValue]


def read_form(
    sections: Iterable[Section], drafts: Drafts, facts: Mapping[str, FactValue], judge: Judge, codes: Codes
) -> Iterator[SectionReading]:
    """The sections that apply with the questions that apply, in order: a condition sees the answers before it.

    ``facts`` are those of the applicant, or what was known before the first of ``sections``. A condition on an answer
    that is missing or cannot be read does not hold.
    """
    known = dict(facts)
    for section in sections:
        before = known.copy()
        if section.applies is not None and not judge(section.applies, known):
            for question in section.questions:
                known |= answer_facts(question, None)
            continue
        typed = drafts.get(section.code, {})
        asked: list[Question] = []
        answers: dict[str, Answer] = {}
        problems: list[Problem] = []
        for question in section.questions:
            answer: Answer = None
            if question.applies is None or judge(question.applies, known):
                asked.append(question)
                here, found = read_question(question, typed.get(question.id), codes)
                answers |= here
                problems += found
                answer = here.get(question.id) if question.kind != "table" else None
            known |= answer_facts(question, answer)
        yield SectionReading(replace(section, questions=tuple(asked)), answers, tuple(problems), before)


def answer_facts(question: Question, answer: Answer) -> dict[str, FactValue]:
    """What one answer gives to rules.

    Rules count in whole numbers: a number with decimals is no fact, and a rule on it cannot be judged. A table gives
    its number of rows and the total of each of its money columns.
    """
    if question.kind != "table":
        return {f"answer_{question.id}": _plain(answer)}
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    facts: dict[str, FactValue] = {f"answer_{question.id}_rows": len(rows)}
    for column in question.columns:
        if column.kind == "money":
            cells = (row.get(column.id) for row in rows)
            total = sum(cell.minor for cell in cells if isinstance(cell, Money))
            facts[f"answer_{question.id}_{column.id}_total"] = total
    return facts


def answer_fact_names(question: Question) -> set[str]:
    return set(answer_facts(question, None))


def _plain(answer: Answer) -> FactValue:
    if isinstance(answer, Decimal):
        return int(answer) if answer == int(answer) else None
    if isinstance(answer, list):
        return [code for code in answer if isinstance(code, str)]
    return answer
