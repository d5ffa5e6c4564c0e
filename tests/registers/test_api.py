"""The programming interface answers like the pages, in a shape that its own description promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from cryptography import x509
from django.test import Client
from django.utils import timezone

from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.registers.services import suspend_entry
from tests.factories.registers import REASON, certified_tester, new_tester, officer

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]


def answer(client: Client, path: str, status: int = 200, **query: str) -> object:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_description_is_valid_and_names_every_route(client: Client) -> None:
    # Here and not above: it works out forty grammars when it is imported, which each worker would wait for.
    from openapi_spec_validator import validate

    described = answer(client, "openapi.json")
    assert isinstance(described, dict)
    validate(described)
    assert set(described["paths"]) == {
        "/api/v1/registers/{code}",
        "/api/v1/certificates/{name}",
        "/api/v1/keys",
        "/api/v1/keys.pem",
        "/api/v1/journal/seals",
    }


def test_register_as_of_a_day(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester("«Өрнек» ЖШС", valid_from=date(2026, 3, 18), valid_to=date(2029, 3, 18))
    travel("2026-04-01")
    suspend_entry(certificate.entry, day=date(2026, 4, 1), reason=REASON, actor=officer())
    told = answer(client, "registers/testers", as_of="2026-03-31")
    assert told == {
        "code": "testers",
        "as_of": "2026-03-31",
        "total": 1,
        "entries": [
            {
                "reference": certificate.entry.reference,
                "name": "«Өрнек» ЖШС",
                "official_number": certificate.version.official_number,
                "certificate": "KZ-T-2026-000001",
                "state": "valid",
                "valid_from": "2026-03-18",
                "valid_to": "2029-03-18",
                "data": {
                    "field": "drones",
                    "place": {"kk": "Астана қаласы", "ru": "город Астана", "en": "Astana"},
                },
            }
        ],
    }
    today = answer(client, "registers/testers")
    assert isinstance(today, dict)
    assert (today["as_of"], today["entries"][0]["state"]) == ("2026-04-01", "suspended")
    assert answer(client, "registers/testers", as_of="2026-03-17")["total"] == 0  # type: ignore[index]


def test_register_in_pages_and_searched(client: Client) -> None:
    for name in ("Алғашқы", "Екінші", "Төртінші", "Үшінші", "Бесінші"):
        new_tester(name)
    told = answer(client, "registers/testers", limit="2", offset="3")
    assert isinstance(told, dict)
    assert ([entry["name"] for entry in told["entries"]], told["total"]) == (["Төртінші", "Үшінші"], 5)
    assert answer(client, "registers/testers", search="бесинши")["total"] == 1  # type: ignore[index]
    assert answer(client, "registers/testers", state="revoked")["total"] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "2999-01-01"},
        {"as_of": "18.03.2026"},
        {"limit": "501"},
        {"limit": "0"},
        {"offset": "-1"},
        {"state": "asleep"},
        {"search": "\x00"},
    ],
)
def test_bad_questions_are_refused_with_the_reason(client: Client, query: dict[str, str]) -> None:
    refused = answer(client, "registers/testers", 422, **query)
    assert next(iter(query)) in json.dumps(refused)


def test_unknown_register_names_the_known_ones(client: Client) -> None:
    assert "testers" in answer(client, "registers/nothing", 404)["detail"]  # type: ignore[index]


def test_certificate_by_number_says_its_state_now(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester("«Өрнек» ЖШС")
    told = answer(client, f"certificates/{certificate.number}")
    assert isinstance(told, dict)
    assert told["state"] == "valid"
    assert told["name"] == "«Өрнек» ЖШС"
    assert told["sha256"] == certificate.document.sha256
    assert told["checked_at"].startswith("2026-03-18T05:00:00")
    assert certificate.reference not in json.dumps(told)
    suspend_entry(certificate.entry, day=date(2026, 3, 18), reason=REASON, actor=officer())
    assert answer(client, f"certificates/{certificate.reference}")["state"] == "suspended"  # type: ignore[index]
    assert client.get(f"/api/v1/certificates/{certificate.number}")["Cache-Control"] == "no-store"


def test_unknown_certificate_is_not_found(client: Client) -> None:
    assert "KZ-R-2026-999999" in answer(client, "certificates/KZ-R-2026-999999", 404)["detail"]  # type: ignore[index]


def test_published_key_verifies_what_was_issued(client: Client) -> None:
    certificate = certified_tester()
    pem = client.get("/api/v1/keys.pem").content
    assert pem == published_certificate()
    with certificate.document.file.open("rb") as file:
        assert verify(file.read(), pem).intact
    [key] = answer(client, "keys")  # type: ignore[misc]
    assert key["pem"].encode() == pem
    assert x509.load_pem_x509_certificate(pem).not_valid_after_utc.year > timezone.localdate().year + 8
    assert b"PRIVATE" not in pem


def test_nothing_can_be_written(client: Client) -> None:
    for path in ("registers/testers", "certificates/KZ-T-2026-000001", "keys"):
        assert client.post(f"/api/v1/{path}").status_code == 405
