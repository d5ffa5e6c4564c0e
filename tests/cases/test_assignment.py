"""Whose case it is: refusals first, then two people who take it at the same moment."""

from __future__ import annotations

import pytest
from django.urls import reverse

from orken.cases.models import Case
from orken.cases.services.casework import assign_case
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer, step
from tests.simultaneous import at_once


@pytest.fixture
def filed(db):
    load_rules_and_procedures()
    case, _founder = filed_residency_case()
    return case


def assignments(case):
    return [entry.data["assignee"] for entry in Entry.objects.filter(subject=case.subject, action="case.assigned")]


def test_closed_case_is_given_to_nobody(filed):
    step(filed, "withdraw", filed.opened_by)
    clerk = officer()
    with pytest.raises(RuleViolation, match="closed") as refused:
        assign_case(filed, clerk, actor=clerk)
    assert refused.value.code == "closed"
    assert assignments(filed) == []


def test_case_taken_meanwhile_is_not_taken_from_its_officer(filed):
    faster, slower = officer(), officer()
    seen_by_both = Case.objects.get(pk=filed.pk)
    assign_case(seen_by_both, faster, actor=faster)
    with pytest.raises(RuleViolation, match=str(faster)):
        assign_case(seen_by_both, slower, actor=slower)
    filed.refresh_from_db()
    assert filed.assignee == faster


def test_case_given_back_meanwhile_is_said_to_be_nobodys(filed):
    first, second = officer(), officer()
    seen = assign_case(filed, first, actor=first)
    assign_case(seen, None, actor=first)
    with pytest.raises(RuleViolation, match="gave this case back"):
        assign_case(seen, second, actor=second)


def test_giving_a_case_to_its_officer_again_changes_nothing(filed):
    clerk = officer()
    assign_case(filed, clerk, actor=clerk)
    assign_case(filed, clerk, actor=clerk)
    assert assignments(filed) == [clerk.pk]


def test_page_that_shows_another_officer_does_not_take_the_case(client, filed):
    faster, slower = officer(), officer()
    assign_case(filed, faster, actor=faster)
    client.force_login(slower)
    address = reverse("cases:desk_assign", args=[filed.reference])
    page = client.post(address, {"officer": slower.pk, "seen": ""}, follow=True).content.decode()
    assert f"{faster} has become the officer of this case" in page
    filed.refresh_from_db()
    assert filed.assignee == faster


@pytest.mark.django_db(transaction=True)
def test_two_officers_taking_a_case_at_once_one_wins_and_the_other_is_told(transactional_db):
    load_rules_and_procedures()
    case, _founder = filed_residency_case()
    people = [officer(), officer()]
    results = at_once(*[lambda person=person: assign_case(case, person, actor=person) for person in people])
    [winner] = [result.assignee for result in results if isinstance(result, Case)]
    [refusal] = [result for result in results if isinstance(result, RuleViolation)]
    assert refusal.code == "already_assigned"
    assert str(winner) in str(refusal)
    assert assignments(case) == [winner.pk]
