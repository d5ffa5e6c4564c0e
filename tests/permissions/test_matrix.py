"""The permission matrix: every address × what it is about × who asks. ``matrix.csv`` is read and reviewed by people.

A cell says what the person gets: ``sign-in`` (sent to the sign-in page), ``403``, ``404``, ``405``, another status, or
``302`` for a redirect elsewhere. An address that the table does not name fails, for GET and for POST.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from tests.factories.parties import PersonFactory
from tests.permissions.routes import routes
from tests.permissions.world import PEOPLE, VISITOR, World, build_world, written

TABLE = Path(__file__).with_name("matrix.csv")
WITHOUT_LANGUAGE = (".well-known/", "health/", "metrics", "api/", "sign-in/")
REFUSALS = frozenset({"sign-in", "403", "404", "405"})
PARAMETER = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Row:
    method: str
    route: str
    subject: str
    data: str
    expected: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route or 'home'} {self.subject} {self.data}".strip()


def read_rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(line["method"], line["route"], line["subject"], line["data"], {name: line[name] for name in PEOPLE})
            for line in csv.DictReader(file)
        ]


# Long, so that one worker begins with it: each that took a part of it would build the whole world.
pytestmark = [pytest.mark.django_db, pytest.mark.long]

ROWS = read_rows()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Built once for the whole table; every request is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def unwritten_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets a page is settled before it is written; writing it would take a third of the time."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_context: "")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_is_in_the_table(method):
    listed = {row.route for row in ROWS if row.method == method}
    assert routes() - listed == set(), "Add these addresses to tests/permissions/matrix.csv."
    assert listed - routes() == set(), "These addresses are gone; take them out of tests/permissions/matrix.csv."


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(world: World, row: Row):
    refused_first = sorted(PEOPLE, key=lambda name: row.expected[name] not in REFUSALS)
    assert {name: answer(world, name, row) for name in refused_first} == dict(row.expected)


def answer(world: World, name: str, row: Row) -> str:
    """What the person gets. A refusal must leave everything as it was."""
    client = Client()
    if name != VISITOR:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[name]
    data = dict(part.split("=") for part in row.data.split("&")) if row.data else {}
    with transaction.atomic():
        before = written()
        response = getattr(client, row.method.lower())(address(world, row), data)
        if response.streaming:
            assert b"".join(response)
        outcome = in_short(response)
        if outcome in REFUSALS:
            assert written() == before, f"{row} was refused to {name}, but wrote something."
        transaction.set_rollback(True)
    return outcome


def address(world: World, row: Row) -> str:
    parameters = world.subjects[row.subject]
    path = PARAMETER.sub(lambda match: parameters[match[1]], row.route)
    return f"/{path}" if row.route.startswith(WITHOUT_LANGUAGE) else f"/en/{path}"


def in_short(response: object) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login")):
        return "sign-in"
    return str(response.status_code)


def test_what_a_request_writes_is_noticed(world: World):
    with transaction.atomic():
        before = written()
        PersonFactory()
        assert written() != before
        transaction.set_rollback(True)
