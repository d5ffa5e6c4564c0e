from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Q

from orken.kernel.errors import RuleViolation
from orken.parties.management.person_command import PersonCommand
from orken.parties.models import Capacity, Organisation, Scope, User
from orken.parties.services import Terms, grant_mandate


class Command(PersonCommand):
    help = "Let a person do everything for an organisation that lost those who managed it. Check who asks first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("number", help="BIN of the organisation, or its reference in addresses of the portal")

    def act(self, person: User, options: dict[str, Any]) -> str:
        number = options["number"]
        organisation = Organisation.objects.filter(Q(bin=number) | Q(reference=number)).first()
        if organisation is None:
            raise CommandError(f"No organisation has the BIN or the reference {number}; look at it again.")
        try:
            grant_mandate(person, organisation, Terms(Capacity.HEAD, tuple(Scope)))
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        return f"{person} may now do everything for {organisation}."
