from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orken.parties.models import User
from orken.parties.services.people import remove_second_factors


class Command(BaseCommand):
    help = "Remove the second factors of somebody who lost them. Check who is asking first: by telephone is not enough."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *_arguments: Any, email: str, **_options: Any) -> None:
        person = User.objects.filter(email=User.objects.normalize_email(email)).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}; look at the address again.")
        removed = remove_second_factors(person)
        self.stdout.write(
            f"Second factors removed: {removed}. All sessions of {person} are ended, and a message says so."
        )
