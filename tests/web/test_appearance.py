from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

pytestmark = pytest.mark.django_db


def theme_of(client: Client, path: str = "/kk/") -> str | None:
    return BeautifulSoup(client.get(path).content, "html.parser").html.get("data-theme")


def test_the_system_decides_at_first(client: Client) -> None:
    assert theme_of(client) is None


def test_a_choice_holds_on_every_page_until_it_is_taken_back(client: Client) -> None:
    client.post("/kk/appearance/", {"theme": "dark"})
    assert theme_of(client) == theme_of(client, "/ru/verify/") == "dark"
    client.post("/kk/appearance/", {"theme": ""})
    assert theme_of(client) is None


def test_an_unknown_theme_is_refused(client: Client) -> None:
    response = client.post("/kk/appearance/", {"theme": "neon"})
    assert response.status_code == 422
    assert "theme" not in response.cookies
