"""What a mandate lets a person do with an application; a mandate that ends takes effect at once, nothing is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from orken.cases.models import Case, CaseState
from orken.cases.permissions import PERMISSIONS
from orken.cases.services.asking import ask_to_submit
from orken.cases.services.drafting import open_case
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Mandate, Role
from orken.parties.services import revoke_mandate
from tests.factories.cases import STALL, fill, founder_with_organisation, publish_stall, step
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = pytest.mark.django_db

APPLICANT_PERMISSIONS = [
    "cases.view_case",
    "cases.edit_draft",
    "cases.check_draft",
    "cases.file_case",
    "cases.withdraw_case",
    "cases.sign_for_applicant",
]
ANSWERS = {"visitors": "40", "needs_power": "yes"}


@pytest.fixture(autouse=True)
def procedure():
    publish_stall()


@pytest.fixture
def case():
    founder, organisation = founder_with_organisation()
    opened = open_case(STALL, applicant=organisation, actor=founder)
    fill(opened, ANSWERS, actor=founder)
    return opened


def person_who_may(case: Case, *scope: str, **fields: object) -> Mandate:
    return MandateFactory(organisation=case.applicant, scope=list(scope), **fields)


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (["manage"], {"view_case"}),
        (["prepare"], {"view_case", "edit_draft", "check_draft"}),
        (["submit"], {"view_case", "check_draft", "file_case", "withdraw_case", "sign_for_applicant"}),
    ],
)
def test_scope_decides_what_a_person_may_do(case, scope, allowed):
    person = person_who_may(case, *scope).user
    permits = {name: PERMISSIONS[name](person, case) for name in APPLICANT_PERMISSIONS}
    assert {name.partition(".")[2] for name, permit in permits.items() if permit} == allowed
    for permit in permits.values():
        assert permit or "does not cover this" in str(permit.reason)


def test_who_only_prepares_cannot_submit_withdraw_or_begin_for_others(client, case):
    person = person_who_may(case, "prepare").user
    with pytest.raises(PermissionDenied, match="Submit, correct, withdraw and sign"):
        step(case, "file", person)
    client.force_login(person)
    assert client.post(f"/en/cases/{case.reference}/file/").status_code in {403, 302}
    assert Case.objects.get().state == CaseState.DRAFT


def test_who_only_manages_begins_no_application(client, case):
    person = person_who_may(case, "manage").user
    client.force_login(person)
    form = client.get(f"/en/procedures/{STALL}/start/").context["form"]
    response = client.post(f"/en/procedures/{STALL}/start/", {"organisation": case.applicant.reference})
    assert case.applicant.name not in str(form)
    assert response.status_code == 422
    assert Case.objects.count() == 1


def test_who_only_submits_is_led_to_the_check(client, case):
    client.force_login(person_who_may(case, "submit").user)
    response = client.get(f"/en/cases/{case.reference}/form/", follow=True)
    assert response.request["PATH_INFO"].endswith("/check/")
    assert b"Submit the application" in response.content
    assert client.get(f"/en/cases/{case.reference}/form/stall/").status_code == 403


def test_who_prepares_asks_those_who_may_submit(client, case):
    person = person_who_may(case, "prepare", user=PersonFactory(full_name="Тимур Кеңесші")).user
    submitting = person_who_may(case, "submit", user=PersonFactory(language="en")).user
    Mandate.objects.filter(organisation=case.applicant, user=case.opened_by).update(scope=["manage"])
    client.force_login(person)
    page = client.get(f"/en/cases/{case.reference}/check/").content.decode()
    assert "Tell those who may submit" in page
    assert f'action="/en/cases/{case.reference}/file/"' not in page
    assert str(submitting) in client.post(f"/en/cases/{case.reference}/ask/", follow=True).content.decode()
    assert "They were told today" in client.post(f"/en/cases/{case.reference}/ask/", follow=True).content.decode()
    [notice] = Notice.objects.all()
    assert notice.recipient == submitting
    assert f"/cases/{case.reference}/check/" in notice.body
    client.force_login(submitting)
    assert b"Submit the application" in client.get(f"/en/cases/{case.reference}/check/").content


def test_nobody_is_asked_to_submit_what_was_submitted_meanwhile(case):
    person = person_who_may(case, "prepare").user
    step(case, "file", case.opened_by)
    Notice.objects.all().delete()
    with pytest.raises(RuleViolation, match="was submitted"):
        ask_to_submit(case, actor=person)
    assert not Notice.objects.exists()


def test_where_nobody_may_submit_those_who_manage_are_asked(client, case):
    person = person_who_may(case, "prepare").user
    Mandate.objects.filter(user=case.opened_by).update(scope=["manage"])
    client.force_login(person)
    client.post(f"/en/cases/{case.reference}/ask/")
    assert [notice.recipient for notice in Notice.objects.all()] == [case.opened_by]


def test_mandate_that_ends_in_the_middle_of_a_draft_stops_saving_and_keeps_what_was_saved(client, case):
    mandate = person_who_may(case, "prepare")
    client.force_login(mandate.user)
    address = f"/en/cases/{case.reference}/form/stall/"
    by_script = {"X-Requested-With": "fetch"}
    revision = case.draft_sections.get().revision
    saved = client.post(address, {"visitors": "41", "revision": revision}, headers=by_script)
    assert saved.status_code == 200
    revoke_mandate(mandate, actor=case.opened_by)
    later = {"visitors": "42", "revision": saved.json()["revision"]}
    refused = client.post(address, later, headers=by_script)
    assert refused.status_code == 422
    assert refused.json()["message"].startswith(f"Not saved. You no longer act for {case.applicant}")
    without_script = client.post(address, later)
    assert without_script.status_code == 403
    assert "You no longer act for" in without_script.content.decode()
    draft = case.draft_sections.get()
    assert (draft.typed["visitors"], draft.saved_by) == ("41", mandate.user)
    client.force_login(case.opened_by)
    assert 'value="41"' in client.get(address).content.decode()


def test_case_begun_after_the_mandate_ended_does_not_exist_for_the_person(client, case):
    mandate = person_who_may(case, "prepare")
    revoke_mandate(mandate, actor=case.opened_by)
    later = open_case(STALL, applicant=case.applicant, actor=case.opened_by)
    client.force_login(mandate.user)
    assert client.get(f"/en/cases/{case.reference}/").status_code == 403
    assert client.get(f"/en/cases/{later.reference}/").status_code == 404
    with pytest.raises(Http404):
        step(case, "file", mandate.user)


def test_journal_names_the_mandate_and_none_for_staff(case):
    mandate = person_who_may(case, "submit")
    step(case, "file", mandate.user)
    head = PersonFactory(roles=[Role.HEAD_OF_UNIT])
    step(case, "decide", head, outcome="refused", reasons=["full"], template="full", **dict.fromkeys(
        ("reasons_kk", "reasons_ru", "reasons_en"), "Орын жоқ."))  # fmt: skip
    numbers = dict(Entry.objects.filter(subject=case.subject).values_list("action", "mandate_id"))
    assert (numbers["case.file"], numbers["case.decide"]) == (mandate.pk, None)


def test_page_of_the_case_offers_no_step_that_the_person_may_not_take(client, case):
    client.force_login(person_who_may(case, "manage").user)
    page = client.get(f"/en/cases/{case.reference}/").content.decode()
    assert "Go on with the form" not in page
    assert "does not cover this" in page
    client.force_login(person_who_may(case, "prepare").user)
    assert "Go on with the form" in client.get(f"/en/cases/{case.reference}/").content.decode()
