"""Who tries too often waits, and is told so in words of their language and to programs by a number of seconds."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from orken.web.public_reading import LimitedReading
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

WORDS = {"kk": "минут", "ru": "минут", "en": "Wait a minute"}
PUBLIC = (
    "registers/",
    "registers/residents/",
    "registers/residents.csv",
    "verify/",
    "verify/KZ-R-2026-000001/",
    "procedures/",
)


def tried(client: Client, language: str, way: str, number: int) -> object:
    """One attempt: each with another address, so that only the place from which it comes is counted."""
    typed = f"a{number}@orken.example"
    return {
        "sign-in": lambda: client.post(f"/{language}/accounts/login/", {"login": typed, "password": "wrong wrong"}),
        "sign-up": lambda: client.post(f"/{language}/accounts/signup/", {"email": typed}),
        "reset": lambda: client.post(f"/{language}/accounts/password/reset/", {"email": typed}),
        "reset link": lambda: client.post(f"/{language}/accounts/password/reset/key/1-abc-{number}/", {}),
    }[way]()


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("way", "allowed"), [("sign-in", 30), ("sign-up", 20), ("reset", 20), ("reset link", 20)])
def test_attempts_from_one_place_are_held_up(client: Client, language: str, way: str, allowed: int) -> None:
    answers = [tried(client, language, way, number) for number in range(allowed + 1)]
    assert 429 not in [answer.status_code for answer in answers[:-1]]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"
    assert WORDS[language] in answers[-1].content.decode()


def test_change_of_the_password_is_held_up_for_the_person(client: Client) -> None:
    client.force_login(PersonFactory())
    wrong = {"oldpassword": "wrong wrong wrong", "password1": PASSWORD, "password2": PASSWORD}
    answers = [client.post("/en/accounts/password/change/", wrong).status_code for _attempt in range(6)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]


def test_password_is_not_guessed_by_asking_for_it_again(client: Client) -> None:
    client.force_login(PersonFactory())
    for _attempt in range(10):
        assert client.post("/en/accounts/reauthenticate/", {"password": "wrong wrong"}).status_code == 200
    assert client.post("/en/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", WORDS)
def test_public_pages_are_not_harvested(client: Client, settings, travel, language: str, path: str) -> None:
    travel("2026-03-18")  # the minute that is counted does not end between two questions
    settings.ORKEN_READS_A_MINUTE = 2
    answers = [client.get(f"/{language}/{path}") for _question in range(3)]
    for answer in answers:
        assert answer.getvalue() is not None
    assert 429 not in [answer.status_code for answer in answers[:2]]
    assert (answers[2].status_code, answers[2].headers["Retry-After"]) == (429, "60")
    assert WORDS[language] in answers[2].content.decode()


@pytest.mark.parametrize("language", WORDS)
def test_programs_are_told_in_their_shape(client: Client, settings, language: str) -> None:
    settings.ORKEN_READS_A_MINUTE = 1
    assert client.get("/api/v1/keys").status_code == 200
    refused = client.get("/api/v1/journal/seals", headers={"Accept-Language": language})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert re.search({"kk": "сұрақ", "ru": "вопрос", "en": "questions"}[language], refused.json()["detail"])


def test_each_address_and_each_minute_is_counted_for_itself(settings, rf, travel) -> None:
    settings.ORKEN_READS_A_MINUTE = 1
    page = LimitedReading(lambda request: "answered")
    travel("2026-03-18 10:00")
    first = [page(rf.get("/api/v1/keys", REMOTE_ADDR=address)) for address in ("10.0.0.1", "10.0.0.2", "2001:db8::1")]
    assert first == ["answered"] * 3
    assert page(rf.get("/api/v1/keys", REMOTE_ADDR="2001:db8::2")).status_code == 429  # the same house
    assert page(rf.get("/kk/", REMOTE_ADDR="10.0.0.1")) == "answered"
    travel("2026-03-18 10:01")
    assert page(rf.get("/api/v1/keys", REMOTE_ADDR="10.0.0.1")) == "answered"
