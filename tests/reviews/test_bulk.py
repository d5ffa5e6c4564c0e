"""Experts for several cases at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orken.parties.models import Role
from orken.reviews.models import Assignment
from orken.reviews.services.bulk import ask_all, cases_under_review, preview
from tests.factories.cases import officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.reviews import ExpertFactory, asked, case_in_review, filed, reading

pytestmark = pytest.mark.usefixtures("procedure")


def test_cases_are_those_under_review_with_their_counters():
    clerk, waiting, done = officer(), case_in_review(), case_in_review()
    asked(waiting)
    filed(reading(waiting))
    for _read in range(2):
        filed(reading(done))
    [found] = cases_under_review(clerk)
    assert (found, found.asked, found.reviewed) == (waiting, 2, 1)
    ConflictFactory(case=waiting, person=clerk)
    assert not cases_under_review(clerk)


def test_the_preview_gives_each_case_what_it_lacks_and_counts_what_it_has_planned():
    clerk, cases = officer(), [case_in_review(), case_in_review()]
    asked(cases[0])
    wide, narrow = ExpertFactory(fields=["01"], capacity=1), ExpertFactory(fields=["05"], capacity=2)
    pairs = preview(cases_under_review(clerk), [narrow, wide])
    assert [(pair.case, pair.expert) for pair in pairs if not pair.obstacle] == [(cases[0], wide), (cases[1], narrow)]
    assert [pair.obstacle for pair in pairs if pair.obstacle] == ["would have more open reviews than they take at once"]
    assert Assignment.objects.count() == 1


def test_one_refusal_stops_no_other():
    clerk, cases, expert = officer(), [case_in_review(), case_in_review()], ExpertFactory()
    asked(cases[0], expert)
    done = ask_all([(case.reference, expert.reference) for case in cases], actor=clerk)
    assert ["reviews this case already" in pair.obstacle for pair in done] == [True, False]
    assert Assignment.objects.filter(expert=expert).count() == 2


def test_a_case_in_conflict_is_not_even_named():
    clerk, case, expert = officer(), case_in_review(), ExpertFactory()
    ConflictFactory(case=case, person=clerk)
    assert ask_all([(case.reference, expert.reference)], actor=clerk) == []


def test_by_the_page():
    client, case, expert = Client(), case_in_review(), ExpertFactory()
    client.force_login(officer(Role.HEAD_OF_UNIT))
    address = reverse("reviews:bulk")
    chosen = {"then": "preview", "case": [case.reference], "expert": [expert.reference]}
    assert "1 expert would be asked" in client.post(address, chosen).content.decode()
    assert not Assignment.objects.exists()
    confirmed = {"then": "confirm", "pair": [f"{case.reference}:{expert.reference}", "joq:joq"]}
    assert case.number in client.post(address, confirmed).content.decode()
    assert Assignment.objects.get().expert == expert
