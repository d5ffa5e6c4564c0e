from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from orken.cases.models import Appeal, Case, Decision, MessageTemplate
from orken.cases.queries import lacks_people
from orken.commission.models import Item, Session
from orken.config.installing import load_pack
from orken.parties.services import load_cast
from orken.registers.models import Certificate
from orken.reviews.models import Assignment
from orken.web.demonstration import play_demo_cases

pytestmark = pytest.mark.django_db


def test_demonstration_shows_a_case_in_every_state_and_is_played_once(settings: Any, tmp_path: Any) -> None:
    settings.ORKEN_DEMO = True
    settings.MEDIA_ROOT = tmp_path
    pack = load_pack("kz")
    password = load_cast(pack)[0].password
    assert play_demo_cases(pack, password) == 9
    assert play_demo_cases(pack, password) == 0
    standing = Counter(f"{case.state} {case.outcome or case.stage}".strip() for case in Case.objects.all())
    assert standing == {
        "draft": 1,
        "in_progress completeness": 1,
        "returned completeness": 1,
        "in_progress expertise": 1,
        "in_progress commission": 1,
        "in_progress agreement": 1,
        "closed granted": 2,
        "closed refused": 1,
        "in_progress examination": 1,
    }
    assert Certificate.objects.count() == 2
    assert all(decision.body["en"].startswith("Selection commission") for decision in Decision.objects.all())
    assert Counter(Assignment.objects.values_list("state", flat=True)) == {"filed": 11, "asked": 1}
    assert list(Session.objects.order_by("pk").values_list("state", flat=True)) == ["signed", "open"]
    voted_on = Item.objects.get(state="voting")
    assert voted_on.votes.count() == 1
    appeal = Appeal.objects.get()
    assert appeal.decision.outcome == "refused"
    assert not lacks_people(appeal.case)
    assert MessageTemplate.objects.count() == 2
