"""Being barred while acting: the step is taken before, or not at all."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from orken.cases.models import Case, Conflict, ConflictKind, Declaration, Remark, Transition
from orken.cases.services.casework import assign_case, write_remark
from orken.cases.services.conflicts import declare, dismiss, look_for, uphold
from orken.cases.transitions import perform
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, User
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory, PersonFactory
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def procedures(transactional_db: None) -> None:
    load_rules_and_procedures()


def bar(case: Case, person: User) -> Declaration:
    return declare(case, person=person, task=Declaration.Task.CASEWORK, kind=ConflictKind.FAMILY)


def test_a_step_by_somebody_who_is_barred_meanwhile_is_taken_before_or_not_at_all() -> None:
    case, _founder = filed_residency_case()
    acting = officer()
    step, _declared = at_once(
        lambda: perform(case.reference, "pass_on", actor=acting, key=uuid4().hex), lambda: bar(case, acting)
    )
    conflict = Conflict.objects.get()
    if isinstance(step, Transition):
        assert step.at <= conflict.recorded_at
    else:
        assert isinstance(step, Http404 | PermissionDenied)
        assert not case.transitions.filter(actor=acting).exists()


def test_a_case_is_not_left_with_an_officer_who_is_barred_meanwhile() -> None:
    case, _founder = filed_residency_case()
    acting = officer()
    taken, _declared = at_once(lambda: assign_case(case, acting, actor=acting), lambda: bar(case, acting))
    assert isinstance(taken, Case | PermissionDenied)
    case.refresh_from_db()
    assert case.assignee is None


def test_a_remark_typed_on_an_open_page_is_not_kept_after_one_is_barred() -> None:
    case, _founder = filed_residency_case()
    acting = officer()
    at_once(lambda: bar(case, acting), lambda: look_for(case, [acting]))
    with pytest.raises(PermissionDenied):
        write_remark(case, "question:project_name", "Қайта жазыңыз.", actor=acting)
    assert not Remark.objects.exists()


def test_looking_twice_at_once_finds_once() -> None:
    case, _founder = filed_residency_case()
    person = PersonFactory()
    MandateFactory(user=person, organisation=case.applicant)
    first, second = at_once(*[lambda: look_for(case, [person])] * 2)
    assert first == second == [Conflict.objects.get()]


def test_two_people_resolve_one_conflict_once() -> None:
    case, _founder = filed_residency_case()
    conflict = ConflictFactory(case=case, person=PersonFactory())
    head, secretary = officer(Role.HEAD_OF_UNIT), officer(Role.SECRETARY)
    results = at_once(*[lambda: dismiss(conflict, head, "Жоқ."), lambda: dismiss(conflict, secretary, "Жоқ.")])
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "RuleViolation"]


def test_a_secretary_who_is_barred_meanwhile_resolves_before_or_not_at_all() -> None:
    case, _founder = filed_residency_case()
    conflict, secretary = ConflictFactory(case=case, person=PersonFactory()), officer(Role.SECRETARY)
    resolved, _declared = at_once(lambda: uphold(conflict, secretary, "Бар."), lambda: bar(case, secretary))
    assert isinstance(resolved, Conflict | PermissionDenied)
    conflict.refresh_from_db()
    assert (conflict.upheld_at is not None) == isinstance(resolved, Conflict)
    if isinstance(resolved, Conflict):
        own = Conflict.objects.get(person=secretary)
        assert conflict.upheld_at is not None
        assert conflict.upheld_at <= own.recorded_at


def test_declaring_freedom_while_a_conflict_is_found_leaves_the_person_barred() -> None:
    case, _founder = filed_residency_case()
    person = PersonFactory()
    MandateFactory(user=person, organisation=case.applicant)
    said, found = at_once(
        lambda: declare(case, person=person, task=Declaration.Task.REVIEW, kind=None), lambda: look_for(case, [person])
    )
    assert isinstance(said, Declaration | RuleViolation)
    assert found == [Conflict.objects.barring().get(person=person)]
