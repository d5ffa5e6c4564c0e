"""A case is found, with all that its pages need of it, by one question; and locked by the same."""

from __future__ import annotations

import pytest
from django.db import connections, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from orken.cases.models import Case
from orken.cases.queries import cases_visible_to, get_case, lock_case, lock_to_change
from orken.parties.rights import read_once
from tests.factories.cases import filed_residency_case, founder_with_organisation, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def test_a_case_of_nobody_one_acts_for_is_not_there() -> None:
    case, _founder = filed_residency_case()
    stranger, _organisation = founder_with_organisation()
    assert lock_to_change(case.reference, stranger) is None
    with pytest.raises(Http404):
        get_case(case.reference, user=stranger, permission="cases.view_case")
    with pytest.raises(Http404):
        lock_case(case.reference, user=stranger, permission="cases.view_case")


def test_staff_and_the_applicants_people_find_what_the_list_shows() -> None:
    case, founder = filed_residency_case()
    for person, permission in ((founder, "cases.view_case"), (officer(), "cases.review_case")):
        read = get_case(case.reference, user=person, permission=permission)
        expected = cases_visible_to(person).get(reference=case.reference)
        for part, wanted in ((read, expected), (read.version, expected.version), (read.applicant, expected.applicant)):
            assert values(part) == values(wanted)
            assert part.get_deferred_fields() == wanted.get_deferred_fields()


def test_one_question_finds_and_locks_it() -> None:
    case, founder = filed_residency_case()
    read_once(founder)
    with transaction.atomic(), CaptureQueriesContext(connections["default"]) as asked:
        locked = lock_case(case.reference, user=founder, permission="cases.view_case")
        parts = locked.applicant, locked.version
    assert parts == (case.applicant, case.version)
    rights, found = asked.captured_queries
    assert "parties_mandate" in rights["sql"]
    assert found["sql"].endswith('FOR UPDATE OF "cases_case"')


def test_the_system_locks_any_case() -> None:
    case, _founder = filed_residency_case()
    with transaction.atomic(), CaptureQueriesContext(connections["default"]) as asked:
        assert lock_to_change(case.reference, None) == Case.objects.get(pk=case.pk)
    assert 'FOR UPDATE OF "cases_case"' in asked.captured_queries[0]["sql"]


def values(part: object) -> dict[str, object]:
    told = {"loaded_for"}
    return {name: value for name, value in vars(part).items() if not name.startswith("_") and name not in told}
