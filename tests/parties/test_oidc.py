"""Sign-in through a real provider of OpenID Connect, which runs beside the tests; refusals come first."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve

from orken.journal.models import Entry
from orken.kernel.identifiers import parse_iin
from orken.notices.models import Notice
from orken.parties.claims import read_id_token
from orken.parties.identity_providers import SecondFactor
from orken.parties.models import Role, User
from tests.factories.parties import PASSWORD, PersonFactory
from tests.identity_provider import answering, leave, running_server
from tests.journeys.steps import Person
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

IIN = "960229600023"  # of 2096: nobody has it
CLAIMS = {"email": "aigerim@orken.example", "email_verified": True, "name": "Айгерім Сәрсенова"}


@pytest.fixture(scope="session")
def server():
    with running_server() as running:
        yield running


@pytest.fixture
def national_id(server, settings):
    """A provider for everybody, whose e-mail addresses are believed."""
    settings.ORKEN_OIDC_PROVIDERS = [server.provider()]
    return server


@pytest.fixture
def staff_sso(server, settings):
    factor = SecondFactor(amr=frozenset({"mfa"}), acr=frozenset({"high"}))
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(id="staff-sso", audience="staff", second_factor=factor)]
    return server


def come_back(client, server, subject, provider="national-id"):
    return client.get(here(server.approves(leave(client, provider), subject)))


def here(address):
    """The part of an address at this portal that the test's client takes."""
    path = address.removeprefix("http://localhost:8000")
    assert path.startswith("/"), address
    return path


def refused(client, server, claims, provider="national-id"):
    """The title of the page that refuses, after nobody was signed in and nothing was kept."""
    subject = server.knows("subject-of-refusal", **claims)
    accounts = User.objects.count()
    page = come_back(client, server, subject, provider)
    assert page.status_code == 403, page
    assert not get_user(client).is_authenticated
    assert (User.objects.count(), SocialAccount.objects.count()) == (accounts, 0)
    return re.search("<h1>([^<]+)</h1>", page.content.decode())[1]


@pytest.mark.parametrize(
    "claims",
    [
        CLAIMS | {"email_verified": False},
        CLAIMS | {"email_verified": "no"},
        {"email": CLAIMS["email"], "name": CLAIMS["name"]},
        {"name": CLAIMS["name"], "email_verified": True},
        CLAIMS | {"email": "not an address"},
    ],
)
def test_address_that_the_provider_has_not_confirmed_is_refused(client, national_id, claims):
    assert refused(client, national_id, claims) == "Your e-mail address is not confirmed"


@pytest.mark.parametrize("name", [None, "", "=HYPERLINK(1)", "Aigerim \u202egnp.exe", "—", 7])
def test_newcomer_without_a_name_for_signatures_is_refused(client, national_id, name):
    assert refused(client, national_id, CLAIMS | {"name": name}) == "Your name is missing"


def test_address_of_an_account_is_not_believed_to_everybody(client, server, settings):
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(trusts_email=False)]
    PersonFactory(email=CLAIMS["email"])
    assert refused(client, server, CLAIMS) == "You have an account here already"


def test_staff_account_is_not_opened_by_a_provider_for_everybody(client, national_id):
    PersonFactory(email=CLAIMS["email"], roles=[Role.OFFICER])
    assert refused(client, national_id, CLAIMS) == "You have an account here already"


@pytest.mark.parametrize("known", [False, True])
def test_staff_provider_makes_no_account_and_gives_no_role(client, staff_sso, known):
    if known:
        PersonFactory(email=CLAIMS["email"])
    claims = CLAIMS | {"role": "administrator", "groups": ["orken-officers"]}
    assert refused(client, staff_sso, claims, "staff-sso") == "You have no role at the operator"


def test_staff_provider_needs_a_confirmed_address(client, staff_sso):
    PersonFactory(email=CLAIMS["email"], roles=[Role.OFFICER])
    told = refused(client, staff_sso, CLAIMS | {"email_verified": False}, "staff-sso")
    assert told == "Your e-mail address is not confirmed"


