from __future__ import annotations

from typing import Any

from orken.parties.management.person_command import PersonCommand
from orken.parties.models import User
from orken.parties.services.people import remove_second_factors


class Command(PersonCommand):
    help = "Remove the second factors of somebody who lost them. Check who is asking first: by telephone is not enough."

    def act(self, person: User, options: dict[str, Any]) -> str:
        removed = remove_second_factors(person)
        return f"Second factors removed: {removed}. All sessions of {person} are ended, and a message says so."
