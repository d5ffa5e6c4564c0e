from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.kernel.identifiers import new_reference
from orken.parties.names import check_name, check_plain_text
from orken.parties.validators import check_bin
from orken.statements import Given

HOME_COUNTRY = "KZ"
FOREIGN_FORM = "foreign_entity"  # the one legal form of entities registered abroad, in the pack's list
NAME_LENGTH = 150


class Language(models.TextChoices):
    KAZAKH = "kk", "Қазақша"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What they may do comes from mandates and staff roles, never from flags on this row."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=NAME_LENGTH, validators=[check_name])
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.KAZAKH)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(name="email_in_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return str(self)


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    HEAD_OF_UNIT = "head_of_unit", _("Head of unit")
    SIGNATORY = "signatory", _("Signatory of the operator")
    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARY = "secretary", _("Secretary of the commission")


class StaffRole(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_row_per_person_and_role", fields=["user", "role"]),
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class CompanyKind(models.TextChoices):
    PRODUCT = "product", _("Product company")
    CONTENT = "content", _("Content maker")


class Organisation(models.Model):
    """A legal entity: known by its BIN in Kazakhstan, elsewhere by country and registration number."""

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    name = models.CharField(_("name"), max_length=250, validators=[check_name])
    country = models.CharField(_("country"), max_length=2, default=HOME_COUNTRY)
    bin = models.CharField(_("BIN"), max_length=12, null=True, blank=True, validators=[check_bin])
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True, validators=[check_name])
    legal_form = models.CharField(_("legal form"), max_length=40)
    region = models.CharField(_("region"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, validators=[check_plain_text])
    activity = models.CharField(_("main activity (OKED)"), max_length=10, blank=True)
    kind = models.CharField(_("kind of company"), max_length=10, choices=CompanyKind.choices)
    works_on_ai = models.BooleanField(_("works on artificial intelligence"), default=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="identified_by_bin_at_home_and_number_abroad",
                condition=Q(country=HOME_COUNTRY, bin__isnull=False, bin__regex=r"^\d{12}$", registration_number="")
                | (~Q(country=HOME_COUNTRY) & Q(bin__isnull=True) & ~Q(registration_number="")),
            ),
            models.UniqueConstraint(name="one_organisation_per_bin", fields=["bin"]),
            models.UniqueConstraint(
                Lower("country"),
                Lower("registration_number"),
                name="one_organisation_per_foreign_number",
                condition=~Q(registration_number=""),
            ),
            models.CheckConstraint(name="kind_of_company_is_known", condition=Q(kind__in=CompanyKind.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parties:organisation", args=[self.reference])

    @property
    def subject(self) -> str:
        """The name under which journal and notices keep this organisation."""
        return f"organisation:{self.reference}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the database, which alone knows at the moment of saving; services put its refusal into words."""

    @property
    def is_foreign(self) -> bool:
        return self.country != HOME_COUNTRY

    @property
    def official_number(self) -> str:
        return self.bin or self.registration_number


class Scope(models.TextChoices):
    """What a mandate lets a person do for the organisation; whoever holds any of these sees its cases."""

    PREPARE = "prepare", _("Fill in applications and attach documents")
    SUBMIT = "submit", _("Submit, correct, withdraw and sign")
    MANAGE = "manage", _("Change the organisation's data, invite people and end their mandates")


class Capacity(models.TextChoices):
    HEAD = "head", _("Head or founder")
    COLLEAGUE = "colleague", _("Colleague")
    CONSULTANT = "consultant", _("Consultant or other representative")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def standing(self, today: date | Given | None = None) -> MandateQuerySet:
        """Mandates that may be used today."""
        today = today or timezone.localdate()
        unended = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
        return self.filter(unended, revoked_at__isnull=True, valid_from__lte=today)

    def managing_without_end(self) -> MandateQuerySet:
        """Mandates that keep an organisation in somebody's hands: they manage, stand today and have no last day."""
        return self.standing().filter(scope__contains=[Scope.MANAGE], valid_to=None, user__is_active=True)


def scope_is_known(prefix: str) -> models.CheckConstraint:
    """At least one power, and none that the code does not know."""
    return models.CheckConstraint(
        name=f"{prefix}_scope_is_known", condition=Q(scope__contained_by=Scope.values) & Q(scope__len__gt=0)
    )


class Mandate(models.Model):
    """A person may act for an organisation from ``valid_from`` through ``valid_to``, unless revoked before.

    Rows are never deleted: they explain what was done under them.
    """

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mandates", verbose_name=_("organisation")
    )
    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity.choices)
    scope = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scope"))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid through"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)

    objects: ClassVar = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mandate_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="mandate_capacity_is_known", condition=Q(capacity__in=Capacity.values)),
            scope_is_known("mandate"),
            models.CheckConstraint(
                name="mandate_revoked_by_somebody_at_some_time",
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False),
            ),
            # A range of numbers that holds one number stands in for btree_gist, which not every PostgreSQL brings.
            ExclusionConstraint(
                name="one_standing_mandate_per_person_and_organisation",
                expressions=[
                    (Func("user", "user", Value("[]"), function="int8range"), "&&"),
                    (Func("organisation", "organisation", Value("[]"), function="int8range"), "&&"),
                    (Func("valid_from", "valid_to", Value("[]"), function="daterange"), "&&"),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"

    @property
    def is_over(self) -> bool:
        """Whether it was ended, or its last day has passed."""
        return self.revoked_at is not None or (self.valid_to is not None and self.valid_to < timezone.localdate())

    @property
    def powers(self) -> list[str]:
        """The scope in words, in its own order."""
        return [str(scope.label) for scope in Scope if scope in self.scope]
