"""Documents as evidence of cases: brought once and used again, dated, judged by the day of filing, told of in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from orken.cases.document_form import document_form
from orken.cases.evidence import current_evidence
from orken.cases.expiry import tell_of_expiring_documents
from orken.cases.facts import document_facts
from orken.cases.models import Case, Evidence, Filing
from orken.cases.procedure.possible import possible_documents
from orken.cases.services.attaching import attach_document, attach_held, date_document
from orken.cases.services.casework import write_remark
from orken.cases.services.filing import FilingRefused, check_draft
from orken.cases.services.moving import copy_to_draft
from orken.cases.services.verifying import verify_evidence
from orken.cases.tasks import tell_of_documents
from orken.documents.evidence import Standing, verify
from orken.documents.models import Document, Verdict
from orken.documents.services import store_upload
from orken.documents.validity import UNDATED, EvidenceDates
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Organisation, User
from tests.factories.cases import (
    RESIDENCY,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    officer,
    open_case,
    step,
)
from tests.factories.documents import upload
from tests.factories.parties import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

TAX = "tax_arrears_certificate"
AUTHORITY = "signatory_authority"


def tax_section(case: Case) -> Any:
    return case.definition.section("tax_standing")


def certificate(organisation: Organisation, actor: User, issued_on: date | None) -> Document:
    dates = EvidenceDates(issued_on=issued_on)
    return store_upload(upload(), owner=organisation, kind=TAX, actor=actor, dates=dates)


def attached(case: Case) -> Evidence:
    return current_evidence(case)[TAX]


def offered(case: Case) -> list[Document]:
    """What the form offers instead of an upload."""
    form = document_form(case, tax_section(case))
    assert form is not None
    return [standing.document for standing in form.held]


def problem(case: Case) -> str:
    return next(section.document_problem for section in check_draft(case).sections if section.evidence)


@pytest.fixture
def draft() -> tuple[Case, User]:
    founder, organisation = founder_with_organisation()
    return filled_residency_case(founder, organisation), founder


def test_document_that_expired_since_the_draft_bars_the_filing(travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    travel("2026-11-12")
    assert check_draft(case).may_be_filed, "the tenth day still counts"
    travel("2026-11-13")
    with pytest.raises(FilingRefused):
        step(case, "file", founder)
    assert problem(case).replace("\xa0", " ") == (
        "Certificate on the absence (presence) of tax arrears: “anyqtama.pdf” was valid through 12 November 2026 "
        "and has expired. Obtain a new one and attach it here."
    )
    assert not Filing.objects.exists()


def test_document_that_expires_after_the_filing_stays_good_through_a_correction(travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    case, founder = filed_residency_case()
    travel("2026-11-20")
    acting = officer()
    write_remark(case, "question:project_name", "Атауын нақтылаңыз.", actor=acting)
    step(case, "return_for_correction", acting)
    assert check_draft(case).may_be_filed
    step(case, "refile", founder)
    standing = Standing(attached(case).document, date(2026, 11, 2))
    assert (standing.is_expired, standing.has_run_out_since) == (False, True)


def test_certificate_without_its_date_cannot_be_filed(draft: tuple[Case, User]) -> None:
    case, founder = draft
    attach_document(case, tax_section(case), upload(), actor=founder)
    assert problem(case) == "Enter the date on which “anyqtama.pdf” was issued."
    assert not check_draft(case).may_be_filed
    date_document(case, tax_section(case), EvidenceDates(issued_on=timezone.localdate()), actor=founder)
    assert check_draft(case).may_be_filed


def test_what_was_filed_before_dates_were_asked_for_stays_good_there() -> None:
    case, founder = filed_residency_case()
    Document.objects.filter(kind=TAX).update(issued_on=None)
    acting = officer()
    write_remark(case, "question:project_purpose", "Нақтылаңыз.", actor=acting)
    step(case, "return_for_correction", acting)
    assert problem(case) == ""
    step(case, "withdraw", founder)
    assert TAX not in current_evidence(copy_to_draft(case, actor=founder))


def test_dates_are_corrected_until_the_filing_and_then_stay(draft: tuple[Case, User]) -> None:
    case, founder = draft
    today = timezone.localdate()
    date_document(case, tax_section(case), EvidenceDates(issued_on=today - timedelta(days=3)), actor=founder)
    step(case, "file", founder)
    filed = Filing.objects.get().content["documents"][TAX]
    assert filed["issued_on"] == (today - timedelta(days=3)).isoformat()
    acting = officer()
    write_remark(case, f"document:{TAX}", "Күнін нақтылаңыз.", actor=acting)
    step(case, "return_for_correction", acting)
    with pytest.raises(RuleViolation) as refused:
        date_document(case, tax_section(case), EvidenceDates(issued_on=today), actor=founder)
    assert refused.value.code == "filed_already"


def test_dates_of_a_submitted_case_cannot_be_changed(draft: tuple[Case, User]) -> None:
    case, founder = draft
    step(case, "file", founder)
    with pytest.raises(RuleViolation) as refused:
        date_document(case, tax_section(case), UNDATED, actor=founder)
    assert refused.value.code == "not_open"


def test_document_is_brought_once_and_used_in_the_next_case() -> None:
    case, founder = filed_residency_case()
    first = attached(case).document
    step(case, "withdraw", founder)
    second = open_case(RESIDENCY, applicant=case.applicant, actor=founder)
    assert offered(second) == [first]
    attach_held(second, tax_section(second), first.reference, actor=founder)
    attach_held(second, tax_section(second), first.reference, actor=founder)
    assert second.evidence.get(kind=TAX).document == first, "the same document, in one row of this case"
    assert offered(second) == []
    assert Document.objects.filter(kind=TAX).count() == 1


@pytest.mark.parametrize("flaw", ["another organisation", "expired", "rejected", "undated", "another kind"])
def test_what_cannot_be_used_is_neither_offered_nor_attached(flaw: str, draft: tuple[Case, User]) -> None:
    case, founder = draft
    today = timezone.localdate()
    owner = OrganisationFactory() if flaw == "another organisation" else case.applicant
    issued = {"expired": today - timedelta(days=11), "undated": None}.get(flaw, today)
    document = certificate(owner, founder, issued)
    if flaw == "rejected":
        verify(document, Verdict.REJECTED, reason="Оқылмайды.", seen=0, actor=officer())
    if flaw == "another kind":
        Document.objects.filter(pk=document.pk).update(kind="other")
    before = attached(case).document
    assert offered(case) == []
    with pytest.raises(RuleViolation) as refused:
        attach_held(case, tax_section(case), document.reference, actor=founder)
    assert refused.value.code == "not_held"
    assert attached(case).document == before


def test_copy_of_a_case_keeps_what_still_holds(travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    case, founder = filed_residency_case()
    step(case, "withdraw", founder)
    travel("2026-11-05")
    copy = copy_to_draft(case, actor=founder)
    assert attached(copy).document == attached(case).document
    assert check_draft(copy).may_be_filed


def test_copy_of_a_case_leaves_out_what_has_expired(travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    case, founder = filed_residency_case()
    step(case, "withdraw", founder)
    travel("2026-11-16")
    assert TAX not in current_evidence(copy_to_draft(case, actor=founder))


def test_rejected_document_becomes_a_remark_and_must_be_replaced() -> None:
    case, founder = filed_residency_case()
    acting = officer()
    verify_evidence(attached(case), Verdict.REJECTED, reason="Мөр көрінбейді", seen=0, actor=acting)
    assert case.remarks.get().text == "Мөр көрінбейді"
    step(case, "return_for_correction", acting)
    assert problem(case) == "An officer did not accept “anyqtama.pdf”: Мөр көрінбейді. Attach another document."
    with pytest.raises(FilingRefused):
        step(case, "refile", founder)
    dates = EvidenceDates(issued_on=timezone.localdate())
    attach_document(case, tax_section(case), upload(name="jana.pdf"), actor=founder, dates=dates)
    step(case, "refile", founder)
    assert attached(case).document.filename == "jana.pdf"


def test_rejected_document_without_a_remark_may_be_replaced_and_dated_too() -> None:
    case, founder = filed_residency_case()
    acting = officer()
    verify_evidence(attached(case), Verdict.REJECTED, reason="Оқылмайды", seen=0, actor=acting)
    write_remark(case, f"document:{TAX}", "", actor=acting)
    write_remark(case, "question:project_name", "Атауын нақтылаңыз.", actor=acting)
    step(case, "return_for_correction", acting)
    attach_document(case, tax_section(case), upload(), actor=founder)
    date_document(case, tax_section(case), EvidenceDates(issued_on=timezone.localdate()), actor=founder)
    step(case, "refile", founder)


def test_remark_that_the_officer_wrote_is_kept_on_rejection() -> None:
    case, _founder = filed_residency_case()
    acting = officer()
    write_remark(case, f"document:{TAX}", "Менің сөзім", actor=acting)
    verify_evidence(attached(case), Verdict.REJECTED, reason="Басқа сөз", seen=0, actor=acting)
    assert case.remarks.get().text == "Менің сөзім"


def test_finding_belongs_to_the_document_and_is_seen_in_the_next_case() -> None:
    case, founder = filed_residency_case()
    verify_evidence(attached(case), Verdict.ACCEPTED, reason="", seen=0, actor=officer())
    step(case, "withdraw", founder)
    copy = copy_to_draft(case, actor=founder)
    standing = Standing(attached(copy).document, timezone.localdate())
    assert standing.is_accepted
    assert document_facts(TAX, standing)[f"document_{TAX}_verified"] is True


def test_documents_are_checked_only_while_the_case_is_examined(draft: tuple[Case, User]) -> None:
    case, founder = draft
    for _state in ("draft", "withdrawn"):
        with pytest.raises(RuleViolation) as refused:
            verify_evidence(attached(case), Verdict.ACCEPTED, reason="", seen=0, actor=officer())
        assert refused.value.code == "not_now"
        if case.filed_at is None:
            step(case, "file", founder)
            step(case, "withdraw", founder)


def test_rules_know_the_dates_and_the_finding(draft: tuple[Case, User]) -> None:
    case, _founder = draft
    today = timezone.localdate()
    facts = document_facts(TAX, Standing(attached(case).document, today))
    assert facts == {
        f"document_{TAX}": True,
        f"document_{TAX}_filed_on": today,
        f"document_{TAX}_issued_on": today,
        f"document_{TAX}_valid_through": today + timedelta(days=10),
        f"document_{TAX}_verified": False,
    }
    assert facts.keys() == possible_documents(TAX).keys()
    missing = document_facts(TAX, None)
    assert (missing[f"document_{TAX}"], missing[f"document_{TAX}_issued_on"]) == (False, None)


def authority(organisation: Organisation, actor: User, valid_through: date | None) -> Document:
    dates = EvidenceDates(timezone.localdate() - timedelta(days=100), valid_through)
    return store_upload(upload(), owner=organisation, kind=AUTHORITY, actor=actor, dates=dates)


def test_owner_is_told_once_before_a_document_expires() -> None:
    founder, organisation = founder_with_organisation()
    today = timezone.localdate()
    document = authority(organisation, founder, today + timedelta(days=30))
    authority(OrganisationFactory(), founder, today + timedelta(days=31))
    authority(OrganisationFactory(), founder, today - timedelta(days=1))
    tell_of_documents(0)
    assert tell_of_expiring_documents() == 0
    notice = Notice.objects.get()
    assert (notice.recipient, notice.about) == (founder, document.subject)
    assert (today + timedelta(days=30)).strftime("%d.%m.%Y") in notice.subject
    assert f"/organisations/{organisation.reference}/documents/" in notice.body


def test_owner_of_a_newer_document_is_told_only_once_that_was_not_accepted() -> None:
    founder, organisation = founder_with_organisation()
    older = authority(organisation, founder, timezone.localdate() + timedelta(days=5))
    newer = authority(organisation, founder, None)
    assert tell_of_expiring_documents() == 0
    assert not Notice.objects.exists()
    verify(newer, Verdict.REJECTED, reason="Оқылмайды", seen=0, actor=officer())
    assert tell_of_expiring_documents() == 1
    assert Notice.objects.get().about == older.subject


def test_short_lived_certificate_is_told_of_only_while_a_draft_waits(travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    founder, organisation = founder_with_organisation()
    filled_residency_case(founder, organisation)
    other, _founder = filed_residency_case()
    travel("2026-11-09")
    Notice.objects.all().delete()
    assert tell_of_expiring_documents() == 1
    assert Notice.objects.get().recipient == founder
    assert attached(other).document.expiry_told_at is None


def test_dates_that_are_corrected_are_told_of_again() -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    Document.objects.update(expiry_told_at=timezone.now())
    date_document(case, tax_section(case), EvidenceDates(timezone.localdate() - timedelta(days=8)), actor=founder)
    assert tell_of_expiring_documents() == 1


def test_attaching_is_written_down_with_where_it_came_from(draft: tuple[Case, User]) -> None:
    case, founder = draft
    document = certificate(case.applicant, founder, timezone.localdate())
    attach_held(case, tax_section(case), document.reference, actor=founder)
    entries = Entry.objects.filter(action="case.document_attached", subject=case.subject)
    assert [entry.data["held"] for entry in entries] == [False, True]
