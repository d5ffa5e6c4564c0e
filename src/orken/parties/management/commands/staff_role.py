from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from orken.parties.management.person_command import PersonCommand
from orken.parties.models import Role, User
from orken.parties.queries import roles_of
from orken.parties.services.people import grant_role, withdraw_role

DEEDS = {"grant": grant_role, "withdraw": withdraw_role}


class Command(PersonCommand):
    help = "Grant a person a role at the operator, or withdraw it; withdrawing signs them out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=DEEDS)
        super().add_arguments(parser)
        parser.add_argument("role", choices=Role.values)

    def act(self, person: User, options: dict[str, Any]) -> str:
        DEEDS[options["deed"]](person, Role(options["role"]))
        return f"Roles of {person} now: {', '.join(sorted(roles_of(person))) or 'none'}."
