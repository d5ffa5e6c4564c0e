"""Which entry of a menu is marked as the one that is open."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from orken.ui.navigation import Destination, Menu


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/en/desk/", ["page", ""]),
        ("/en/desk/cases/", ["true", ""]),
        ("/en/desk/residencies/", ["", "page"]),
        ("/en/desk/residencies/0123456789ABCDEF/", ["", "true"]),
        ("/en/verify/", ["", ""]),
    ],
)
def test_nearest_entry_above_the_page_is_current(path: str, current: list[str]) -> None:
    menu = Menu()
    menu.add(Destination("Desk", "web:desk"), Destination("Residents", "residency:desk"))
    assert [entry.current for entry in menu.entries("main", RequestFactory().get(path))] == current
