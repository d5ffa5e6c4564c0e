"""A consultant in a real browser: invited by mail, signs up through the link; another is stopped in mid-draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from orken.cases.models import Case, DraftSection
from orken.cases.services.drafting import open_case
from orken.notices.models import OutgoingMail
from orken.parties.models import Mandate, Organisation, User
from orken.parties.permissions import acts_for
from orken.parties.services import revoke_mandate
from tests.factories.cases import STALL, publish_stall
from tests.factories.documents import pdf_file
from tests.factories.mandates import mail_text
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.journeys.steps import PASSWORD, Person, link_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    publish_stall()
    return OrganisationFactory(people=[PersonFactory(full_name="Мәдина Басқарушы", language="en")])


@pytest.fixture
def manager(organisation: Organisation) -> User:
    return organisation.mandates.get().user


def newest_mail_to(address: str) -> str:
    return mail_text(OutgoingMail.objects.filter(recipients=[address]).latest("pk"))


def invite_a_consultant(person: Person, organisation: Organisation, address: str, tmp_path: Path) -> None:
    paper = tmp_path / "senimkhat.pdf"
    paper.write_bytes(pdf_file())
    person.go(f"organisations/{organisation.reference}/people/invite/")
    person.page.fill("input[name=email]", address)
    person.page.check("input[name=capacity][value=consultant]")
    person.page.check("input[name=scope][value=prepare]")
    person.page.set_input_files("input[name=proof]", paper)
    person.press()
    assert address in person.read()


# Two addresses: allauth sends one confirmation to an address in three minutes, over all tests of a process.
@pytest.mark.parametrize(("scripts", "address"), [(True, "timur@orken.example"), (False, "temir@orken.example")])
def test_consultant_signs_up_through_the_link_and_comes_back_to_the_invitation(
    browser: Any,
    site: str,
    organisation: Organisation,
    manager: User,
    tmp_path: Path,
    assert_accessible: Callable[[Any], None],
    scripts: bool,
    address: str,
) -> None:
    inviting = Person(browser, site, "en", assert_accessible, java_script_enabled=scripts)
    inviting.sign_in(manager.email)
    invite_a_consultant(inviting, organisation, address, tmp_path)
    consultant = Person(browser, site, "en", assert_accessible, java_script_enabled=scripts)
    consultant.follow(link_in(newest_mail_to(address)))
    consultant.press("main .actions a:last-child")
    consultant.page.fill("input[name=full_name]", "Тимур Кеңесші")
    consultant.page.fill("input[name=email]", address)
    consultant.page.fill("input[name=password1]", PASSWORD)
    consultant.press()
    consultant.follow(link_in(newest_mail_to(address)))
    consultant.press()
    consultant.page.fill("input[name=login]", address)
    consultant.page.fill("input[name=password]", PASSWORD)
    consultant.press()
    assert consultant.page.url.endswith("/account/mandates/")
    consultant.press("main .panel a.button")
    consultant.press("main button[name=accept]")
    mandate = Mandate.objects.get(user__email=address)
    assert (mandate.capacity, mandate.scope) == ("consultant", ["prepare"])
    assert "Stop acting" in consultant.read()
    inviting.go(f"organisations/{organisation.reference}/people/")
    assert "Тимур Кеңесші" in inviting.read()
    inviting.go(f"organisations/{organisation.reference}/record/")
    assert "Invitation accepted" in inviting.read()


def test_mandate_ended_in_mid_draft_is_said_where_the_person_types(
    browser: Any, site: str, organisation: Organisation, manager: User, assert_accessible: Callable[[Any], None]
) -> None:
    person = PersonFactory()
    mandate = Mandate.objects.create(user=person, organisation=organisation, capacity="colleague", scope=["prepare"])
    case: Case = open_case(STALL, applicant=organisation, actor=manager)
    typing = Person(browser, site, "en", assert_accessible)
    typing.sign_in(person.email)
    typing.go(f"cases/{case.reference}/form/stall/")
    typing.page.fill("[name=visitors]", "41")
    status = typing.page.locator(".saved")
    expect(status).to_have_attribute("data-state", "saved", timeout=15_000)
    revoke_mandate(mandate, actor=manager)
    typing.page.fill("[name=visitors]", "42")
    expect(status).to_have_attribute("data-state", "refused", timeout=15_000)
    expect(status).to_contain_text(f"Not saved. You no longer act for {organisation}")
    typing.look()
    assert DraftSection.objects.get(case=case).typed == {"visitors": "41"}
    assert not acts_for(person, organisation)
