"""Passkeys in a real browser, with a device of its own that signs: refusals first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from orken.journal.models import Entry
from orken.parties.models import Role
from tests.factories.parties import PASSWORD, PersonFactory
from tests.journeys.steps import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CREATE, GET = "[data-passkey=create]", "[data-passkey=get]"


@pytest.fixture
def person(browser: Any, site: str, assert_accessible: Callable[[Any], None]) -> Person:
    return Person(browser, site, "kk", assert_accessible)


def add_passkey(person: Person, name: str = "") -> None:
    person.go("accounts/2fa/webauthn/add/")
    if person.page.locator("input[name=password]").count():
        person.page.fill("input[name=password]", PASSWORD)
        person.press()
    if name:
        person.page.fill("input[name=name]", name)
    person.press(CREATE)


def sign_out(person: Person) -> None:
    person.go("accounts/logout/")
    person.press()


def is_signed_in(person: Person) -> bool:
    return bool(person.page.locator("details.account").count())


def test_passkey_is_added_signs_in_without_the_password_and_is_removed(person, device):
    account = PersonFactory(language="kk")
    person.sign_in(account.email)
    device(person.page)
    add_passkey(person, "Ноутбук")
    assert "/recovery-codes/" in person.page.url
    kept = Authenticator.objects.get(type="webauthn")
    assert (kept.user, kept.data["name"]) == (account, "Ноутбук")

    sign_out(person)
    person.page.goto(f"{person.site}/kk/accounts/login/?next=/kk/organisations/")
    person.look()
    person.press(GET)
    assert person.page.url.endswith("/kk/organisations/")
    assert is_signed_in(person)

    person.go("accounts/2fa/")
    assert "Ноутбук" in person.read()
    person.page.locator(f"a[href$='/keys/{kept.pk}/edit/']").click()
    person.page.fill("input[name=password]", PASSWORD)
    person.press()
    person.page.fill("input[name=name]", "Үйдегі ноутбук")
    person.press()
    assert "Үйдегі ноутбук" in person.read()
    person.press(f"a[href$='/keys/{kept.pk}/remove/']")
    person.press()
    assert not Authenticator.objects.exists()
    actions = list(Entry.objects.filter(data__kind="webauthn").values_list("action", "actor"))
    assert actions == [("second_factor.added", account.pk), ("second_factor.removed", account.pk)]


def test_passkey_that_the_portal_does_not_know_does_not_sign_in(person, device):
    account = PersonFactory()
    person.sign_in(account.email)
    device(person.page)
    add_passkey(person)
    Authenticator.objects.all().delete()
    sign_out(person)
    person.go("accounts/login/")
    person.press(GET)
    assert not is_signed_in(person)
    assert person.page.locator(".messages .bad").count() == 1


def test_device_without_a_passkey_says_so_on_the_page(person, device):
    device(person.page)
    person.go("accounts/login/")
    person.page.locator(GET).click()
    person.page.locator("[data-passkey-failed]").wait_for(state="visible")
    person.look()
    assert not is_signed_in(person)


def test_answer_that_was_sent_once_does_not_sign_in_again(person, device):
    account = PersonFactory()
    person.sign_in(account.email)
    device(person.page)
    add_passkey(person)
    sign_out(person)
    person.go("accounts/login/")
    with person.page.expect_request(lambda request: request.method == "POST") as sent:
        person.press(GET)
    stolen = sent.value.post_data_json["credential"]
    assert json.loads(stolen)["response"]["signature"]
    sign_out(person)
    person.go("accounts/login/")
    person.page.evaluate(
        "(stolen) => { const form = document.querySelector('[data-passkey-form]');"
        " form.elements.credential.value = stolen; HTMLFormElement.prototype.submit.call(form); }",
        stolen,
    )
    person.page.wait_for_load_state()
    assert not is_signed_in(person)


def test_simple_key_is_a_second_factor_but_does_not_stand_in_for_the_password(person, device, settings):
    settings.ORKEN_STAFF_SECOND_FACTOR = True
    account = PersonFactory(roles=[Role.OFFICER])
    person.sign_in(account.email)
    device(person.page, verifies=False)
    assert person.page.url.endswith("/kk/accounts/2fa/")
    add_passkey(person)
    sign_out(person)
    person.sign_in(account.email)
    assert "/accounts/2fa/authenticate/" in person.page.url
    assert not is_signed_in(person)
    person.press(GET)
    assert is_signed_in(person)
    person.go("desk/")
    assert person.page.url.endswith("/kk/desk/")
    sign_out(person)
    person.go("accounts/login/")
    person.page.locator(GET).click()
    person.page.locator("[data-passkey-failed]").wait_for(state="visible")
    assert not is_signed_in(person)


def test_without_scripts_a_code_is_offered_and_no_button_that_does_nothing(browser, site, assert_accessible):
    account = PersonFactory()
    Authenticator.objects.create(user=account, type="totp", data={"secret": "-"})
    plain = Person(browser, site, "en", lambda page: None, java_script_enabled=False)
    plain.go("accounts/login/")
    assert not plain.page.locator(GET).is_visible()
    plain.sign_in(account.email)
    assert plain.page.locator("input[name=code]").is_visible()
