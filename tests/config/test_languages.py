"""Pages come in the reader's language from the first visit; what machines call has none."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wish", "language"),
    [("kk-KZ,kk;q=0.9,ru;q=0.8", "kk"), ("ru", "ru"), ("en-GB", "en"), ("de,ru;q=0.5", "ru"), ("de", "en"), ("", "en")],
)
def test_first_visit_follows_the_browsers_wish(client, wish, language):
    assert client.get("/", headers={"accept-language": wish})["Location"] == f"/{language}/"


def test_address_without_a_language_keeps_its_place_and_question(client):
    answer = client.get("/registers/residents/?as_of=2026-01-01", headers={"accept-language": "kk"})
    assert answer["Location"] == "/kk/registers/residents/?as_of=2026-01-01"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_says_its_language(client, language):
    answer = client.get(f"/{language}/", headers={"accept-language": "de"})
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_policy_lets_no_inline_code_run(client):
    directives = dict(part.strip().split(" ", 1) for part in client.get("/en/")["Content-Security-Policy"].split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
