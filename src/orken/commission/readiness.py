"""Whether the bodies that published procedures name could decide today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from orken.cases.models import ProcedureVersion
from orken.cases.queries import published_procedures
from orken.commission.models import Body, Membership, Office
from orken.commission.queries import rules_on


@dataclass(frozen=True)
class NotReady:
    """A body by its code, the procedure that names it, and what it lacks."""

    body: str
    procedure: ProcedureVersion
    lacks: str


def bodies_not_ready(day: date) -> Iterator[NotReady]:
    bodies = {body.code: body for body in Body.objects.all()}
    for version in published_procedures():
        for code in dict.fromkeys(stage.body for stage in version.definition.stages if stage.body):
            if lacks := _lacks(bodies.get(code), day):
                yield NotReady(code, version, lacks)


def _lacks(body: Body | None, day: date) -> str:
    if body is None:
        return "is not set up"
    if rules_on(body, day) is None:
        return f"has no rules that hold on {day}"
    members = Membership.objects.filter(body=body)
    if not members.voting(day).filter(office__in=(Office.CHAIR, Office.DEPUTY)).exists():
        return "has nobody who may preside"
    return "" if members.standing(day).filter(office=Office.SECRETARY).exists() else "has no secretary"
