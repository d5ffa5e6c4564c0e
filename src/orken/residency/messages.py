"""Who hears of what happens to a residency. The texts are in ``templates/notices``, in each recipient's language."""

from __future__ import annotations

from orken.cases.queries import barred_people
from orken.notices.services import notify
from orken.parties.models import Role
from orken.parties.queries import people_acting_for, people_with_role
from orken.residency.models import Residency, StatusChange


def tell(change: StatusChange, template: str) -> None:
    """Tell the organisation of a change: that it is ahead, that it holds, or that it was taken back."""
    residency = change.residency
    context = _context(residency) | {"change": change}
    notify(people_acting_for(residency.organisation), template, context, subject_of=residency.case.subject)


def ask_for_signature(change: StatusChange) -> None:
    """Tell the heads of unit, but nobody who acts for the organisation or is in conflict, and not the one who ordered
    it."""
    residency = change.residency
    involved = {person.pk for person in people_acting_for(residency.organisation)} | {change.ordered_by_id}
    involved |= {person.pk for person in barred_people(residency.case)}
    heads = [head for head in people_with_role(Role.HEAD_OF_UNIT) if head.pk not in involved]
    context = _context(residency) | {"change": change}
    notify(heads, "desk_revocation_ordered", context, subject_of=residency.case.subject)


def tell_of_end(residency: Residency, template: str) -> None:
    notify(people_acting_for(residency.organisation), template, _context(residency), subject_of=residency.case.subject)


def _context(residency: Residency) -> dict[str, object]:
    return {
        "name": residency.organisation.name,
        "reference": residency.case.reference,
        "last_day": residency.last_day,
    }
