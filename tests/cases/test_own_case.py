from __future__ import annotations

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from orken.cases.models import Case
from orken.cases.own_case import own_case
from orken.cases.queries import cases_visible_to, get_case, lock_case
from orken.parties.rights import read_once
from tests.factories.cases import filed_residency_case, founder_with_organisation, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


@pytest.mark.parametrize("others", [0, 1], ids=["nobody", "another organisation"])
def test_a_case_of_nobody_one_acts_for_is_not_there(others: int) -> None:
    case, _founder = filed_residency_case()
    organisations = [founder_with_organisation()[1].pk for _other in range(others)]
    assert own_case(case.reference, organisations, locked=False) is None


def test_it_says_what_django_would_have_read() -> None:
    case, founder = filed_residency_case()
    read = own_case(case.reference, [case.applicant_id], locked=False)
    expected = cases_visible_to(founder).get(reference=case.reference)
    assert read is not None
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
    assert found["sql"].endswith("FOR UPDATE OF of_case")


def test_staff_find_it_among_all_cases() -> None:
    case, _founder = filed_residency_case()
    assert get_case(case.reference, user=officer(), permission="cases.review_case") == Case.objects.get(pk=case.pk)


def values(part: object) -> dict[str, object]:
    return {name: value for name, value in vars(part).items() if not name.startswith("_")}
