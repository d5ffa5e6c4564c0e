from __future__ import annotations

from typing import Any

import pytest

from orken.cases.procedure.conditions import read_form
from orken.cases.procedure.definition import Question, Section
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.services.drafting import open_case, save_section
from orken.cases.services.filing import check_draft
from orken.kernel.text import Text
from orken.rulebook.rules import Rule
from tests.factories.cases import STALL, founder_with_organisation, publish_stall

ANY = Text(kk="а", ru="б", en="c")


def when(condition: str) -> Rule:
    return Rule(id="applies", title=ANY, condition=condition, message=ANY, basis="test")


FORM = [
    Section(
        "one",
        ANY,
        questions=(Question("power", "boolean", ANY), Question("watts", "number", ANY, applies=when("power"))),
    ),
    Section("two", ANY, questions=(Question("fuse", "text", ANY, applies=when("watts")),)),
]


def read(drafts: dict[str, dict[str, Any]]) -> dict[str, object]:
    """Conditions are judged here by the plain value of the fact that they name."""
    readings = read_form(
        FORM, drafts, {}, lambda rule, facts: bool(facts.get(f"answer_{rule.condition}")), lambda _: ()
    )
    return {name: answer for reading in readings for name, answer in reading.answers.items()}


@pytest.mark.parametrize(
    ("drafts", "asked"),
    [
        ({}, {"power"}),
        ({"one": {"power": "no", "watts": "100"}, "two": {"fuse": "A"}}, {"power"}),
        ({"one": {"power": "yes"}}, {"power", "watts"}),
        ({"one": {"power": "yes", "watts": "100"}}, {"power", "watts", "fuse"}),
        ({"one": {"power": "yes", "watts": "many"}, "two": {"fuse": "A"}}, {"power"}),  # watts cannot be read
    ],
)
def test_a_question_is_asked_when_the_answers_before_it_say_so(
    drafts: dict[str, dict[str, Any]], asked: set[str]
) -> None:
    assert set(read(drafts)) == asked


POWER = {
    "id": "watts",
    "kind": "number",
    "applies_when": "answer_needs_power",
    "label": {"kk": "Қуаты", "ru": "Мощность", "en": "Watts"},
}


def form_with(extra: dict[str, object]) -> list[dict[str, object]]:
    from orken.cases.procedure.loading import read_procedure_file
    from tests.factories.cases import STALL_FILE

    form: Any = read_procedure_file(STALL_FILE)["form"]
    form[0]["questions"].append(extra)
    return form


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_what_was_typed_into_a_hidden_question_is_kept_but_not_filed() -> None:
    publish_stall(form=form_with(POWER))
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    [section] = case.definition.sections
    typed = {"visitors": "10", "needs_power": "yes", "watts": "400"}
    save_section(case, section, typed, seen_revision=0, actor=founder)
    assert "watts" in check_draft(case).sections[0].answers
    save_section(case, section, {"needs_power": "no"}, seen_revision=1, actor=founder)
    check = check_draft(case)
    assert "watts" not in check.sections[0].answers
    assert check.may_be_filed
    assert case.draft_sections.get().typed["watts"] == "400"


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_a_condition_names_only_what_is_answered_before_it() -> None:
    with pytest.raises(ProcedureMistake, match="answer_watts"):
        publish_stall(form=form_with({**POWER, "applies_when": "answer_watts > 0"}))
