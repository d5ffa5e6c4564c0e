"""An appeal that overturns a refusal of the commission, with the pack's own procedures, through to the register."""

from __future__ import annotations

import pytest

from orken.cases.models import Case
from orken.cases.queries import desk_cases, is_barred
from orken.cases.services.appealing import begin_appeal
from orken.commission.models import Session
from orken.commission.services.agenda import note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_decision
from orken.commission.voting import Choice
from orken.parties.models import Role
from orken.registers.models import Certificate
from orken.residency.models import Residency, ResidencyState
from tests.factories.cases import REASONS, filed_residency_case, fill, load_pack_alone, officer, sign, step
from tests.factories.commission import Council, vote
from tests.residency.test_two_versions import council_with, read_by_two_experts

pytestmark = pytest.mark.django_db


def refuse(case: Case, council: Council, session: Session) -> None:
    """Three members vote against, and the secretary words the refusal."""
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    session = open_session(session, actor=council.secretary)
    open_items(session, list(session.items.all()), actor=council.secretary)
    for person in council.people[:3]:
        vote(session.items.get(), person, Choice.AGAINST)
    close_session(session, actor=council.secretary)
    reason = next(one for one in case.definition.stage("commission").reasons if one.outcome == "refused")
    record_decision(session.items.get(), {"template": reason.code, **REASONS}, actor=council.secretary)
    case.refresh_from_db()


def test_an_appeal_overturns_what_the_commission_refused() -> None:
    load_pack_alone()
    clerk = officer()
    case, founder = filed_residency_case()
    step(case, "pass_on", clerk)
    read_by_two_experts(case)
    council, session = council_with(case)
    refuse(case, council, session)
    assert case.outcome == "refused"

    appeal = begin_appeal(case, actor=founder)
    asked = {"appeal_grounds": "Шешім өзіміздікі, сараптама дәлелдейді.", "appeal_asked": "change"}
    fill(appeal, asked, actor=founder)
    step(appeal, "file", founder)
    experts = [assignment.expert.user for assignment in case.assignments.select_related("expert__user")]
    for person in (clerk, council.secretary, *council.people[:3], *experts):
        assert is_barred(person, appeal)
    assert appeal not in desk_cases(clerk)

    step(appeal, "decide", officer(), outcome="changed", template="requirements_are_met", **REASONS)
    step(appeal, "countersign", officer(Role.HEAD_OF_UNIT))
    case.refresh_from_db()
    assert (case.state, case.stage) == ("in_progress", "agreement")
    assert Residency.objects.get(case=case).state == ResidencyState.AWAITING_AGREEMENT
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    assert case.outcome == "granted"
    assert Residency.objects.get(case=case).state == ResidencyState.IN_FORCE
    assert Certificate.objects.count() == 1
