"""Who may act for whom, day by day; those who may not come first."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from orken.journal.queries import entries_about
from orken.parties import services
from orken.parties.models import Mandate, Organisation, Role, StaffRole
from orken.parties.permissions import acts_for, has_role, is_staff
from orken.parties.queries import (
    get_organisation,
    get_own_organisation,
    organisations_of,
    people_acting_for,
    people_with_role,
    roles_of,
)
from tests.factories.parties import ForeignOrganisationFactory, MandateFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-03-18T09:00:00+05:00")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "revoked", "stands"),
    [
        (date(2026, 3, 19), None, False, False),
        (date(2026, 1, 1), date(2026, 3, 17), False, False),
        (date(2026, 1, 1), None, True, False),
        (date(2026, 3, 18), date(2026, 3, 18), False, True),
        (date(2026, 1, 1), None, False, True),
    ],
)
def test_mandate_stands_from_its_first_through_its_last_day(valid_from, valid_to, revoked, stands):
    person, organisation = PersonFactory(), OrganisationFactory()
    days = {"valid_from": valid_from, "valid_to": valid_to, "revoked_at": timezone.now() if revoked else None}
    MandateFactory(user=person, organisation=organisation, **days)
    assert acts_for(person, organisation) is stands
    assert list(organisations_of(person)) == ([organisation] if stands else [])
    assert list(people_acting_for(organisation)) == ([person] if stands else [])


def test_day_begins_in_almaty_not_in_greenwich(time_machine):
    person, organisation = PersonFactory(), OrganisationFactory()
    MandateFactory(user=person, organisation=organisation, valid_from=TODAY)
    time_machine.move_to("2026-03-17T18:59:00+00:00")
    assert not acts_for(person, organisation)
    time_machine.move_to("2026-03-17T19:01:00+00:00")
    assert acts_for(person, organisation)


def test_nobody_signed_in_acts_for_nobody():
    organisation = OrganisationFactory()
    nobody = AnonymousUser()
    assert not acts_for(nobody, organisation)
    assert not has_role(nobody, *Role)
    assert roles_of(nobody) == frozenset()
    assert not organisations_of(nobody).exists()


@pytest.mark.parametrize("role", Role)
def test_role_is_held_only_when_granted(role):
    person = PersonFactory()
    others = [other for other in Role if other != role]
    for other in others:
        services.grant_role(person, other)
    assert not has_role(person, role)
    services.grant_role(person, role)
    assert has_role(person, role)
    assert roles_of(person) == frozenset(Role)
    services.withdraw_role(person, role)
    assert not has_role(person, role)
    assert roles_of(person) == frozenset(others)


def test_roles_are_granted_once_and_recorded():
    person, administrator = PersonFactory(), PersonFactory()
    services.grant_role(person, Role.OFFICER, actor=administrator)
    services.grant_role(person, Role.OFFICER, actor=administrator)
    services.withdraw_role(person, Role.OFFICER, actor=administrator)
    services.withdraw_role(person, Role.OFFICER, actor=administrator)
    actions = sorted(entry.action for entry in entries_about(f"person:{person.pk}"))
    assert actions == ["staff_role.granted", "staff_role.withdrawn"]


def test_closed_accounts_hear_of_nothing():
    organisation = OrganisationFactory(people=[PersonFactory(is_active=False)])
    PersonFactory(is_active=False, roles=[Role.OFFICER])
    officer = PersonFactory(roles=[Role.OFFICER, Role.HEAD_OF_UNIT])
    assert not people_acting_for(organisation).exists()
    assert list(people_with_role(Role.OFFICER, Role.HEAD_OF_UNIT)) == [officer]


def test_organisation_does_not_exist_for_strangers():
    organisation, stranger = OrganisationFactory(), PersonFactory()
    officer = PersonFactory(roles=[Role.OFFICER])
    for person, load in [
        (stranger, get_organisation),
        (stranger, get_own_organisation),
        (officer, get_own_organisation),
    ]:
        with pytest.raises(Http404):
            load(organisation.reference, user=person)
    assert get_organisation(organisation.reference, user=officer) == organisation
    assert is_staff(officer)


@pytest.mark.parametrize(
    ("constraint", "row"),
    [
        ("identified_by_bin_at_home", lambda: Organisation(country="KZ", bin=None)),
        ("identified_by_bin_at_home", lambda: Organisation(country="KZ", bin="12345")),
        ("identified_by_bin_at_home", lambda: Organisation(country="KZ", bin="491240999015", registration_number="1")),
        ("identified_by_bin_at_home", lambda: Organisation(country="DE", registration_number="")),
        ("identified_by_bin_at_home", lambda: Organisation(country="DE", registration_number="1", bin="491240999015")),
        ("kind_of_company", lambda: Organisation(country="DE", registration_number="1", kind="bakery")),
        ("one_organisation_per_bin", lambda: OrganisationFactory.build(bin=OrganisationFactory().bin)),
        ("one_organisation_per_foreign", lambda: ForeignOrganisationFactory.build(
            registration_number=ForeignOrganisationFactory(registration_number="hrb 9").registration_number.upper())),
        ("mandate_ends_after", lambda: Mandate(
            user=PersonFactory(), organisation=OrganisationFactory(), capacity="head", scope=["submit"],
            valid_from=TODAY, valid_to=date(2026, 3, 17))),
        ("mandate_capacity_is_known", lambda: MandateFactory.build(
            user=PersonFactory(), organisation=OrganisationFactory(), capacity="king")),
        ("mandate_scope_is_known", lambda: MandateFactory.build(
            user=PersonFactory(), organisation=OrganisationFactory(), scope=["submit", "reign"])),
        ("mandate_scope_is_known", lambda: MandateFactory.build(
            user=PersonFactory(), organisation=OrganisationFactory(), scope=[])),
        ("mandate_revoked_by_somebody", lambda: MandateFactory.build(
            user=PersonFactory(), organisation=OrganisationFactory(), revoked_by=PersonFactory())),
        ("role_is_known", lambda: StaffRole(user=PersonFactory(), role="king")),
        ("email_in_lower_case", lambda: PersonFactory._meta.model(email="Big@orken.example")),
    ],
)  # fmt: skip
def test_database_refuses_rows_that_break_a_rule(constraint, row):
    broken = row()
    if isinstance(broken, Organisation) and not broken.kind:
        broken.kind = "product"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        broken.save()


def test_revision_of_the_identity_is_our_mistake():
    with pytest.raises(ValueError, match="country"):
        services.revise_organisation(OrganisationFactory(), changed=["country"], actor=PersonFactory())
