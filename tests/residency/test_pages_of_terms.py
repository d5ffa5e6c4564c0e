"""Pages of a residency that ends: what comes next, renewal, which certificate is the newer one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.test import Client

from orken.registers.models import Certificate
from orken.residency.models import ChangeKind, Residency
from tests.factories.cases import officer
from tests.factories.residency import DAY, in_force, ordered
from tests.residency.test_pages import address, as_person, founder_of, main, soup, typed
from tests.standing import built_once

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]

standing = built_once(partial(in_force, years="2"), day=DAY)


def test_renewal_to_the_last_day_of_the_calendar_is_refused_and_not_an_error(
    residency: Residency, client: Client
) -> None:
    as_person(client, officer())
    wanted = typed(ChangeKind.RENEW, reason="renewal_asked_for", last_day="9999-12-31")
    assert "9999" in main(client.post(address(residency, "renew/"), wanted), 422)


def test_renewal_proposes_the_end_of_one_more_term(residency: Residency, client: Client) -> None:
    as_person(client, officer())
    page = soup(client.get(address(residency, "renew/")))
    box = page.select_one("input[name=last_day]")
    assert box is not None
    assert box["value"] == "2030-03-17"
    data = typed(ChangeKind.RENEW, reason="renewal_asked_for", last_day="2030-03-17")
    assert client.post(address(residency, "renew/"), data).status_code == 302
    residency.refresh_from_db()
    assert residency.valid_to == date(2030, 3, 18)


def test_earlier_certificate_says_which_one_replaced_it(residency: Residency, client: Client) -> None:
    first = Certificate.objects.get()
    ordered(residency, ChangeKind.RENEW, valid_to=date(2030, 3, 18))
    second = Certificate.objects.latest("pk")
    shown = main(client.get(f"/en/verify/{first.reference}/", HTTP_HOST="localhost:8000"))
    assert f"A newer certificate was issued since: {second.number}" in shown
    newer = main(client.get(f"/en/verify/{second.reference}/", HTTP_HOST="localhost:8000"))
    assert "newer certificate" not in newer
    assert "18 March 2026" in newer.replace("\u00a0", " ")
    assert residency.entry is not None
    entry = main(client.get(f"/en/registers/residents/{residency.entry.reference}/")).replace("\u00a0", " ")
    assert "Extended from 18 March 2026, last day 17 March 2030" in entry


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Соңғы күні — 2028 ж. 17 наурыз"),
        ("ru", "Последний день — 17 марта 2028"),
        ("en", "The last day is 17 March 2028"),
    ],
)
def test_resident_reads_what_comes_next_shortly_before_the_end(
    residency: Residency, client: Client, travel: Travel, language: str, words: str
) -> None:
    as_person(client, founder_of(residency))
    page = f"/{language}/residencies/{residency.case.reference}/"
    assert words not in main(client.get(page)).replace("\u00a0", " ")
    travel("2028-02-01")
    client.force_login(founder_of(residency))
    assert words in main(client.get(page)).replace("\u00a0", " ")
