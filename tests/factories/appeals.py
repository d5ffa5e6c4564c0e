"""Appeals for tests: a stall was decided on, and its applicant objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from orken.cases.models import Case
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.appealing import begin_appeal
from orken.cases.services.drafting import open_case
from orken.cases.services.publishing import publish_procedure
from orken.commission.models import Body, Form, Item
from orken.commission.services.agenda import prepare_session, put_on_agenda
from orken.parties.models import Organisation, Role, User
from tests.factories.cases import REASONS, STALL, fill, founder_with_organisation, officer, publish_stall, step
from tests.factories.commission import publish_council_stall
from tests.factories.parties import ForeignOrganisationFactory

APPEAL_FILE = Path(__file__).parents[1] / "cases" / "procedures" / "stall_appeal.yaml"
WORDS = {"kk": "Шағымдануға болады.", "ru": "Можно обжаловать.", "en": "You may object."}
GIVEN_BACK = {"kk": "Орын қайтарылды", "ru": "Место освободилось", "en": "A stall was given back"}
TERMS = {"procedure": "events.stall_appeal", "working_days": 5, "words": WORDS}


def publish_appeals(**changes: object) -> None:
    """Stalls whose decisions can be appealed against; ``changes`` of the stall's procedure."""
    appeal: dict[str, Any] = read_procedure_file(APPEAL_FILE)
    publish_procedure(appeal)
    publish_stall(**{"appeal": TERMS} | changes)


def decided_stall(outcome: str = "refused", *, by: User | None = None) -> tuple[Case, User]:
    """A case at its first decision, and its founder."""
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "50", "needs_power": "no"}, actor=founder)
    step(case, "file", founder)
    template = "full" if outcome == "refused" else "fits"
    step(case, "decide", by or officer(Role.HEAD_OF_UNIT), outcome=outcome, template=template, **REASONS)
    return case, founder


def refused_stall(founder: User, organisation: Organisation) -> Case:
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "50", "needs_power": "no"}, actor=founder)
    step(case, "file", founder)
    step(case, "decide", officer(Role.HEAD_OF_UNIT), outcome="refused", template="full", **REASONS)
    return case


def drafted_appeal(case: Case, founder: User) -> Case:
    appeal = begin_appeal(case, actor=founder)
    fill(appeal, {"grounds": "Залда орын бар еді."}, actor=founder)
    return appeal


def filed_appeal(case: Case, founder: User) -> Case:
    appeal = drafted_appeal(case, founder)
    step(appeal, "file", founder)
    case.refresh_from_db()
    return appeal


CODES = {"upheld": "decided_rightly", "changed": "there_is_room", "sent_back": "look_again"}


def decide_appeal(appeal: Case, outcome: str) -> None:
    """Proposed by an officer and signed by a head, neither of whom has seen the case before."""
    step(appeal, "decide", officer(), outcome=outcome, template=CODES[outcome], **REASONS)
    step(appeal, "countersign", officer(Role.HEAD_OF_UNIT))


def changed_stall(founder: User) -> Case:
    """A refusal that an appeal has changed, of an organisation abroad: beside the demonstration its number is free."""
    publish_appeals()
    case = refused_stall(founder, ForeignOrganisationFactory(people=[founder]))
    decide_appeal(filed_appeal(case, founder), "changed")
    case.refresh_from_db()
    return case


def publish_appeals_to_a_body(body: str) -> None:
    """A council decides on stalls, and another body on appeals against that; one more reason to change a decision."""
    data: dict[str, Any] = read_procedure_file(APPEAL_FILE)
    [stage] = data["stages"]
    other = {**stage["reasons"][1], "code": "stall_was_given_back", "title": GIVEN_BACK}
    by_body = {"kind": "commission", "role": "secretary", "body": body, "reasons": [*stage["reasons"], other]}
    publish_procedure({**data, "stages": [{name: stage[name] for name in stage if name != "countersign"} | by_body]})
    publish_council_stall(appeal=TERMS)


def appeal_on_an_agenda(founder: User, secretary: User) -> Item:
    """An appeal that the council decides, on an agenda; it is not said yet what is put to the vote."""
    publish_appeals_to_a_body("council")
    publish_stall(appeal=TERMS | {"working_days": 6})  # what was published before would not be the newest
    appeal = filed_appeal(refused_stall(founder, ForeignOrganisationFactory(people=[founder])), founder)
    session = prepare_session(Body.objects.get(code="council"), Form.IN_PERSON, timezone.now(), actor=secretary)
    [item] = put_on_agenda(session, [appeal], actor=secretary)
    return item
