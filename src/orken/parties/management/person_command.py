"""Commands of an operator about one person, who is named by the address with which they sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orken.parties.models import User


class PersonCommand(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *_arguments: object, email: str, **options: Any) -> None:
        person = User.objects.filter(email=User.objects.normalize_email(email)).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}; look at the address again.")
        self.stdout.write(self.act(person, options))

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Do it; what is told at the end."""
        raise NotImplementedError
