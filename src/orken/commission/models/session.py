from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.cases.models import Case, Decision, Outcome
from orken.commission.models.body import Body, BodyRules, Membership
from orken.kernel.identifiers import new_reference


class Form(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    CORRESPONDENCE = "correspondence", _("By correspondence")


class SessionState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("session", "In preparation")
    OPEN = "open", pgettext_lazy("session", "Under way")
    CLOSED = "closed", pgettext_lazy("session", "Closed")
    MINUTED = "minuted", pgettext_lazy("session", "Minutes written")
    SIGNED = "signed", pgettext_lazy("session", "Minutes signed")


class Session(models.Model):
    """A body meets, or votes by correspondence until ``closes_at``. The rules of the day are kept when it opens.

    The database lets ``state`` only move forward (trigger ``sessions_move``).
    """

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sessions")
    form = models.CharField(_("form"), max_length=20, choices=Form)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PREPARED)
    starts_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("voting closes"), null=True)
    rules = models.ForeignKey(BodyRules, on_delete=models.PROTECT, null=True, related_name="sessions")
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="form_of_session_is_known", condition=Q(form__in=Form.values)),
            models.CheckConstraint(name="state_of_session_is_known", condition=Q(state__in=SessionState.values)),
            models.CheckConstraint(
                name="correspondence_closes_by_time",
                condition=Q(form="correspondence", closes_at__gt=F("starts_at"))
                | (~Q(form="correspondence") & Q(closes_at=None)),
            ),
            models.CheckConstraint(
                name="rules_since_opening",
                condition=Q(state="prepared", rules=None, opened_at=None)
                | (~Q(state="prepared") & Q(rules__isnull=False, opened_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("commission:session", args=[self.reference])

    @property
    def subject(self) -> str:
        """The name under which journal and notices keep this session."""
        return f"session:{self.reference}"

    @property
    def by_correspondence(self) -> bool:
        return self.form == Form.CORRESPONDENCE


class ItemState(models.TextChoices):
    LISTED = "listed", pgettext_lazy("agenda item", "On the agenda")
    VOTING = "voting", pgettext_lazy("agenda item", "Voting")
    COUNTED = "counted", pgettext_lazy("agenda item", "Voted")
    DECIDED = "decided", pgettext_lazy("agenda item", "Decided")
    POSTPONED = "postponed", pgettext_lazy("agenda item", "Postponed")
    TAKEN_OFF = "taken_off", pgettext_lazy("agenda item", "Taken off")


LIVE = (ItemState.LISTED, ItemState.VOTING, ItemState.COUNTED)
SETTLED = (ItemState.DECIDED, ItemState.POSTPONED, ItemState.TAKEN_OFF)


class PostponedFor(models.TextChoices):
    NO_QUORUM = "no_quorum", _("No quorum")
    TIE = "tie", _("The votes were even")
    NOT_REACHED = "not_reached", _("The session ended before it")
    ORDERED = "ordered", _("Postponed by the secretary")
    BARRED_VOTER = "barred_voter", _("A conflict of interest was found after a secret vote")


# What a body can be asked to do with a decision that is appealed against; else it stands.
MOTIONS = [(Outcome.CHANGED.value, _("to change the decision")), (Outcome.SENT_BACK.value, _("to decide anew"))]


class Item(models.Model):
    """A case on the agenda of a session. ``result`` holds the figures of the vote, as ``counting.as_data`` writes them.

    In an appeal ``motion`` is the outcome that is put to the vote, and ``motion_reason`` the code of its reason; both
    stay once voting has begun. For other cases they are empty: the request of the applicant is put to the vote.

    The database keeps what is settled (trigger ``settled_items_stay``).
    """

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commission_items")
    position = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=ItemState, default=ItemState.LISTED)
    presiding = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    postponed_for = models.CharField(max_length=20, choices=PostponedFor, blank=True)
    conditions = models.JSONField(default=dict)
    motion = models.CharField(max_length=20, blank=True, db_default="", choices=MOTIONS)
    motion_reason = models.CharField(max_length=80, blank=True, db_default="")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="commission_item")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="state_of_item_is_known", condition=Q(state__in=ItemState.values)),
            models.UniqueConstraint(name="one_live_item_of_a_case", fields=["case"], condition=Q(state__in=LIVE)),
            models.UniqueConstraint(
                name="one_item_of_a_case_in_a_session", fields=["session", "case"], condition=~Q(state="taken_off")
            ),
            models.CheckConstraint(
                name="somebody_presides_over_a_vote",
                condition=~Q(state__in=["voting", "counted", "decided"]) | Q(presiding__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_with_a_decision",
                condition=Q(state="decided", decision__isnull=False) | (~Q(state="decided") & Q(decision=None)),
            ),
            models.CheckConstraint(
                name="motion_with_its_reason",
                condition=Q(motion="", motion_reason="")
                | (Q(motion__in=["changed", "sent_back"]) & ~Q(motion_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("commission:item", args=[self.reference])

    @property
    def verdict(self) -> str:
        """What the vote came to; nothing before it was counted."""
        counted: dict[str, Any] = self.result
        return str(counted.get("verdict", ""))


class Attendance(models.Model):
    """A member is at a session. In a vote by correspondence those are present who vote."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendance")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="present_once", fields=["session", "member"])]

    def __str__(self) -> str:
        return f"{self.session_id} {self.member_id}"
