"""A case ends under the version that it was begun under: decided by an officer, or read by experts and voted on."""

from __future__ import annotations

import pytest

from orken.cases.models import Case, Decision
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.publishing import publish_procedure
from orken.commission.services.agenda import note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.parties.models import Role, User
from orken.registers.models import Certificate, Entry
from orken.residency.models import Residency, ResidencyState
from orken.reviews.services.scorecards import file_scorecard, save_scorecard
from orken.rulebook.packs import pack_directory
from orken.rulebook.services import load_parameters, load_transfers
from tests.factories.cases import filed_residency_case, grant, load_pack_alone, officer, sign, step
from tests.factories.commission import OFFICES, a_session, council_of, declare_all, vote
from tests.factories.parties import PersonFactory
from tests.factories.reviews import reading

pytestmark = pytest.mark.django_db

EARLIER = ("residency_admission", "residency_admission_12_sections")


def load_what_was_there_before_the_commission() -> None:
    pack = pack_directory("kz")
    load_parameters(pack)
    load_transfers(pack)
    for stem in EARLIER:
        publish_procedure(read_procedure_file(pack / "procedures" / f"{stem}.yaml"))


def read_by_two_experts(case: Case) -> None:
    for _expert in range(2):
        assignment = reading(case)
        criteria = assignment.terms.criteria
        scores = {f"score-{one.code}": str(one.highest) for one in criteria}
        comments = {f"comment-{one.code}": "Дәлелденген." for one in criteria}
        person = assignment.expert.user
        save_scorecard(assignment.reference, scores | comments, seen_revision=0, actor=person)
        file_scorecard(assignment.reference, actor=person)
    case.refresh_from_db()


def voted_on(case: Case) -> User:
    """Five members meet, three vote for, and the secretary, who is returned, records it."""
    council = council_of([PersonFactory() for _ in OFFICES], code="residency_commission")
    session = a_session(council, [case])
    declare_all(council, session)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    session = open_session(session, actor=council.secretary)
    open_items(session, list(session.items.all()), actor=council.secretary)
    for person in council.people[:3]:
        vote(session.items.get(), person)
    close_session(session, actor=council.secretary)
    assert record_plain_decisions(session, actor=council.secretary).count == 1
    case.refresh_from_db()
    return council.secretary


def test_a_case_of_each_version_goes_its_own_way_to_the_register() -> None:
    load_what_was_there_before_the_commission()
    before, founder_before = filed_residency_case()
    load_pack_alone()
    after, founder_after = filed_residency_case()
    clerk = officer()
    for case in (before, after):
        step(case, "pass_on", clerk)
    assert (before.stage, after.stage) == ("decision", "expertise")

    read_by_two_experts(after)
    assert after.stage == "commission"
    secretary = voted_on(after)
    grant(before, clerk)
    assert before.stage == after.stage == "agreement"
    by_officer, by_body = Decision.objects.get(case=before), Decision.objects.get(case=after)
    assert by_officer.decided_by == clerk
    assert by_officer.countersigned_by is not None
    assert not by_officer.body
    assert (by_body.decided_by, by_body.countersigned_by, by_body.body["en"]) == (secretary, None, "Council")

    signatory = officer(Role.SIGNATORY)
    for case, founder in ((before, founder_before), (after, founder_after)):
        sign(case, "sign_for_applicant", founder)
        sign(case, "sign_for_operator", signatory)
        assert (case.state, case.outcome) == ("closed", "granted")
        assert Residency.objects.get(case=case).state == ResidencyState.IN_FORCE
    assert Entry.objects.count() == Certificate.objects.count() == 2
