"""What a page says of a residency: its state, what happened to it, what can be done next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.journal.queries import entries_about
from orken.kernel.text import Text
from orken.residency.changes import ALLOWED_IN
from orken.residency.models import ChangeKind, Residency, ResidencyState, StatusChange
from orken.residency.queries import reminder_days
from orken.ui.wording import current_language, day_in_words

TONES: Mapping[str, str] = {
    ResidencyState.AWAITING_AGREEMENT: "info",
    ResidencyState.IN_FORCE: "good",
    ResidencyState.SUSPENDED: "warn",
    ResidencyState.REVOKED: "bad",
    ResidencyState.EXPIRED: "neutral",
    ResidencyState.LAPSED: "neutral",
}


@dataclass(frozen=True)
class Event:
    """A line of the history; ``by`` is for staff only."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""


def possible_changes(residency: Residency) -> list[ChangeKind]:
    """What can be ordered now; a residency without an end is not renewed."""
    kinds = [kind for kind in ChangeKind if residency.state in ALLOWED_IN[kind]]
    return [kind for kind in kinds if kind is not ChangeKind.RENEW or residency.valid_to is not None]


def history(residency: Residency, *, for_staff: bool) -> list[Event]:
    """Everything that happened, newest first. Others than staff hear of no revocation before it is signed."""
    changes = residency.changes.select_related("ordered_by", "confirmed_by", "cancelled_by")
    told = [event for change in changes for event in _events_of(change, for_staff=for_staff)]
    return sorted([*_milestones(residency), *told], key=lambda event: event.at, reverse=True)


def own_language_first(text: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(text.items(), key=lambda wording: wording[0] != current_language())


def announced(change: StatusChange | None) -> bool:
    """Whether a waiting change is one that the organisation was told of."""
    return change is not None and not change.waits_for_signature


def may_be_renewed(residency: Residency) -> bool:
    """Whether the end is so near that the organisation is asked to think of renewal."""
    if residency.state != ResidencyState.IN_FORCE or residency.valid_to is None:
        return False
    return residency.valid_to - timedelta(days=reminder_days()) <= timezone.localdate()


def next_words(residency: Residency) -> str:
    return _NEXT[ResidencyState(residency.state)]()


_NEXT = {
    ResidencyState.AWAITING_AGREEMENT: lambda: _("The status begins when both sides have signed the agreement."),
    ResidencyState.LAPSED: lambda: _("The agreement was not signed in time, so the offer has lapsed."),
    ResidencyState.IN_FORCE: lambda: _("Tell the operator when the information in your application changes."),
    ResidencyState.SUSPENDED: lambda: _(
        "The status is held but suspended. The reason is in the history below; write to the operator when it is gone."
    ),
    ResidencyState.REVOKED: lambda: _("The status has ended. The reason is in the history below; you may apply again."),
    ResidencyState.EXPIRED: lambda: _("The term of the status has ended. You may apply again."),
}


def _milestones(residency: Residency) -> Iterator[Event]:
    titles = {
        "residency.offered": _("Offered by the decision"),
        "residency.lapsed": _("The offer has lapsed"),
        "residency.expired": _("Expired"),
    }
    for entry in entries_about(residency.case.subject):
        if entry.action == "residency.in_force" and residency.valid_from:
            yield Event(entry.recorded_at, _("In force from %(day)s") % {"day": day_in_words(residency.valid_from)})
        elif entry.action in titles:
            yield Event(entry.recorded_at, titles[entry.action])


def _events_of(change: StatusChange, *, for_staff: bool) -> Iterator[Event]:
    day = {"day": day_in_words(change.day)}
    text = _explained(change)
    signed = [change.ordered_by, change.confirmed_by]
    by = ", ".join(str(person) for person in signed if person) if for_staff else ""
    known = for_staff or change.kind != ChangeKind.REVOKE or change.confirmed_at is not None
    if change.carried_out_at is not None:
        yield Event(change.carried_out_at, _done_words(change), text, by)
    elif known:
        yield Event(change.ordered_at, _ordered_words(ChangeKind(change.kind)) % day, text, by)
    if change.cancelled_at is not None and known:
        by = str(change.cancelled_by) if for_staff and change.cancelled_by else ""
        why = change.cancel_note if change.cancelled_by else _("The residency ended before the day of the change.")
        yield Event(change.cancelled_at, _("The change is taken back"), why if for_staff else "", by)


def _done_words(change: StatusChange) -> str:
    words = {
        ChangeKind.SUSPEND: _("Suspended from %(day)s"),
        ChangeKind.REINSTATE: _("In force again from %(day)s"),
        ChangeKind.REVOKE: _("Revoked from %(day)s"),
        ChangeKind.RENEW: _("Renewed from %(day)s, last day %(last_day)s"),
    }[ChangeKind(change.kind)]
    return words % {"day": day_in_words(change.day), "last_day": _day(change.last_day)}


def _ordered_words(kind: ChangeKind) -> str:
    return {
        ChangeKind.SUSPEND: _("To be suspended from %(day)s"),
        ChangeKind.REINSTATE: _("To be in force again from %(day)s"),
        ChangeKind.REVOKE: _("To be revoked from %(day)s"),
        ChangeKind.RENEW: _("To be renewed from %(day)s"),
    }[kind]


def _explained(change: StatusChange) -> str:
    language = current_language()
    said = [Text(**data).in_language(language) for data in (change.title, change.basis, change.explanation)]
    return "{} ({})\n{}".format(*said)


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""
