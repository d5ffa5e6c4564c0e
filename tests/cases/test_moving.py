from __future__ import annotations

from typing import Any

import pytest

from orken.cases.procedure.comparison import changes_between
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.services.drafting import LiveCaseExists, open_case
from orken.cases.services.filing import check_draft
from orken.cases.services.moving import copy_to_draft, move_draft, newer_version
from orken.kernel.errors import RuleViolation
from tests.factories.cases import (
    STALL,
    STALL_FILE,
    filed_residency_case,
    fill,
    founder_with_organisation,
    publish_stall,
    step,
)

TEXT = {"kk": "Жаңа", "ru": "Новый", "en": "New"}


def changed_form() -> list[dict[str, Any]]:
    """The second procedure with one question gone, one in a section of its own and one that is new."""
    form: Any = read_procedure_file(STALL_FILE)["form"]
    questions = {question["id"]: question for question in form[0]["questions"]}
    visitors = {**questions["visitors"], "maximum": 400}
    note = {"id": "note", "kind": "text", "required": False, "label": TEXT}
    moved = {"section": "power", "title": TEXT, "questions": [questions["needs_power"]]}
    return [{**form[0], "questions": [visitors, note]}, moved]


def test_differences_are_named_in_the_order_of_the_newer_version() -> None:
    old = load_procedure(read_procedure_file(STALL_FILE))
    new = load_procedure(read_procedure_file(STALL_FILE) | {"form": changed_form()})
    assert [(change.what, change.how, change.name.en) for change in changes_between(old, new)] == [
        ("section", "added", "New"),
        ("question", "changed", "Expected visitors"),
        ("question", "added", "New"),
        ("question", "removed", "Exhibits"),
    ]
    assert changes_between(old, old) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_draft_moves_with_its_answers_and_keeps_those_of_questions_that_are_gone() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    assert newer_version(case) is None
    exhibits = [{"name": "Дрон", "size": "small"}]
    fill(case, {"visitors": "120", "needs_power": "yes", "exhibits": exhibits}, actor=founder)
    newer = publish_stall(form=changed_form())
    assert newer_version(case) == newer
    case = move_draft(case, to=newer, actor=founder)
    check = check_draft(case)
    assert {name for section in check.sections for name in section.answers} == {"visitors", "note", "needs_power"}
    assert check.may_be_filed
    assert case.draft_sections.get(section="stall").typed["exhibits"] == exhibits
    step(case, "file", founder)
    assert case.filings.get().content["procedure"]["version"] == newer.number


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_answer_that_moved_to_another_section_is_taken_from_there() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "120", "needs_power": "yes"}, actor=founder)
    case = move_draft(case, to=publish_stall(form=changed_form()), actor=founder)
    fill(case, {"needs_power": "no"}, actor=founder)
    fill(case, {"visitors": "130"}, actor=founder)
    case = move_draft(case, to=publish_stall(), actor=founder)
    assert case.draft_sections.get(section="stall").typed["needs_power"] == "no"


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_filed_case_keeps_its_version() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "120", "needs_power": "no"}, actor=founder)
    step(case, "file", founder)
    newer = publish_stall(form=changed_form())
    assert newer_version(case) is None
    with pytest.raises(RuleViolation, match="keeps the version"):
        move_draft(case, to=newer, actor=founder)


@pytest.mark.django_db
@pytest.mark.usefixtures("procedures")
def test_ended_case_is_copied_with_its_answers_once() -> None:
    case, founder = filed_residency_case()
    with pytest.raises(LiveCaseExists):
        copy_to_draft(case, actor=founder)
    step(case, "withdraw", founder)
    copy = copy_to_draft(case, actor=founder)
    missing = [section.section.code for section in check_draft(copy).sections if not section.complete]
    assert missing == []
    assert copy.draft_sections.get(section="project").typed["project_name"] == "Дала барлау"
