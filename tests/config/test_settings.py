"""What an operator gets without asking: HTTPS, strict policies, and a refusal to start half configured."""

import json
import os
import subprocess
import sys

import pytest

PRODUCTION = {
    "ORKEN_SECRET_KEY": "an operator's own key of fifty and more characters, kept out of the code",
    "ORKEN_HOSTS": "orken.kz",
    "ORKEN_PUBLIC_URL": "https://orken.kz/",
    "ORKEN_MAIL_FROM": "Orken <no-reply@orken.kz>",
    "ORKEN_SMTP_URL": "smtps://mail.orken.kz",
    "ORKEN_DATABASE_URL": "postgresql://orken@db/orken",
}


def python(code, environment, folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ORKEN_", "DJANGO_", "PORT"))}
    settings = {"DJANGO_SETTINGS_MODULE": "orken.config.settings", "ORKEN_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, **settings, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def values(names, environment, folder):
    code = f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    result = python(code, environment, folder)
    assert result.returncode == 0, result.stderr
    return dict(zip(names, json.loads(result.stdout), strict=True))


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"ORKEN_DATABASE_URL"}))
def test_production_does_not_start_without(missing, tmp_path):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    result = python("import sys; from orken.cli import main; sys.exit(main(['serve']))", environment, tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        f"Settings that cannot be used: {missing} must be set and is empty; see docs/settings.md for its meaning.\n"
    )


def test_production_is_https_only(tmp_path):
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE",
             "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS", "ORKEN_PUBLIC_URL"]  # fmt: skip
    assert values(names, PRODUCTION, tmp_path) == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "CSRF_TRUSTED_ORIGINS": ["https://orken.kz"],
        "ORKEN_PUBLIC_URL": "https://orken.kz",
    }


def test_production_passes_djangos_deployment_checks(tmp_path):
    code = (
        "import sys; from orken.cli import main; sys.exit(main(['manage', 'check', '--deploy', '--fail-level=INFO']))"
    )
    result = python(code, PRODUCTION, tmp_path)
    assert result.returncode == 0, result.stderr


def test_staff_of_an_operator_need_a_second_factor_and_the_demos_do_not(tmp_path):
    names = ["ORKEN_STAFF_SECOND_FACTOR", "ORKEN_OIDC_PROVIDERS"]
    assert values(names, PRODUCTION, tmp_path) == {"ORKEN_STAFF_SECOND_FACTOR": True, "ORKEN_OIDC_PROVIDERS": []}
    assert values(names, {"ORKEN_DEMO": "1"}, tmp_path)["ORKEN_STAFF_SECOND_FACTOR"] is False


def test_proxys_word_about_addresses_counts_only_behind_one(tmp_path):
    code = "from django.conf import settings; print(getattr(settings, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0))"
    assert python(code, PRODUCTION, tmp_path).stdout.strip() == "0"
    assert python(code, PRODUCTION | {"ORKEN_BEHIND_PROXY": "1"}, tmp_path).stdout.strip() == "1"


def test_demo_needs_nothing_and_keeps_its_key(tmp_path):
    names = ["SECRET_KEY", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "ORKEN_PUBLIC_URL"]
    demo = values(names, {"ORKEN_DEMO": "1", "PORT": "8123"}, tmp_path)
    assert demo["ORKEN_PUBLIC_URL"] == "http://localhost:8123"
    assert demo["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert demo["SECURE_SSL_REDIRECT"] is False
    assert values(names, {"ORKEN_DEMO": "1"}, tmp_path)["SECRET_KEY"] == demo["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len(demo["SECRET_KEY"]) >= 50


def test_passwords_are_kept_by_argon2(tmp_path):
    code = """
import django; django.setup()
from django.contrib.auth.hashers import make_password
print(make_password("kok-torgai"))
"""
    result = python(code, PRODUCTION, tmp_path)
    assert result.stdout.startswith("argon2$argon2id$"), result.stderr
