from __future__ import annotations

import pytest

from orken.cases.models import Case
from orken.cases.services.attaching import attach_document
from orken.cases.services.drafting import LiveCaseExists, open_case, save_section
from orken.cases.services.filing import check_draft
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from tests.factories.cases import (
    RESIDENCY,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    officer,
    step,
)
from tests.factories.documents import upload
from tests.factories.parties import ForeignOrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


@pytest.fixture
def founder_and_case() -> tuple[User, Case]:
    founder, organisation = founder_with_organisation()
    return founder, open_case(RESIDENCY, applicant=organisation, actor=founder)


def test_whatever_was_typed_is_kept(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    megabyte = "ғ" * 2**19
    saved = save_section(
        case, section, {"project_purpose": megabyte, "start_date": "soon"}, seen_revision=0, actor=founder
    )
    case.refresh_from_db()
    assert case.draft_sections.get().typed == {"project_purpose": megabyte, "start_date": "soon"}
    assert saved.draft.revision == 1
    problems = {problem.question_id: problem.code for problem in check_draft(case).sections[0].problems}
    assert problems["project_purpose"] == "too_long"
    assert problems["start_date"] == "not_a_date"


def test_two_tabs_are_merged_question_by_question(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    save_section(case, section, {"project_name": "First"}, seen_revision=0, actor=founder)
    other = save_section(case, section, {"project_purpose": "From the other tab"}, seen_revision=0, actor=founder)
    assert other.conflicts == ()
    assert other.draft.typed == {"project_name": "First", "project_purpose": "From the other tab"}


def test_same_question_in_two_tabs_is_a_conflict_with_both_answers(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    save_section(case, section, {"project_name": "First"}, seen_revision=0, actor=founder)
    saved = save_section(case, section, {"project_name": "Second"}, seen_revision=0, actor=founder)
    [conflict] = saved.conflicts
    assert (conflict.name, conflict.yours, conflict.saved) == ("project_name", "Second", "First")
    assert saved.draft.typed["project_name"] == "First"
    resolved = save_section(case, section, {"project_name": "Second"}, seen_revision=1, actor=founder)
    assert resolved.draft.typed["project_name"] == "Second"


def test_a_question_that_the_tab_did_not_touch_is_left_alone(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    save_section(case, section, {"project_name": "First"}, seen_revision=0, actor=founder)
    saved = save_section(
        case,
        section,
        {"project_name": "", "start_date": "2026-12-01"},
        seen_revision=0,
        touched={"start_date"},
        actor=founder,
    )
    assert saved.conflicts == ()
    assert saved.draft.typed == {"project_name": "First", "start_date": "2026-12-01"}


def test_unknown_questions_are_not_stored(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    save_section(case, section, {"is_admin": "yes"}, seen_revision=0, actor=founder)
    assert not case.draft_sections.exists()


def test_saving_the_same_again_is_no_new_revision(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    section = case.definition.section("project")
    for _ in range(2):
        saved = save_section(case, section, {"project_name": "Same"}, seen_revision=1, actor=founder)
    assert saved.draft.revision == 1


def test_submitted_case_cannot_be_changed() -> None:
    case, founder = filed_residency_case()
    section = case.definition.section("project")
    with pytest.raises(RuleViolation, match="submitted"):
        save_section(case, section, {"project_name": "Other"}, seen_revision=9, actor=founder)
    with pytest.raises(RuleViolation, match="submitted"):
        attach_document(case, case.definition.section("tax_standing"), upload(), actor=founder)


def test_returned_case_lets_only_remarked_targets_change() -> None:
    from orken.cases.services.casework import write_remark

    case, founder = filed_residency_case()
    checking = officer()
    write_remark(case, "question:project_name", "Толық атауын жазыңыз.", actor=checking)
    step(case, "return_for_correction", checking)
    section = case.definition.section("project")
    revision = case.draft_sections.get(section="project").revision
    with pytest.raises(RuleViolation, match="asked to correct"):
        save_section(case, section, {"project_purpose": "Other"}, seen_revision=revision, actor=founder)
    with pytest.raises(RuleViolation, match="asked to correct"):
        attach_document(case, case.definition.section("tax_standing"), upload(), actor=founder)
    saved = save_section(case, section, {"project_name": "Толық атау"}, seen_revision=revision, actor=founder)
    assert saved.draft.typed["project_name"] == "Толық атау"


def test_second_live_case_is_refused_with_the_one_under_way(founder_and_case: tuple[User, Case]) -> None:
    founder, case = founder_and_case
    with pytest.raises(LiveCaseExists) as caught:
        open_case(RESIDENCY, applicant=case.applicant, actor=founder)
    assert caught.value.case == case
    assert case.applicant.name in str(caught.value)


def test_new_case_may_begin_when_the_last_one_is_closed() -> None:
    case, founder = filed_residency_case()
    step(case, "withdraw", founder)
    assert open_case(RESIDENCY, applicant=case.applicant, actor=founder).state == "draft"


def test_replaced_document_is_kept_as_replaced() -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    first = case.evidence.get()
    second = attach_document(case, case.definition.section("tax_standing"), upload(), actor=founder)
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert case.evidence.get(replaced_at=None) == second


def test_foreign_applicant_is_not_asked_for_the_tax_certificate() -> None:
    founder, _organisation = founder_with_organisation()
    foreign = ForeignOrganisationFactory(people=[founder])
    case = filled_residency_case(founder, foreign)
    check = check_draft(case)
    assert [section.section.code for section in check.sections] == ["project", "resources"]
    assert check.may_be_filed
