"""Ending mandates: somebody who manages always stays, whoever presses at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from orken.journal.queries import entries_about
from orken.mandates import services as invitations
from orken.mandates.models import Invitation
from orken.notices.models import Notice
from orken.parties.models import Capacity, Mandate, Scope
from orken.parties.permissions import acts_for, may
from orken.parties.queries import acted_for
from orken.parties.services import AlreadyActs, LastManager, Terms, grant_mandate, revoke_mandate
from tests.factories.parties import MandateFactory, OrganisationFactory, PersonFactory
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

COLLEAGUE = Terms(Capacity.COLLEAGUE, (Scope.PREPARE,))


@pytest.mark.parametrize(
    "other",
    [
        {"scope": ["prepare", "submit"]},
        {"valid_to": timezone.localdate() + timedelta(days=400)},
        {"valid_from": timezone.localdate() + timedelta(days=1)},
        {"revoked_at": timezone.now()},
        {"user__is_active": False},
    ],
)
def test_last_who_manages_without_end_stays(manager, organisation, other):
    MandateFactory(organisation=organisation, **other)
    with pytest.raises(LastManager):
        revoke_mandate(organisation.mandates.get(user=manager), actor=manager)
    assert acts_for(manager, organisation)


def test_only_those_who_manage_end_mandates_of_others(manager, organisation):
    mandate = organisation.mandates.get(user=manager)
    colleague = MandateFactory(organisation=organisation, scope=["prepare", "submit"]).user
    for person in (colleague, PersonFactory()):
        with pytest.raises(PermissionDenied):
            revoke_mandate(mandate, actor=person)
    assert acts_for(manager, organisation)


def test_person_stops_acting_and_those_who_manage_are_told(client, manager, organisation):
    mandate = MandateFactory(organisation=organisation, scope=["prepare"])
    client.force_login(mandate.user)
    address = f"/en/account/mandates/{mandate.reference}/stop/"
    assert "Stop acting" in client.get(address).content.decode()
    assert "no longer act" in client.post(address, follow=True).content.decode()
    assert not acts_for(mandate.user, organisation)
    [notice] = Notice.objects.all()
    assert (notice.recipient, notice.subject) == (manager, f"{mandate.user} no longer acts for {organisation}")


def test_manager_ends_a_mandate_after_a_question_and_the_person_is_told(client, manager, organisation):
    mandate = MandateFactory(organisation=organisation, user=PersonFactory(language="en"))
    client.force_login(manager)
    address = f"/en/organisations/{organisation.reference}/people/{mandate.reference}/end/"
    client.get(address)
    assert acts_for(mandate.user, organisation)
    client.post(address)
    client.post(address)
    mandate.refresh_from_db()
    assert mandate.revoked_by == manager
    assert not acts_for(mandate.user, organisation)
    assert [notice.subject for notice in Notice.objects.filter(recipient=mandate.user)] == [
        f"You no longer act for {organisation}"
    ]


def test_refusal_to_end_the_last_is_shown(client, manager, organisation):
    client.force_login(manager)
    mandate = organisation.mandates.get()
    for address in (
        f"/en/organisations/{organisation.reference}/people/{mandate.reference}/end/",
        f"/en/account/mandates/{mandate.reference}/stop/",
    ):
        assert "last person" in client.post(address, follow=True).content.decode()


def test_nobody_has_two_mandates_for_the_same_days(organisation):
    person = PersonFactory()
    first = grant_mandate(person, organisation, COLLEAGUE)
    with pytest.raises(AlreadyActs, match="acts for"):
        grant_mandate(person, organisation, COLLEAGUE)
    revoke_mandate(first, actor=person)
    assert grant_mandate(person, organisation, COLLEAGUE) != first


def test_mandate_that_ended_by_its_last_day_can_be_followed_by_another(organisation):
    person, today = PersonFactory(), timezone.localdate()
    MandateFactory(
        user=person, organisation=organisation, valid_from=today - timedelta(3), valid_to=today - timedelta(1)
    )
    grant_mandate(person, organisation, COLLEAGUE)
    assert acts_for(person, organisation)


def test_mandate_whose_last_day_has_passed_is_not_ended_once_more(organisation):
    today = timezone.localdate()
    mandate = MandateFactory(organisation=organisation, valid_from=today - timedelta(3), valid_to=today - timedelta(1))
    revoke_mandate(mandate, actor=mandate.user)
    mandate.refresh_from_db()
    assert mandate.revoked_at is None
    assert not acted_for(mandate.user, organisation, since=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_people_who_end_each_other_leave_one():
    first, second = PersonFactory(), PersonFactory()
    organisation = OrganisationFactory(people=[first, second])
    mandates = {mandate.user_id: mandate for mandate in organisation.mandates.all()}
    results = at_once(
        lambda: revoke_mandate(mandates[second.pk], actor=first),
        lambda: revoke_mandate(mandates[first.pk], actor=second),
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "PermissionDenied"]
    assert organisation.mandates.managing_without_end().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_both_stop_leave_one():
    people = [PersonFactory(), PersonFactory()]
    organisation = OrganisationFactory(people=people)
    results = at_once(
        *[
            lambda mandate=mandate: revoke_mandate(mandate, actor=mandate.user)
            for mandate in organisation.mandates.all()
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["LastManager", "NoneType"]


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_makes_one_mandate(manager, organisation, invite, invited):
    invitation = invite()
    results = at_once(*[lambda: invitations.accept(invitation, user=invited)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Mandate", "RuleViolation"]
    assert Mandate.objects.filter(user=invited).count() == 1
    assert Invitation.objects.get().answer == "accepted"


def test_longer_list_of_own_mandates_costs_no_more_queries(client, django_assert_max_num_queries):
    person = PersonFactory()
    for number in range(6):
        MandateFactory(user=person, revoked_at=timezone.now() if number % 2 else None)
    client.force_login(person)
    with django_assert_max_num_queries(10):
        page = client.get("/en/account/mandates/")
    assert (len(page.context["mandates"]), len(page.context["ended"])) == (3, 3)


def test_operator_appoints_a_manager_where_nobody_is_left(organisation, manager):
    person = PersonFactory()
    for wrong in (("nobody@orken.example", organisation.bin), (person.email, "491240999015x")):
        with pytest.raises(CommandError, match="look at"):
            call_command("appoint_manager", *wrong)
    with pytest.raises(CommandError, match="already"):
        call_command("appoint_manager", manager.email, organisation.bin)
    call_command("appoint_manager", person.email, organisation.reference)
    assert may(person, organisation, Scope.MANAGE)
    entry = entries_about(organisation.subject).last()
    assert (entry.action, entry.actor) == ("mandate.granted", None)


def test_who_was_ended_a_moment_ago_ends_and_invites_nobody(organisation, manager, invite):
    ended = MandateFactory(organisation=organisation)
    MandateFactory(organisation=organisation)
    assert may(ended.user, organisation, Scope.MANAGE)
    revoke_mandate(ended, actor=manager)
    with pytest.raises(PermissionDenied):
        revoke_mandate(organisation.mandates.get(user=manager), actor=ended.user)
    with pytest.raises(PermissionDenied):
        invite(actor=ended.user)
