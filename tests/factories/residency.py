"""Residencies for tests, brought into force and changed by the portal's own services."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.utils import timezone

from orken.journal.services import record
from orken.kernel.text import Text
from orken.parties.models import Role, User
from orken.residency.changes import Order, order_change
from orken.residency.models import ChangeKind, Residency, StatusChange
from orken.residency.queries import TERM
from orken.rulebook.services import set_parameter
from tests.factories.cases import load_rules_and_procedures, offered_residency_case, officer, sign

REASON_FOR = {
    ChangeKind.SUSPEND: "suspension_by_named_act",
    ChangeKind.REINSTATE: "cause_removed",
    ChangeKind.REVOKE: "income_from_other_activity",
    ChangeKind.RENEW: "renewal_asked_for",
}
DAY = "2026-03-18"  # on which residencies of worlds come into force
EXPLANATION = Text(kk="Есеп берілмеді.", ru="Отчёт не сдан.", en="The report was not handed in.")


def resident() -> Residency:
    case, founder, _deciding = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    return Residency.objects.get(case=case)


def resident_for_years(years: str) -> Residency:
    set_parameter(TERM, years, valid_from=None, act="Operator's order 1", actor=None, record=record)
    return resident()


def in_force(years: str = "") -> Residency:
    """The first of all residencies, with all rules and procedures; it ends where there is a term of so many years."""
    load_rules_and_procedures()
    return resident_for_years(years) if years else resident()


def an_order(kind: ChangeKind, day: date | None = None, **changes: object) -> Order:
    wanted: dict[str, object] = {
        "kind": kind,
        "day": day or timezone.localdate(),
        "reason": REASON_FOR[kind],
        "explanation": EXPLANATION,
        "key": uuid4().hex,
    }
    return Order(**(wanted | changes))  # type: ignore[arg-type]  # tests give what the fields want


def ordered(
    residency: Residency, kind: ChangeKind, day: date | None = None, *, by: User | None = None, **changes: object
) -> StatusChange:
    change = order_change(residency, an_order(kind, day, **changes), actor=by or officer())
    residency.refresh_from_db()
    return change
