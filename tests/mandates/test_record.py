"""Who did what for whom, in words; what a reader may not know comes first."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from orken.cases.services.casework import assign_case
from orken.cases.services.drafting import open_case
from orken.documents.evidence import state_dates
from orken.documents.validity import EvidenceDates
from orken.journal import wording
from orken.journal.models import Entry
from orken.journal.services import record
from orken.mandates import services
from orken.parties.models import Role
from orken.parties.services import revise_organisation, revoke_mandate
from tests.factories.cases import (
    STALL,
    fill,
    filled_residency_case,
    load_rules_and_procedures,
    publish_stall,
    step,
)
from tests.factories.mandates import INVITED
from tests.factories.parties import MandateFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).parents[2] / "src" / "orken"


def lines(client, organisation, query=""):
    """Each line of the page as who, what and about, without the time."""
    response = client.get(f"/en/organisations/{organisation.reference}/record/{query}")
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("tbody tr")
    return [tuple(cell.get_text(" ", strip=True) for cell in row.select("td")[1:]) for row in rows]


@pytest.fixture
def draft(organisation, manager):
    publish_stall()
    case = open_case(STALL, applicant=organisation, actor=manager)
    fill(case, {"visitors": "40", "needs_power": "yes"}, actor=manager)
    return case


def test_strangers_and_people_of_another_organisation_see_nothing(client, organisation):
    for person in (PersonFactory(), OrganisationFactory(people=[PersonFactory()]).mandates.get().user):
        client.force_login(person)
        assert client.get(f"/en/organisations/{organisation.reference}/record/").status_code == 404


def test_applicant_does_not_see_steps_within_the_operators_house(client, organisation, manager):
    record("case.propose", actor=PersonFactory(), subject="case:X", organisation_id=organisation.pk)
    record("some.unnamed_action", actor=PersonFactory(), subject="case:X", organisation_id=organisation.pk)
    client.force_login(manager)
    assert lines(client, organisation) == [()]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_staff_do_not_learn_of_a_draft(client, organisation, draft, role):
    client.force_login(PersonFactory(roles=[role]))
    shown = lines(client, organisation)
    assert [(what, about) for _who, what, about in shown] == [
        ("The operator looked at who did what", "the organisation itself")
    ]


def test_staff_learn_of_a_document_once_it_was_filed(client, organisation, manager):
    load_rules_and_procedures()
    case = filled_residency_case(manager, organisation)
    document = case.evidence.get().document
    state_dates(document, EvidenceDates(timezone.localdate() - timedelta(days=2)), actor=manager)
    dated = (f"{manager} Colleague", "Dates of a document changed", document.filename)
    officer = PersonFactory(roles=[Role.OFFICER])
    client.force_login(officer)
    assert dated not in lines(client, organisation)
    client.force_login(manager)
    assert dated in lines(client, organisation)
    step(case, "file", manager)
    client.force_login(officer)
    assert dated in lines(client, organisation)
    client.force_login(PersonFactory(roles=[Role.ADMINISTRATOR]))
    assert dated not in lines(client, organisation)


def test_people_see_who_acted_as_what_and_open_the_case(client, organisation, manager, draft):
    consultant = MandateFactory(
        organisation=organisation, capacity="consultant", scope=["submit"], user__full_name="Тимур Кеңесші"
    )
    step(draft, "file", consultant.user)
    assign_case(
        draft, PersonFactory(full_name="Данияр", roles=[Role.HEAD_OF_UNIT]), actor=PersonFactory(full_name="Бас")
    )
    organisation.address = "Алматы"
    revise_organisation(organisation, changed=["address"], actor=manager)
    revoke_mandate(consultant, actor=manager)
    client.force_login(manager)
    assert lines(client, organisation) == [
        (f"{manager} Colleague", "Mandate ended Тимур Кеңесші", "the organisation itself"),
        (f"{manager} Colleague", "Particulars changed address", "the organisation itself"),
        ("Бас Operator", "Officer of the case chosen", draft.number),
        ("Тимур Кеңесші Consultant or other representative", "Application submitted", draft.number),
        (f"{manager} Colleague", "Draft begun", draft.number),
    ]


def test_looks_of_the_operator_are_recorded_once_each_and_shown(client, organisation, manager, invite, invited):
    invitation = invite(proof=True)
    services.accept(invitation, user=invited)
    officer = PersonFactory(full_name="Данияр", roles=[Role.OFFICER])
    client.force_login(officer)
    base = f"/en/organisations/{organisation.reference}/"
    pages = ["", "people/", f"invitations/{invitation.reference}/proof/", "record/"]
    for page in pages:
        response = client.get(base + page)
        assert response.status_code == 200
        assert not response.streaming or b"".join(response)
    looks = Entry.objects.filter(actor=officer).order_by("pk")
    assert [(entry.action, entry.organisation_id, entry.subject) for entry in looks] == [
        (action, organisation.pk, organisation.subject)
        for action in ("organisation.viewed", "mandates.viewed", "mandates.proof_viewed", "mandates.record_viewed")
    ]
    client.force_login(manager)
    for page in pages:
        response = client.get(base + page)
        assert not response.streaming or b"".join(response)
    assert looks.count() == 4
    assert ("Мәдина Басқарушы Colleague", f"Person invited {INVITED}", "the organisation itself") in lines(
        client, organisation
    )
    assert lines(client, organisation)[0] == (
        "Данияр Operator",
        "The operator looked at who did what",
        "the organisation itself",
    )


def test_proof_is_for_those_who_manage_and_the_person_alone(client, organisation, manager, invite, invited):
    invitation = invite(proof=True)
    services.accept(invitation, user=invited)
    address = f"/en/organisations/{organisation.reference}/invitations/{invitation.reference}/proof/"
    client.force_login(MandateFactory(organisation=organisation, scope=["prepare", "submit"]).user)
    assert client.get(address).status_code == 404
    for person in (manager, invited):
        client.force_login(person)
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert b"".join(response).startswith(b"%PDF-")


def test_long_record_has_pages_and_costs_no_more_queries(client, organisation, manager, django_assert_max_num_queries):
    for _number in range(120):
        record("organisation.revised", actor=manager, subject=organisation.subject, data={"changed": ["name"]},
               organisation_id=organisation.pk)  # fmt: skip
    client.force_login(manager)
    with django_assert_max_num_queries(15):
        assert len(lines(client, organisation)) == 50
    assert len(lines(client, organisation, "?page=3")) == 20


def test_people_page_shows_standing_upcoming_ended_and_invited(
    client, organisation, manager, invite, django_assert_max_num_queries
):
    today = timezone.localdate()
    later = date(today.year + 1, 1, 1)
    MandateFactory(organisation=organisation, valid_from=later, user__full_name="Кейінгі")
    MandateFactory(organisation=organisation, revoked_at=timezone.now(), user__full_name="Бұрынғы")
    for number in range(5):
        MandateFactory(organisation=organisation, user__full_name=f"Қазіргі {number}")
        invite(f"a{number}@orken.example", proof=True)
    client.force_login(manager)
    address = f"/en/organisations/{organisation.reference}/people/"
    with django_assert_max_num_queries(15):
        page = client.get(address).context
    assert [str(mandate.user) for mandate in page["upcoming"]] == ["Кейінгі"]
    assert [str(mandate.user) for mandate in page["ended"]] == ["Бұрынғы"]
    assert len(page["standing"]) == 6
    assert len(page["invitations"]) == 5


def actions_about_organisations():
    """The first arguments of all calls that record something about an organisation."""
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
                name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
                named = any(keyword.arg == "organisation_id" for keyword in call.keywords)
                if name == "record_about" or (name == "record" and named):
                    yield ast.literal_eval(call.args[0]) if isinstance(call.args[0], ast.Constant) else ""


def test_every_action_that_names_an_organisation_has_words():
    """An action without words would silently be missing from the page."""
    assert set(actions_about_organisations()) - {"", *wording.actions(inside=True)} == set()
