"""The public pages and downloads, as anyone without sign-in gets them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone

from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.registers.services import revoke_entry, suspend_entry
from tests.factories.registers import REASON, certified_tester, new_tester, officer

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]


def page(client: Client, path: str, status: int = 200, **query: str) -> str:
    response = client.get(path, query, HTTP_HOST="localhost:8000")
    assert response.status_code == status, response.status_code
    return response.content.decode()


def download(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Тізілімдер"), ("ru", "Реестры"), ("en", "Registers")],
)
def test_registers_are_listed_with_what_is_in_force(client: Client, language: str, words: str) -> None:
    new_tester()
    text = page(client, f"/{language}/registers/")
    assert words in text
    assert "Register of testers" in text


def test_register_shows_a_past_day(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester("«Өрнек» ЖШС", valid_from=date(2026, 3, 18))
    travel("2026-04-01")
    suspend_entry(certificate.entry, day=date(2026, 4, 1), reason=REASON, actor=officer())
    now = page(client, "/en/registers/testers/")
    assert "Suspended" in now.split("<tbody>")[1]
    assert "as it stood on" not in now
    before = page(client, "/en/registers/testers/", as_of="2026-03-31")
    assert "Valid" in before.split("<tbody>")[1]
    assert "Suspended" not in before.split("<tbody>")[1]
    assert "as it stood on" in before
    assert "No entries yet" in page(client, "/en/registers/testers/", as_of="2026-03-17")


def test_content_is_shown_in_the_language_of_the_page(client: Client) -> None:
    new_tester()
    for language, place in (("kk", "Астана қаласы"), ("ru", "город Астана"), ("en", "Astana")):
        assert place in page(client, f"/{language}/registers/testers/")


def test_search_keeps_what_was_typed_and_escapes_it(client: Client) -> None:
    new_tester("<b>Жуан</b> ЖШС")
    text = page(client, "/en/registers/testers/", search="<b>жуан")
    assert "&lt;b&gt;Жуан&lt;/b&gt; ЖШС" in text
    assert 'value="&lt;b&gt;жуан"' in text
    assert "Nothing found" in page(client, "/en/registers/testers/", search="жоқ")


@pytest.mark.parametrize(
    "query",
    [{"as_of": "2999-01-01"}, {"as_of": "yesterday"}, {"state": "asleep"}, {"search": "a\x00b"}, {"search": "x" * 201}],
)
def test_bad_searches_are_told_on_the_page(client: Client, query: dict[str, str]) -> None:
    new_tester("Бар ЖШС")
    text = page(client, "/en/registers/testers/", 422, **query)
    assert 'class="error-summary"' in text
    assert "Бар ЖШС" not in text


def test_unknown_register_and_entry_are_not_found(client: Client) -> None:
    page(client, "/en/registers/nothing/", 404)
    page(client, "/en/registers/nothing.csv", 404)
    page(client, "/en/registers/testers/0000000000000000/", 404)
    page(client, f"/en/registers/residents/{new_tester().reference}/", 404)


def test_long_register_comes_in_pages(client: Client) -> None:
    for number in range(52):
        new_tester(f"Ұйым {number:02}")
    assert "Ұйым 49" in page(client, "/en/registers/testers/")
    assert "Ұйым 50" not in page(client, "/en/registers/testers/")
    assert "Ұйым 51" in page(client, "/en/registers/testers/", page="2")


def test_number_of_queries_does_not_grow_with_the_entries(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(30):
        new_tester(f"Ұйым {number:02}")
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        page(client, "/en/registers/testers/")


def test_entry_tells_its_history_without_names_of_officers(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    entry, acting = new_tester(), officer()
    travel("2026-04-01")
    revoke_entry(entry, day=date(2026, 4, 1), reason=REASON, actor=acting)
    text = page(client, f"/ru/registers/testers/{entry.reference}/")
    assert "Отчёт не сдан." in text
    assert "1\u00a0апреля\u00a02026\u00a0г." in text
    assert acting.full_name not in text


def test_csv_is_the_register_of_that_day_with_formulas_defused(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    new_tester('=HYPERLINK("http://evil.example";"Өрнек")', data={"field": "@SUM(A1)", "place": "-1+1"})
    certified_tester('«Қала, "дала"» ЖШС')
    text = download(client, "/ru/registers/testers.csv", as_of="2026-03-18")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text[1:])))
    assert rows[0] == [
        "certificate", "name", "official_number", "field", "place", "state", "valid_from", "valid_to",
    ]  # fmt: skip
    assert rows[1][1] == '\'=HYPERLINK("http://evil.example";"Өрнек")'
    assert rows[1][3:5] == ["'@SUM(A1)", "'-1+1"]
    assert rows[2][0] == "KZ-T-2026-000001"
    assert rows[2][1] == '«Қала, "дала"» ЖШС'
    assert rows[2][4:] == ["город Астана", "valid", "2026-03-18", ""]


def test_json_is_one_object_with_all_three_languages(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    assert json.loads(download(client, "/en/registers/testers.json"))["entries"] == []
    new_tester("«Ай» ЖШС", valid_to=date(2027, 3, 18))
    new_tester("«Күн» ЖШС")
    told = json.loads(download(client, "/en/registers/testers.json", search="ай"))
    assert (told["code"], told["as_of"]) == ("testers", "2026-03-18")
    [entry] = told["entries"]
    assert entry["name"] == "«Ай» ЖШС"
    assert entry["data"]["place"]["kk"] == "Астана қаласы"
    assert (entry["state"], entry["valid_to"]) == ("valid", "2027-03-18")


def test_downloads_take_the_search_of_the_page(client: Client) -> None:
    new_tester("«Ай» ЖШС")
    new_tester("«Күн» ЖШС")
    text = page(client, "/en/registers/testers/", search="ай")
    assert "/en/registers/testers.csv?search=%D0%B0%D0%B9" in text
    assert "Күн" not in download(client, "/en/registers/testers.csv", search="ай")


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Бұл куәлік жарамды"), ("ru", "Это свидетельство действительно"), ("en", "This certificate is valid")],
)
def test_verify_page_says_valid_with_all_that_stands_on_the_paper(client: Client, language: str, words: str) -> None:
    certificate = certified_tester("«Өрнек» ЖШС")
    for name in (certificate.number, certificate.reference):
        text = page(client, f"/{language}/verify/{name}/")
        for told in (
            words,
            certificate.number,
            "«Өрнек» ЖШС",
            certificate.version.official_number,
            certificate.document.sha256,
        ):
            assert told in text


def test_verify_page_follows_the_register_at_once(client: Client, travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester(valid_from=date(2026, 3, 18), valid_to=date(2027, 3, 18))
    path = f"/en/verify/{certificate.reference}/"
    assert "This certificate is valid" in page(client, path)
    suspend_entry(certificate.entry, day=timezone.localdate(), reason=REASON, actor=officer())
    suspended = page(client, path)
    assert "This certificate is suspended" in suspended
    assert "The report was not handed in." in suspended
    travel("2027-03-18")
    assert "This certificate has expired" in page(client, path)


def test_revoked_certificate_says_so_with_the_reason(client: Client) -> None:
    certificate = certified_tester()
    revoke_entry(certificate.entry, day=timezone.localdate(), reason=REASON, actor=officer())
    text = page(client, f"/kk/verify/{certificate.number}/")
    assert "Бұл куәлік қайтарып алынған" in text
    assert "Есеп берілмеді." in text


def test_unknown_certificate_is_not_found_and_says_what_to_do(client: Client) -> None:
    for path in ("/en/verify/KZ-R-2026-999999/", "/en/verify/%00/", "/en/verify/<script>/"):
        text = page(client, path, 404)
        assert "No such certificate was issued" in text
        assert "<script>/" not in text
    assert "No such certificate" in page(client, "/en/verify/", 404, certificate="KZ-R-2026-999999")


def test_verify_form_takes_the_number_and_asks_when_empty(client: Client) -> None:
    certificate = certified_tester()
    assert "This certificate is valid" in page(client, "/en/verify/", certificate=certificate.number.lower())
    assert "This field is required" in page(client, "/en/verify/", certificate="")
    assert "Look-alike sites" in page(client, "/en/verify/")


def test_reference_is_not_told_to_those_who_know_only_the_number(client: Client) -> None:
    certificate = certified_tester()
    assert certificate.reference not in page(client, f"/en/verify/{certificate.number}/")
    assert certificate.reference not in page(client, "/en/registers/testers/")
    assert certificate.reference not in page(client, certificate.entry.get_absolute_url())


def test_portals_own_address_is_shown_and_another_one_is_denounced(client: Client) -> None:
    own = page(client, "/en/verify/")
    assert "localhost:8000" in own
    assert "not the portal" not in own
    other = client.get("/en/verify/", HTTP_HOST="testserver").content.decode()
    assert "not the portal" in other
    assert "testserver" in other


def test_verification_is_never_kept_by_a_cache(client: Client) -> None:
    response = client.get(f"/en/verify/{certified_tester().number}/")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("wish", "language"), [("kk", "kk"), ("ru-RU,ru;q=0.9", "ru"), ("de", "en")])
def test_address_of_the_qr_code_leads_to_the_readers_language(client: Client, wish: str, language: str) -> None:
    certificate = certified_tester()
    response = client.get(f"/verify/{certificate.reference}/", HTTP_ACCEPT_LANGUAGE=wish)
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/verify/{certificate.reference}/"
    assert client.get("/verify/", HTTP_ACCEPT_LANGUAGE=wish)["Location"] == f"/{language}/verify/"


def test_holder_of_the_paper_gets_the_sealed_original(client: Client) -> None:
    certificate = certified_tester()
    response = client.get(f"/en/verify/{certificate.reference}/certificate.pdf")
    assert verify(b"".join(response.streaming_content), published_certificate()).intact  # type: ignore[attr-defined]
    assert client.get("/en/verify/0000000000000000/certificate.pdf").status_code == 404
    assert client.get(f"/en/verify/{certificate.number}/certificate.pdf").status_code == 404
