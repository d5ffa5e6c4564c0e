"""The officer's pages of a case; who is kept out comes first, then what is lost (nothing) and what happens."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from orken.cases.models import Agreement, CaseState, Decision, Remark, Signature
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.drafting import open_case
from orken.parties.models import Role
from tests.factories.cases import (
    REASONS,
    STALL,
    STALL_FILE,
    filed_residency_case,
    fill,
    founder_with_organisation,
    offered_residency_case,
    officer,
    publish_stall,
    residency_answers,
    sign,
    step,
)
from tests.factories.parties import PASSWORD, MandateFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

NAME, PURPOSE, PAPER = "question:project_name", "question:project_purpose", "document:tax_arrears_certificate"


def desk(case, page="", language="en"):
    return f"/{language}/desk/cases/{case.reference}/{page}"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def key_of(response):
    return soup(response).select_one("form[data-once] input[name=key]")["value"]


@pytest.fixture
def filed():
    case, _founder = filed_residency_case()
    return case


@pytest.fixture
def at_the_desk(client):
    person = officer()
    client.force_login(person)
    return person


@pytest.fixture
def to_decide(filed):
    step(filed, "pass_on", officer())
    return filed


@pytest.mark.parametrize("page", ["", "return/", "pass-on/", "decide/", "sign/"])
def test_officer_who_acts_for_the_applicant_is_refused_with_the_reason(client, at_the_desk, filed, page):
    MandateFactory(user=at_the_desk, organisation=filed.applicant)
    response = client.get(desk(filed, page))
    assert response.status_code == 403
    assert "You act for this applicant" in response.content.decode()


@pytest.mark.parametrize("page", ["", "return/", "pass-on/", "decide/", "sign/"])
def test_stranger_does_not_learn_that_the_case_exists(client, filed, page):
    client.force_login(PersonFactory())
    assert client.get(desk(filed, page)).status_code == 404


def test_applicants_person_is_not_let_onto_the_officers_page(client):
    case, founder = filed_residency_case()
    client.force_login(founder)
    assert client.get(desk(case)).status_code == 403
    assert client.post(desk(case), {NAME: "x", "then": "save"}).status_code == 403


def test_signatory_does_not_decide(client, to_decide):
    client.force_login(officer(Role.SIGNATORY))
    address = desk(to_decide, "decide/") + "?template=meets_requirements"
    assert client.get(address).status_code == 403
    assert client.post(address, REASONS | {"key": "k"}).status_code == 403
    assert not Decision.objects.exists()


def test_signatory_reads_but_does_not_remark_or_pass_on(client, filed):
    client.force_login(officer(Role.SIGNATORY))
    page = client.get(desk(filed))
    assert not soup(page).select("textarea")
    assert "This step is for" in page.content.decode()
    assert client.post(desk(filed), {NAME: "x", "then": "save"}).status_code == 403
    assert client.post(desk(filed, "pass-on/"), {"key": "k"}).status_code == 403
    assert not Remark.objects.exists()


def test_officer_does_not_sign_for_the_operator(client, at_the_desk):
    case, _founder, _deciding = offered_residency_case()
    response = client.post(desk(case, "sign/"), {"key": "k", "text_hash": "x", "password": PASSWORD})
    assert response.status_code == 403
    assert not Signature.objects.exists()


def test_case_is_not_given_to_an_officer_who_acts_for_the_applicant(client, at_the_desk, filed):
    involved = officer()
    MandateFactory(user=involved, organisation=filed.applicant)
    offered = [option["value"] for option in soup(client.get(desk(filed))).select("select[name=officer] option")]
    assert str(at_the_desk.pk) in offered
    assert str(involved.pk) not in offered
    client.post(desk(filed, "assign/"), {"officer": involved.pk})
    filed.refresh_from_db()
    assert filed.assignee is None


def test_officer_takes_and_leaves_a_case(client, at_the_desk, filed):
    client.post(desk(filed, "assign/"), {"officer": at_the_desk.pk})
    filed.refresh_from_db()
    assert filed.assignee == at_the_desk
    client.post(desk(filed, "assign/"), {"officer": "", "seen": at_the_desk.pk})
    filed.refresh_from_db()
    assert filed.assignee is None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_application_is_shown_with_its_documents_and_the_rules(client, at_the_desk, filed, language):
    page = client.get(desk(filed, language=language)).content.decode()
    assert "Дала барлау" in page
    assert "anyqtama.pdf" in page
    for result in filed.filings.get().trace:
        assert result["rule"]["title"][language] in page


def test_nothing_of_an_answer_is_taken_as_markup(client, at_the_desk):
    case, _founder = filed_residency_case(project_name="<script>alert(1)</script>")
    page = client.get(desk(case)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_document_is_handed_to_the_officer_only_as_a_download(client, at_the_desk, filed):
    link = soup(client.get(desk(filed))).select_one(f"[id='{PAPER}'] a")["href"]
    response = client.get(link)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response).startswith(b"%PDF")
    client.force_login(PersonFactory())
    assert client.get(link).status_code == 404


def test_remarks_are_saved_changed_and_deleted(client, at_the_desk, filed):
    client.post(desk(filed), {NAME: "Атауын нақтылаңыз.", PAPER: "Анықтама оқылмайды.", "then": "save"})
    assert dict(Remark.objects.values_list("target", "text")) == {
        NAME: "Атауын нақтылаңыз.",
        PAPER: "Анықтама оқылмайды.",
    }
    client.post(desk(filed), {NAME: "", PAPER: "Анықтаманы қайта жүктеңіз.", "then": "save"})
    assert dict(Remark.objects.values_list("target", "text")) == {PAPER: "Анықтаманы қайта жүктеңіз."}


def test_too_long_remark_is_refused_and_kept_on_the_page(client, at_the_desk, filed):
    response = client.post(desk(filed), {NAME: "ұзақ " * 1000, PURPOSE: "Қысқа.", "then": "return"})
    assert response.status_code == 422
    assert soup(response).select_one(f"textarea[name='{PURPOSE}']").text.strip() == "Қысқа."
    assert not Remark.objects.exists()


def test_remarks_typed_while_a_colleague_passed_the_case_on_are_shown(client, at_the_desk, filed):
    colleague = officer()
    step(filed, "pass_on", colleague)
    response = client.post(desk(filed), {NAME: "Атауын нақтылаңыз.", "then": "return"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Remarks are written while the application is checked" in page
    assert "Атауын нақтылаңыз." in page


def test_remarks_typed_while_the_case_went_out_of_the_officers_hands_are_shown(client, at_the_desk):
    case, _founder, _deciding = offered_residency_case()
    response = client.post(desk(case), {NAME: "Атауын нақтылаңыз.", "then": "save"})
    assert response.status_code == 422
    assert "Атауын нақтылаңыз." in response.content.decode()
    assert not Remark.objects.exists()


def test_return_without_a_remark_is_refused(client, at_the_desk, filed):
    page = client.get(desk(filed, "return/"))
    assert not soup(page).select("form[data-once] button")
    response = client.post(desk(filed, "return/"), {"key": "k"})
    assert "Write at least one remark first" in response.content.decode()
    filed.refresh_from_db()
    assert filed.state == CaseState.IN_PROGRESS


def test_pass_on_with_unsent_remarks_is_refused(client, at_the_desk, filed):
    response = client.post(desk(filed), {NAME: "Атауы?", "then": "pass_on"})
    page = client.get(response.headers["Location"])
    response = client.post(desk(filed, "pass-on/"), {"key": key_of(page)})
    assert "There are remarks that were not sent" in response.content.decode()


def test_case_is_returned_after_one_question_and_comes_back_with_the_change_marked(client, at_the_desk):
    case, founder = filed_residency_case()
    asked = client.post(desk(case), {NAME: "Атауын нақтылаңыз.", PURPOSE: "Толығырақ.", "then": "return"})
    assert asked.headers["Location"] == desk(case, "return/")
    page = client.get(asked.headers["Location"])
    assert "Атауын нақтылаңыз." in page.content.decode()
    client.post(desk(case, "return/"), {"key": key_of(page)})
    case.refresh_from_db()
    assert case.state == CaseState.RETURNED
    assert not soup(client.get(desk(case))).select("textarea")

    fill(case, residency_answers(project_name="Дала барлау 2"), actor=founder)
    step(case, "refile", founder)
    page = soup(client.get(desk(case)))
    changed = page.select_one(f"[id='{NAME}']").text
    assert "Дала барлау 2" in changed
    assert "Changed since the filing before" in changed
    assert "You asked:" in changed
    unchanged = page.select_one(f"[id='{PURPOSE}']").text
    assert "Nothing was changed here." in unchanged
    first = client.get(desk(case) + "?round=1")
    assert not soup(first).select("textarea")
    assert client.get(desk(case) + "?round=9").status_code == 404


def test_same_press_twice_passes_on_once(client, at_the_desk, filed):
    key = key_of(client.get(desk(filed, "pass-on/")))
    answers = [client.post(desk(filed, "pass-on/"), {"key": key}) for _press in range(2)]
    filed.refresh_from_db()
    assert filed.stage == "decision"
    assert filed.transitions.filter(action="pass_on").count() == 1
    assert answers[0].status_code == 302


def test_page_leads_to_what_the_person_can_do_and_to_nothing_else(client, filed, to_decide):
    offered, _founder, _deciding = offered_residency_case()
    checked, _founder = filed_residency_case()

    def ways(case):
        page = soup(client.get(desk(case)))
        step = re.compile(rf"/desk/cases/{case.reference}/([a-z-]+)/$")
        links = [step.search(link["href"]) for link in page.select(".pane-side a")]
        return {link[1] for link in links if link} | {button["value"] for button in page.select("button[name=then]")}

    client.force_login(officer())
    assert ways(checked) == {"save", "return", "pass_on", "write", "conflict"}
    assert ways(to_decide) == {"decide", "write", "conflict"}
    assert ways(offered) == {"write", "conflict"}
    client.force_login(officer(Role.SIGNATORY))
    assert ways(checked) == ways(to_decide) == {"conflict"}
    assert ways(offered) == {"sign", "conflict"}


def test_reasons_begin_with_the_template_in_three_languages(client, at_the_desk, to_decide):
    page = soup(client.get(desk(to_decide, "decide/") + "?template=meets_requirements"))
    for language in ("kk", "ru", "en"):
        text = page.select_one(f"textarea[name=reasons_{language}]").text
        assert to_decide.applicant.name in text
        assert to_decide.number in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_decision_without_one_language_is_refused_and_the_others_kept(client, at_the_desk, to_decide, language):
    typed = REASONS | {f"reasons_{language}": " ", "key": "k"}
    response = client.post(desk(to_decide, "decide/") + "?template=meets_requirements", typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [f"reasons_{language}"]
    other = "ru" if language == "kk" else "kk"
    assert soup(response).select_one(f"textarea[name=reasons_{other}]").text.strip() == REASONS[f"reasons_{other}"]
    assert not Decision.objects.exists()


def test_gap_left_in_the_reasons_is_refused(client, at_the_desk, to_decide):
    address = desk(to_decide, "decide/") + "?template=not_priority_activity"
    typed = {field["name"]: f"{field.text.strip()} …" for field in soup(client.get(address)).select("textarea")}
    response = client.post(address, typed | {"key": "k"})
    assert "gap" in " ".join(response.context["form"].errors[next(iter(response.context["form"].errors))])
    assert not Decision.objects.exists()


def test_second_officer_deciding_is_told_who_was_first_and_keeps_the_reasons(client, at_the_desk, to_decide):
    address = desk(to_decide, "decide/") + "?template=not_priority_activity"
    key = key_of(client.get(address))
    first = officer()
    step(to_decide, "decide", first, outcome="granted", template="meets_requirements", **REASONS)
    typed = {f"reasons_{code}": f"Менің себептерім {code}" for code in ("kk", "ru", "en")}
    response = client.post(address, typed | {"key": key})
    assert response.status_code == 422
    page = response.content.decode()
    assert f"{first} has taken this step already" in page
    assert "Менің себептерім kk" in page
    assert Decision.objects.get().decided_by == first


def test_approval_offers_the_agreement(client, at_the_desk, to_decide):
    address = desk(to_decide, "decide/") + "?template=meets_requirements"
    client.post(address, REASONS | {"key": key_of(client.get(address))})
    to_decide.refresh_from_db()
    decision = Decision.objects.get()
    assert (to_decide.stage, decision.outcome, decision.decided_by) == ("agreement", "granted", at_the_desk)
    assert decision.reasons == {code: REASONS[f"reasons_{code}"] for code in ("kk", "ru", "en")}
    assert Agreement.objects.filter(case=to_decide).exists()
    assert "nothing to decide now" in client.get(desk(to_decide, "decide/")).content.decode()


@pytest.fixture
def proposed():
    """A decision that an officer proposed and a head of unit has to countersign."""
    stages = read_procedure_file(STALL_FILE)["stages"]
    publish_stall(stages=[{**stages[0], "role": "officer", "countersign": "head_of_unit"}, stages[1]])
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "50", "needs_power": "no"}, actor=founder)
    step(case, "file", founder)
    step(case, "decide", officer(), outcome="granted", template="fits", **REASONS)
    return case


def test_officer_reads_that_a_decision_waits_but_does_not_countersign(client, at_the_desk, proposed):
    assert "takes effect with the second signature" in client.get(desk(proposed)).content.decode()
    assert client.get(desk(proposed, "countersign/")).status_code == 403
    assert client.post(desk(proposed, "countersign/"), {"key": "k", "then": "countersign"}).status_code == 403


def test_sending_back_without_a_note_is_refused(client, proposed):
    client.force_login(officer(Role.HEAD_OF_UNIT))
    response = client.post(desk(proposed, "countersign/"), {"key": "k", "then": "send_back", "note": " "})
    assert list(response.context["form"].errors) == ["note"]
    assert proposed.proposals.get().sent_back_at is None


def test_sent_back_decision_is_gone_on_with(client, proposed):
    client.force_login(officer(Role.HEAD_OF_UNIT))
    note = {"key": "k", "then": "send_back", "note": "Негіздемені толықтырыңыз."}
    client.post(desk(proposed, "countersign/"), note)
    assert "No decision waits" in client.get(desk(proposed, "countersign/")).content.decode()
    client.force_login(officer())
    assert "Негіздемені толықтырыңыз." in client.get(desk(proposed)).content.decode()
    page = soup(client.get(desk(proposed, "decide/") + "?template=fits"))
    assert page.select_one("textarea[name=reasons_kk]").text.strip() == REASONS["reasons_kk"]


def test_second_signature_puts_the_decision_into_effect(client, proposed):
    head = officer(Role.HEAD_OF_UNIT)
    client.force_login(head)
    page = client.get(desk(proposed, "countersign/"))
    assert all(text in page.content.decode() for text in REASONS.values())
    client.post(desk(proposed, "countersign/"), {"key": key_of(page), "then": "countersign"})
    assert Decision.objects.get().countersigned_by == head
    proposed.refresh_from_db()
    assert proposed.stage == "handover"


def test_wrong_password_signs_nothing(client):
    case, _founder, _deciding = offered_residency_case()
    client.force_login(officer(Role.SIGNATORY))
    page = client.get(desk(case, "sign/"))
    typed = {field["name"]: field.get("value", "") for field in soup(page).select("form[data-once] input")}
    response = client.post(desk(case, "sign/"), typed | {"password": "guessed wrongly"})
    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_signatory_signs_and_with_both_signatures_the_case_is_closed(client):
    case, founder, _deciding = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    signatory = officer(Role.SIGNATORY)
    client.force_login(signatory)
    page = client.get(desk(case, "sign/"))
    typed = {field["name"]: field.get("value", "") for field in soup(page).select("form[data-once] input")}
    client.post(desk(case, "sign/"), typed | {"password": PASSWORD})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "granted")
    assert Signature.objects.get(side="operator").signer == signatory
    assert "Nothing more is to be done" in client.get(desk(case)).content.decode()
