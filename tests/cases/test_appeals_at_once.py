"""Two connections at once: two appeals begun, and an appeal decided while somebody touches the first case."""

from __future__ import annotations

from uuid import uuid4

import pytest

from orken.cases.models import Appeal, Case, Transition
from orken.cases.services.appealing import begin_appeal
from orken.cases.transitions import perform
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from tests.factories.appeals import CODES, decided_stall, filed_appeal, publish_appeals
from tests.factories.cases import REASONS, load_rules_and_procedures, officer, step
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def published(transactional_db: None) -> None:
    load_rules_and_procedures()
    publish_appeals()


def test_two_appeals_begun_at_once_are_one() -> None:
    case, founder = decided_stall()
    results = at_once(*[lambda: begin_appeal(case, actor=founder)] * 2)
    assert [type(result) for result in results].count(Case) == 1
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["no_appeal"]
    assert Appeal.objects.count() == 1


def test_an_appeal_is_given_up_or_decided_while_the_first_case_is_touched() -> None:
    case, founder = decided_stall("granted")
    appeal = filed_appeal(case, founder)
    step(appeal, "decide", officer(), outcome="upheld", template=CODES["upheld"], **REASONS)
    head, clerk = officer(Role.HEAD_OF_UNIT), officer()
    signed, passed, withdrawn = at_once(
        lambda: perform(appeal.reference, "countersign", actor=head, key=uuid4().hex),
        lambda: perform(case.reference, "pass_on", actor=clerk, key=uuid4().hex),
        lambda: perform(appeal.reference, "withdraw", actor=founder, key=uuid4().hex),
    )
    assert [type(result) for result in (signed, withdrawn)].count(Transition) == 1
    assert isinstance(passed, Transition) or (isinstance(passed, RuleViolation) and passed.code == "stands_still")
    case.refresh_from_db()
    appeal.refresh_from_db()
    assert appeal.state == "closed"
    assert case.outcome == ("granted" if isinstance(passed, Transition) else "")
    assert not case.clocks.filter(stopped_at=None, paused_at__isnull=False).exists()
