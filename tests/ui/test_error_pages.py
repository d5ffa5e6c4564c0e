from __future__ import annotations

import logging
import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.ui import specimen


def heading(response: HttpResponse) -> str:
    return BeautifulSoup(response.content, "html.parser").h1.get_text(strip=True)


def test_an_unknown_address_says_so_in_the_readers_language(client: Client) -> None:
    response = client.get("/ru/nowhere/")
    assert response.status_code == 404
    assert heading(response) == "Такой страницы нет"


@override_settings(ROOT_URLCONF=specimen.__name__)
def test_a_refusal_tells_the_reason(client: Client) -> None:
    response = client.get("/kk/blocked/")
    assert response.status_code == 403
    assert "Сіз осы ұйымның атынан әрекет ете алмайсыз." in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_that_nothing_is_lost() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/appearance/", {"theme": "dark"})
    assert response.status_code == 403
    assert heading(response) == "The form was open for too long"


@override_settings(ROOT_URLCONF=specimen.__name__, DEBUG=False)
def test_our_mistake_carries_a_number_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR, logger="orken.web.views"):
        response = client.get("/en/broken/")
    assert response.status_code == 500
    number = re.search(r'<strong class="mono">(\w+)</strong>', response.content.decode())
    assert number
    record = next(record for record in caplog.records if record.name == "orken.web.views")
    assert number[1] in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


@override_settings(ROOT_URLCONF=specimen.__name__, DEBUG=False)
@pytest.mark.parametrize(
    ("language", "said"), [("kk", "Сәл күте тұрыңыз"), ("ru", "Подождите немного"), ("en", "Back in a moment")]
)
def test_a_database_that_is_away_says_when_to_try_again(language: str, said: str) -> None:
    response = Client(raise_request_exception=False).get(f"/{language}/away/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert heading(response) == said
    assert re.search(r'<strong class="mono">\w+</strong>', response.content.decode())
