"""People and organisations for tests: names that nobody has, BINs that no register gives out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import factory
from allauth.account.models import EmailAddress

from orken.kernel.identifiers import check_digit
from orken.parties.models import Capacity, CompanyKind, Mandate, Organisation, Role, Scope, StaffRole, User

PASSWORD = "kok-torgai-2026"


def bins() -> Iterator[str]:
    """Valid BINs of December 2049 with serial numbers that no month reaches, again from the start after some 270."""
    for entity, serial in cycle(product("456", range(99901, 100000))):
        first_eleven = f"4912{entity}0{serial}"
        digit = check_digit(first_eleven)
        if digit is not None:
            yield f"{first_eleven}{digit}"


_bins = bins()


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address, who may sign in with ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"adam{number}@orken.example")
    full_name = factory.Sequence(lambda number: f"Әсел Үлгібаева {number}")
    language = "kk"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(password=fields.pop("password", PASSWORD), **fields)

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        EmailAddress.objects.create(user=self, email=self.email, verified=extracted is not False, primary=True)

    @factory.post_generation
    def roles(self, create: bool, extracted: list[Role] | None, **kwargs: Any) -> None:
        for role in extracted or []:
            StaffRole.objects.create(user=self, role=role)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation of Kazakhstan; ``people`` may act for it from today."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"«Өрнек {number}» ЖШС")
    country = "KZ"
    bin = factory.LazyFunction(lambda: next(_bins))
    legal_form = "llp"
    region = "KZ-71"
    address = "Астана қ., Мәңгілік Ел даңғылы, 55"
    activity = "62011"
    kind = CompanyKind.PRODUCT

    @factory.post_generation
    def people(self, create: bool, extracted: list[User] | None, **kwargs: Any) -> None:
        for user in extracted or []:
            MandateFactory(user=user, organisation=self)


class MandateFactory(factory.django.DjangoModelFactory):
    """A mandate from today, for everything where no scope is named."""

    class Meta:
        model = Mandate

    user = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    capacity = Capacity.COLLEAGUE
    scope = factory.LazyFunction(lambda: list(Scope.values))


class ForeignOrganisationFactory(OrganisationFactory):
    country = "DE"
    bin = None
    registration_number = factory.Sequence(lambda number: f"HRB {1000 + number}")
    legal_form = "foreign_entity"
    region = ""
    address = "Berlin, Lindenstraße 1"
