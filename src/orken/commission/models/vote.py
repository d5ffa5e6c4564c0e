from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.commission import voting
from orken.commission.models.body import Membership
from orken.commission.models.session import Item


class ChoiceKind(models.TextChoices):
    FOR = voting.Choice.FOR.value, pgettext_lazy("vote", "For")
    AGAINST = voting.Choice.AGAINST.value, pgettext_lazy("vote", "Against")
    ABSTAIN = voting.Choice.ABSTAIN.value, pgettext_lazy("vote", "Abstain")


class Vote(models.Model):
    """A vote in an open ballot: one of a member on an item, never changed.

    The database takes it only while the item is voted on (trigger ``votes_while_open``).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=10, choices=ChoiceKind)
    key = models.CharField(max_length=80)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["cast_at"]
        constraints = [
            models.UniqueConstraint(name="one_vote_of_a_member", fields=["item", "member"]),
            models.CheckConstraint(name="choice_is_known", condition=Q(choice__in=ChoiceKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.member_id} {self.choice}"


class Dissent(models.Model):
    """What a member who was outvoted wants in the minutes of an open ballot."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="dissents")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("dissenting opinion"))
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]
        constraints = [models.UniqueConstraint(name="one_dissent_of_a_member", fields=["item", "member"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.member_id}"


class BallotPaper(models.Model):
    """A member has voted in a secret ballot. It says neither what nor when; its key is random, so that no order shows.

    ``commission.sealing`` and ``docs/security/secret_ballot.md`` say how the choice is kept apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="papers")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_paper_of_a_member", fields=["item", "member"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.member_id}"


class SealedTally(models.Model):
    """The counters of a secret ballot, sealed with a key that is not in the database; emptied when it is counted."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="tally")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.item_id)
