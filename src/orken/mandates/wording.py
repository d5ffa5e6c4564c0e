"""Words of this room's actions in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.journal import wording

WORDS = {
    "invitation.sent": _("Person invited"),
    "invitation.sent_again": _("Invitation sent again"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "invitation.accepted": _("Invitation accepted"),
    "invitation.declined": _("Invitation declined"),
    "mandates.viewed": _("The operator looked at the mandates"),
    "mandates.proof_viewed": _("The operator looked at the proof of a mandate"),
    "mandates.record_viewed": _("The operator looked at who did what"),
}


def register() -> None:
    wording.call(WORDS)
