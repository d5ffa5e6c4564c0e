"""The form as a browser without scripts meets it, and as the autosave script does."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orken.cases.models import Case, DraftSection
from orken.cases.services.casework import write_remark
from orken.cases.services.drafting import open_case
from orken.parties.models import User
from orken.parties.queries import organisations_of
from tests.factories.cases import RESIDENCY, filed_residency_case, officer, residency_answers, step
from tests.factories.documents import pdf_file
from tests.factories.parties import PersonFactory

FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def case(founder: User) -> Case:
    return open_case(RESIDENCY, applicant=organisations_of(founder).get(), actor=founder)


def address(case: Case, section: str) -> str:
    return f"/en/cases/{case.reference}/form/{section}/"


def parsed(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def project(**changes: object) -> dict[str, object]:
    answers = residency_answers()
    names = ("project_name", "project_purpose", "readiness_stage", "priority_activities", "start_date")
    return {name: answers[name] for name in names} | {"revision": "0", "save": ""} | changes


def typed(case: Case, section: str) -> dict[str, Any]:
    return DraftSection.objects.get(case=case, section=section).typed


def states(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [
        (task.a.text, task.find(class_="state").text.strip()) for task in page.find(class_="task-list").find_all("li")
    ]


def test_a_new_draft_has_every_section_before_it(case: Case, client: Client) -> None:
    assert states(parsed(client.get(f"/en/cases/{case.reference}/form/"))) == [
        ("The project", "Not begun"),
        ("People and costs", "Not begun"),
        ("Tax arrears", "Not begun"),
    ]


def test_a_finished_section_leads_to_the_next(case: Case, client: Client) -> None:
    response = client.post(address(case, "project"), project())
    assert response["Location"] == address(case, "resources")
    assert typed(case, "project")["priority_activities"] == ["01", "13"]
    assert states(parsed(client.get(f"/en/cases/{case.reference}/form/")))[0] == ("The project", "Done")


def test_an_unfinished_section_is_saved_and_says_what_is_missing(case: Case, client: Client) -> None:
    response = client.post(address(case, "project"), project(project_name="", start_date="31.02.2026"))
    assert response.status_code == 422
    page = parsed(response)
    links = [link["href"] for link in page.find(id="problems").find_all("a")]
    assert links == ["#q-project_name", "#q-start_date"]
    assert all(page.find(id=link.removeprefix("#")) for link in links)
    assert page.find(id="q-project_purpose").text.strip() == residency_answers()["project_purpose"]
    assert typed(case, "project")["start_date"] == "31.02.2026"


def test_finishing_later_saves_without_reproach(case: Case, client: Client) -> None:
    data = project(project_name="") | {"later": ""}
    response = client.post(address(case, "project"), data)
    assert response["Location"] == f"/en/cases/{case.reference}/form/"
    assert typed(case, "project")["project_purpose"]
    assert states(parsed(client.get(response["Location"])))[0] == ("The project", "In progress")


def test_a_megabyte_of_text_is_kept_and_refused_kindly(case: Case, client: Client) -> None:
    novel = "ұзақ мәтін " * 95_000
    response = client.post(address(case, "project"), project(project_purpose=novel))
    assert response.status_code == 422
    assert "may have 2000 characters; this one has" in response.content.decode()
    assert typed(case, "project")["project_purpose"] == novel


def test_the_sign_that_no_database_keeps_is_left_out(case: Case, client: Client) -> None:
    client.post(address(case, "project"), project(project_name="Да\x00ла", priority_activities=["13\x00"]))
    assert typed(case, "project")["project_name"] == "Дала"
    assert typed(case, "project")["priority_activities"] == ["13"]
    client.post(address(case, "resources"), {"revision": "0", "costs.0.year": "20\x0027"})
    assert typed(case, "resources")["costs"] == [{"year": "2027"}]


def test_autosave_answers_with_the_new_revision(case: Case, client: Client) -> None:
    response = client.post(address(case, "project"), project(project_name="Дала", touched="- project_name"), **FETCH)
    assert response.json()["revision"] == 1
    assert response.json()["conflicts"] == []
    assert typed(case, "project") == {"project_name": "Дала"}


def test_two_tabs_do_not_overwrite_each_other(case: Case, client: Client) -> None:
    client.post(address(case, "project"), project(project_name="Бірінші", touched="- project_name"), **FETCH)
    second = project(project_name="Екінші", project_purpose="Екінші терезе", touched="- project_name project_purpose")
    response = client.post(address(case, "project"), second, **FETCH)
    assert response.status_code == 409
    assert response.json()["conflicts"] == ["project_name"]
    assert typed(case, "project") == {"project_name": "Бірінші", "project_purpose": "Екінші терезе"}


def test_a_conflict_shows_both_answers_and_the_next_save_decides(case: Case, client: Client) -> None:
    client.post(address(case, "project"), project(project_name="Бірінші"))
    response = client.post(address(case, "project"), project(project_name="Екінші"))
    assert response.status_code == 409
    page = parsed(response)
    assert page.find(id="q-project_name")["value"] == "Екінші"
    assert "«Бірінші»" in page.find(class_="notice").text
    revision = page.find("input", {"name": "revision"})["value"]
    client.post(address(case, "project"), project(project_name="Екінші", revision=revision))
    assert typed(case, "project")["project_name"] == "Екінші"


def test_an_old_copy_of_an_untouched_answer_is_no_conflict(case: Case, client: Client) -> None:
    client.post(address(case, "project"), project(project_name="Бірінші", touched="- project_name"), **FETCH)
    other_tab = project(project_name="", start_date="2030-01-01", touched="- start_date")
    assert client.post(address(case, "project"), other_tab, **FETCH).status_code == 200
    assert typed(case, "project")["project_name"] == "Бірінші"
    assert typed(case, "project")["start_date"] == "2030-01-01"


def test_rows_are_added_and_removed_without_scripts(case: Case, client: Client) -> None:
    filled = {"costs.0.year": "2026", "costs.0.amount": "100", "costs.0.purpose": "", "revision": "0"}
    response = client.post(address(case, "resources"), filled | {"add_row": "costs"})
    assert response["Location"] == address(case, "resources") + "?add=costs#q-costs"
    page = parsed(client.get(address(case, "resources") + "?add=costs"))
    assert page.find(id="q-costs.0.year")["value"] == "2026"
    assert page.find(id="q-costs.1.year")["value"] == ""
    second = filled | {"costs.1.year": "2027", "costs.1.amount": "200", "remove_row": "costs.0", "revision": "1"}
    client.post(address(case, "resources"), second)
    assert typed(case, "resources")["costs"] == [{"year": "2027", "amount": "200"}]


def test_errors_of_a_table_stand_at_their_cell(case: Case, client: Client) -> None:
    data = {"costs.0.year": "1900", "costs.0.amount": "көп", "planned_staff": "5", "own_funds": "1", "revision": "0"}
    page = parsed(client.post(address(case, "resources"), data | {"save": ""}))
    assert "at least 2018" in page.find(id="q-costs.0.year-error").text
    assert "“көп” is not a number" in page.find(id="q-costs.0.amount-error").text
    assert page.find(id="q-costs.0.amount")["value"] == "көп"


def test_answers_of_a_file_question_survive_a_refused_file(case: Case, client: Client) -> None:
    program = SimpleUploadedFile("anyqtama.pdf", b"MZ\x90\x00" + bytes(100), content_type="application/pdf")
    data = {"certificate_issued_on": "2026-11-20", "tax_arrears": "0", "document": program, "revision": "0"}
    response = client.post(address(case, "tax_standing"), data)
    assert response.status_code == 422
    assert parsed(response).find(id="document-error")
    assert typed(case, "tax_standing")["tax_arrears"] == "0"
    assert not case.evidence.exists()


def test_a_document_is_attached_and_shown(case: Case, client: Client) -> None:
    data = {"document": SimpleUploadedFile("anyqtama.pdf", pdf_file()), "revision": "0", "attach": ""}
    response = client.post(address(case, "tax_standing"), data)
    assert response["Location"] == address(case, "tax_standing") + "#document"
    link = parsed(client.get(address(case, "tax_standing"))).find(class_="attached").a
    assert link.text == "anyqtama.pdf"
    download = client.get(link["href"])
    assert b"".join(download.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert download["Content-Disposition"].startswith("attachment")


def test_submitting_once_gives_a_receipt(draft: Case, client: Client) -> None:
    check = parsed(client.get(f"/en/cases/{draft.reference}/check/"))
    key = check.find("input", {"name": "key"})["value"]
    first = client.post(f"/en/cases/{draft.reference}/file/", {"key": key})
    second = client.post(f"/en/cases/{draft.reference}/file/", {"key": key})
    assert first["Location"] == second["Location"] == f"/en/cases/{draft.reference}/receipt/1/"
    filing = draft.filings.get()
    text = parsed(client.get(first["Location"])).get_text(" ", strip=True)
    assert filing.number in text
    assert filing.content_hash in text


def test_the_receipt_is_a_pdf_that_no_cache_keeps(draft: Case, client: Client) -> None:
    client.post(f"/en/cases/{draft.reference}/file/", {"key": "k"})
    for language in ("kk", "ru", "en"):
        response = client.get(f"/{language}/cases/{draft.reference}/receipt/1/receipt.pdf")
        assert response.content.startswith(b"%PDF")
        assert response["Cache-Control"] == "private, no-store"


def test_a_draft_that_is_not_ready_is_not_submitted(case: Case, client: Client) -> None:
    page = parsed(client.get(f"/en/cases/{case.reference}/check/"))
    button = page.find("form", {"action": f"/en/cases/{case.reference}/file/"}).button
    assert button.has_attr("disabled")
    response = client.post(f"/en/cases/{case.reference}/file/", {"key": "k"})
    assert response.status_code == 422
    case.refresh_from_db()
    assert case.state == "draft"


def test_arrears_one_tenge_over_the_limit_are_barred_with_the_reason(founder: User, client: Client) -> None:
    from tests.factories.cases import filled_residency_case

    case = filled_residency_case(founder, organisations_of(founder).get(), tax_arrears="25 951")
    response = client.post(f"/en/cases/{case.reference}/file/", {"key": "k"})
    assert response.status_code == 422
    assert "Reduce the arrears to 6 MCI or less" in response.content.decode()


def test_a_second_tab_learns_that_the_first_has_submitted(draft: Case, client: Client) -> None:
    client.post(f"/en/cases/{draft.reference}/file/", {"key": "first"})
    response = client.post(f"/en/cases/{draft.reference}/file/", {"key": "second"}, follow=True)
    assert "This cannot be done with the case as it stands now" in response.content.decode()
    assert draft.filings.count() == 1


def test_a_submitted_case_has_no_form_any_more(draft: Case, client: Client) -> None:
    client.post(f"/en/cases/{draft.reference}/file/", {"key": "k"})
    for path in ("form/", "form/project/", "check/"):
        response = client.get(f"/en/cases/{draft.reference}/{path}")
        assert response["Location"] == f"/en/cases/{draft.reference}/"
    late = client.post(address(draft, "project"), project(project_name="Кеш"), **FETCH)
    assert late.status_code == 422
    assert typed(draft, "project")["project_name"] != "Кеш"


@pytest.fixture
def returned(procedures: None, client: Client) -> Case:
    case, founder = filed_residency_case()
    checking = officer()
    write_remark(case, "question:project_name", "Толық атауын жазыңыз.", actor=checking)
    step(case, "return_for_correction", checking)
    client.force_login(founder)
    return case


def fields(page: BeautifulSoup) -> set[str]:
    names = {tag["name"] for tag in page.find("form", enctype=True).find_all(["input", "textarea", "select"])}
    return names - {"csrfmiddlewaretoken", "revision", "touched"}


def test_only_what_was_remarked_is_open_for_correction(returned: Case, client: Client) -> None:
    page = parsed(client.get(address(returned, "project")))
    assert fields(page) == {"project_name"}
    assert "Толық атауын жазыңыз." in page.find(class_="remark").text
    locked: list[Tag] = page.find_all(class_="locked")
    assert "Ауыл шаруашылығы үшін" in locked[0].text
    assert states(parsed(client.get(f"/en/cases/{returned.reference}/form/"))) == [
        ("The project", "To correct"),
        ("People and costs", "Done"),
        ("Tax arrears", "Done"),
    ]


def test_corrections_are_submitted_as_a_second_filing(returned: Case, client: Client) -> None:
    page = parsed(client.get(address(returned, "project")))
    revision = page.find("input", {"name": "revision"})["value"]
    client.post(address(returned, "project"), {"project_name": "Жаңа атау", "revision": revision, "save": ""})
    response = client.post(f"/en/cases/{returned.reference}/file/", {"key": "again"})
    assert response["Location"] == f"/en/cases/{returned.reference}/receipt/2/"
    assert returned.filings.last().content["answers"]["project_name"] == "Жаңа атау"  # type: ignore[union-attr]


def test_a_locked_answer_that_is_sent_all_the_same_changes_nothing(returned: Case, client: Client) -> None:
    before = typed(returned, "project")["project_purpose"]
    client.post(address(returned, "project"), project(revision="1", project_purpose="Басқа"))
    assert typed(returned, "project")["project_purpose"] == before


@pytest.mark.parametrize("path", ["", "form/", "form/project/", "check/", "receipt/1/", "agreement/", "withdraw/"])
def test_a_stranger_learns_nothing_of_the_case(draft: Case, client: Client, path: str) -> None:
    client.force_login(PersonFactory())
    assert client.get(f"/en/cases/{draft.reference}/{path}").status_code == 404


def test_no_officer_sees_a_draft(draft: Case, client: Client) -> None:
    client.force_login(officer())
    assert client.get(f"/en/cases/{draft.reference}/form/").status_code == 404
