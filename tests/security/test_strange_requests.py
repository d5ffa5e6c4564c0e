"""Requests that no page of the portal makes: each was once answered with a server error, or must never be heard."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from orken.cases.models import Case
from orken.documents.models import Document
from orken.parties.models import User
from orken.web.models import Batch, BatchItem
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer
from tests.permissions.test_matrix import ROWS, Row, address, in_short
from tests.permissions.world import VISITOR, World, written

pytestmark = pytest.mark.django_db

STRANGE = ("%00", "%ED%A0%80%FF%E2%80%AE", "9" * 400, "0001-01-01")
ASKED = (
    "q", "search", "as_of", "state", "stage", "clock", "officer", "procedure", "page", "template", "round", "add",
    "registered", "certificate", "next", "since", "until", "view", "sort", "activity", "key", "from", "to", "document",
)  # fmt: skip
PAGES = [row for row in ROWS if row.method == "GET" and "200" in row.expected.values()]
FORMS = [row for row in ROWS if row.method == "POST" and not row.route.startswith("api/")]


@pytest.fixture
def filed(client: Client) -> tuple[Case, User]:
    load_rules_and_procedures()
    return filed_residency_case()


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_strange_questions_are_answered(world: World, row: Row) -> None:
    person = max(row.expected, key=lambda name: row.expected[name] == "200")
    for strange in STRANGE:
        client = client_of(world, person)
        answer = client.get(address(world, row) + "?" + "&".join(f"{name}={strange}" for name in ASKED))
        assert answer.status_code < 500, (row, strange)
        if answer.streaming:
            assert b"".join(answer)


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_a_form_from_another_site_is_not_heard(world: World, row: Row) -> None:
    """Whoever may do it, does not do it without the token of our own page."""
    able = [name for name, outcome in row.expected.items() if outcome in ("200", "302", "422")]
    for name in able[:1]:
        before = written()
        answer = client_of(world, name, enforce_csrf_checks=True).post(address(world, row), {"then": "confirm"})
        assert in_short(answer) in ("403", "405")
        assert written() == before


def client_of(world: World, name: str, **options: bool) -> Client:
    client = Client(**options)
    if name != VISITOR:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[name]
    return client


@pytest.mark.parametrize("key", ["\x00", "k" * 4_000, "\ud800".encode("utf-8", "surrogatepass"), ""])
def test_a_key_that_cannot_be_kept_is_replaced(client: Client, filed: tuple[Case, User], key: str | bytes) -> None:
    case, founder = filed
    client.force_login(founder)
    client.post(f"/en/cases/{case.reference}/withdraw/", {"key": key})
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_a_finding_from_a_page_that_nobody_was_shown(client: Client, filed: tuple[Case, User]) -> None:
    case, _founder = filed
    document = Document.objects.get(evidence__case=case)
    client.force_login(officer())
    address = f"/en/desk/cases/{case.reference}/documents/{document.reference}/"
    assert client.post(address, {"seen": "7", "verdict": "accepted"}).status_code == 302
    assert document.verifications.get().verdict == "accepted"


def test_cases_that_cannot_be_are_not_in_a_batch(client: Client, filed: tuple[Case, User]) -> None:
    client.force_login(officer())
    client.post("/en/desk/batches/", {"kind": "assign", "case": ["\x00", "9" * 400, filed[0].reference]})
    assert BatchItem.objects.get(batch=Batch.objects.latest("pk")).case == filed[0]