def test_staff_who_lost_their_role_are_refused_though_linked(client, staff_sso):
    officer = PersonFactory(email=CLAIMS["email"], roles=[Role.OFFICER])
    come_back(client, staff_sso, staff_sso.knows("officer-1", **CLAIMS), "staff-sso")
    assert get_user(client) == officer
    client.logout()
    officer.staff_roles.all().delete()
    assert come_back(client, staff_sso, "officer-1", "staff-sso").status_code == 403
    assert not get_user(client).is_authenticated


def test_closed_account_is_not_let_in(client, national_id):
    subject = national_id.knows("closed-1", **CLAIMS)
    come_back(client, national_id, subject)
    client.logout()
    User.objects.update(is_active=False)
    come_back(client, national_id, subject)
    assert not get_user(client).is_authenticated


def test_state_opens_once(client, national_id):
    back = here(national_id.approves(leave(client), national_id.knows("once-1", **CLAIMS)))
    assert client.get(back).status_code == 302
    client.logout()
    again = client.get(back)
    assert again.status_code == 400
    assert "The sign-in was not completed" in again.content.decode()
    assert not get_user(client).is_authenticated


def test_answer_meant_for_another_browser_signs_nobody_in(client, national_id):
    back = here(national_id.approves(leave(client), national_id.knows("other-1", **CLAIMS)))
    assert Client().get(back).status_code == 400
    assert not SocialAccount.objects.exists()


def test_state_of_yesterday_is_refused(client, national_id, time_machine):
    address = leave(client)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    assert client.get(here(national_id.approves(address, national_id.knows("late-1", **CLAIMS)))).status_code == 400
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=server_error&state=z"])
def test_callback_that_nobody_asked_for_is_refused(client, national_id, query):
    assert client.get(f"/sign-in/national-id/callback{query}").status_code == 400


def test_invented_code_is_refused(client, national_id):
    address = leave(client)
    state = re.search("state=([^&]+)", address)[1]
    assert client.get(f"/sign-in/national-id/callback?code=invented&state={state}").status_code == 400


def test_unknown_provider_is_no_page(client, national_id):
    assert client.get("/sign-in/other/callback").status_code == 404
    assert client.post("/en/accounts/by/other/").status_code == 404


def test_way_there_is_taken_by_a_button_only(client, national_id):
    assert client.get("/en/accounts/by/national-id/").status_code == 405


def test_person_who_cancels_there_is_told_that_nothing_happened(client, national_id):
    page = client.get(here(national_id.denies(leave(client))))
    assert (page.status_code, "You cancelled the sign-in" in page.content.decode()) == (200, True)


def test_provider_that_is_down_gives_a_clear_page(client, server, settings):
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(issuer="http://127.0.0.1:9")]
    page = client.post("/en/accounts/by/national-id/")
    assert (page.status_code, "National identity does not answer as it should" in page.content.decode()) == (503, True)


def test_provider_that_goes_down_on_the_way_gives_a_clear_page(client, national_id, settings):
    back = here(national_id.approves(leave(client), national_id.knows("down-1", **CLAIMS)))
    settings.ORKEN_OIDC_PROVIDERS = [national_id.provider(issuer="http://127.0.0.1:9")]
    assert client.get(back).status_code == 503
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://id.example.kz", "authorization_endpoint": "{address}/a", "token_endpoint": "{address}/t",
         "jwks_uri": "{address}/j"},
        {"issuer": "{address}", "authorization_endpoint": "{address}/a"},
        {},
    ],
)  # fmt: skip
def test_provider_under_another_name_is_not_visited(client, server, settings, discovery):
    with answering({"/.well-known/openid-configuration": discovery}) as address:
        settings.ORKEN_OIDC_PROVIDERS = [server.provider(issuer=address)]
        page = client.post("/en/accounts/by/national-id/")
    assert page.status_code == 503
    assert "http-equiv" not in page.content.decode()


