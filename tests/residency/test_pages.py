"""Pages of a residency: what staff do with it, what the resident reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.parties.models import Role, User
from orken.registers.models import Certificate
from orken.residency.changes import cancel_change, confirm_change
from orken.residency.models import ChangeKind, Residency, ResidencyState, StatusChange
from tests.factories.cases import officer
from tests.factories.parties import MandateFactory
from tests.factories.residency import DAY, EXPLANATION, in_force, ordered, resident
from tests.standing import built_once

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]
EXPLAINED = {f"explanation_{language}": text for language, text in EXPLANATION.to_data().items()}


standing = built_once(in_force, day=DAY)


def as_person(client: Client, person: User) -> User:
    client.force_login(person)
    return person


def founder_of(residency: Residency) -> User:
    return residency.organisation.mandates.get().user


def address(residency: Residency, page: str = "", language: str = "en") -> str:
    return f"/{language}/desk/residencies/{residency.case.reference}/{page}"


def soup(response: Any, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def main(response: Any, status: int = 200) -> str:
    found = soup(response, status).main
    assert found is not None
    return " ".join(found.text.split())


def typed(kind: ChangeKind = ChangeKind.SUSPEND, **changes: str) -> dict[str, str]:
    reason = {"suspend": "suspension_by_named_act", "revoke": "income_from_other_activity"}.get(kind.value, "")
    return {"key": "k", "day": "2026-03-18", "reason": reason, "is_public": "on", **EXPLAINED, **changes}


@pytest.mark.parametrize("page", ["", "suspend/", "pending/"])
def test_officer_who_acts_for_the_organisation_is_kept_out_with_the_reason(
    residency: Residency, client: Client, page: str
) -> None:
    person = as_person(client, officer())
    MandateFactory(user=person, organisation=residency.organisation)
    response = client.get(address(residency, page))
    assert response.status_code == 403
    assert "You act for this organisation" in response.content.decode()
    assert residency.organisation.name not in main(client.get("/en/desk/residencies/"))


def test_unknown_kind_of_change_is_a_page_not_found(residency: Residency, client: Client) -> None:
    as_person(client, officer())
    assert client.get(address(residency, "abolish/")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-03-17"}, "day"),
        ({"day": "ertең"}, "day"),
        ({"reason": "income_from_other_activity"}, "reason"),
        ({"explanation_ru": "  "}, "explanation_ru"),
    ],
    ids=["yesterday", "no date", "reason of another change", "one language missing"],
)
def test_wrong_order_is_refused_and_what_was_typed_is_kept(
    residency: Residency, client: Client, changes: dict[str, str], field: str
) -> None:
    as_person(client, officer())
    response = client.post(address(residency, "suspend/"), typed(**changes))
    page = soup(response, 422)
    assert list(response.context["form"].errors) == [field]
    kept = page.select_one("textarea[name=explanation_kk]")
    assert kept is not None
    assert kept.text.strip() == EXPLANATION.kk
    assert not StatusChange.objects.exists()


def test_suspending_is_seen_in_the_register_and_by_the_resident(residency: Residency, client: Client) -> None:
    as_person(client, officer())
    assert client.post(address(residency, "suspend/"), typed()).status_code == 302
    client.post(address(residency, "suspend/"), typed())
    assert StatusChange.objects.count() == 1
    assert "Suspended" in main(client.get(address(residency)))
    assert residency.entry is not None
    client.logout()
    public = main(client.get(f"/ru/registers/residents/{residency.entry.reference}/"))
    assert EXPLANATION.ru in public
    assert "По акту, названному в пояснении" in public
    as_person(client, founder_of(residency))
    own = main(client.get(f"/kk/residencies/{residency.case.reference}/"))
    assert "Тоқтатыла тұрған" in own
    assert EXPLANATION.kk in own


def test_change_that_the_state_does_not_allow_is_not_offered(residency: Residency, client: Client) -> None:
    as_person(client, officer())
    page = soup(client.get(address(residency)))
    offered = {str(link["href"]).rstrip("/").rpartition("/")[2] for link in page.select("aside a.button")}
    assert offered == {"suspend", "revoke"}
    assert "cannot be done now" in main(client.get(address(residency, "reinstate/")))
    assert "cannot be done now" in main(client.get(address(residency, "renew/")))


def seen(**typed: str) -> dict[str, Any]:
    """A form of the page of the change that waits, or of the one that waited last."""
    return {"change": StatusChange.objects.latest("pk").pk, **typed}


def test_revocation_is_signed_by_a_head_and_not_by_who_ordered_it(residency: Residency, client: Client) -> None:
    as_person(client, officer(Role.OFFICER, Role.HEAD_OF_UNIT))
    assert client.post(address(residency, "revoke/"), typed(ChangeKind.REVOKE)).status_code == 302
    waiting = soup(client.get(address(residency, "pending/")))
    assert not waiting.select("button[value=confirm]")
    assert "another person" in main(client.post(address(residency, "pending/"), seen(then="confirm")), 422)
    as_person(client, officer())
    assert client.post(address(residency, "pending/"), {"then": "confirm"}).status_code == 403
    as_person(client, founder_of(residency))
    own = main(client.get(f"/en/residencies/{residency.case.reference}/"))
    assert "evoke" not in own
    as_person(client, officer(Role.HEAD_OF_UNIT))
    waiting = soup(client.get(address(residency, "pending/")))
    assert EXPLANATION.en in waiting.text
    assert waiting.select("button[value=confirm]")
    assert client.post(address(residency, "pending/"), seen(then="confirm")).status_code == 302
    residency.refresh_from_db()
    assert residency.state == ResidencyState.REVOKED
    assert "No change waits" in main(client.post(address(residency, "pending/"), seen(then="confirm")), 422)


def test_head_signs_only_the_revocation_that_they_read(residency: Residency, client: Client) -> None:
    clerk = as_person(client, officer())
    client.post(address(residency, "revoke/"), typed(ChangeKind.REVOKE))
    as_person(client, officer(Role.HEAD_OF_UNIT))
    page = soup(client.get(address(residency, "pending/")))
    read = {"change": page.select_one("main input[name=change]")["value"]}  # type: ignore[index]
    cancel_change(residency, note="Қате.", actor=clerk)
    ordered(residency, ChangeKind.REVOKE, by=clerk)
    for then in ("confirm", "cancel"):
        refused = client.post(address(residency, "pending/"), {**read, "then": then, "note": "Қате."})
        assert "Another change waits here by now" in main(refused, 422)
    residency.refresh_from_db()
    assert residency.state == ResidencyState.IN_FORCE


def test_change_that_waits_is_taken_back_with_a_note(residency: Residency, client: Client) -> None:
    as_person(client, officer())
    client.post(address(residency, "suspend/"), typed(day="2026-04-01"))
    assert "It waits for its day" in main(client.get(address(residency)))
    assert "Say why" in main(client.post(address(residency, "pending/"), seen(then="cancel", note=" ")), 422)
    client.post(address(residency, "pending/"), seen(then="cancel", note="Қате."))
    assert StatusChange.objects.get().cancel_note == "Қате."
    as_person(client, founder_of(residency))
    own = main(client.get(f"/en/residencies/{residency.case.reference}/"))
    assert "taken back" in own
    assert "Қате." not in own


def test_list_is_narrowed_by_state_and_words(residency: Residency, client: Client) -> None:
    ordered(residency, ChangeKind.SUSPEND)
    resident()
    as_person(client, officer())
    wanted = {"": 2, "?state=suspended": 1, "?state=revoked": 0, "?state=asleep": 2, "?q=жоқ+ұйым": 0}
    found = {query: len(soup(client.get(f"/en/desk/residencies/{query}")).select("tbody tr")) for query in wanted}
    assert found == wanted


def test_residency_is_found_by_bin_and_certificate(residency: Residency, client: Client) -> None:
    resident()
    number = Certificate.objects.get(version__entry=residency.entry).number
    as_person(client, officer())
    for words in (residency.organisation.bin, number, residency.organisation.name):
        rows = soup(client.get("/en/desk/residencies/", {"q": words})).select("tbody tr")
        assert [residency.organisation.name in row.text for row in rows] == [True]


@pytest.mark.usefixtures("residency")
def test_list_costs_the_same_for_one_and_for_many(client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(2):
        resident()
    as_person(client, officer())
    with django_assert_max_num_queries(15):
        client.get("/en/desk/residencies/")


def test_resident_reaches_the_page_and_the_certificate_from_the_case(residency: Residency, client: Client) -> None:
    as_person(client, founder_of(residency))
    case = soup(client.get(f"/en/cases/{residency.case.reference}/"))
    [link] = {link["href"] for link in case.select("main a") if "Your residency" in link.text}
    page = soup(client.get(str(link)))
    [paper] = [anchor["href"] for anchor in page.select("aside a") if "as PDF" in anchor.text]
    response = client.get(str(paper))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_revoked_resident_reads_the_reason_and_may_apply_again(residency: Residency, client: Client) -> None:
    ordered(residency, ChangeKind.REVOKE)
    confirm_change(residency, actor=officer(Role.HEAD_OF_UNIT))
    as_person(client, founder_of(residency))
    own = main(client.get(f"/en/residencies/{residency.case.reference}/"))
    assert "Income from activity outside the list (practice of the operator in 2024" in own
    assert "you may apply again" in own


def test_pages_of_one_residency_cost_little_whatever_happened(
    residency: Residency, client: Client, django_assert_max_num_queries: Any
) -> None:
    for kind in (ChangeKind.SUSPEND, ChangeKind.REINSTATE) * 3:
        ordered(residency, kind)
    for page in ("desk/residencies/{}/", "desk/residencies/{}/suspend/", "residencies/{}/"):
        as_person(client, officer() if page.startswith("desk") else founder_of(residency))
        address = f"/en/{page.format(residency.case.reference)}"
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
