"""Words of this room's actions in the journal; applicants see none of them: they do not know the experts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.journal import wording

WITHIN_THE_HOUSE = {
    "expert.made": _("Made an expert"),
    "expert.changed": _("Expert's profile changed"),
    "expert.ended": _("Ceased to be an expert"),
    "expert.resumed": _("An expert again"),
    "review.asked": _("Expert asked to review"),
    "review.accepted": _("Expert free of conflicts of interest; the case is open to them"),
    "review.declined": _("Expert declined the review"),
    "review.taken_back": _("Review taken back from the expert"),
    "review.filed": _("Scorecard filed"),
    "review.set_aside": _("Scorecard set aside because of a conflict of interest"),
    "review.document_opened": _("Document opened by an expert"),
    "review.consensus_asked": _("Experts asked for common scores"),
    "review.consensus_recorded": _("Common scores recorded"),
    "review.consensus_confirmed": _("Common scores confirmed"),
    "review.consensus_agreed": _("All experts agree on the common scores"),
    "review.consensus_ended": _("Round for common scores ended without agreement"),
}


def register() -> None:
    wording.call(WITHIN_THE_HOUSE, inside=True)