def test_answer_that_is_not_json_gives_a_clear_page(client, server, settings):
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(issuer=f"{server.address}/users")]
    assert client.post("/en/accounts/by/national-id/").status_code == 503


class TestIdToken:
    """Signed by a key of our own, so that each part can be wrong by itself."""

    KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    ISSUER, CLIENT = "https://id.example.kz", "orken"

    @staticmethod
    def published(*keys: Any) -> dict[str, Any]:
        public = [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) for key in keys]
        return {"keys": [jwk | {"kid": f"k{number}", "alg": "RS256"} for number, jwk in enumerate(public)]}

    def read(self, key=KEY, algorithm="RS256", kid="k0", **changes):
        now = datetime.now(UTC)
        claims = {"iss": self.ISSUER, "aud": self.CLIENT, "sub": "1", "iat": now, "exp": now + timedelta(minutes=5)}
        claims = {name: value for name, value in (claims | changes).items() if value is not None}
        token = jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else None)
        return read_id_token(token, self.published(self.KEY), issuer=self.ISSUER, client_id=self.CLIENT)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"iss": "https://evil.example"},
            {"iss": f"{ISSUER}/"},
            {"aud": "another client"},
            {"azp": "another client"},
            {"exp": datetime(2026, 1, 1, tzinfo=UTC)},
            {"iat": datetime(2126, 1, 1, tzinfo=UTC)},
            {"sub": None},
            {"iss": None},
            {"exp": None},
            {"key": OTHER},
            {"kid": "k7"},
            {"algorithm": "none", "key": None},
            {"algorithm": "HS256", "key": "a secret that is long enough to be one for HMAC"},
        ],
        ids="-".join,
    )
    def test_is_refused_with_one_part_wrong(self, wrong):
        with pytest.raises(OAuth2Error):
            self.read(**wrong)

    @pytest.mark.parametrize("text", ["", "a", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
    def test_text_that_is_no_token_is_refused(self, text):
        with pytest.raises(OAuth2Error):
            read_id_token(text, self.published(self.KEY), issuer=self.ISSUER, client_id=self.CLIENT)

    @pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{"kty": "oct", "k": "AAAA"}]}])
    def test_keys_that_are_none_are_refused(self, keys):
        now = datetime.now(UTC)
        token = jwt.encode({"sub": "1", "exp": now, "iat": now}, self.KEY, "RS256")
        with pytest.raises(OAuth2Error):
            read_id_token(token, keys, issuer=self.ISSUER, client_id=self.CLIENT)

    @pytest.mark.parametrize("kid", ["k0", None])
    def test_is_read_when_all_is_right(self, kid):
        assert self.read(kid=kid)["sub"] == "1"


def test_newcomer_gets_an_account_with_name_and_address(client, national_id):
    response = come_back(client, national_id, national_id.knows("new-1", **CLAIMS | {"email": "Aigerim@Orken.example"}))
    assert response.headers["Location"] == "/en/"
    person = get_user(client)
    assert (person.email, person.full_name, person.language) == (CLAIMS["email"], CLAIMS["name"], "en")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert list(Entry.objects.values_list("action", "subject", "actor")) == [
        ("identity.linked", f"person:{person.pk}", person.pk)
    ]
    client.logout()
    come_back(client, national_id, "new-1")
    assert get_user(client) == person
    assert User.objects.count() == 1


