"""The cast of the demonstration: the same people for the demo, for screenshots and for journeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from orken.kernel.text import Text
from orken.kernel.yaml_files import read_yaml
from orken.parties.models import Capacity, Organisation, Role, Scope, User
from orken.parties.permissions import acts_for
from orken.parties.services.mandates import Terms, grant_mandate
from orken.parties.services.organisations import register_organisation
from orken.parties.services.people import grant_role


@dataclass(frozen=True)
class SignIn:
    """How to sign in as one person of the cast, to be shown where the demonstration is started."""

    name: str
    email: str
    password: str
    part: Text


@transaction.atomic
def load_cast(pack: Path) -> list[SignIn]:
    """Make the people and organisations of ``cast.yaml`` that are missing; what is there already stays as it is.

    Their passwords are published, so they are never let into an installation that is not a demonstration.
    """
    if not settings.ORKEN_DEMO:
        raise ImproperlyConfigured("The demo cast has published passwords; it is loaded only with ORKEN_DEMO=1.")
    cast = read_yaml(pack / "cast.yaml")
    # One hash for all, who share a published password: each takes a third of a second, on purpose.
    hashed = cache(lambda: make_password(cast["password"]))
    people = {person["email"]: _person(person, hashed) for person in cast["people"]}
    for organisation in cast["organisations"]:
        _organisation(organisation, people)
    return [
        SignIn(person["full_name"], person["email"], cast["password"], Text.from_data(person["part"]))
        for person in cast["people"]
    ]


def _person(data: Mapping[str, Any], hashed: Callable[[], str]) -> User:
    user = User.objects.filter(email=data["email"]).first()
    if user is None:
        user = User(email=data["email"], full_name=data["full_name"], language=data["language"], password=hashed())
        user.full_clean()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role in data.get("roles", []):
        grant_role(user, Role(role))
    return user


def _organisation(data: Mapping[str, Any], people: Mapping[str, User]) -> None:
    founder, *others = (people[email] for email in data["people"])
    particulars = {name: value for name, value in data.items() if name != "people"}
    organisation = Organisation.objects.filter(bin=data["bin"]).first()
    if organisation is None:
        organisation = Organisation(**particulars)
        organisation.full_clean()
        register_organisation(organisation, actor=founder)
    for person in others:
        if not acts_for(person, organisation):
            grant_mandate(person, organisation, Terms(Capacity.COLLEAGUE, tuple(Scope)), actor=founder)
