"""Who is in conflict sees nothing of the case as staff: the queries that everything else is built on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from orken.cases.models import Case
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import (
    barred_people,
    cases_visible_to,
    desk_cases,
    get_case,
    is_barred,
    officers_for,
    own_cases,
    without_conflicts,
)
from orken.cases.services.casework import assign_case
from orken.cases.transitions import perform
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from tests.factories.cases import filed_residency_case, officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

DESK = [Role.OFFICER, Role.HEAD_OF_UNIT, Role.SIGNATORY, Role.SECRETARY]


@pytest.mark.parametrize("role", DESK)
def test_whoever_is_in_conflict_does_not_find_the_case(role: Role) -> None:
    case, _founder = filed_residency_case()
    other, _founder = filed_residency_case()
    person, colleague = officer(role), officer(role)
    ConflictFactory(case=case, person=person)
    assert list(cases_visible_to(person)) == list(desk_cases(person)) == [other]
    assert list(without_conflicts(Case.objects.all(), person)) == [other]
    assert set(desk_cases(colleague)) == {case, other}
    with pytest.raises(Http404):
        get_case(case.reference, user=person, permission="cases.review_case")


def test_an_upheld_conflict_bars_and_a_dismissed_one_does_not() -> None:
    case, _founder = filed_residency_case()
    person, head = officer(), officer(Role.HEAD_OF_UNIT)
    conflict = ConflictFactory(case=case, person=person, upheld_at=timezone.now(), resolved_by=head)
    assert is_barred(person, case)
    assert list(barred_people(case)) == [person]
    conflict.upheld_at, conflict.dismissed_at = None, timezone.now()
    conflict.save()
    assert not is_barred(person, case)
    assert list(desk_cases(person)) == [case]
    ConflictFactory(case=case, person=person)  # declared again, of the same kind
    assert not desk_cases(person).exists()


def test_predicates_refuse_a_case_that_was_loaded_otherwise() -> None:
    case, _founder = filed_residency_case()
    everything = officer(*DESK)
    loaded = get_case(case.reference, user=everything, permission="cases.review_case")
    ConflictFactory(case=case, person=everything)
    desk = [name for name in PERMISSIONS if PERMISSIONS[name](everything, loaded)]
    assert "cases.review_case" in desk  # a page asks once
    assert not [name for name in PERMISSIONS if PERMISSIONS[name](everything, case)]
    other = officer(*DESK)
    ConflictFactory(case=case, person=other)
    assert not [name for name in PERMISSIONS if PERMISSIONS[name](other, loaded)]


def test_nobody_in_conflict_acts_or_is_given_the_case() -> None:
    case, _founder = filed_residency_case()
    person, head = officer(), officer(Role.HEAD_OF_UNIT)
    ConflictFactory(case=case, person=person)
    assert person not in officers_for(case)
    with pytest.raises(Http404):
        perform(case.reference, "pass_on", actor=person, key=uuid4().hex)
    with pytest.raises(RuleViolation, match="cannot handle"):
        assign_case(case, person, actor=head)


def test_an_applicants_person_keeps_seeing_their_own_case_as_applicant() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    MandateFactory(user=clerk, organisation=case.applicant)
    ConflictFactory(case=case, person=clerk)
    assert list(own_cases(clerk)) == [case]
    assert get_case(case.reference, user=clerk, permission="cases.view_case") == case
    with pytest.raises(PermissionDenied):
        get_case(case.reference, user=clerk, permission="cases.review_case")


def test_whoever_acted_for_the_applicant_once_does_not_hear_of_it_as_barred_staff() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    mandate = MandateFactory(user=clerk, organisation=case.applicant)
    ConflictFactory(case=case, person=clerk)
    mandate.revoked_at = timezone.now()
    mandate.save()
    with pytest.raises(Http404):
        get_case(case.reference, user=clerk, permission="cases.view_case")
