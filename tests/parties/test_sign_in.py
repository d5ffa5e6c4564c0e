"""Sign-up, confirmation by a real message, sign-in and passwords; what is refused comes first."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user
from django.forms import ModelForm

from orken.journal.models import Entry
from orken.parties.forms.account import AccountForm
from orken.parties.models import User
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ("kk", "ru", "en")
TYPED = {"full_name": "Айгерім Сәрсенова", "email": "aigerim@orken.example", "password1": "kok-torgai-2026"}


def links(message):
    return re.findall(r"https?://\S+", message.get_body(("plain",)).get_content())


def sign_up(client, language="kk", **changes):
    return client.post(f"/{language}/accounts/signup/", TYPED | changes)


def sign_in(client, person, password=PASSWORD, language="kk"):
    return client.post(f"/{language}/accounts/login/", {"login": person.email, "password": password})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("full_name", "=HYPERLINK(1)", "begins with “=”"),
        ("full_name", "Aigerim \u202egnp.exe", "turns the direction"),
        ("full_name", "—", "begins with a letter"),
        ("full_name", "a" * 151, "at most 150"),
        ("email", "aigerim", "valid email"),
        ("password1", "short", "at least 12 characters"),
        ("password1", "123456789012", "entirely numeric"),
        ("password1", "password1234", "too common"),
        ("password1", "Orken-Кластер-2026", "portal's own words"),
        ("password1", "localhost1234", "portal's own words"),
        ("password1", "aigerim@orken.example", "too similar"),
    ],
)
def test_sign_up_refuses(client, field, typed, said):
    response = sign_up(client, "en", **{field: typed})
    assert said in " ".join(response.context["form"].errors[field])
    assert not User.objects.exists()


def test_sign_up_keeps_what_was_typed_except_the_password(client):
    page = sign_up(client, email="aigerim").content.decode()
    assert 'value="Айгерім Сәрсенова"' in page
    assert TYPED["password1"] not in page


def test_unconfirmed_person_is_not_let_in(client):
    sign_up(client)
    response = client.post("/kk/accounts/login/", {"login": TYPED["email"], "password": TYPED["password1"]})
    assert response.headers["Location"] == "/kk/accounts/confirm-email/"
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_in_the_message_confirms_the_address(client, mail_folder, run_jobs, language):
    assert sign_up(client, language).headers["Location"] == f"/{language}/accounts/confirm-email/"
    run_jobs()
    (message,) = mail_folder.messages()
    assert message["To"] == TYPED["email"]
    (link,) = links(message)
    page = client.get(link)
    assert TYPED["email"] in page.content.decode()
    client.post(link)
    person = User.objects.get()
    assert (person.full_name, person.language) == (TYPED["full_name"], language)
    assert person.emailaddress_set.get().verified
    sign_in(client, person, TYPED["password1"], language)
    assert get_user(client) == person


def test_broken_link_says_what_to_do(client):
    page = client.get("/en/accounts/confirm-email/MQ:forged:key/").content.decode()
    assert "This link does not work" in page


def test_sign_up_does_not_tell_who_has_an_account(client, mail_folder, run_jobs):
    fresh = sign_up(client)
    client.cookies.clear()
    PersonFactory(email="taken@orken.example")
    taken = sign_up(client, email="taken@orken.example")
    assert (taken.status_code, taken.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    assert User.objects.filter(email="taken@orken.example").count() == 1
    run_jobs()
    subjects = {message["To"]: message["Subject"].strip() for message in mail_folder.messages()}
    assert subjects["taken@orken.example"] == "Сізде есептік жазба бар"


def test_password_reset_does_not_tell_who_has_an_account(client):
    person = PersonFactory()
    answers = [client.post("/en/accounts/password/reset/", {"email": e}) for e in (person.email, "no@orken.example")]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, "/en/accounts/password/reset/done/")}


def test_wrong_password_is_said_without_naming_which_part(client):
    person = PersonFactory()
    wrong_password = sign_in(client, person, "wrong wrong wrong", "en").context["form"].non_field_errors()
    client.cookies.clear()
    person.email = "nobody@orken.example"
    assert sign_in(client, person, language="en").context["form"].non_field_errors() == wrong_password
    assert "Check both" in wrong_password[0]


def test_sixth_wrong_password_is_refused_even_if_right(client):
    person = PersonFactory()
    for _attempt in range(5):
        sign_in(client, person, "wrong wrong wrong")
    response = sign_in(client, person, language="en")
    assert "Wait five minutes" in response.context["form"].non_field_errors()[0]
    assert not get_user(client).is_authenticated


def test_many_sign_ups_from_one_address_are_held_up(client):
    answers = [sign_up(client, "en", email=f"a{number}@orken.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Too many attempts" in answers[-1].content.decode()


def test_sign_in_changes_the_session_key_and_lets_in_by_any_case_of_the_address(client):
    person = PersonFactory(email="timur@orken.example")
    client.get("/kk/accounts/login/")
    client.session["seen"] = True
    session = client.session
    session["seen"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    person.email = "Timur@Orken.example"
    sign_in(client, person)
    assert client.session.session_key != before
    assert get_user(client).email == "timur@orken.example"


def test_sign_in_leads_home_in_the_language_of_the_person(client):
    assert sign_in(client, PersonFactory(language="ru"), language="en").headers["Location"] == "/ru/"


def test_sign_in_leads_back_to_the_asked_page_only_on_this_site(client):
    person = PersonFactory()
    login = {"login": person.email, "password": PASSWORD}
    stranger = client.post("/kk/accounts/login/?next=https://evil.example/", login)
    assert stranger.headers["Location"] == "/kk/"
    client.logout()
    own = client.post("/kk/accounts/login/?next=/kk/organisations/", login)
    assert own.headers["Location"] == "/kk/organisations/"


def test_closed_account_is_not_let_in(client):
    person = PersonFactory(is_active=False)
    sign_in(client, person)
    assert not get_user(client).is_authenticated


def test_reset_link_sets_a_new_password_once(client, mail_folder, run_jobs):
    person = PersonFactory(language="ru")
    client.post("/en/accounts/password/reset/", {"email": person.email})
    run_jobs()
    (message,) = mail_folder.messages()
    assert message["Subject"].strip() == "Новый пароль для входа"
    (link,) = links(message)
    form = client.get(link).headers["Location"]
    new = {"password1": "zhana qupiya soz", "password2": "zhana qupiya soz"}
    assert client.post(form, new).headers["Location"] == "/en/accounts/password/reset/key/done/"
    sign_in(client, person, "zhana qupiya soz")
    assert get_user(client) == person
    client.logout()
    assert "This link does not work" in client.get(link, follow=True).content.decode()


def test_change_of_password_needs_the_present_one_and_is_told_by_mail(client, mail_folder, run_jobs):
    person = PersonFactory()
    client.force_login(person)
    new = {"password1": "zhana qupiya soz", "password2": "zhana qupiya soz"}
    refused = client.post("/en/accounts/password/change/", new | {"oldpassword": "guessed wrongly"})
    assert "not your present password" in refused.context["form"].errors["oldpassword"][0]
    client.post("/kk/accounts/password/change/", new | {"oldpassword": PASSWORD})
    person.refresh_from_db()
    assert person.check_password("zhana qupiya soz")
    run_jobs()
    (message,) = mail_folder.messages()
    assert message["Subject"].strip() == "Құпиясөзіңіз ауыстырылды"


def test_account_page_keeps_name_and_language(client):
    person = PersonFactory(language="kk", full_name="Тимур")
    client.force_login(person)
    refused = client.post("/en/account/", {"full_name": "+1", "language": "ru"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["full_name"])
    response = client.post("/en/account/", {"full_name": " Тимур \u200bКим ", "language": "ru"})
    assert response.headers["Location"] == "/ru/account/"
    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Тимур Ким", "ru")
    client.post("/en/account/", {"full_name": "Тимур Ким", "language": "kk"})
    assert Entry.objects.get(action="account.renamed").data == {"former": "Тимур", "name": "Тимур Ким"}


def test_account_that_is_closed_while_its_page_is_saved_stays_closed(client, monkeypatch):
    person = PersonFactory()
    client.force_login(person)

    def valid_and_closed(form):
        User.objects.update(is_active=False)
        return ModelForm.is_valid(form)

    monkeypatch.setattr(AccountForm, "is_valid", valid_and_closed)
    client.post("/en/account/", {"full_name": "Тимур Ким", "language": "ru"})
    person.refresh_from_db()
    assert (person.full_name, person.is_active) == ("Тимур Ким", False)


@pytest.mark.parametrize("path", ["email/", "password/set/", "login/code/confirm/"])
def test_pages_of_the_sign_in_library_that_we_do_not_offer_lead_to_the_account(client, path):
    client.force_login(PersonFactory())
    assert client.get(f"/en/accounts/{path}").headers["Location"] == "/en/account/"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "inactive/", "confirm-email/", "confirm-email/x:y:z/", "password/reset/",
     "password/reset/done/", "password/reset/key/done/", "password/reset/key/1-forged/"],
)  # fmt: skip
def test_every_page_before_sign_in_is_ours(client, language, path):
    response = client.get(f"/{language}/accounts/{path}")
    assert response.status_code == 200
    assert "ui/base.html" in [template.name for template in response.templates]
    assert not [template.name for template in response.templates if template.name.startswith(("account/", "allauth/"))]
