"""Saying what a body votes on in an appeal."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from orken.commission.models import Item, ItemState, SessionState
from orken.commission.motions import possible_motions
from orken.commission.services.agenda import locked_session
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


@transaction.atomic
def put_to_vote(item: Item, reason: str, *, actor: User) -> Item:
    """Put to the vote what the reason of this code would do; another one can be chosen until voting begins.

    Raises
    ------
    RuleViolation
        Voting has begun (trigger ``settled_items_stay`` keeps what is voted on), or the appeal has no such reason.
    """
    session = locked_session(item.session, SessionState.PREPARED, SessionState.OPEN)
    waiting = Item.objects.select_for_update(of=("self",)).select_related("case__version")
    locked = waiting.get(pk=item.pk)
    if locked.state != ItemState.LISTED:
        raise RuleViolation("voting_began", _("What is voted on is chosen before voting begins, and stays."))
    chosen = next((one for one in possible_motions(locked.case) if one.code == reason), None)
    if chosen is None:
        raise RuleViolation("no_motion", _("Choose from the list what is put to the vote."), field="reason")
    locked.motion, locked.motion_reason = chosen.outcome, chosen.code
    locked.save(update_fields=["motion", "motion_reason"])
    data = {"session": session.reference, "motion": chosen.outcome, "reason": chosen.code}
    record(
        "commission.item_put_to_vote",
        actor=actor,
        subject=locked.case.subject,
        data=data,
        organisation_id=locked.case.applicant_id,
    )
    return locked
