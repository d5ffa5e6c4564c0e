from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from orken.cases.queries import cases_visible_to, desk_cases, get_case, own_cases
from orken.cases.services.drafting import open_case
from orken.parties.models import Role
from tests.factories.cases import RESIDENCY, filed_residency_case, founder_with_organisation, officer
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def test_stranger_sees_nothing() -> None:
    case, _founder = filed_residency_case()
    stranger = PersonFactory()
    assert not cases_visible_to(stranger).exists()
    with pytest.raises(Http404):
        get_case(case.reference, user=stranger, permission="cases.view_case")


def test_administrator_has_no_window_into_cases() -> None:
    filed_residency_case()
    assert not cases_visible_to(officer(Role.ADMINISTRATOR)).exists()


def test_drafts_are_for_the_applicant_alone() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    assert list(own_cases(founder)) == [case]
    assert not cases_visible_to(officer()).exists()


def test_colleague_with_a_mandate_sees_the_case_and_loses_it_with_the_mandate() -> None:
    case, _founder = filed_residency_case()
    colleague = PersonFactory()
    mandate = MandateFactory(user=colleague, organisation=case.applicant)
    assert list(own_cases(colleague)) == [case]
    mandate.revoked_at = timezone.now()
    mandate.save()
    assert not cases_visible_to(colleague).exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD_OF_UNIT, Role.SIGNATORY])
def test_staff_see_filed_cases_on_the_desk(role: Role) -> None:
    case, _founder = filed_residency_case()
    assert list(desk_cases(officer(role))) == [case]


def test_officer_of_the_applicant_sees_the_case_as_applicant_only() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    MandateFactory(user=clerk, organisation=case.applicant)
    assert list(desk_cases(clerk)) == []
    assert list(own_cases(clerk)) == [case]
    assert get_case(case.reference, user=clerk, permission="cases.view_case") == case
    with pytest.raises(PermissionDenied, match="another officer"):
        get_case(case.reference, user=clerk, permission="cases.review_case")
