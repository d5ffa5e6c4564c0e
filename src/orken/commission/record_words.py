"""Words of this room's actions in the journal. All are steps within the operator's house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.journal import wording

WORDS = {
    "commission.body_created": _("Body created"),
    "commission.member_appointed": _("Member of a body appointed"),
    "commission.membership_ended": _("Membership in a body ended"),
    "commission.rules_set": _("Rules of a body set"),
    "commission.session_prepared": _("Session prepared"),
    "commission.members_invited": _("Members invited to a session"),
    "commission.attendance_noted": _("Attendance noted"),
    "commission.session_opened": _("Session opened"),
    "commission.voting_opened": _("Voting opened"),
    "commission.vote_cast": _("Vote cast"),
    "commission.dissent_written": _("Dissenting opinion written"),
    "commission.voting_closed": _("Voting closed and counted"),
    "commission.session_closed": _("Session closed"),
    "commission.minutes_written": _("Minutes written"),
    "commission.minutes_signed": _("Minutes signed"),
    "commission.item_put_on_agenda": _("Put on the agenda of a body"),
    "commission.item_put_to_vote": _("What is put to the vote was chosen"),
    "commission.item_taken_off": _("Taken off the agenda"),
    "commission.item_postponed": _("Postponed to the next session"),
}


def register() -> None:
    wording.call(WORDS, inside=True)
