from __future__ import annotations

import os
from pathlib import Path

from orken.config import environment

SECRET_KEY = "only for measuring"  # noqa: S105 -- guards nothing
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "tools.bench.bare.apps.Bare",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "tools.bench.bare.views"
DATABASES = {"default": environment.database(os.environ["BENCH_BARE_DATABASE"])}
MEDIA_ROOT = Path(os.environ["BENCH_BARE_FILES"])
MIGRATION_MODULES = dict.fromkeys(["auth", "contenttypes", "sessions"])  # tables are made at once, like its own
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
