from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from orken.cases.models.case import Case, Outcome
from orken.cases.models.draft import Filing
from orken.kernel.text import Text

if TYPE_CHECKING:
    from orken.cases.models.appeal import Appeal

APPEALS_END_IN = (Outcome.UPHELD, Outcome.CHANGED, Outcome.SENT_BACK)
DECIDED = [(outcome, outcome.value) for outcome in (Outcome.GRANTED, Outcome.REFUSED, *APPEALS_END_IN)]


class Clock(models.Model):
    """Working days of one stage of a case. Paused while the applicant corrects, or while an appeal is examined.

    ``days_used`` are the working days that had passed when it was last paused; ``running_since`` is the day from which
    the rest is counted. ``due_on`` is stored with the calendar's version, so that a later change of the calendar
    does not silently move a promised day.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    stage = models.CharField(max_length=60)
    working_days = models.PositiveSmallIntegerField()
    days_used = models.PositiveSmallIntegerField(default=0)
    running_since = models.DateField()
    due_on = models.DateField()
    calendar_version = models.CharField(max_length=80)
    paused_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(stopped_at=None), name="one_live_clock_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} due {self.due_on}"


class Remark(models.Model):
    """What the officer asks to correct, about one question or one document of one filing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="remarks")
    target = models.CharField(max_length=140)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_remarks"
    )

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "target"], name="one_remark_per_target_and_filing"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(sent_at__isnull=False), name="sent_before_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.target


class Proposal(models.Model):
    """A decision that waits for its second signature; it has no effect until it is confirmed.

    ``grounds`` as in `Decision`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    stage = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, choices=DECIDED)
    template = models.CharField(max_length=80)
    grounds = models.JSONField(default=list)
    reasons = models.JSONField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_note = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(sent_back_at=None, confirmed_at=None), name="one_open_proposal_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    @property
    def reasons_text(self) -> Text:
        return Text(**self.reasons)

    @property
    def cited(self) -> list[dict[str, Any]]:
        """Grounds with the act that they rest on."""
        return [ground for ground in self.grounds if ground["basis"]]


class Decision(models.Model):
    """A reasoned decision in three languages.

    ``grounds`` are the chosen reasons as they were then: ``code``, ``title``, ``basis`` and its ``certainty``. ``body``
    is the name, in three languages, of the body that decided; empty where a person did. ``decided_by`` is then who
    recorded its decision. ``replaces`` is the decision of the same stage that stood before an appeal.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, choices=DECIDED)
    template = models.CharField(max_length=80)
    grounds = models.JSONField(default=list)
    reasons = models.JSONField()
    body = models.JSONField(default=dict, db_default=models.Value({}, output_field=models.JSONField()))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    standing_appeal: Appeal | None = None  # as ``appeals.decisions_in`` found it
    url = ""  # where a reader finds it, once ``appeals`` has asked whether they may

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage"], condition=Q(replaces=None), name="one_first_decision_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=models.F("decided_by")),
                name="two_signatures_are_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    @property
    def reasons_text(self) -> Text:
        return Text(**self.reasons)

    @property
    def cited(self) -> list[dict[str, Any]]:
        """Grounds with the act that they rest on."""
        return [ground for ground in self.grounds if ground["basis"]]

    @property
    def decider(self) -> Text:
        """Who decided, for everybody to read: the body, or else the person."""
        name = str(self.decided_by)
        return Text(**self.body) if self.body else Text(kk=name, ru=name, en=name)


class Agreement(models.Model):
    """The text that both sides sign; its hash is what each signature is about."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="agreement")
    text = models.JSONField()
    text_hash = models.CharField(max_length=64)
    offered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.text_hash[:12]}"

    @property
    def wording(self) -> Text:
        return Text(**self.text)


class Side(models.TextChoices):
    APPLICANT = "applicant"
    OPERATOR = "operator"


class Signature(models.Model):
    """One side's signature under an agreement, as the signature provider returned it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=300)
    method = models.CharField(max_length=40)
    signed_hash = models.CharField(max_length=64)
    proof = models.JSONField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["agreement", "side"], name="one_signature_per_side")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.side}"
