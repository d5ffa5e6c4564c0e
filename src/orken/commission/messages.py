"""What members are told. The texts are in ``templates/notices``, in each recipient's language."""

from __future__ import annotations

from orken.commission.models import ItemState, Membership, Session
from orken.commission.queries import items_open_to
from orken.notices.services import notify


def invite_members(session: Session) -> int:
    """Each member hears of the items that they are not barred from, and of no others; how many were told."""
    standing = Membership.objects.standing().filter(body=session.body).select_related("user")
    for member in standing:
        items = items_open_to(member.user, session).filter(state=ItemState.LISTED)
        context = {
            "body": session.body.name,
            "session": session,
            "items": [
                {"applicant": item.case.applicant.name, "procedure": item.case.definition.title.to_data()}
                for item in items
            ],
        }
        notify([member.user], "session_invitation", context, subject_of=session.subject)
    return len(standing)
