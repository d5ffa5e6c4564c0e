"""A wrong setting stops the portal with the variable's name and a right value, never with a guess."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from orken.config import environment


@pytest.mark.parametrize(
    ("read", "value", "told"),
    [
        (lambda: environment.text("ORKEN_X"), "  ", "ORKEN_X must be set"),
        (lambda: environment.names("ORKEN_X"), "", "ORKEN_X must be set"),
        (lambda: environment.flag("ORKEN_X", default=True), "maybe", "ORKEN_X must be 1 or 0 and is 'maybe'"),
        (lambda: environment.number("ORKEN_X", 8000), "80a", "ORKEN_X must be a whole number and is '80a'"),
        (lambda: environment.number("ORKEN_X", 8000), "-1", "ORKEN_X must be a whole number and is '-1'"),
    ],
)
def test_wrong_value_is_refused_by_name(monkeypatch, read, value, told):
    monkeypatch.setenv("ORKEN_X", value)
    with pytest.raises(ImproperlyConfigured, match=told):
        read()


def test_values_are_read_with_their_types(monkeypatch):
    monkeypatch.setenv("ORKEN_X", " on ")
    assert environment.flag("ORKEN_X", default=False) is True
    monkeypatch.setenv("ORKEN_X", "8123")
    assert environment.number("ORKEN_X", 8000) == 8123
    monkeypatch.setenv("ORKEN_X", "orken.kz, www.orken.kz,")
    assert environment.names("ORKEN_X") == ["orken.kz", "www.orken.kz"]


def test_choice_is_one_of_the_options_and_the_first_if_nothing_is_set(monkeypatch):
    assert environment.choice("ORKEN_X", ["text", "json"]) == "text"
    monkeypatch.setenv("ORKEN_X", "json")
    assert environment.choice("ORKEN_X", ["text", "json"]) == "json"
    monkeypatch.setenv("ORKEN_X", "xml")
    with pytest.raises(ImproperlyConfigured, match="ORKEN_X must be one of text, json and is 'xml'"):
        environment.choice("ORKEN_X", ["text", "json"])


def test_default_stands_in_for_an_empty_value(monkeypatch):
    monkeypatch.setenv("ORKEN_X", "")
    assert environment.flag("ORKEN_X", default=True) is True
    assert environment.number("ORKEN_X", 8000) == 8000
    assert environment.text("ORKEN_X", "kz") == "kz"


def test_database_address_with_every_part():
    found = environment.database("postgresql://or%40ken:p%2Fw@db.kz:5433/portal?sslmode=require")
    picked = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert picked == {
        "NAME": "portal",
        "USER": "or@ken",
        "PASSWORD": "p/w",
        "HOST": "db.kz",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_address_of_a_socket_folder_with_a_space():
    found = environment.database("postgresql://postgres@/orken?host=/home/a%20b/run")
    assert (found["HOST"], found["OPTIONS"]) == ("/home/a b/run", {})


@pytest.mark.parametrize(
    "url", ["mysql://o:qupiia@localhost/orken", "postgresql://o:qupiia@localhost", "postgresql://localhost/", "orken"]
)
def test_database_address_of_another_kind_is_refused_and_its_password_not_shown(url):
    with pytest.raises(ImproperlyConfigured, match="must look like postgresql://") as told:
        environment.database(url)
    assert "qupiia" not in str(told.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("localhost:3310", ("localhost", 3310)),
        ("[::1]:3310", ("::1", 3310)),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ],
)
def test_address_is_a_port_or_a_socket(monkeypatch: pytest.MonkeyPatch, value: str, expected: object) -> None:
    monkeypatch.setenv("ORKEN_CLAMD", value)
    assert environment.address("ORKEN_CLAMD") == expected


@pytest.mark.parametrize("value", ["localhost", "localhost:port", ":3310", "clamd.ctl"])
def test_address_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ORKEN_CLAMD", value)
    with pytest.raises(ImproperlyConfigured, match="ORKEN_CLAMD must be host:port or the path of a socket"):
        environment.address("ORKEN_CLAMD")


PROVIDER = {
    "id": "national-id",
    "name": {"kk": "Ұлттық сәйкестендіру", "ru": "Национальная идентификация", "en": "National identity"},
    "issuer": "https://id.example.kz",
    "client_id": "orken",
    "audience": "people",
}


@pytest.fixture
def provider(tmp_path):
    """An entry that is right, with the file of its secret."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    return PROVIDER | {"secret_file": str(secret)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": None}, "provider 1 lacks id"),
        ({"issuer": ""}, "provider 1 lacks issuer"),
        ({"id": "National ID"}, "id must be small letters"),
        ({"name": "National identity"}, "exactly the languages kk, ru and en"),
        ({"name": {"kk": "А", "ru": "Б", "en": ""}}, "says nothing in 'en'"),
        ({"issuer": "http://id.example.kz"}, "issuer must be an https address"),
        ({"issuer": "id.example.kz"}, "issuer must be an https address"),
        ({"secret_file": "/nowhere"}, "secret cannot be read"),
        ({"audience": "everybody"}, "audience must be staff or people and is 'everybody'"),
        ({"trusts_email": "yes"}, "trusts_email must be true or false and is 'yes'"),
        ({"second_factor": ["mfa"]}, "second_factor must be like"),
        ({"second_factor": {"amr": "mfa"}}, "second_factor must be like"),
        ({"trust_email": True}, "unknown settings: trust_email"),
    ],
)
def test_wrong_provider_of_identity_is_refused_by_its_place(monkeypatch, provider, change, told):
    monkeypatch.setenv("ORKEN_OIDC_PROVIDERS", json.dumps([provider | change]))
    with pytest.raises(ImproperlyConfigured, match=told) as refusal:
        environment.identity_providers("ORKEN_OIDC_PROVIDERS")
    assert str(refusal.value).startswith("ORKEN_OIDC_PROVIDERS: ")
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "a JSON list of providers was expected"),
        ("[1]", "a JSON list of objects"),
        ("/nowhere.json", "a JSON list or the path of a file"),
    ],
)
def test_wrong_list_of_providers_is_refused(monkeypatch, text, told):
    monkeypatch.setenv("ORKEN_OIDC_PROVIDERS", text)
    with pytest.raises(ImproperlyConfigured, match=told):
        environment.identity_providers("ORKEN_OIDC_PROVIDERS")


def test_two_providers_under_one_id_are_refused(monkeypatch, provider):
    monkeypatch.setenv("ORKEN_OIDC_PROVIDERS", json.dumps([provider, provider]))
    with pytest.raises(ImproperlyConfigured, match="the same id"):
        environment.identity_providers("ORKEN_OIDC_PROVIDERS")


def test_providers_are_read_from_the_setting_or_a_file(monkeypatch, provider, tmp_path):
    assert environment.identity_providers("ORKEN_OIDC_PROVIDERS") == []
    text = json.dumps([provider | {"second_factor": {"amr": ["mfa"]}, "trusts_email": True}])
    monkeypatch.setenv("ORKEN_OIDC_PROVIDERS", text)
    (found,) = environment.identity_providers("ORKEN_OIDC_PROVIDERS")
    assert (found.id, found.client_secret, found.trusts_email, found.audience) == (
        "national-id",
        "s3cret",
        True,
        "people",
    )
    assert found.second_factor.amr == {"mfa"}
    assert "s3cret" not in repr(found)
    (tmp_path / "providers.json").write_text(text)
    monkeypatch.setenv("ORKEN_OIDC_PROVIDERS", str(tmp_path / "providers.json"))
    assert environment.identity_providers("ORKEN_OIDC_PROVIDERS") == [found]
