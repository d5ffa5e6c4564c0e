"""Two scorecards lie far apart: the experts agree on common scores, or the case waits."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from orken.reviews.models import Consensus
from orken.reviews.services.concluding import confirm_consensus, record_consensus
from tests.factories.reviews import (
    scores_lie_apart,
)
from tests.reviews.test_reviewing import refused, told
from tests.standing import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(scores_lie_apart)

COMMON = {"novelty": "2", "team": "5"}


def test_far_apart_the_case_waits_and_both_are_asked(apart):
    case, high, low = apart
    case.refresh_from_db()
    assert case.stage == "expertise"
    for assignment in (high, low):
        assert told(assignment.expert.user)[-1] == f"Common scores are needed for {case.number}"


def test_one_records_and_the_other_confirms(apart):
    case, high, low = apart
    record_consensus(high.reference, COMMON, "Екеуміз келістік.", seen_revision=0, actor=high.expert.user)
    assert told(low.expert.user)[-1] == f"Common scores for {case.number} wait for you"
    confirm_consensus(low.reference, seen_revision=1, actor=low.expert.user)
    case.refresh_from_db()
    consensus = Consensus.objects.get()
    assert (case.stage, consensus.scores, consensus.agreed_at is None) == (
        "approval",
        {"novelty": 2, "team": 5},
        False,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Consensus.objects.update(scores={})


def test_the_one_who_recorded_does_not_agree_for_the_other(apart):
    case, high, _low = apart
    record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
    confirm_consensus(high.reference, seen_revision=1, actor=high.expert.user)
    case.refresh_from_db()
    assert case.stage == "expertise"


def test_other_scores_need_everybody_anew_and_what_was_not_seen_is_not_confirmed(apart):
    _case, high, low = apart
    refused("nothing_recorded", confirm_consensus, low.reference, seen_revision=0, actor=low.expert.user)
    record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
    record_consensus(low.reference, {"novelty": "0", "team": "5"}, "Жоқ.", seen_revision=1, actor=low.expert.user)
    refused("recorded_meanwhile", confirm_consensus, high.reference, seen_revision=1, actor=high.expert.user)
    confirm_consensus(high.reference, seen_revision=2, actor=high.expert.user)
    assert Consensus.objects.get().scores == {"novelty": 0, "team": 5}


def test_scores_and_reasons_are_needed(apart):
    _case, high, _low = apart
    person = high.expert.user
    refused("score_missing", record_consensus, high.reference, {"novelty": "2"}, "Иә", seen_revision=0, actor=person)
    refused("reasons_missing", record_consensus, high.reference, COMMON, " ", seen_revision=0, actor=person)
    assert Consensus.objects.get().revision == 0
