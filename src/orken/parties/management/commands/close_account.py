from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orken.parties.models import User
from orken.parties.services.people import close_account


class Command(BaseCommand):
    help = "Let a person in no more and sign them out everywhere; what they did stays on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *_arguments: Any, email: str, **_options: Any) -> None:
        person = User.objects.filter(email=User.objects.normalize_email(email)).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}; look at the address again.")
        close_account(person)
        self.stdout.write(f"The account of {person} is closed.")
