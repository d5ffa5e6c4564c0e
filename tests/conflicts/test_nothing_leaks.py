"""Whoever is in conflict learns nothing of the case, wherever the portal could show one.

``routes.csv`` names every address of the portal and what it is asked about; an address that it does not name fails:

* ``never``: cannot show a case of others, for the reason given;
* ``lists``, and ``session``, ``body``, ``expert``, which stand before: asked before the marked cases exist and after;
  nothing of the page may differ, so no count does either;
* ``case`` and ``read case`` (by an expert): asked about marked cases, read and written to, and refused; ``review`` and
  ``item`` likewise about what an expert and a body have of one;
* the rest: asked about something that the case left behind; no mark may be on the page but those in ``may_show``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from orken.parties.models import User
from tests.conflicts.marked import APPLICANT, PROJECT, ROLES, World
from tests.factories.cases import load_rules_and_procedures
from tests.permissions.routes import routes

# Long, so that one worker begins with it: each that took a part of it would build the whole world.
pytestmark = [pytest.mark.django_db, pytest.mark.long]

TABLE = Path(__file__).with_name("routes.csv")
WITHOUT_LANGUAGE = (".well-known/", "health/", "metrics", "api/", "sign-in/")
PARAMETER = re.compile(r"<(\w+)>")
CHANGING = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|nonce="[^"]*"|\?v=\w+')
SEARCHED = {"{project}": PROJECT, "{applicant}": APPLICANT}


@dataclass(frozen=True)
class Row:
    route: str
    asked_about: str
    query: str
    may_show: str
    reason: str

    def __str__(self) -> str:
        return f"{self.route} {self.asked_about} {self.query}".strip()


def read_rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Row(**line) for line in csv.DictReader(file)]


ROWS = read_rows()


def about(*asked: str) -> list[Row]:
    return [row for row in ROWS if row.asked_about in asked]


# What the address is made with, and of which marked cases.
REFUSED = {
    "case": ("reference", ("examined", "in force", "appeal")),
    "read case": ("reference", ("read",)),
    "review": ("assignment_reference", ("read",)),
    "item": ("item", ("decided",)),
}
COMPARED = about("lists", "session", "body", "expert")


@dataclass
class Answered:
    status: int
    body: str


class Asking:
    """The world, its people's sessions, and what each list said before there was a marked case."""

    def __init__(self) -> None:
        load_rules_and_procedures()
        self.world = World()
        self.sessions = {name: _session(person) for name, person in self.world.barred.items()}
        self.before = {(str(row), name): self.ask(name, self.stood(row)).body for row in COMPARED for name in ROLES}
        self.world.add_marked_cases()

    def stood(self, row: Row) -> str:
        """The address of something that was there before."""
        return address(row, self.world.standing.get(row.asked_about, {}))

    def ask(self, name: str, path: str, method: str = "get", data: Mapping[str, str] | None = None) -> Answered:
        """What the person gets; whatever it writes is undone."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        with transaction.atomic():
            response: Any = getattr(client, method)(path, data or {})
            content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        body = response.headers.get("Location", "") + content.decode("utf-8", errors="replace")
        return Answered(response.status_code, CHANGING.sub("", body))

    def paper(self, name: str, path: str) -> str:
        """The words of a PDF."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        response = client.get(path)
        return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages)


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: Any) -> Iterator[Asking]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Asking()
        transaction.set_rollback(True)


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def address(row: Row, parameters: Mapping[str, str]) -> str:
    path = PARAMETER.sub(lambda match: parameters[match[1]], row.route)
    query = row.query
    for placeholder, words in SEARCHED.items():
        query = query.replace(placeholder, words)
    return ("/" if row.route.startswith(WITHOUT_LANGUAGE) else "/en/") + path + (f"?{query}" if query else "")


def marks_on(asking: Asking, answered: Answered, may_show: str = "", asked: str = "") -> list[str]:
    """Marks of any hidden case in an answer; what stood in the address that was asked for is no news."""
    return [
        f"{name}: {mark}"
        for marked in asking.world.marked.values()
        for name, mark in marked.marks.items()
        if name not in may_show.split() and mark not in asked and mark in answered.body
    ]


def test_every_address_is_in_the_table():
    assert routes() - {row.route for row in ROWS} == set(), (
        "Say in tests/conflicts/routes.csv what these addresses are asked about, or why they cannot show a case."
    )


def test_every_address_that_cannot_show_a_case_has_a_reason():
    assert [str(row) for row in about("never") if not row.reason] == []
    assert [str(row) for row in ROWS if row.may_show and not row.reason] == []


