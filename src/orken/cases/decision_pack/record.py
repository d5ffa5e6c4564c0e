"""The whole pack of a case, for one reader."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404

from orken.cases.decision_pack.decided import APPEALS, DECISIONS, RECUSALS
from orken.cases.decision_pack.filed import CHECKS, FILING, RULES
from orken.cases.decision_pack.parts import Copy, Data, Part, iso, rooms_parts
from orken.cases.decision_pack.told import COURSE, NOTICES
from orken.cases.models import Case, CaseState
from orken.parties.models import User

SCHEMA = "orken.decision-pack/1"


def has_pack(case: Case, *, decided: bool) -> bool:
    """Only what was decided, or has ended otherwise, has one."""
    return decided or case.state == CaseState.CLOSED


def copy_of(case: Case, reader: User, *, named: bool) -> Copy:
    """``Http404`` while nothing is decided."""
    parts = ("decided_by", "countersigned_by", "replaced_by")
    decisions = tuple(case.decisions.select_related(*parts).order_by("decided_at", "pk"))
    if not has_pack(case, decided=bool(decisions)):
        raise Http404
    filings = case.filings.select_related("filed_by").order_by("round")
    decided_on = filings.filter(filed_at__lte=decisions[-1].decided_at) if decisions else filings
    filing = decided_on.last()
    assert filing is not None  # what was decided or has ended was submitted before
    return Copy(case, reader, named, filing, decisions)


def parts_of_pack() -> Iterator[Part]:
    """In the order of the way that a case goes."""
    yield from (FILING, CHECKS, RULES, RECUSALS)
    yield from rooms_parts
    yield from (DECISIONS, APPEALS, NOTICES, COURSE)


def record_of(copy: Copy) -> Data:
    """Everything as JSON data: texts in three languages, times in ISO form, decimals as text. Equal for equal cases."""
    case = copy.case
    facts = {
        "number": case.number,
        "reference": case.reference,
        "procedure": {
            "code": case.version.code,
            "version": case.version.number,
            "content_hash": case.version.content_hash,
            "title": case.definition.title.to_data(),
        },
        "applicant": {"name": case.applicant.name, "official_number": case.applicant.official_number},
        "state": case.state,
        "stage": case.stage,
        "outcome": case.outcome or None,
        "filed_at": iso(case.filed_at),
        "closed_at": iso(case.closed_at),
    }
    gathered = {part.code: part.gather(copy) for part in parts_of_pack()}
    return {"schema": SCHEMA, "copy": "staff" if copy.named else "applicant", "case": facts, **gathered}
