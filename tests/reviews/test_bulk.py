"""Experts for several cases at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orken.cases.models import Case
from orken.parties.models import Role, StaffRole
from orken.reviews.models import Assignment, Expert
from orken.reviews.proposals import proposal_for
from orken.reviews.queries import cases_that_wait, cases_under_review
from orken.reviews.services.answering import decline
from orken.reviews.services.bulk import LARGEST, ask_all
from tests.factories.cases import officer, step
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory
from tests.factories.reviews import ExpertFactory, asked, case_in_review, filed, reading, two_reviews_begin
from tests.standing import built_once, own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(two_reviews_begin)


@pytest.fixture
def cases(standing: list[Case]) -> list[Case]:
    return own(standing)


def test_cases_are_those_under_review_with_their_counters(cases):
    clerk, (waiting, done) = officer(), cases
    asked(waiting)
    filed(reading(waiting))
    for _read in range(2):
        filed(reading(done))
    [found] = cases_under_review(clerk)
    assert (found, found.asked, found.reviewed) == (waiting, 2, 1)
    ConflictFactory(case=waiting, person=clerk)
    assert not cases_under_review(clerk)


def test_the_proposal_keeps_work_begun_and_spreads_what_is_lacking(cases):
    clerk = officer()
    begun = asked(cases[0]).expert
    wide, other = ExpertFactory(fields=["01", "03"], capacity=2), ExpertFactory(fields=["01"], capacity=2)
    ExpertFactory(fields=["05"], capacity=9)
    proposal = proposal_for(cases_that_wait(clerk, LARGEST), list(Expert.objects.exclude(pk=begun.pk)), clerk)
    assert {row.case: len(row.proposed) for row in proposal.rows} == {cases[0]: 1, cases[1]: 2}
    assert {load.expert: load.more for load in proposal.loads}.keys() == {wide, other}
    assert proposal.number == 3
    assert Assignment.objects.count() == 1
    assert not proposal_for(cases_that_wait(clerk, LARGEST), [begun], clerk).rows[0].proposed


def test_nobody_is_proposed_who_cannot_be_asked_and_it_says_why(cases):
    clerk, (case, other) = officer(), cases
    barred, acting, away, full, left, at_the_desk = ExpertFactory.create_batch(6, capacity=1)
    ConflictFactory(case=case, person=barred.user)
    MandateFactory(user=acting.user, organisation=case.applicant)
    today = timezone.localdate()
    away.away.create(first_day=today, last_day=today)
    asked(other, full)
    decline(asked(case, left).reference, reason="Уақыт жоқ.", actor=left.user)
    StaffRole.objects.create(user=at_the_desk.user, role=Role.SECRETARY)
    [row] = proposal_for([case], list(Expert.objects.all()), clerk).rows
    assert row.proposed == []
    assert "2 more experts" in row.lacking
    assert [reason.split(" in its fields ")[1] for reason in row.reasons] == [
        "are in a conflict of interest.",
        "declined it or was replaced.",
        "is away.",
        "has as many cases as they take.",
    ]


def test_a_proposal_for_more_cases_asks_no_more_questions():
    clerk = officer()
    ExpertFactory.create_batch(2, capacity=9)
    counted = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            proposal_for(cases_that_wait(clerk, LARGEST), list(Expert.objects.all()), clerk)
        counted.append(len(queries))
        case_in_review()
    assert counted[0] == counted[1]


def test_what_fell_away_meanwhile_is_told_and_the_rest_is_asked(cases):
    clerk = officer()
    found, away, free = ExpertFactory.create_batch(3)
    MandateFactory(user=found.user, organisation=cases[0].applicant, revoked_at=timezone.now())
    today = timezone.localdate()
    away.away.create(first_day=today, last_day=today)
    pairs = [(case.reference, expert.reference) for case in cases for expert in (found, away, free)]
    done = ask_all(pairs, actor=clerk)
    assert [bool(pair.obstacle) for pair in done] == [True, True, False, False, True, False]
    assert cases[0].conflicts.get().person == found.user
    assert not cases[1].conflicts.exists()
    assert Assignment.objects.count() == 3


def test_no_more_are_asked_than_the_procedure_wants(cases):
    clerk, case = officer(), cases[0]
    done = ask_all([(case.reference, expert.reference) for expert in ExpertFactory.create_batch(3)], actor=clerk)
    assert [pair.obstacle[:13] for pair in done] == ["", "", "is not needed"]


def test_one_refusal_stops_no_other(cases):
    clerk, expert = officer(), ExpertFactory()
    asked(cases[0], expert)
    done = ask_all([(case.reference, expert.reference) for case in cases], actor=clerk)
    assert ["reviews this case already" in pair.obstacle for pair in done] == [True, False]
    assert Assignment.objects.filter(expert=expert).count() == 2


def test_a_case_in_conflict_is_not_even_named(cases):
    clerk, case, expert = officer(), cases[0], ExpertFactory()
    ConflictFactory(case=case, person=clerk)
    assert ask_all([(case.reference, expert.reference)], actor=clerk) == []


def test_by_the_page(cases):
    client, (case, withdrawn) = Client(), cases
    step(withdrawn, "withdraw", withdrawn.opened_by)
    expert, other = ExpertFactory(), ExpertFactory(fields=["05"])
    client.force_login(officer(Role.HEAD_OF_UNIT))
    address = reverse("reviews:bulk")
    assert case.number in client.get(address).content.decode()
    for chosen in ({"case": [case.reference]}, {"scope": "all"}, {"scope": "all", "expert": [expert.reference]}):
        page = client.post(address, {"then": "preview"} | chosen).content.decode()
        assert f'value="{case.reference}:{expert.reference}" selected' in page
        assert "1 more expert is needed." in page
    assert not Assignment.objects.exists()
    assert "No expert is lacking" in client.post(address, {"then": "preview", "case": ["joq"]}).content.decode()
    confirmed = {"then": "confirm", "pair": [f"{case.reference}:{expert.reference}", "joq:joq", ""]}
    assert "1 request was sent" in client.post(address, confirmed).content.decode()
    assert Assignment.objects.get().expert == expert
    assert "1 request was not sent" in client.post(address, confirmed).content.decode()
    assert str(other) not in client.post(address, {"then": "preview", "scope": "all"}).content.decode()