@pytest.mark.parametrize("row", COMPARED, ids=str)
def test_lists_and_counts_are_those_of_a_world_without_the_case(asking: Asking, row: Row):
    path = asking.stood(row)
    for name in ROLES:
        after = asking.ask(name, path)
        assert after.body == asking.before[str(row), name], f"{row} tells {name} that there is a case."
        if "{" not in row.query:
            assert marks_on(asking, after) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", about(*REFUSED), ids=str)
def test_a_case_does_not_exist_for_them(asking: Asking, row: Row, method: str):
    named, cases = REFUSED[row.asked_about]
    for marked in (asking.world.marked[case] for case in cases):
        known = {**marked.parameters, "reference": marked.parameters[named]}
        path = address(row, known)
        for name in ROLES:
            answered = asking.ask(name, path, method)
            assert answered.status in {403, 404, 405}, f"{method} {row} answers {answered.status} to {name}."
            assert marks_on(asking, answered, asked=path) == [], f"{method} {row} tells {name}."


def test_a_message_that_came_before_is_gone(asking: Asking):
    told = {name: asking.world.notices_about_marked_cases(person) for name, person in asking.world.barred.items()}
    assert told["officer"]
    assert told["head"]
    for name, references in told.items():
        for reference in references:
            assert asking.ask(name, f"/en/notices/{reference}/").status == 404


def test_the_case_of_a_decision_does_not_name_the_appeal_against_it(asking: Asking):
    """Who took part in it still knows that one; all they are told is that it stands still."""
    for name in ("officer", "head", "everything"):
        answered = asking.ask(name, f"/en/desk/cases/{asking.world.appealed.reference}/")
        assert answered.status == 200
        assert "others have to settle something about it first" in answered.body
        assert marks_on(asking, answered) == []


def test_a_batch_shows_only_the_cases_that_are_left(asking: Asking):
    for owner, reference in asking.world.batches.items():
        name, path = owner.partition(" ")[0], f"/en/desk/batches/{reference}/"
        officer = str(asking.world.acting.pk)
        texts = {f"{part}_{code}": "Сәлем" for part in ("subject", "body") for code in ("kk", "ru", "en")}
        read = asking.ask(name, path)
        preview = asking.ask(name, path, "post", {"officer": officer, "then": "preview", **texts})
        assert (read.status, preview.status) == (200, 200)
        assert str(asking.world.other.number) in preview.body
        assert marks_on(asking, read) == marks_on(asking, preview) == []


def test_a_view_of_everything_leaves_the_case_out(asking: Asking):
    for name, reference in asking.world.views.items():
        answered = asking.ask(name, f"/en/desk/views/{reference}/")
        assert marks_on(asking, answered) == []


def test_minutes_leave_out_a_case_from_which_its_members_are_barred_since(asking: Asking):
    with transaction.atomic():
        session, item = asking.world.decided_session()
        marks = (APPLICANT, str(item.case.number), item.case.reference, item.reference)
        own = f"commission/{session.reference}/"
        for name in ("chair", "deputy", "member", "keeper"):
            for address_ in (own, f"{own}minutes/", f"desk/commission/sessions/{session.reference}/"):
                answered = asking.ask(name, f"/en/{address_}")
                assert answered.status == (403 if "desk" in address_ and name != "keeper" else 200)
                assert [mark for mark in marks if mark in answered.body] == [], f"{address_} tells {name}."
            paper = asking.paper(name, f"/en/{own}minutes.pdf")
            assert "COUNCIL" in paper
            assert [mark for mark in marks if mark in paper] == []
            assert asking.ask(name, f"/en/commission/items/{item.reference}/").status == 404
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", about("applicant", "public"), ids=str)
def test_what_stays_known_of_the_applicant_says_nothing_of_the_case(asking: Asking, row: Row):
    for marked in (asking.world.marked["examined"], asking.world.marked["in force"]):
        known = marked.parameters
        if row.asked_about == "public" and not known["certificate"] and "<" in row.route:
            continue
        own = {"reference": known["applicant"]}
        if row.asked_about == "public":
            is_file = row.route.startswith("verify/<reference>")
            own = {
                "code": "residents",
                "name": known["certificate"],
                "reference": known["certificate_reference"] if is_file else known["entry"],
            }
        path = address(row, {**known, **own})
        for name in ROLES:
            answered = asking.ask(name, path)
            assert answered.status < 500
            assert marks_on(asking, answered, row.may_show, asked=path) == [], f"{row} tells {name}."
