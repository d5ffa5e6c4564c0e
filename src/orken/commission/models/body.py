from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.commission import voting
from orken.kernel.text import Text


class Ballot(models.TextChoices):
    OPEN = "open", _("Open ballot")
    SECRET = "secret", _("Secret ballot")


class Body(models.Model):
    """A body that decides on cases: a commission, a council. Procedures name it by its code."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    ballot = models.CharField(_("ballot"), max_length=10, choices=Ballot, default=Ballot.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(name="ballot_is_known", condition=Q(ballot__in=Ballot.values))]

    def __str__(self) -> str:
        return self.title.in_language("kk")

    def get_absolute_url(self) -> str:
        return reverse("commission:body", args=[self.code])

    @property
    def title(self) -> Text:
        return Text(**self.name)

    @property
    def subject(self) -> str:
        """The name under which the journal keeps this body."""
        return f"body:{self.code}"

    @property
    def is_secret(self) -> bool:
        return self.ballot == Ballot.SECRET


class MajorityKind(models.TextChoices):
    SIMPLE = voting.Majority.SIMPLE.value, _("More votes for than against")
    PRESENT = voting.Majority.PRESENT.value, _("More than half of the members present")
    ENTITLED = voting.Majority.ENTITLED.value, _("More than half of the members entitled to vote")
    TWO_THIRDS = voting.Majority.TWO_THIRDS.value, _("Two thirds of the votes cast")
    TWO_THIRDS_ENTITLED = voting.Majority.TWO_THIRDS_ENTITLED.value, _("Two thirds of the members entitled to vote")


def range_of(*ends: str) -> Func:
    return Func(*ends, Value("[]"), function="daterange")


def number_of(field: str) -> Func:
    """A range that holds one number stands in for btree_gist, which not every PostgreSQL brings."""
    return Func(field, field, Value("[]"), function="int8range")


class BodyRules(models.Model):
    """How a body decides from a day to a day, and the act that says so. A row changes only by getting a last day.

    The quorum is ``quorum_number`` members, or ``quorum_numerator`` of ``quorum_denominator`` of those entitled.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rules")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid through"), null=True)
    quorum_number = models.PositiveSmallIntegerField(null=True)
    quorum_numerator = models.PositiveSmallIntegerField(null=True)
    quorum_denominator = models.PositiveSmallIntegerField(null=True)
    quorum_more_than = models.BooleanField(default=False)
    majority = models.CharField(_("majority"), max_length=20, choices=MajorityKind)
    casting_vote = models.BooleanField(_("the vote of the chair decides a tie"), default=False)
    abstention = models.BooleanField(_("members may abstain"), default=True)
    recused_leave_base = models.BooleanField(_("recused members do not count among those entitled"), default=True)
    citation = models.JSONField(_("act"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rules_end_after_they_begin", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="quorum_is_a_number_or_a_share",
                condition=Q(quorum_number__gt=0, quorum_numerator=None, quorum_denominator=None)
                | Q(
                    quorum_number=None,
                    quorum_numerator__gt=0,
                    quorum_denominator__gt=0,
                    quorum_numerator__lte=F("quorum_denominator"),
                ),
            ),
            models.CheckConstraint(name="majority_is_known", condition=Q(majority__in=MajorityKind.values)),
            ExclusionConstraint(
                name="one_set_of_rules_on_a_day",
                expressions=[(number_of("body"), "&&"), (range_of("valid_from", "valid_to"), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.valid_from}"

    @property
    def for_voting(self) -> voting.Rules:
        quorum: int | voting.Share
        if self.quorum_number is not None:
            quorum = self.quorum_number
        else:
            assert self.quorum_numerator is not None  # constraint quorum_is_a_number_or_a_share
            assert self.quorum_denominator is not None
            quorum = voting.Share(self.quorum_numerator, self.quorum_denominator, self.quorum_more_than)
        return voting.Rules(
            quorum,
            voting.Majority(self.majority),
            casting_vote=self.casting_vote,
            abstention=self.abstention,
            recused_leave_base=self.recused_leave_base,
        )


class Office(models.TextChoices):
    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


VOTING_OFFICES = (Office.CHAIR, Office.DEPUTY, Office.MEMBER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self, day: date | None = None) -> MembershipQuerySet:
        """Members on a day, today where none is given."""
        on = day or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def voting(self, day: date | None = None) -> MembershipQuerySet:
        """The secretary writes the minutes and does not vote."""
        return self.standing(day).filter(office__in=VOTING_OFFICES)


class Membership(models.Model):
    """Somebody belongs to a body from a day through a day. Rows are never deleted."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    office = models.CharField(_("office"), max_length=10, choices=Office)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid through"), null=True)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="office_is_known", condition=Q(office__in=Office.values)),
            ExclusionConstraint(
                name="one_membership_of_a_person_at_a_time",
                expressions=[
                    (number_of("body"), "&&"),
                    (number_of("user"), "&&"),
                    (range_of("valid_from", "valid_to"), "&&"),
                ],
            ),
            ExclusionConstraint(
                name="one_chair_at_a_time",
                expressions=[(number_of("body"), "&&"), (range_of("valid_from", "valid_to"), "&&")],
                condition=Q(office="chair"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.body_id} {self.office}"

    @property
    def votes(self) -> bool:
        return self.office in VOTING_OFFICES
