from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orken.kernel.identifiers import new_reference
from orken.parties.models import Language, Organisation

FIELDS = "priority_activities"  # the pack's list that experts and applications name their fields by
MOST_AT_ONCE = 50


class Expert(models.Model):
    """A person who may be asked to review cases.

    ``fields`` are codes of the pack's list of priority activities; ``capacity`` is how many assignments they have open
    at once; the employer is an organisation of the portal, or a name. ``ended_at`` is when they ceased to be an expert:
    nothing new is asked of them, what they have begun they end.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    fields = ArrayField(models.CharField(max_length=20), verbose_name=_("fields of expertise"))
    languages = ArrayField(models.CharField(max_length=2, choices=Language), verbose_name=_("languages"))
    capacity = models.PositiveSmallIntegerField(
        _("open reviews at once"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)]
    )
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    employer_name = models.CharField(_("employer"), max_length=250, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["user__full_name", "pk"]
        constraints = [
            models.CheckConstraint(name="expert_has_fields", condition=Q(fields__len__gt=0)),
            models.CheckConstraint(
                name="expert_languages_are_known",
                condition=Q(languages__contained_by=Language.values) & Q(languages__len__gt=0),
            ),
            models.CheckConstraint(
                name="expert_has_some_capacity", condition=Q(capacity__gte=1, capacity__lte=MOST_AT_ONCE)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("reviews:expert", args=[self.reference])

    @property
    def subject(self) -> str:
        """The name under which the journal keeps this expert."""
        return f"expert:{self.reference}"


class AwayPeriod(models.Model):
    """Days, the first and the last included, on which an expert is asked for nothing."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="away")
    first_day = models.DateField(_("away from"))
    last_day = models.DateField(_("away through"))

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(name="away_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"
