"""A case ends under the version that it was begun under: decided by an officer, or read by experts and voted on."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pypdf import PdfReader

from orken.cases.models import Case, Decision
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.publishing import publish_procedure
from orken.commission.models import Session
from orken.commission.services.agenda import invite, note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.parties.models import Role, User
from orken.registers.models import Certificate, Entry
from orken.residency.models import Residency, ResidencyState
from orken.rulebook.packs import pack_directory
from orken.rulebook.services import load_parameters, load_transfers
from orken.ui.wording import day_in_words
from tests.factories.cases import filed_residency_case, grant, load_pack_alone, officer, sign, step
from tests.factories.commission import OFFICES, Council, a_session, council_of, declare_all, vote
from tests.factories.parties import PersonFactory
from tests.factories.reviews import read_by_two_experts

pytestmark = pytest.mark.django_db

MOST = 15  # questions of a page of a case
EARLIER = ("residency_admission", "residency_admission_12_sections")


def load_what_was_there_before_the_commission() -> None:
    pack = pack_directory("kz")
    load_parameters(pack)
    load_transfers(pack)
    for stem in EARLIER:
        publish_procedure(read_procedure_file(pack / "procedures" / f"{stem}.yaml"))


def council_with(case: Case) -> tuple[Council, Session]:
    """Five members are invited to a session about the case, and declare that they are free of conflicts."""
    council = council_of([PersonFactory() for _ in OFFICES], code="residency_commission")
    session = a_session(council, [case])
    invite(session, actor=council.secretary)
    declare_all(council, session)
    return council, session


def vote_for(case: Case, council: Council, session: Session) -> None:
    """Three members vote for, and the secretary records it."""
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    session = open_session(session, actor=council.secretary)
    open_items(session, list(session.items.all()), actor=council.secretary)
    for person in council.people[:3]:
        vote(session.items.get(), person)
    close_session(session, actor=council.secretary)
    assert record_plain_decisions(session, actor=council.secretary).count == 1
    case.refresh_from_db()


def seen_by(person: User, path: str) -> str:
    client = Client()
    client.force_login(person)
    return " ".join(BeautifulSoup(client.get(path).content, "html.parser").main.get_text(" ").split())


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
    council, session = council_with(after)
    vote_for(after, council, session)
    grant(before, clerk)
    assert before.stage == after.stage == "agreement"
    by_officer, by_body = Decision.objects.get(case=before), Decision.objects.get(case=after)
    assert by_officer.decided_by == clerk
    assert by_officer.countersigned_by is not None
    assert not by_officer.body
    assert (by_body.decided_by, by_body.countersigned_by, by_body.body["en"]) == (council.secretary, None, "Council")

    signatory = officer(Role.SIGNATORY)
    for case, founder in ((before, founder_before), (after, founder_after)):
        sign(case, "sign_for_applicant", founder)
        sign(case, "sign_for_operator", signatory)
        assert (case.state, case.outcome) == ("closed", "granted")
        assert Residency.objects.get(case=case).state == ResidencyState.IN_FORCE
    assert Entry.objects.count() == Certificate.objects.count() == 2


def test_members_read_the_scores_and_applicants_read_them_once_it_is_decided(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    load_pack_alone()
    case, founder = filed_residency_case()
    step(case, "pass_on", officer())
    read_by_two_experts(case)
    own_page = f"/en/cases/{case.reference}/"
    assert "on no agenda yet" not in seen_by(founder, own_page)  # nobody has set up the body

    council, session = council_with(case)
    waiting = seen_by(founder, own_page)
    day = " ".join(day_in_words(session.starts_at).split())
    assert f"Council The application is on the agenda of {day}" in waiting
    assert "Scores of the experts" not in waiting
    item = seen_by(council.people[1], f"/en/commission/items/{session.items.get().reference}/")
    assert "Reader B" in item
    assert "Дәлелденген." in item
    experts = [str(assignment.expert) for assignment in case.assignments.all()]
    assert not any(name in item for name in experts)

    vote_for(case, council, session)
    client.force_login(founder)
    with django_assert_max_num_queries(MOST):
        client.get(own_page)
    decided = seen_by(founder, own_page)
    assert "Weighted total of 100" in decided
    assert "Reader A — 100.0 ; Reader B — 100.0" in decided
    assert "Дәлелденген." not in decided
    assert not any(name in decided for name in [*experts, *map(str, council.people), str(council.secretary)])
    paper = BytesIO(client.get(f"{own_page}decision.pdf").getvalue())
    words = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "Council" in words
    assert str(council.secretary) not in words
