from __future__ import annotations

from typing import Any

from orken.parties.management.person_command import PersonCommand
from orken.parties.models import User
from orken.parties.services.people import close_account


class Command(PersonCommand):
    help = "Let a person in no more and sign them out everywhere; what they did stays on record."

    def act(self, person: User, options: dict[str, Any]) -> str:
        close_account(person)
        return f"The account of {person} is closed."
