"""Each file of ``broken`` is a procedure with mistakes and ``said``: what its author is told, with the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from orken.cases.extension import fact
from orken.cases.facts import document_facts
from orken.cases.pack_check import mistakes_of_file
from orken.cases.procedure.conditions import answer_fact_names
from orken.cases.procedure.definition import QuestionKind
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.naming import Surroundings
from orken.cases.procedure.possible import possible_answers, possible_documents
from orken.cases.surroundings import list_codes, surroundings
from orken.rulebook.facts import FactValue
from orken.rulebook.pack_check import readable_parameters
from orken.rulebook.packs import PACKS
from orken.rulebook.reach import Possible, reach

STALL = Path(__file__).parent / "procedures" / "open_day_stall.yaml"
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
KZ = PACKS / "kz"


@pytest.fixture(scope="module")
def around() -> Surroundings:
    return surroundings(list_codes(KZ), readable_parameters(KZ), {"residency.appeal"})


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_an_author_is_told_every_mistake_at_once_with_its_line(
    path: Path, around: Surroundings, tmp_path: Path
) -> None:
    text, _marker, said = path.read_text(encoding="utf-8").partition("\nsaid:")
    broken = tmp_path / "procedure.yaml"
    (tmp_path / "stall.yaml").write_text(STALL.read_text(encoding="utf-8"), encoding="utf-8")
    broken.write_text(f"{text}\nbased_on: stall\n", encoding="utf-8")
    expected = yaml.safe_load(f"said:{said}")["said"]
    told = [str(mistake).removeprefix("procedures/procedure.yaml:") for mistake in mistakes_of_file(broken, around)]
    assert len(told) == len(expected), "\n".join(told)
    for line, wanted in zip(sorted(told, key=_line), sorted(expected, key=_line), strict=True):
        assert line.strip(": ").startswith(wanted.strip(": ")), "\n".join(told)


def _line(told: str) -> tuple[int, str]:
    number, _colon, rest = told.partition(":")
    return int(number) if number.isdecimal() else 0, rest


def test_procedures_of_the_pack_and_of_the_tests_have_no_mistakes(around: Surroundings) -> None:
    files = [*sorted(KZ.glob("procedures/*.yaml")), STALL]
    assert len(files) >= 4
    assert [str(mistake) for path in files for mistake in mistakes_of_file(path, around)] == []


def test_what_facts_can_be_is_said_of_exactly_the_facts_that_there_are() -> None:
    procedures = [
        load_procedure(read_procedure_file(path)) for path in (KZ / "procedures/residency_admission.yaml", STALL)
    ]
    questions = [question for procedure in procedures for _section, question in procedure.questions()]
    assert {question.kind for question in questions} == set(get_args(QuestionKind))
    for question in questions:
        assert set(possible_answers(question, lambda _question: ["a"])) == answer_fact_names(question)
    assert set(possible_documents("charter")) == set(document_facts("charter", None))


@pytest.mark.parametrize(
    "expression",
    [
        "name.startsWith('A')",  # text that is searched has too many forms
        "first + second == 77",  # sums that are compared for being equal may be reached by numbers that were not tried
        "unknown_fact == 1",
    ],
)
def test_nothing_is_claimed_where_the_tried_values_cannot_stand_for_all(expression: str) -> None:
    possible = {"name": Possible("text"), "first": Possible("number"), "second": Possible("number")}
    assert reach(expression, possible) is None


@pytest.mark.parametrize(
    "expression",
    [
        "'b' in codes",
        "codes.exists(x, x == 'a')",
        "days_between(day, other) <= 30 && day <= other",
        "limit * 6 >= number",
    ],
)
def test_conditions_that_can_hold_and_fail_are_left_alone(expression: str) -> None:
    possible = {
        "codes": Possible("codes", codes=("a", "b", "c")),
        "day": Possible("day"),
        "other": Possible("day"),
        "limit": Possible("number"),
        "number": Possible("number", minimum=0),
    }
    seen = reach(expression, possible)
    assert seen is not None
    assert (seen.can_hold, seen.can_fail, seen.clash, seen.idle) == (True, True, "", ())


def test_what_a_domains_fact_can_be_is_what_its_function_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def ends_on(organisation: object) -> date | None: ...
    def anything(organisation: object) -> FactValue: ...

    monkeypatch.setattr(fact, "_entries", {"a.ends_on": ends_on, "a.anything": anything})
    found = surroundings({}, readable_parameters(KZ)).domain_facts
    assert found == {"a.ends_on": Possible("day"), "a.anything": None}
