"""An address that has an account costs what one without costs: what takes long, hashing, is counted here and not timed.

``python -m tools.sign_in_timing`` measures it with the hasher of a real portal.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from orken.notices.models import OutgoingMail
from orken.parties.services.people import close_account
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    calls = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).calls += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    yield
    CountingHasher.calls = 0


def hashings(client: Client, path: str, **data: str) -> int:
    before = CountingHasher.calls
    client.post(f"/en/accounts/{path}/", data)
    return CountingHasher.calls - before


@pytest.mark.parametrize("state", ["known", "unconfirmed", "closed"])
def test_sign_in_hashes_once_whoever_is_asked_for(client: Client, state: str) -> None:
    person = PersonFactory(confirmed=state != "unconfirmed")
    if state == "closed":
        close_account(person)
    assert hashings(client, "login", login=person.email, password="wrong wrong wrong") == 1
    assert hashings(client, "login", login="nobody@orken.example", password="wrong wrong wrong") == 1


def test_sign_up_hashes_once_whether_the_address_is_taken_or_not(client: Client) -> None:
    typed = {"full_name": "Айгерім Сәрсенова", "password1": PASSWORD}
    assert hashings(client, "signup", email=PersonFactory().email, **typed) == 1
    assert hashings(client, "signup", email="nobody@orken.example", **typed) == 1


def test_reset_hashes_nothing_and_writes_one_mail_either_way(client: Client) -> None:
    for address in (PersonFactory().email, "nobody@orken.example"):
        before = OutgoingMail.objects.count()
        assert hashings(client, "password/reset", email=address) == 0
        assert OutgoingMail.objects.count() == before + 1
