from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.cases.models import Case
from orken.kernel.text import Text
from orken.parties.models import Organisation
from orken.registers.models import Entry


class ResidencyState(models.TextChoices):
    AWAITING_AGREEMENT = "awaiting_agreement", pgettext_lazy("residency", "Awaiting agreement")
    IN_FORCE = "in_force", pgettext_lazy("residency", "In force")
    LAPSED = "lapsed", pgettext_lazy("residency", "Lapsed")
    SUSPENDED = "suspended", pgettext_lazy("residency", "Suspended")
    REVOKED = "revoked", pgettext_lazy("residency", "Revoked")
    EXPIRED = "expired", pgettext_lazy("residency", "Expired")


LIVE = (ResidencyState.AWAITING_AGREEMENT, ResidencyState.IN_FORCE, ResidencyState.SUSPENDED)
HELD = (ResidencyState.IN_FORCE, ResidencyState.SUSPENDED)
BEFORE_AGREEMENT = (ResidencyState.AWAITING_AGREEMENT, ResidencyState.LAPSED)


class Residency(models.Model):
    """An organisation's residency, from the decision that offers it. ``valid_to`` is the first day without it.

    ``reminded_of`` is the end of which the organisation was last reminded. The database lets ``state`` only move as
    ``residency_moves`` of migration 0003 allows.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="residency", verbose_name=_("case"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="residencies", verbose_name=_("organisation")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ResidencyState.choices, default=ResidencyState.AWAITING_AGREEMENT
    )
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("until"), null=True)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="residency", verbose_name=_("register entry")
    )
    reminded_of = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")
        constraints = [
            models.UniqueConstraint(name="one_live_residency", fields=["organisation"], condition=Q(state__in=LIVE)),
            models.CheckConstraint(name="residency_state_is_known", condition=Q(state__in=ResidencyState.values)),
            models.CheckConstraint(
                name="in_the_register_once_in_force",
                condition=Q(state__in=BEFORE_AGREEMENT, entry=None, valid_from=None)
                | (~Q(state__in=BEFORE_AGREEMENT) & Q(entry__isnull=False, valid_from__isnull=False)),
            ),
            models.CheckConstraint(
                name="residency_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("residency:residency", args=[self.case.reference])

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class ChangeKind(models.TextChoices):
    SUSPEND = "suspend", pgettext_lazy("change of a residency", "Suspend")
    REINSTATE = "reinstate", pgettext_lazy("change of a residency", "Reinstate")
    REVOKE = "revoke", pgettext_lazy("change of a residency", "Revoke")
    RENEW = "renew", pgettext_lazy("change of a residency", "Renew")


PENDING = Q(carried_out_at=None, cancelled_at=None)


class StatusChange(models.Model):
    """A change of a residency that somebody ordered, from ``day`` on; until then it waits, as the only one.

    A revocation also waits for the signature of a second person. ``reason`` is the code in the pack's list; ``title``,
    ``basis`` and ``explanation`` are in three languages, as they were then. ``valid_to`` is the new end of a renewal.
    The database keeps what was carried out or cancelled (trigger ``settled_changes_stay``).
    """

    residency = models.ForeignKey(Residency, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("change"), max_length=10, choices=ChangeKind)
    day = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    reason = models.CharField(_("reason"), max_length=60)
    title = models.JSONField()
    basis = models.JSONField()
    explanation = models.JSONField(_("explanation"))
    is_public = models.BooleanField()
    key = models.CharField(max_length=80)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of a residency")
        verbose_name_plural = _("changes of residencies")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_pending_change_per_residency", fields=["residency"], condition=PENDING),
            models.UniqueConstraint(name="one_change_per_key", fields=["residency", "key"]),
            models.CheckConstraint(name="change_is_known", condition=Q(kind__in=ChangeKind.values)),
            models.CheckConstraint(
                name="carried_out_or_cancelled", condition=Q(carried_out_at=None) | Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="revocation_is_signed_by_two",
                condition=~Q(kind=ChangeKind.REVOKE)
                | Q(carried_out_at=None)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("ordered_by"))),
            ),
            models.CheckConstraint(
                name="renewal_has_an_end",
                condition=Q(kind=ChangeKind.RENEW, valid_to__gt=F("day"))
                | (~Q(kind=ChangeKind.RENEW) & Q(valid_to=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.residency_id} {self.kind} {self.day}"

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    @property
    def waits_for_signature(self) -> bool:
        return self.kind == ChangeKind.REVOKE and self.confirmed_at is None and self.cancelled_at is None

    @property
    def public_reason(self) -> Text:
        """What the register says: the reason with its act, and the explanation where it is public."""
        title, basis, more = Text(**self.title), Text(**self.basis), Text(**self.explanation)
        said = {language: f"{title.in_language(language)} ({basis.in_language(language)})" for language in self.title}
        if self.is_public:
            said = {language: f"{text}. {more.in_language(language)}" for language, text in said.items()}
        return Text(**said)
