from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.cases.models import Case
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
    """An organisation's residency, from the decision that offers it. ``valid_to`` is the first day without it."""

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
