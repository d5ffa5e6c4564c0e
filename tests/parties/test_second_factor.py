"""Authenticator apps, recovery codes, and staff who do nothing before their second factor; refusals come first."""

from __future__ import annotations

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client

from orken.journal.models import Entry
from orken.notices.models import Notice
from orken.parties.models import Role, User
from tests.factories.parties import PASSWORD, PersonFactory
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

ASK, AGAIN, SET_UP = (
    "/en/accounts/2fa/authenticate/",
    "/en/accounts/2fa/reauthenticate/",
    "/en/accounts/2fa/totp/activate/",
)
REMOVE, FACTORS, CODES = "/en/accounts/2fa/totp/deactivate/", "/en/accounts/2fa/", "/en/accounts/2fa/recovery-codes/"


@pytest.fixture(autouse=True)
def morning(travel):
    """A clock that moves only when it is told to: codes live for half a minute."""
    travel("2026-03-18 10:00:10")


@pytest.fixture
def seconds_later(travel):
    def move(count):
        travel(f"2026-03-18 10:0{(10 + count) // 60}:{(10 + count) % 60:02}")

    return move


def code(secret, periods=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def with_app(**fields) -> tuple[User, str]:
    person, secret = PersonFactory(**fields), generate_totp_secret()
    TOTP.activate(person, secret)
    return person, secret


def password(client, person, then=""):
    return client.post(f"/en/accounts/login/{then}", {"login": person.email, "password": PASSWORD})


def sign_in(client, person, secret):
    password(client, person)
    return client.post(ASK, {"code": code(secret)})


def show_again(client, **typed):
    """The password once more, which every change of a factor asks for."""
    return client.post("/en/accounts/reauthenticate/", typed or {"password": PASSWORD})


def actions(person):
    return list(Entry.objects.filter(subject=f"person:{person.pk}").values_list("action", "data__kind", "actor"))


def test_password_alone_does_not_sign_in(client):
    person, __ = with_app()
    assert password(client, person).headers["Location"] == ASK
    assert not get_user(client).is_authenticated
    assert client.get("/en/account/").status_code == 302


@pytest.mark.parametrize("typed", ["000000", "", "a", "١٢٣٤٥٦", "0" * 500])
def test_wrong_code_does_not_sign_in(client, typed):
    person, __ = with_app()
    password(client, person)
    page = client.post(ASK, {"code": typed})
    assert page.context["form"].errors["code"]
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("periods", [-2, 2, 10])
def test_code_of_another_time_does_not_sign_in(client, periods):
    person, secret = with_app()
    password(client, person)
    assert "wrong or was used" in client.post(ASK, {"code": code(secret, periods)}).context["form"].errors["code"][0]
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("later", [0, 31, 45])
def test_code_opens_once_however_long_it_is_good(client, seconds_later, later):
    person, secret = with_app()
    used = code(secret, 1)
    password(client, person)
    client.post(ASK, {"code": used})
    assert get_user(client) == person
    seconds_later(later)
    thief = Client()
    password(thief, person)
    assert "wrong or was used" in thief.post(ASK, {"code": f" {used[:3]} {used[3:]}"}).context["form"].errors["code"][0]
    assert not get_user(thief).is_authenticated


def test_sixth_wrong_code_is_refused_even_if_right(client):
    person, secret = with_app()
    password(client, person)
    for _attempt in range(5):
        client.post(ASK, {"code": "000000"})
    assert "Wait five minutes" in client.post(ASK, {"code": code(secret)}).context["form"].errors["code"][0]


def test_secret_in_the_database_is_not_the_secret():
    person, secret = with_app()
    stored = str(Authenticator.objects.get(user=person).data)
    assert secret not in stored
    assert Authenticator.objects.get(user=person).wrap().validate_code(code(secret))


def test_former_secret_key_still_reads_factors(settings):
    person, secret = with_app()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, for tests only, long enough to be accepted as one"
    assert Authenticator.objects.get(user=person).wrap().validate_code(code(secret))


@pytest.mark.parametrize(
    "path", [SET_UP, "/en/accounts/2fa/webauthn/add/", "/en/accounts/2fa/recovery-codes/generate/"]
)
def test_change_of_factors_asks_for_the_password_again(client, path):
    client.force_login(PersonFactory())
    assert client.get(path).headers["Location"] == f"/en/accounts/reauthenticate/?next={path.replace('/', '%2F')}"
    assert client.post(path, {"code": "000000"}).headers["Location"].startswith("/en/accounts/reauthenticate/")
    assert not Authenticator.objects.exists()


def test_removal_asks_who_it_is(client):
    person, secret = with_app()
    sign_in(client, person, secret)
    assert client.post(REMOVE).headers["Location"].startswith("/en/accounts/reauthenticate/")
    assert Authenticator.objects.count() == 1


def test_wrong_code_sets_up_nothing_and_keeps_the_key(client):
    client.force_login(PersonFactory())
    show_again(client)
    key = client.get(SET_UP).context["form"].secret
    page = client.post(SET_UP, {"code": "000000"})
    assert page.context["form"].errors["code"]
    assert page.context["form"].secret == key
    assert not Authenticator.objects.exists()


def test_unconfirmed_address_sets_up_nothing(client):
    client.force_login(PersonFactory(confirmed=False))
    show_again(client)
    assert client.get(SET_UP).headers["Location"] == FACTORS
    assert "Confirm your e-mail address first" in client.get(FACTORS).content.decode()


def test_app_is_set_up_shown_used_and_removed(client, seconds_later):
    person = PersonFactory(language="ru")
    client.force_login(person)
    show_again(client)
    page = client.get(SET_UP)
    secret = page.context["form"].secret
    assert " ".join(re.findall("....", secret)) in page.content.decode()
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert client.post(SET_UP, {"code": code(secret)}).headers["Location"] == CODES
    assert actions(person) == [
        ("second_factor.added", "totp", person.pk),
        ("second_factor.added", "recovery_codes", person.pk),
    ]
    assert Notice.objects.earliest("pk").subject == "К вашей учётной записи добавлен второй фактор"
    client.logout()
    seconds_later(40)
    assert sign_in(client, person, secret).headers["Location"] == "/ru/"
    show_again(client)
    assert client.post(REMOVE).headers["Location"] == FACTORS
    assert not Authenticator.objects.exists()
    assert [action[:2] for action in actions(person)[2:]] == [
        ("second_factor.removed", "totp"),
        ("second_factor.removed", "recovery_codes"),
    ]
    assert Notice.objects.latest("pk").subject == "Из вашей учётной записи удалён второй фактор"
    assert Notice.objects.latest("pk").mail.recipients == [person.email]


def test_code_of_the_set_up_does_not_sign_in_as_well(client):
    client.force_login(PersonFactory())
    show_again(client)
    secret = client.get(SET_UP).context["form"].secret
    client.post(SET_UP, {"code": code(secret)})
    person = get_user(client)
    client.logout()
    sign_in(client, person, secret)
    assert not get_user(client).is_authenticated


def test_recovery_code_opens_once(client):
    person, __ = with_app()
    client.force_login(person)
    show_again(client)
    assert client.post("/en/accounts/2fa/recovery-codes/generate/").headers["Location"] == CODES
    first, *others = client.get(CODES).context["unused_codes"]
    assert len(others) == 9
    text = client.get("/en/accounts/2fa/recovery-codes/download/").content.decode()
    assert all(code in text for code in (first, *others))
    client.logout()
    password(client, person)
    client.post(ASK, {"code": first})
    assert get_user(client) == person
    client.logout()
    password(client, person)
    client.post(ASK, {"code": first})
    assert not get_user(client).is_authenticated
    client.post(ASK, {"code": others[0]})
    assert get_user(client) == person


def test_new_recovery_codes_make_the_former_ones_worthless(client):
    person, __ = with_app()
    client.force_login(person)
    show_again(client)
    client.post("/en/accounts/2fa/recovery-codes/generate/")
    former = client.get(CODES).context["unused_codes"]
    client.post("/en/accounts/2fa/recovery-codes/generate/")
    assert set(former).isdisjoint(client.get(CODES).context["unused_codes"])


def test_list_shows_when_each_was_used(client):
    person, secret = with_app()
    sign_in(client, person, secret)
    page = client.get(FACTORS).content.decode()
    assert "Remove the app" in page
    assert page.count('<time datetime="2026-03-18') == 2


@pytest.mark.parametrize("path", ["remove/", "edit/"])
def test_passkey_of_another_person_does_not_exist(client, path):
    other = Authenticator.objects.create(
        user=PersonFactory(), type="webauthn", data={"name": "Phone", "credential": {}}
    )
    client.force_login(PersonFactory())
    show_again(client)
    address = f"/en/accounts/2fa/webauthn/keys/{other.pk}/{path}"
    assert client.get(address).status_code == client.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Phone"


def credential(**response):
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


BROKEN = [
    "", "{", "[]", "null", "7", '{"id": 1}', '{"response": {}}', '{"rawId": "AA", "response": {}}',
    '{"id": [], "rawId": {}}',
    credential(clientDataJSON=[]),
    credential(clientDataJSON="e30", attestationObject="oA"),
    credential(clientDataJSON="e30", authenticatorData="AA", signature="AA", userHandle="AA"),
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN)
def test_broken_answer_of_a_passkey_does_not_sign_in(client, sent):
    assert client.post("/en/accounts/2fa/webauthn/login/", {"credential": sent}).status_code == 302
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("sent", BROKEN)
def test_broken_answer_of_a_passkey_adds_none(client, sent):
    client.force_login(PersonFactory())
    show_again(client)
    client.get("/en/accounts/2fa/webauthn/add/")
    page = client.post("/en/accounts/2fa/webauthn/add/", {"credential": sent, "name": "Phone"})
    assert page.context["form"].errors
    assert not Authenticator.objects.exists()


class TestStaff:
    """With the setting on, as everywhere outside the demo."""

    PAGES = ("/en/", "/en/desk/", "/en/cases/", "/en/organisations/", "/en/notices/", "/en/procedures/", "/api/v1/keys")

    @pytest.fixture(autouse=True)
    def demanded(self, settings):
        settings.ORKEN_STAFF_SECOND_FACTOR = True

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("path", PAGES)
    def test_is_led_to_the_set_up_from_every_page(self, client, role, path):
        client.force_login(PersonFactory(roles=[role]))
        assert client.get(path).headers["Location"].endswith("/accounts/2fa/")
        assert client.post(path).headers["Location"].endswith("/accounts/2fa/")

    def test_account_sign_out_and_health_stay_open(self, client):
        client.force_login(PersonFactory(roles=[Role.OFFICER]))
        assert client.get("/en/account/").status_code == 200
        assert client.get("/en/accounts/logout/").status_code == 200
        assert client.get("/health/live").status_code == 200
        assert "Staff sign in with two factors" in client.get(FACTORS).content.decode()

    def test_people_without_a_role_are_asked_for_nothing(self, client):
        client.force_login(PersonFactory())
        assert client.get("/en/cases/").status_code == 200

    def test_set_up_opens_the_desk(self, client):
        client.force_login(PersonFactory(roles=[Role.OFFICER]))
        show_again(client)
        secret = client.get(SET_UP).context["form"].secret
        client.post(SET_UP, {"code": code(secret)})
        assert client.get("/en/desk/").status_code == 200

    def test_sign_in_with_two_factors_opens_the_desk(self, client):
        person, secret = with_app(roles=[Role.OFFICER])
        sign_in(client, person, secret)
        assert client.get("/en/desk/").status_code == 200

    def test_factor_that_was_not_used_in_this_session_is_not_enough(self, client, seconds_later):
        person, secret = with_app(roles=[Role.OFFICER])
        client.force_login(person)
        assert client.get("/en/desk/").headers["Location"] == f"{AGAIN}?next=%2Fen%2Fdesk%2F"
        show_again(client)
        assert client.get("/en/desk/").status_code == 302
        assert client.post(f"{AGAIN}?next=/en/desk/", {"code": code(secret)}).headers["Location"] == "/en/desk/"
        assert client.get("/en/desk/").status_code == 200

    def test_password_is_not_offered_in_place_of_the_factor(self, client):
        person, __ = with_app(roles=[Role.OFFICER])
        client.force_login(person)
        assert client.get(AGAIN).context["reauthentication_alternatives"] == []

    def test_removed_factor_closes_the_desk_again(self, client):
        person, secret = with_app(roles=[Role.OFFICER])
        sign_in(client, person, secret)
        show_again(client)
        client.post(REMOVE)
        assert client.get("/en/desk/").headers["Location"] == FACTORS

    def test_role_granted_during_a_session_needs_the_factor_at_once(self, client):
        person = PersonFactory()
        client.force_login(person)
        assert client.get("/en/cases/").status_code == 200
        person.staff_roles.create(role=Role.SIGNATORY)
        assert client.get("/en/cases/").headers["Location"] == FACTORS

    def test_another_person_in_the_same_browser_gains_nothing(self, client):
        person, secret = with_app()
        sign_in(client, person, secret)
        client.post("/en/accounts/logout/")
        officer = PersonFactory(roles=[Role.OFFICER])
        password(client, officer)
        assert get_user(client) == officer
        assert client.get("/en/desk/").headers["Location"] == FACTORS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_two_browsers_at_once_do_not_both_get_in_with_one_code(kind):
    person, secret = with_app()
    spare = RecoveryCodes.activate(person).get_unused_codes()[0]
    browsers = [Client(), Client()]
    for browser in browsers:
        password(browser, person)
    typed = code(secret) if kind == "app" else spare
    at_once(*(lambda browser=browser: browser.post(ASK, {"code": typed}) for browser in browsers))
    assert sorted(get_user(browser).is_authenticated for browser in browsers) == [False, True]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "path",
    ["2fa/", "2fa/reauthenticate/", "2fa/totp/deactivate/", "2fa/webauthn/add/", "2fa/recovery-codes/",
     "2fa/recovery-codes/generate/", "reauthenticate/", "devices/"],
)  # fmt: skip
def test_every_page_is_ours(client, language, path):
    person, __ = with_app()
    RecoveryCodes.activate(person)
    client.force_login(person)
    show_again(client)
    response = client.get(f"/{language}/accounts/{path}")
    assert response.status_code == 200
    names = [template.name for template in response.templates if template.name]
    assert "ui/base.html" in names
    assert not [name for name in names if name.startswith(("mfa/", "account/", "allauth/", "usersessions/"))]


def test_operator_removes_the_factors_of_somebody_who_lost_them(client, capsys):
    person, secret = with_app()
    sign_in(client, person, secret)
    with pytest.raises(CommandError, match="Nobody signs in with nobody@"):
        call_command("remove_second_factors", "nobody@orken.example")
    call_command("remove_second_factors", person.email.upper())
    assert capsys.readouterr().out.startswith("Second factors removed: 1.")
    assert not get_user(client).is_authenticated
    assert actions(person)[-1] == ("second_factor.removed", "totp", None)
    password(client, person)
    assert get_user(client) == person
