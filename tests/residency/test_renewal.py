"""The organisation asks for renewal: a second procedure of the same domain, with no engine of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.test import Client

from orken.cases.models import Case
from orken.cases.services.drafting import open_case
from orken.cases.services.filing import FilingRefused
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from orken.registers.models import Certificate
from orken.residency.models import ChangeKind, Residency, StatusChange
from tests.factories.cases import (
    REASONS,
    fill,
    founder_with_organisation,
    officer,
    sign,
    step,
)
from tests.factories.residency import DAY, in_force, ordered
from tests.standing import built_once

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]


standing = built_once(partial(in_force, years="1"), day=DAY)


def asked_for(residency: Residency, *, share: str = "95") -> Case:
    founder = residency.organisation.mandates.get().user
    case = open_case("residency.renewal", applicant=residency.organisation, actor=founder)
    fill(case, {"information_changed": "unchanged", "income_share": share}, actor=founder)
    return case


def granted(case: Case) -> None:
    step(case, "file", case.opened_by)
    step(case, "decide", officer(), outcome="granted", template="conditions_still_met", **REASONS)


def barring(case: Case) -> list[str]:
    with pytest.raises(FilingRefused) as refused:
        step(case, "file", case.opened_by)
    return [result.rule.id for result in refused.value.check.barring]


def test_too_small_share_of_income_bars_renewal(residency: Residency) -> None:
    assert barring(asked_for(residency, share="89")) == ["income_from_priority_activities"]


@pytest.mark.usefixtures("residency")  # of another organisation
def test_organisation_that_is_no_resident_cannot_renew() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case("residency.renewal", applicant=organisation, actor=founder)
    fill(case, {"information_changed": "unchanged", "income_share": "100"}, actor=founder)
    assert barring(case) == ["is_a_resident"]


def test_signed_renewal_moves_the_end_by_one_term_and_brings_a_new_certificate(
    residency: Residency, travel: Travel
) -> None:
    travel("2027-02-01")
    case = asked_for(residency)
    granted(case)
    residency.refresh_from_db()
    assert residency.valid_to == date(2027, 3, 18)
    sign(case, "sign_for_applicant", case.opened_by)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    residency.refresh_from_db()
    assert (residency.state, residency.valid_to) == ("in_force", date(2028, 3, 18))
    assert case.outcome == "granted"
    assert Certificate.objects.count() == 2
    change = StatusChange.objects.get()
    assert (change.kind, change.reason) == (ChangeKind.RENEW, "renewal_asked_for")
    assert case.number is not None
    assert case.number in change.explanation["kk"]


def test_renewal_of_what_was_suspended_meanwhile_is_not_signed(residency: Residency) -> None:
    case = asked_for(residency)
    granted(case)
    sign(case, "sign_for_applicant", case.opened_by)
    ordered(residency, ChangeKind.SUSPEND)
    with pytest.raises(RuleViolation, match="Suspended"):
        sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    assert case.agreement.signatures.count() == 1
    assert Certificate.objects.count() == 1


def test_applicant_who_signs_last_does_not_hear_of_a_revocation_that_waits(residency: Residency) -> None:
    case = asked_for(residency)
    granted(case)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    ordered(residency, ChangeKind.REVOKE)
    with pytest.raises(RuleViolation, match="settle something else") as refusal:
        sign(case, "sign_for_applicant", case.opened_by)
    assert "evo" not in str(refusal.value)


def test_refused_or_withdrawn_renewal_leaves_the_residency_as_it_is(residency: Residency) -> None:
    for end in ("refuse", "withdraw"):
        case = asked_for(residency)
        if end == "withdraw":
            granted(case)
            step(case, "withdraw", case.opened_by)
        else:
            step(case, "file", case.opened_by)
            step(case, "decide", officer(), outcome="refused", template="income_from_other_activity", **REASONS)
        residency.refresh_from_db()
        assert (residency.state, residency.valid_to) == ("in_force", date(2027, 3, 18))


def test_resident_reaches_the_procedure_from_their_page(residency: Residency, client: Client, travel: Travel) -> None:
    travel("2027-02-01")
    client.force_login(residency.organisation.mandates.get().user)
    page = client.get(f"/kk/residencies/{residency.case.reference}/").content.decode()
    assert "/kk/procedures/residency.renewal/" in page
    assert client.get("/kk/procedures/residency.renewal/").status_code == 200
