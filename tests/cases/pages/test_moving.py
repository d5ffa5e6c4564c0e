"""The pages that move a draft to a newer form and copy a closed case."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.cases.models import Case, ProcedureVersion
from orken.cases.services.drafting import open_case
from orken.cases.services.publishing import retire_version
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.parties.queries import organisations_of
from tests.factories.cases import (
    RESIDENCY,
    filed_residency_case,
    fill,
    load_pack_alone,
    publish_procedure,
    residency_answers,
    short_residency,
    step,
)
from tests.factories.parties import PersonFactory

TITLE = {"kk": "Жаңа сұрақ", "ru": "Новый вопрос", "en": "A new question"}


def parsed(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def draft(founder: User) -> Case:
    case = open_case(RESIDENCY, applicant=organisations_of(founder).get(), actor=founder)
    fill(case, residency_answers(), actor=founder)
    return case


def publish_newer() -> ProcedureVersion:
    """The short residency with a question more and one fewer."""
    newer = short_residency()
    questions = newer["form"][0]["questions"]
    newer["form"][0]["questions"] = [*questions[:-1], {"id": "slogan", "kind": "text", "label": TITLE}]
    return publish_procedure(newer)


def test_a_draft_is_told_of_a_newer_form_and_moves_after_the_difference(draft: Case, client: Client) -> None:
    form, page = f"/en/cases/{draft.reference}/form/", f"/en/cases/{draft.reference}/newer/"
    assert page not in client.get(form).content.decode()
    newer = publish_newer()
    assert page in client.get(form).content.decode()
    shown = parsed(client.get(page))
    assert [[cell.text for cell in row.find_all("td")] for row in shown.find("tbody").find_all("tr")] == [
        ["Question", "A new question", "is new"],
        ["Question", "Start of the work", "is gone"],
    ]
    client.post(page, {"to": newer.content_hash})
    draft.refresh_from_db()
    assert draft.version == newer
    assert draft.draft_sections.get(section="project").typed["project_name"] == "Дала барлау"


def test_a_draft_does_not_move_to_another_form_than_the_one_shown(draft: Case, client: Client) -> None:
    seen = publish_newer()
    retire_version(RESIDENCY, seen.number)
    publish_procedure(short_residency() | {"summary": TITLE})
    shown = client.post(f"/en/cases/{draft.reference}/newer/", {"to": seen.content_hash})
    assert shown.status_code == 200
    draft.refresh_from_db()
    assert draft.version.number == seen.number - 1


def test_a_retired_form_is_not_filed_and_nothing_is_lost(draft: Case, founder: User, client: Client) -> None:
    newer = publish_newer()
    retire_version(RESIDENCY, draft.version.number)
    with pytest.raises(RuleViolation, match="not accepted any more"):
        step(draft, "file", founder)
    response = client.post(f"/en/cases/{draft.reference}/file/", {"key": "k"}, follow=True)
    assert "not accepted any more" in response.content.decode()
    assert f"/en/cases/{draft.reference}/newer/" in response.content.decode()
    client.post(f"/en/cases/{draft.reference}/newer/", {"to": newer.content_hash})
    draft.refresh_from_db()
    fill(draft, {"slogan": "Егін көрінеді"}, actor=founder)
    step(draft, "file", founder)
    assert draft.filings.get().content["procedure"]["version"] == newer.number


def test_a_procedure_whose_versions_are_all_retired_is_not_offered(procedures: None, client: Client) -> None:
    for version in ProcedureVersion.objects.filter(code=RESIDENCY):
        retire_version(RESIDENCY, version.number)
    assert client.get(f"/en/procedures/{RESIDENCY}/").status_code == 404
    client.force_login(PersonFactory())
    assert client.post(f"/en/procedures/{RESIDENCY}/start/").status_code == 404
    assert RESIDENCY not in client.get("/en/procedures/").content.decode()


def test_retiring_what_was_never_published_is_refused(procedures: None) -> None:
    with pytest.raises(RuleViolation, match="no version 99"):
        retire_version(RESIDENCY, 99)


def test_a_filed_case_ends_under_a_version_that_was_retired_since(procedures: None) -> None:
    case, founder = filed_residency_case()
    retire_version(RESIDENCY, case.version.number)
    step(case, "withdraw", founder)
    assert case.outcome == "withdrawn"


def test_loading_the_pack_again_never_publishes_an_earlier_plan_after_the_later_one(db: None) -> None:
    load_pack_alone()
    load_pack_alone()
    numbers = ProcedureVersion.objects.filter(code=RESIDENCY).order_by("number")
    assert [len(version.definition.sections) for version in numbers] == [11, 18, 18]


def test_a_closed_case_is_copied_and_a_live_one_is_not(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    client.force_login(founder)
    client.post(f"/en/cases/{case.reference}/copy/")
    assert Case.objects.count() == 1
    step(case, "withdraw", founder)
    assert parsed(client.get(case.get_absolute_url())).find("form", action=f"/en/cases/{case.reference}/copy/")
    response = client.post(f"/en/cases/{case.reference}/copy/")
    copy = Case.objects.exclude(pk=case.pk).get()
    assert response["Location"] == f"/en/cases/{copy.reference}/form/"
    assert copy.draft_sections.get(section="project").typed["project_name"] == "Дала барлау"
    assert client.post(f"/en/cases/{case.reference}/copy/")["Location"] == copy.get_absolute_url()
