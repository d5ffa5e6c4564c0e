from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.documents.models import Document
from orken.kernel.identifiers import new_reference
from orken.parties.models import Organisation
from orken.registers.catalogue import Register, catalogue


class Standing(models.TextChoices):
    """What a version states; that time ran out is not stated but follows from its dates."""

    ACTIVE = "active", pgettext_lazy("register entry", "In force")
    SUSPENDED = "suspended", pgettext_lazy("register entry", "Suspended")
    REVOKED = "revoked", pgettext_lazy("register entry", "Revoked")


class State(models.TextChoices):
    """Where an entry, and every certificate of it, stands on a day."""

    VALID = "valid", pgettext_lazy("certificate", "Valid")
    SUSPENDED = "suspended", pgettext_lazy("certificate", "Suspended")
    REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    NOT_YET = "not_yet", pgettext_lazy("certificate", "Not in force yet")


class Entry(models.Model):
    """One organisation's place in a register; what it says stands in its versions."""

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    register = models.CharField(_("register"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="register_entries", verbose_name=_("organisation")
    )
    opened_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        indexes = [models.Index(name="entries_of_a_register", fields=["register"])]

    def __str__(self) -> str:
        return f"{self.register}:{self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("registers:entry", args=[self.register, self.reference])

    @property
    def definition(self) -> Register:
        return catalogue[self.register]


class EntryVersion(models.Model):
    """What an entry says from ``valid_from`` on, until a later version says otherwise.

    ``valid_to`` is the first day on which it no longer holds. ``recorded_at`` is when the register learnt of it, which
    may be later than ``valid_from``. The database refuses to change or remove a version, to record one that begins
    before the last, and to go on after a revocation (triggers of migration 0002).
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveIntegerField(_("version"))
    standing = models.CharField(_("state"), max_length=10, choices=Standing.choices)
    data = models.JSONField(_("content"))
    name = models.CharField(_("name"), max_length=250)
    official_number = models.CharField(_("BIN or registration number"), max_length=60)
    reason = models.JSONField(_("reason"), null=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sort_key = models.TextField(db_collation="C", editable=False)
    search_form = models.TextField(editable=False)

    class Meta:
        verbose_name = _("version of a register entry")
        verbose_name_plural = _("versions of register entries")
        ordering = ["entry", "sequence"]
        constraints = [
            models.UniqueConstraint(name="versions_in_sequence", fields=["entry", "sequence"]),
            models.CheckConstraint(name="standing_is_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(
                name="version_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="revoked_for_good", condition=~Q(standing=Standing.REVOKED) | Q(valid_to__isnull=True)
            ),
        ]
        indexes = [
            models.Index(name="version_in_force", fields=["entry", "-sequence", "valid_from"]),
            models.Index(name="versions_by_name", fields=["sort_key", "id"]),
            models.Index(name="entries_by_first_day", fields=["valid_from"], condition=Q(sequence=1)),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.sequence} {self.name}"

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def state_on(self, day: date) -> State:
        """The state on ``day``, if this is the version that holds on it."""
        if day < self.valid_from:
            return State.NOT_YET
        if self.standing == Standing.REVOKED:
            return State.REVOKED
        if self.valid_to is not None and day >= self.valid_to:
            return State.EXPIRED
        return State.SUSPENDED if self.standing == Standing.SUSPENDED else State.VALID


class NumberSeries(models.Model):
    """The last number given out in a series; its row is locked until the number is used or rolled back."""

    code = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.code}: {self.last}"


class Certificate(models.Model):
    """A sealed document about an entry. It is never changed; whether it counts is read from the register."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="certificates")
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="certificate")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("registers:certificate", args=[self.reference])

    @property
    def entry(self) -> Entry:
        return self.version.entry
