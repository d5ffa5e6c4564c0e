"""Two decisions at the same moment give one organisation one residency."""

from __future__ import annotations

import pytest

from orken.cases.models import Case
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from orken.registers.models import Certificate, Entry
from orken.residency.models import LIVE, Residency
from orken.residency.services import offer_residency
from tests.factories.cases import (
    filed_residency_case,
    load_rules_and_procedures,
    offered_residency_case,
    officer,
    sign,
)
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rules(transactional_db: None) -> None:
    load_rules_and_procedures()


def test_one_live_residency_for_an_organisation() -> None:
    cases = [filed_residency_case()[0] for _ in range(3)]
    Case.objects.update(applicant=cases[0].applicant, exclusive=False)
    cases = list(Case.objects.all())
    results = at_once(*[lambda case=case: offer_residency(case, actor=None) for case in cases])
    assert sum(isinstance(result, Residency) for result in results) == 1
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["already_resident"] * 2
    assert Residency.objects.filter(state__in=LIVE).count() == 1


def test_both_sides_sign_at_once_and_one_certificate_is_issued() -> None:
    case, founder, _deciding = offered_residency_case()
    signatory = officer(Role.SIGNATORY)
    results = at_once(
        lambda: sign(Case.objects.get(pk=case.pk), "sign_for_applicant", founder),
        lambda: sign(Case.objects.get(pk=case.pk), "sign_for_operator", signatory),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Entry.objects.count() == Certificate.objects.count() == 1
