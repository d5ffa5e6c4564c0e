"""What every answer tells the browser, and what its cookies allow."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client

from tests.config.test_settings import PRODUCTION, python, values
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

ANSWERS = ("/kk/", "/en/accounts/login/", "/api/v1/keys", "/en/no-such-page/", "/static/ui/css/components.css")
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_them(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.getvalue()
    frames = {"X-Frame-Options"} if path.startswith("/static") else set()  # a style is not shown in a frame
    assert {name: answer.headers.get(name) for name in EXPECTED.keys() - frames} == {
        name: value for name, value in EXPECTED.items() if name not in frames
    }
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


def test_policy_of_pages_lets_nothing_in_that_is_not_ours(client: Client) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/kk/").headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)


def test_signed_in_pages_are_kept_by_no_cache(client: Client) -> None:
    client.force_login(PersonFactory())
    for path in ("/en/account/", "/en/organisations/", "/en/cases/", "/en/notices/"):
        assert {"private", "no-store"} & {
            part.strip() for part in client.get(path).headers.get("Cache-Control", "").split(",")
        }, path


def test_cookies_of_a_real_portal_stay_on_it_and_out_of_scripts(tmp_path) -> None:
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
             "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PATH",
             "SESSION_COOKIE_DOMAIN"]  # fmt: skip
    assert values(names, PRODUCTION, tmp_path) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
    }


def test_session_cookie_is_closed_to_scripts(client: Client) -> None:
    client.post("/en/accounts/login/", {"login": PersonFactory().email, "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_https_is_demanded_for_a_year(tmp_path) -> None:
    code = """
import json
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.test import Client
secure = Client().get("/health/live", secure=True, headers={"host": "orken.kz"})
away = Client().get("/kk/", headers={"host": "orken.kz"})
told = [secure.headers["Strict-Transport-Security"], away.status_code, away.headers["Location"]]
print(json.dumps(told))
"""
    result = python(code, PRODUCTION, tmp_path)
    assert result.returncode == 0, result.stderr
    told = ["max-age=31536000; includeSubDomains; preload", 301, "https://orken.kz/kk/"]
    assert json.loads(result.stdout) == told


def test_holes_are_told_to_whom_the_operator_names(client: Client, settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.ORKEN_SECURITY_CONTACT = "mailto:security@example.kz"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.kz"
    assert lines.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