def test_newcomer_of_a_provider_that_is_not_believed_confirms_the_address_here(client, server, settings):
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(trusts_email=False)]
    response = come_back(client, server, server.knows("unbelieved-1", **CLAIMS))
    assert response.headers["Location"] == "/en/accounts/confirm-email/"
    assert not get_user(client).is_authenticated
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("where", ["claims", "sub"])
def test_personal_number_is_kept_nowhere(client, national_id, where):
    assert parse_iin(IIN)
    secret = {"iin": IIN, "birthdate": "2096-02-29", "address": {"locality": "Astana"}, "acr": "high", "amr": ["pin"]}
    subject = IIN if where == "sub" else "with-number-1"
    come_back(client, national_id, national_id.knows(subject, **CLAIMS | secret))
    linked = SocialAccount.objects.get()
    assert set(linked.extra_data) == {"sub", "email", "name", "amr", "acr"}
    assert linked.extra_data["sub"] == linked.uid
    stored = [str(linked.extra_data), linked.uid, *(str(session.get_decoded()) for session in Session.objects.all())]
    stored += [str(row) for row in (*User.objects.values(), *Entry.objects.values(), *Notice.objects.values())]
    assert not [text for text in stored if IIN in text or "2096" in text or "locality" in text]
    assert not SocialToken.objects.exists()
    client.logout()
    come_back(client, national_id, subject)
    assert get_user(client) == linked.user


def test_account_with_the_address_is_linked_by_a_provider_that_is_believed(client, national_id):
    person = PersonFactory(email=CLAIMS["email"], full_name="Айгерім")
    come_back(client, national_id, national_id.knows("linked-1", **CLAIMS))
    assert get_user(client) == person
    person.refresh_from_db()
    assert person.full_name == "Айгерім"
    assert person.check_password(PASSWORD)
    assert SocialAccount.objects.get().user == person


def test_password_of_whoever_took_the_address_unconfirmed_is_wiped(client, national_id):
    squatter = PersonFactory(email=CLAIMS["email"], confirmed=False)
    response = come_back(client, national_id, national_id.knows("owner-1", **CLAIMS))
    assert response.headers["Location"] == "/en/accounts/confirm-email/"
    assert not get_user(client).is_authenticated
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()


def test_sign_in_leads_back_to_the_asked_page_only_on_this_site(client, national_id):
    subject = national_id.knows("next-1", **CLAIMS)
    own = client.get(here(national_id.approves(leave(client, next="/en/organisations/"), subject)))
    assert own.headers["Location"] == "/en/organisations/"
    client.logout()
    other = client.get(here(national_id.approves(leave(client, next="https://evil.example/"), subject)))
    assert other.headers["Location"] == "/en/"


def test_own_factor_is_asked_for_after_a_provider_as_well(client, national_id):
    person = PersonFactory(email=CLAIMS["email"])
    Authenticator.objects.create(user=person, type="totp", data={"secret": "-"})
    response = come_back(client, national_id, national_id.knows("factor-1", **CLAIMS))
    assert resolve(response.headers["Location"]).url_name == "ask_factor"
    assert not get_user(client).is_authenticated
    assert IIN not in str(client.session.items())


def test_own_factor_after_a_provider_signs_in(client, national_id):
    person, secret = PersonFactory(email=CLAIMS["email"]), generate_totp_secret()
    TOTP.activate(person, secret)
    come_back(client, national_id, national_id.knows("factor-2", **CLAIMS))
    client.post("/en/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, int(time()) // 30))})
    assert get_user(client) == person
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize(
    ("claims", "opens"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "low"}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "high"}, True),
    ],
)
def test_second_factor_at_the_provider_counts_only_as_configured(client, staff_sso, settings, claims, opens):
    settings.ORKEN_STAFF_SECOND_FACTOR = True
    PersonFactory(email=CLAIMS["email"], roles=[Role.OFFICER])
    come_back(client, staff_sso, staff_sso.knows("staff-1", **CLAIMS | claims), "staff-sso")
    assert get_user(client).is_authenticated
    assert client.get("/en/desk/").status_code == (200 if opens else 302)


def test_linking_asks_who_it_is_first(client, national_id):
    client.force_login(PersonFactory())
    response = client.post("/en/accounts/linked/national-id/")
    assert response.headers["Location"].startswith("/en/accounts/reauthenticate/")


def test_visitor_links_nothing(client, national_id):
    assert client.post("/en/accounts/linked/national-id/").headers["Location"].startswith("/en/accounts/login/")


