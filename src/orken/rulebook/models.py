"""The parameters and the moved days that run. Exclusion and check constraints hold what no service may break."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from orken.kernel.text import Text
from orken.rulebook.calendars import Transfer
from orken.rulebook.parameters import Certainty, Parameter


class Origin(models.TextChoices):
    """Who brought a row; a pack that is loaded again leaves the operator's rows alone."""

    PACK = "pack"
    OPERATOR = "operator"


class ParameterValue(models.Model):
    """One value of one parameter for a span of days, both included; constraint ``one_value_at_a_time`` is in SQL."""

    code = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    unit = models.CharField(max_length=60)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    act = models.TextField(blank=True)
    certainty = models.CharField(max_length=20)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PACK)

    class Meta:
        ordering = ["code", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="parameter_ends_after_start"),
            models.CheckConstraint(
                condition=Q(certainty__in=[certainty.value for certainty in Certainty]),
                name="parameter_certainty_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value} {self.unit} ({self.valid_from or '…'} – {self.valid_to or '…'})"

    @property
    def parameter(self) -> Parameter:
        return Parameter.from_text(
            self.code,
            self.value,
            self.unit,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            act=self.act,
            certainty=self.certainty,
        )


class DayTransfer(models.Model):
    """A day that an act makes working or not working."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    act = models.TextField()
    name = models.JSONField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PACK)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} ({'working' if self.works else 'off'})"

    @property
    def transfer(self) -> Transfer:
        return Transfer(self.day, self.works, self.act, Text.from_data(self.name) if self.name else None)


class Edition(models.Model):
    """One row, whose token triggers change with every change of parameters and moved days."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    token = models.UUIDField()

    def __str__(self) -> str:
        return str(self.token)
