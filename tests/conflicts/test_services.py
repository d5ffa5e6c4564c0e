"""Declaring, finding and resolving conflicts of interest."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from orken.cases.models import Conflict, ConflictKind, Declaration
from orken.cases.queries import is_barred
from orken.cases.services.casework import assign_case
from orken.cases.services.conflicts import declare, dismiss, has_declared, look_for, uphold
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from orken.parties.permissions import has_role
from orken.parties.rights import read_once
from orken.web.desk.batches import confirm_batch, prepare_batch
from orken.web.models import BatchKind
from tests.factories.cases import filed_residency_case, officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

REVIEW = Declaration.Task.REVIEW


def test_freedom_is_not_declared_while_a_conflict_waits():
    case, _founder = filed_residency_case()
    person, secretary = officer(), officer(Role.SECRETARY)
    MandateFactory(user=person, organisation=case.applicant, revoked_at=timezone.now())
    [conflict] = look_for(case, [person])
    with pytest.raises(RuleViolation, match="secretary"):
        declare(case, person=person, task=REVIEW, kind=None)
    assert not has_declared(person, case, REVIEW)
    dismiss(conflict, secretary, "Мандат баяғыда аяқталған.")
    declare(case, person=person, task=REVIEW, kind=None)
    assert has_declared(person, case, REVIEW)
    assert not has_declared(person, case, Declaration.Task.COMMISSION)


def test_a_declared_conflict_bars_at_once_and_is_kept_with_its_words():
    case, _founder = filed_residency_case()
    person = officer()
    declare(case, person=person, task=REVIEW, kind=None)
    declaration = declare(
        case, person=person, task=REVIEW, kind=ConflictKind.FAMILY, text=" Інім сонда, ЖСН 960229600023 "
    )
    assert is_barred(person, case)
    assert not has_declared(person, case, REVIEW)
    assert declaration.text == "Інім сонда, ЖСН [ЖСН, ИИН]"
    declare(case, person=person, task=REVIEW, kind=ConflictKind.FAMILY)  # twice is no error
    assert Conflict.objects.get().source == "declared"
    actions = Entry.objects.filter(subject=case.subject).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["case.free_of_conflicts", "case.conflict_declared"]


def test_secretaries_hear_of_conflicts_but_never_of_their_own():
    case, _founder = filed_residency_case()
    secretary, concerned, barred = (officer(Role.SECRETARY) for _number in range(3))
    ConflictFactory(case=case, person=barred)
    declare(case, person=concerned, task=REVIEW, kind=ConflictKind.FAMILY)
    [notice] = Notice.objects.filter(recipient__in=[secretary, concerned, barred])
    assert notice.recipient == secretary
    assert str(concerned) in notice.body
    assert case.number in notice.subject


def test_heads_hear_where_no_secretary_may():
    case, _founder = filed_residency_case()
    head = officer(Role.HEAD_OF_UNIT)
    declare(case, person=officer(Role.SECRETARY), task=REVIEW, kind=ConflictKind.FAMILY)
    assert Notice.objects.filter(recipient=head).count() == 1


def test_the_officer_of_the_case_is_taken_off_it():
    case, _founder = filed_residency_case()
    handling, head = officer(), officer(Role.HEAD_OF_UNIT)
    assign_case(case, handling, actor=handling)
    declare(case, person=handling, task=Declaration.Task.CASEWORK, kind=ConflictKind.MENTORING)
    case.refresh_from_db()
    assert case.assignee is None
    subjects = Notice.objects.filter(recipient=head).values_list("subject", flat=True)
    assert any("басқа қызметкер" in subject for subject in subjects)
    assert not Notice.objects.filter(recipient=handling).exists()


def test_an_officer_in_conflict_is_not_given_a_case_and_a_secretary_hears_of_it():
    case, _founder = filed_residency_case()
    former, head, secretary = officer(), officer(Role.HEAD_OF_UNIT), officer(Role.SECRETARY)
    MandateFactory(user=former, organisation=case.applicant, revoked_at=timezone.now())
    with pytest.raises(RuleViolation, match="cannot handle"):
        assign_case(case, former, actor=head)
    assert is_barred(former, case)
    assert Notice.objects.filter(recipient=secretary, body__contains=str(former)).exists()
    with pytest.raises(PermissionDenied):
        assign_case(case, None, actor=former)


def test_what_a_batch_finds_is_kept_although_the_case_is_refused():
    case, _founder = filed_residency_case()
    former, head = officer(), officer(Role.HEAD_OF_UNIT)
    MandateFactory(user=former, organisation=case.applicant, revoked_at=timezone.now())
    batch = prepare_batch(BatchKind.ASSIGN, [case], author=head)
    confirm_batch(batch, {"officer": former.pk})
    item = batch.items.get()
    assert (item.result, str(former) in item.reason) == ("refused", True)
    assert is_barred(former, case)


@pytest.mark.parametrize("resolve", [uphold, dismiss])
def test_nobody_resolves_their_own(resolve):
    case, _founder = filed_residency_case()
    head, officer_alone, barred = officer(Role.HEAD_OF_UNIT), officer(), officer(Role.SECRETARY)
    conflict = ConflictFactory(case=case, person=head)
    ConflictFactory(case=case, person=barred)
    for person in (head, officer_alone, barred):
        with pytest.raises(PermissionDenied):
            resolve(conflict, person, "Менікі емес.")
    with pytest.raises(IntegrityError, match="nobody_lifts_their_own_conflict"), transaction.atomic():
        Conflict.objects.filter(pk=conflict.pk).update(dismissed_at=timezone.now(), resolved_by=head)
    conflict.refresh_from_db()
    assert (conflict.upheld_at, conflict.dismissed_at, conflict.resolved_by) == (None, None, None)


def test_a_role_that_was_taken_away_since_the_page_opened_resolves_nothing():
    case, _founder = filed_residency_case()
    secretary, conflict = officer(Role.SECRETARY), ConflictFactory(case=case, person=officer())
    read_once(secretary)
    assert has_role(secretary, Role.SECRETARY)
    secretary.staff_roles.all().delete()
    with pytest.raises(PermissionDenied):
        dismiss(conflict, secretary, "Жоқ.")


def test_a_resolution_needs_a_reason_and_is_given_once():
    case, _founder = filed_residency_case()
    person, head = officer(), officer(Role.HEAD_OF_UNIT)
    conflict = ConflictFactory(case=case, person=person)
    with pytest.raises(RuleViolation, match="Say why"):
        uphold(conflict, head, "  ")
    uphold(conflict, head, "Туысы.")
    with pytest.raises(RuleViolation, match="already"):
        uphold(conflict, officer(Role.SECRETARY), "Тағы да.")
    assert is_barred(person, case)
    dismiss(conflict, officer(Role.SECRETARY), "Туысы кетті.")
    assert not is_barred(person, case)
    with pytest.raises(RuleViolation, match="already"):
        dismiss(conflict, head, "Тағы да.")
