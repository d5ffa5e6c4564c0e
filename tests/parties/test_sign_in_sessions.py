"""Where somebody is signed in, and how that ends: by themselves, by a role withdrawn, by an account closed."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client

from orken.journal.models import Entry
from orken.parties.models import Role
from orken.parties.services import withdraw_role
from orken.parties.services.people import close_account
from orken.parties.sessions import device_in_words
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

DEVICES, OTHERS = "/en/accounts/devices/", "/en/accounts/devices/others/end/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"


def signed_in(person, user_agent=FIREFOX, address="192.0.2.7"):
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert get_user(client) == person
    return client


def is_in(client):
    return client.get("/en/account/").status_code == 200


def number(client):
    return UserSession.objects.get(session_key=client.session.session_key).pk


def test_session_of_another_person_is_not_ended(client):
    victim = signed_in(PersonFactory())
    thief = signed_in(PersonFactory())
    assert thief.post(f"{DEVICES}{number(victim)}/end/").status_code == 404
    thief.post(OTHERS)
    assert is_in(victim)


def test_own_session_is_ended_by_signing_out_and_not_from_the_list():
    client = signed_in(PersonFactory())
    assert client.post(f"{DEVICES}{number(client)}/end/").status_code == 404


def test_one_device_is_signed_out_at_once():
    person = PersonFactory()
    laptop, phone, tablet = signed_in(person), signed_in(person, PHONE), signed_in(person, IPHONE)
    laptop.post(f"{DEVICES}{number(phone)}/end/")
    assert (is_in(laptop), is_in(phone), is_in(tablet)) == (True, False, True)


def test_all_other_devices_are_signed_out_at_once():
    person = PersonFactory()
    laptop, phone, tablet = signed_in(person), signed_in(person, PHONE), signed_in(person, IPHONE)
    page = laptop.post(OTHERS, follow=True).content.decode()
    assert "2 devices are signed out." in page
    assert (is_in(laptop), is_in(phone), is_in(tablet)) == (True, False, False)
    assert UserSession.objects.count() == 1


def test_list_names_devices_by_browser_system_and_address():
    person = PersonFactory()
    signed_in(person, PHONE, "198.51.100.3")
    page = signed_in(person).get(DEVICES).content.decode()
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    assert "198.51.100.3" in page
    assert page.count("This device") == 1


def test_signed_out_session_leaves_the_list():
    person = PersonFactory()
    signed_in(person, PHONE).post("/en/accounts/logout/")
    assert "Chrome, Android" not in signed_in(person).get(DEVICES).content.decode()


def test_change_of_password_signs_out_other_devices():
    person = PersonFactory()
    laptop, phone = signed_in(person), signed_in(person, PHONE)
    new = {"oldpassword": PASSWORD, "password1": "zhana qupiya soz", "password2": "zhana qupiya soz"}
    laptop.post("/en/accounts/password/change/", new)
    assert (is_in(laptop), is_in(phone)) == (True, False)
    assert "Chrome, Android" not in laptop.get(DEVICES).content.decode()


def test_last_use_is_kept_every_ten_minutes(travel):
    travel("2026-03-18 10:00")
    client = signed_in(PersonFactory())
    seen = UserSession.objects.get().last_seen_at
    travel("2026-03-18 10:09")
    is_in(client)
    assert UserSession.objects.get().last_seen_at == seen
    travel("2026-03-18 10:11")
    is_in(client)
    assert (UserSession.objects.get().last_seen_at - seen).total_seconds() == 660


def test_page_in_between_asks_for_no_session_on_the_list(travel, django_assert_num_queries):
    travel("2026-03-18 10:00")
    client = signed_in(PersonFactory())
    client.get("/health/live")
    with django_assert_num_queries(2):  # the session and the person
        client.get("/health/live")


def test_proxys_word_about_the_address_counts_only_behind_one(settings):
    forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.9"}
    login = {"login": PersonFactory().email, "password": PASSWORD}
    Client(REMOTE_ADDR="192.0.2.7", **forwarded).post("/en/accounts/login/", login)
    assert UserSession.objects.get().ip == "192.0.2.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    UserSession.objects.all().delete()
    Client(REMOTE_ADDR="192.0.2.7", **forwarded).post("/en/accounts/login/", login)
    assert UserSession.objects.get().ip == "198.51.100.9"


def test_withdrawn_role_ends_sessions_at_once():
    officer = PersonFactory(roles=[Role.OFFICER])
    desk = signed_in(officer)
    assert desk.get("/en/desk/").status_code == 200
    withdraw_role(officer, Role.OFFICER)
    assert desk.get("/en/desk/").headers["Location"].startswith("/en/accounts/login/")


def test_operator_grants_and_withdraws_roles_by_command(capsys):
    person = PersonFactory()
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("staff_role", "grant", person.email, "king")
    call_command("staff_role", "grant", person.email, "officer")
    desk = signed_in(person)
    assert desk.get("/en/desk/").status_code == 200
    call_command("staff_role", "withdraw", person.email, "officer")
    assert desk.get("/en/desk/").status_code == 302
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[2] for line in told] == ["officer.", "none."]
    assert list(Entry.objects.values_list("action", "actor")) == [
        ("staff_role.granted", None),
        ("staff_role.withdrawn", None),
    ]


def test_closed_account_ends_sessions_at_once_and_lets_nobody_in(capsys):
    person = PersonFactory()
    laptop, phone = signed_in(person), signed_in(person, PHONE)
    with pytest.raises(CommandError, match="Nobody signs in with"):
        call_command("close_account", "nobody@orken.example")
    call_command("close_account", person.email)
    assert not is_in(laptop)
    assert not is_in(phone)
    assert Entry.objects.get().action == "account.closed"
    client = Client()
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert not get_user(client).is_authenticated


def test_closed_account_ends_a_session_that_is_on_no_list(client):
    person = PersonFactory()
    client.force_login(person)
    close_account(person)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Chrome, Android"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 YaBrowser/25.10 Safari/537.36", "Yandex Browser, Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("<script>alert(1)</script>", "scriptalert1/script"),
        ("", "Unknown device"),
    ],
)
def test_device_is_called_as_a_person_would(user_agent, words):
    assert device_in_words(user_agent) == words
