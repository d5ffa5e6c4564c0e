from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from orken.documents.models import Document
from orken.kernel.identifiers import new_reference
from orken.parties.models import Capacity, Language, Mandate, Organisation, Scope, User, scope_is_known


class Answer(models.TextChoices):
    NONE = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        return self.filter(answer=Answer.NONE, withdrawn_at=None)

    def open(self) -> InvitationQuerySet:
        """Those that can still be accepted."""
        days_left = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
        return self.unanswered().filter(days_left, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A person is asked by e-mail to act for an organisation. Of the link only a hash is kept, so it works once."""

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    language = models.CharField(max_length=2, choices=Language.choices)
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    scope = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation")

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="invited_address_in_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="invited_capacity_is_known", condition=Q(capacity__in=Capacity.values)),
            scope_is_known("invited"),
            models.CheckConstraint(
                name="consultant_brings_a_proof", condition=~Q(capacity=Capacity.CONSULTANT) | Q(proof__isnull=False)
            ),
            models.CheckConstraint(
                name="invited_for_days_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="answered_at_some_time_and_not_withdrawn",
                condition=Q(answer=Answer.NONE, answered_at=None)
                | Q(answer__in=[Answer.ACCEPTED, Answer.DECLINED], answered_at__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="mandate_when_accepted",
                condition=Q(answer=Answer.ACCEPTED, mandate__isnull=False)
                | (~Q(answer=Answer.ACCEPTED) & Q(mandate=None)),
            ),
            models.UniqueConstraint(
                name="one_open_invitation_per_address",
                fields=["organisation", "email"],
                condition=Q(answer=Answer.NONE, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation_id}"

    @property
    def is_open(self) -> bool:
        days_left = self.valid_to is None or self.valid_to >= timezone.localdate()
        return not self.answer and self.withdrawn_at is None and days_left and self.expires_at > timezone.now()

    @property
    def powers(self) -> list[str]:
        """The scope in words, in its own order."""
        return [str(scope.label) for scope in Scope if scope in self.scope]
