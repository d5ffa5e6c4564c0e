"""Pages of documents: in the form, at the desk, and where an organisation keeps them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from orken.cases.evidence import current_evidence
from orken.cases.models import Case
from orken.documents.evidence import verify
from orken.documents.models import Document, Verdict
from orken.documents.services import store_upload
from orken.documents.validity import UNDATED, EvidenceDates
from orken.journal.models import Entry
from orken.parties.models import User
from orken.parties.queries import organisations_of
from tests.factories.cases import filed_residency_case, officer, step
from tests.factories.documents import upload
from tests.factories.parties import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

TAX, AUTHORITY = "tax_arrears_certificate", "signatory_authority"


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def section(case: Case) -> str:
    return f"/en/cases/{case.reference}/form/tax_standing/"


def attached(case: Case) -> Document:
    return current_evidence(case)[TAX].document


def certificate(case: Case, founder: User, dates: EvidenceDates) -> Document:
    return store_upload(upload(name="jana.pdf"), owner=case.applicant, kind=TAX, actor=founder, dates=dates)


def posted(case: Case, **fields: object) -> dict[str, object]:
    return {"revision": "9", "tax_arrears": "0", **fields}


def test_file_with_a_wrong_date_is_kept_and_the_date_is_asked_for_again(client: Any, draft: Case) -> None:
    form = posted(draft, document=upload(name="jana.pdf"), attach="", **{"new-issued_on": "2099-01-01"})
    response = client.post(section(draft), form)
    assert response.status_code == 422
    page = soup(response)
    assert page.select_one("#problems a")["href"] == "#id_attached-issued_on"
    assert page.select_one("#id_attached-issued_on")["value"] == "2099-01-01"
    assert (attached(draft).filename, attached(draft).issued_on) == ("jana.pdf", None)


def test_refused_file_leaves_the_dates_that_were_typed(client: Any, draft: Case) -> None:
    before = attached(draft)
    form = posted(draft, document=upload(b"MZ" + bytes(99)), attach="", **{"new-issued_on": "2026-11-02"})
    response = client.post(section(draft), form)
    assert response.status_code == 422
    assert soup(response).select_one("#id_new-issued_on")["value"] == "2026-11-02"
    assert attached(draft) == before


def test_uploaded_file_takes_its_own_date(client: Any, draft: Case) -> None:
    today = timezone.localdate()
    form = posted(draft, document=upload(name="jana.pdf"), attach="", **{"new-issued_on": today.isoformat()})
    assert client.post(section(draft), form).status_code == 302
    assert (attached(draft).filename, attached(draft).issued_on) == ("jana.pdf", today)


def test_one_that_the_organisation_has_is_used_by_one_press(client: Any, draft: Case, founder: User) -> None:
    held = certificate(draft, founder, EvidenceDates(timezone.localdate()))
    button = soup(client.get(section(draft))).select_one("button[name=held]")
    assert button["value"] == held.reference
    response = client.post(section(draft), posted(draft, held=held.reference))
    assert response["Location"].endswith("#document")
    assert attached(draft) == held


def test_document_of_somebody_else_cannot_be_used(client: Any, draft: Case, founder: User) -> None:
    foreign = store_upload(
        upload(), owner=OrganisationFactory(), kind=TAX, actor=founder, dates=EvidenceDates(timezone.localdate())
    )
    response = client.post(section(draft), posted(draft, held=foreign.reference))
    assert response.status_code == 422
    assert "cannot be used any more" in response.content.decode()
    assert attached(draft) != foreign


def test_dates_are_saved_while_one_types(client: Any, draft: Case) -> None:
    day = timezone.localdate() - timedelta(days=2)
    headers = {"X-Requested-With": "fetch"}
    form = posted(draft, **{"attached-issued_on": day.isoformat()})
    assert client.post(section(draft), form, headers=headers).status_code == 200
    assert attached(draft).issued_on == day


def test_date_that_cannot_be_stored_while_one_types_is_not_called_saved(client: Any, draft: Case) -> None:
    before, tomorrow = attached(draft).issued_on, timezone.localdate() + timedelta(days=1)
    headers = {"X-Requested-With": "fetch"}
    form = posted(draft, **{"attached-issued_on": tomorrow.isoformat()})
    answer = client.post(section(draft), form, headers=headers).json()
    assert "future" in answer["not_kept"]
    assert attached(draft).issued_on == before
    assert client.post(section(draft), posted(draft), headers=headers).json()["not_kept"] == ""


def test_expired_document_is_said_everywhere_with_what_to_do(client: Any, draft: Case) -> None:
    Document.objects.update(issued_on=timezone.localdate() - timedelta(days=30))
    for page in ("form/", "form/tax_standing/", "check/"):
        text = " ".join(soup(client.get(f"/en/cases/{draft.reference}/{page}")).select_one("main").text.split())
        assert "has expired. Obtain a new one and attach it here." in text, page
    filed = client.post(f"/en/cases/{draft.reference}/file/", {"key": "k"})
    assert filed.status_code == 422
    assert "has expired" in filed.content.decode()
    draft.refresh_from_db()
    assert draft.filed_at is None


def test_officer_reads_accepts_and_is_named_to_staff_only(client: Any, procedures: None) -> None:
    case, founder = filed_residency_case()
    acting = officer()
    client.force_login(acting)
    address = f"/en/desk/cases/{case.reference}/documents/{attached(case).reference}/"
    page = soup(client.get(address))
    seen = page.select_one("input[name=seen]")["value"]
    response = client.post(address, {"seen": seen, "verdict": "accepted"}, follow=True)
    assert acting.full_name in soup(response).select_one(f"[id='document:{TAX}'] .standing").text
    step(case, "withdraw", founder)
    client.force_login(founder)
    kept = f"/en/organisations/{case.applicant.reference}/documents/{attached(case).reference}/"
    standing = soup(client.get(kept)).select_one(".standing").text
    assert "an officer of the operator" in standing
    assert acting.full_name not in standing


def test_rejection_needs_its_reason_and_keeps_what_was_typed(client: Any, procedures: None) -> None:
    case, _founder = filed_residency_case()
    client.force_login(officer())
    address = f"/en/desk/cases/{case.reference}/documents/{attached(case).reference}/"
    response = client.post(address, {"seen": "0", "verdict": "rejected", "reason": " "})
    assert response.status_code == 422
    assert "Say what is wrong with the document" in response.content.decode()
    client.post(address, {"seen": "0", "verdict": "rejected", "reason": "Мөрі оқылмайды"})
    typed = soup(client.get(f"/en/desk/cases/{case.reference}/")).select_one(f"[name='document:{TAX}']")
    assert typed.text.strip() == "Мөрі оқылмайды", "the reason stands as a remark, ready to be sent"


def test_old_page_of_an_officer_changes_nothing(client: Any, procedures: None) -> None:
    case, _founder = filed_residency_case()
    faster = officer()
    verify(attached(case), Verdict.ACCEPTED, reason="", seen=0, actor=faster)
    client.force_login(officer())
    address = f"/en/desk/cases/{case.reference}/documents/{attached(case).reference}/"
    response = client.post(address, {"seen": "0", "verdict": "rejected", "reason": "Оқылмайды"})
    assert response.status_code == 422
    assert f"{faster.full_name} has checked this document meanwhile: accepted." in response.content.decode()
    assert "Оқылмайды" in response.content.decode()
    assert attached(case).verifications.get().verdict == "accepted"


def test_remarks_that_were_typed_are_kept_on_the_way_to_a_document(client: Any, procedures: None) -> None:
    case, _founder = filed_residency_case()
    client.force_login(officer())
    desk = f"/en/desk/cases/{case.reference}/"
    reference = soup(client.get(desk)).select_one(f"[id='document:{TAX}'] button[name=check]")["value"]
    response = client.post(desk, {"question:project_name": "Нақтылаңыз.", "check": reference})
    assert response["Location"].endswith(f"/documents/{reference}/")
    assert case.remarks.get().text == "Нақтылаңыз."


def test_download_by_the_operator_is_written_down_and_by_the_owner_is_not(client: Any, procedures: None) -> None:
    case, founder = filed_residency_case()
    address = f"/en/cases/{case.reference}/documents/{attached(case).reference}/"
    client.force_login(founder)
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF-")
    assert not Entry.objects.filter(action="document.viewed").exists()
    reading = officer()
    client.force_login(reading)
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF-")
    entry = Entry.objects.get(action="document.viewed")
    assert (entry.actor, entry.subject, entry.data["seen_in"]) == (reading, attached(case).subject, case.subject)


def test_officer_cannot_read_a_document_that_was_not_filed(client: Any, procedures: None) -> None:
    case, founder = filed_residency_case()
    acting = officer()
    verify(attached(case), Verdict.REJECTED, reason="Оқылмайды", seen=0, actor=acting)
    case.remarks.model.objects.all().delete()
    later = certificate(case, founder, EvidenceDates(timezone.localdate()))
    case.evidence.filter(kind=TAX).update(replaced_at=timezone.now())
    case.evidence.create(kind=TAX, document=later, attached_by=founder, attached_at=timezone.now())
    client.force_login(acting)
    assert client.get(f"/en/cases/{case.reference}/documents/{later.reference}/").status_code == 404
    assert client.get(f"/en/desk/cases/{case.reference}/documents/{later.reference}/").status_code == 404
    assert not Entry.objects.filter(action="document.viewed").exists()


@pytest.fixture
def vault(founder: User) -> str:
    return f"/en/organisations/{organisations_of(founder).get().reference}/documents/"


def test_vault_shows_kinds_states_and_the_cases(client: Any, draft: Case, vault: str) -> None:
    page = soup(client.get(vault))
    row = page.select_one(f"section#{TAX} tbody tr")
    assert "anyqtama.pdf" in row.text
    assert "Not checked yet" in row.text
    assert draft.get_absolute_url() in {link["href"] for link in row.select("a")}
    assert "Valid for 10 calendar days from its issue." in page.select_one(f"section#{TAX}").text
    assert page.select_one("section#foreign_registration") is None


def test_expiring_document_is_said_on_top(client: Any, founder: User, vault: str) -> None:
    dates = EvidenceDates(timezone.localdate(), timezone.localdate() + timedelta(days=5))
    store_upload(upload(), owner=organisations_of(founder).get(), kind=AUTHORITY, actor=founder, dates=dates)
    assert "Expires soon: Authority of the signatory" in soup(client.get(vault)).select_one(".notice").text


def test_document_is_brought_with_its_dates(client: Any, vault: str) -> None:
    typed = {"new-issued_on": "02.11.2026", "new-valid_through": "2027-11-01", "file": upload(name="senimhat.pdf")}
    response = client.post(f"{vault}new/{AUTHORITY}/", typed)
    document = Document.objects.get()
    assert response["Location"] == f"{vault}{document.reference}/"
    assert (document.kind, document.filename) == (AUTHORITY, "senimhat.pdf")
    assert [day.isoformat() for day in (document.issued_on, document.valid_through)] == ["2026-11-02", "2027-11-01"]
    page = client.get(f"{vault}{document.reference}/file/")
    assert b"".join(page.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize(("code", "status"), [("foreign_registration", 404), ("no_such_kind", 404), (AUTHORITY, 200)])
def test_only_kinds_that_the_organisation_holds_are_brought(client: Any, vault: str, code: str, status: int) -> None:
    assert client.get(f"{vault}new/{code}/").status_code == status


@pytest.mark.parametrize("file", [None, upload(b"MZ" + bytes(99)), upload(b"")], ids=["none", "program", "empty"])
def test_what_is_no_document_is_refused_with_the_dates_kept(client: Any, vault: str, file: Any) -> None:
    typed = {"new-issued_on": "2026-11-02"} | ({"file": file} if file else {})
    response = client.post(f"{vault}new/{AUTHORITY}/", typed)
    assert response.status_code == 422
    assert soup(response).select_one("#id_new-issued_on")["value"] == "2026-11-02"
    assert not Document.objects.exists()


def test_dates_are_entered_on_the_page_of_the_document_until_it_is_used(client: Any, founder: User, vault: str) -> None:
    organisation = organisations_of(founder).get()
    document = store_upload(upload(), owner=organisation, kind=TAX, actor=founder, dates=UNDATED)
    page = f"{vault}{document.reference}/"
    assert "Enter the date on which" in client.get(page).content.decode()
    assert client.post(page, {"new-issued_on": "2099-01-01"}).status_code == 422
    assert client.post(page, {"new-issued_on": timezone.localdate().isoformat()}).status_code == 302
    verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=officer())
    assert "Its dates stay as they are" in client.get(page).content.decode()
    client.post(page, {"new-issued_on": "2026-01-01"})
    document.refresh_from_db()
    assert document.issued_on == timezone.localdate()


@pytest.mark.parametrize("person", ["stranger", "officer"])
def test_vault_does_not_exist_for_others(client: Any, draft: Case, vault: str, person: str) -> None:
    client.force_login(officer() if person == "officer" else PersonFactory())
    document = attached(draft).reference
    for page in (vault, f"{vault}{document}/", f"{vault}{document}/file/", f"{vault}new/{AUTHORITY}/"):
        assert client.get(page).status_code == 404, page
    organisation = vault.removesuffix("documents/")
    assert vault not in client.get(organisation).content.decode()


def test_documents_of_another_own_organisation_are_kept_apart(client: Any, founder: User, draft: Case) -> None:
    other = OrganisationFactory(people=[founder])
    address = f"/en/organisations/{other.reference}/documents/{attached(draft).reference}/"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}file/").status_code == 404


def test_vault_asks_few_questions_of_the_database(
    client: Any, founder: User, vault: str, django_assert_max_num_queries: Any
) -> None:
    organisation = organisations_of(founder).get()
    for _number in range(4):
        store_upload(upload(), owner=organisation, kind=AUTHORITY, actor=founder, dates=UNDATED)
    with django_assert_max_num_queries(15):
        client.get(vault)


def test_while_the_antivirus_is_away_everything_typed_stays(client: Any, draft: Case, settings: Any) -> None:
    settings.ORKEN_CLAMD = ("127.0.0.1", 9)
    before = attached(draft)
    fields = {"document": upload(name="jana.pdf"), "attach": "", "new-issued_on": "2026-11-02"}
    response = client.post(section(draft), posted(draft, **fields) | {"tax_arrears": "77"})
    page = soup(response)
    assert response.status_code == 422
    assert "Try again in a few minutes." in page.select_one("#problems").text
    assert page.select_one("[name=tax_arrears]")["value"] == "77"
    assert page.select_one("#id_new-issued_on")["value"] == "2026-11-02"
    assert draft.draft_sections.get(section="tax_standing").typed["tax_arrears"] == "77"
    assert attached(draft) == before


def test_applicant_sees_on_the_case_what_was_found(client: Any, procedures: None) -> None:
    case, founder = filed_residency_case()
    client.force_login(founder)
    assert "Not checked yet" in soup(client.get(f"/en/cases/{case.reference}/")).select_one("aside").text
    verify(attached(case), Verdict.ACCEPTED, reason="", seen=0, actor=officer())
    assert "Accepted" in soup(client.get(f"/en/cases/{case.reference}/")).select_one("aside").text