def test_account_is_linked_signs_in_and_is_unlinked(client, national_id):
    person = PersonFactory(language="kk")
    client.force_login(person)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    subject = national_id.knows("link-1", **CLAIMS | {"email": "other@orken.example", "email_verified": False})
    back = here(national_id.approves(leave(client, path="accounts/linked"), subject))
    assert client.get(back).headers["Location"] == "/en/account/"
    assert Notice.objects.get().subject == "Енді сіз «Ұлттық сәйкестендіру» арқылы кіре аласыз"
    client.logout()
    come_back(client, national_id, subject)
    assert get_user(client) == person
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Lets you in" in client.get("/en/account/").content.decode()
    client.post("/en/accounts/unlink/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()
    assert Entry.objects.latest("pk").action == "identity.unlinked"


def test_linking_that_took_long_asks_again_and_then_goes_on(client, national_id):
    person = PersonFactory()
    client.force_login(person)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    back = here(national_id.approves(leave(client, path="accounts/linked"), national_id.knows("slow-1", **CLAIMS)))
    session = client.session  # as if the minutes of the last confirmation had passed
    session["account_authentication_methods"] = []
    session.save()
    assert client.get(back).headers["Location"].endswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == person


@pytest.mark.django_db(transaction=True)
def test_newcomer_who_comes_back_through_two_windows_gets_one_account(national_id):
    subject = national_id.knows("twice-1", **CLAIMS)
    windows = [Client(), Client()]
    backs = [here(national_id.approves(leave(window), subject)) for window in windows]
    answers = at_once(*(lambda w=w, b=b: w.get(b) for w, b in zip(windows, backs, strict=True)))
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert (User.objects.count(), SocialAccount.objects.count(), EmailAddress.objects.count()) == (1, 1, 1)
    assert any(get_user(window).is_authenticated for window in windows)


def test_identity_of_another_account_is_not_taken_over(client, national_id):
    come_back(client, national_id, national_id.knows("taken-1", **CLAIMS))
    owner = get_user(client)
    client.logout()
    client.force_login(PersonFactory())
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.get(here(national_id.approves(leave(client, path="accounts/linked"), "taken-1")))
    assert "belongs to another account" in client.get("/en/account/").content.decode()
    assert SocialAccount.objects.get().user == owner


def test_only_way_in_is_not_taken_away(client, national_id):
    come_back(client, national_id, national_id.knows("only-1", **CLAIMS))
    client.post("/en/accounts/unlink/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()
    assert "your only way to sign in" in client.get("/en/account/").content.decode()


def test_identity_of_somebody_else_is_not_unlinked(client, national_id):
    come_back(client, national_id, national_id.knows("victim-1", **CLAIMS))
    client.logout()
    client.force_login(PersonFactory())
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/en/accounts/unlink/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()


def test_sign_in_page_shows_providers_by_audience(client, server, settings):
    settings.ORKEN_OIDC_PROVIDERS = [server.provider(), server.provider(id="staff-sso", audience="staff")]
    page = client.get("/ru/accounts/login/").content.decode()
    assert page.index("/ru/accounts/by/national-id/") < page.index("<h2>") < page.index("/ru/accounts/by/staff-sso/")
    assert "Национальная идентификация" in page


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_person_signs_in_through_the_provider_in_a_browser(browser, site, assert_accessible, national_id):
    national_id.knows("browser-1", **CLAIMS)
    person = Person(browser, site, "kk", assert_accessible)
    person.go("accounts/login/?next=/kk/organisations/")
    with person.page.expect_navigation(url=f"{national_id.address}/**"):
        person.page.locator("form[action$='/by/national-id/'] button").click()
    person.page.fill("input[name=sub]", "browser-1")
    with person.page.expect_navigation(url=f"{site}/**"):
        person.page.keyboard.press("Enter")
    person.look()
    assert person.page.url == f"{site}/kk/organisations/"
    assert CLAIMS["name"] in person.page.locator("details.account summary").inner_text()
    person.go("account/")
    assert "Ұлттық сәйкестендіру" in person.read()
