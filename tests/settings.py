"""The portal's own settings, with what would only slow the tests down taken out."""

from __future__ import annotations

from orken.config.settings import *  # noqa: F403

# Argon2 is slow on purpose; tests/config/test_settings.py checks that the portal itself uses it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest of hashed names needs collectstatic, which the tests of the supervisor run.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A thread that ends with its connection open would keep the test database from being removed.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# Officers of other tests sign in with their password; tests/parties/test_second_factor.py turns this on.
ORKEN_STAFF_SECOND_FACTOR = False
# tests/security/test_limits.py turns this on.
ORKEN_READS_A_MINUTE = 0
