"""Every setting of the portal. What an operator may change is an ``ORKEN_*`` variable, declared in ``variables``."""

# ruff: noqa: F405 - the variables are settings too, under their own names

from __future__ import annotations

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from orken.config import environment
from orken.config.secrets import kept_secret
from orken.config.variables import *  # noqa: F403

DEBUG = ORKEN_DEBUG
SECRET_KEY = ORKEN_SECRET_KEY or kept_secret(ORKEN_VAR / "secret_key")
SECRET_KEY_FALLBACKS = ORKEN_FORMER_SECRET_KEYS
ALLOWED_HOSTS = ORKEN_HOSTS

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "orken.ui",
    "orken.rulebook",
    "orken.journal",
    "orken.notices",
    "orken.parties",
    "orken.documents",
    "orken.mandates",
    "orken.cases",
    "orken.reviews",
    "orken.commission",
    "orken.registers",
    "orken.residency",
    "orken.web",
]

MIDDLEWARE = [
    "orken.config.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "orken.config.headers.MoreHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "orken.web.public_reading.LimitedReading",
    "orken.parties.middleware.KeptByNoCache",
    "orken.parties.middleware.KnownSessions",
    "orken.parties.middleware.RightsOfThePage",
    "orken.parties.middleware.StaffSecondFactor",
    "orken.config.typed_text.TypedText",
]

ROOT_URLCONF = "orken.config.urls"
WSGI_APPLICATION = "orken.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "orken.ui.form_renderer.WidgetRenderer"

# Data. Without an address of a server the embedded one is meant, which `orken demo` or the tests start.
DATABASES = {"default": environment.database(ORKEN_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits must hold over all web processes, so they are counted in the database.
# Above its limit of entries the cache forgets living ones too, so the limit lies far above what a busy hour needs.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Files. Nothing under MEDIA_ROOT is served by address: documents go through a view that checks the permission.
MEDIA_ROOT = ORKEN_VAR / "documents"
MEDIA_URL = ""
STATIC_ROOT = ORKEN_VAR / "static"
STATIC_URL = "/static/"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "orken.documents.kept_files.KeptFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if ORKEN_S3_BUCKET:
    from orken.config.buckets import bucket_storage

    STORAGES["default"] = bucket_storage(
        ORKEN_S3_BUCKET, endpoint=ORKEN_S3_ENDPOINT, region=ORKEN_S3_REGION, key=ORKEN_S3_KEY, secret=ORKEN_S3_SECRET
    )
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "orken.documents.uploads.CappedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a table question with many rows

# Languages: English is the language of the source, no language is the main one.
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
FORMAT_MODULE_PATH = ["orken.ui.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

# People and sign-in.
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["orken.parties.signed_in.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "full_name")},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
] + [{"NAME": "orken.parties.password_words.HouseWordsValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "orken.parties.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ORKEN_HTTPS else "http"

# Second factors.
MFA_ADAPTER = "orken.parties.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code may be typed half a minute late, or by a phone whose clock is a little off

# Sign-in through others. Which there are is set here; whom they let in is decided in parties.admission.
SOCIALACCOUNT_ADAPTER = "orken.parties.identity.IdentityAdapter"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# Mail: every message is queued in the database and sent by the worker over SMTP.
EMAIL_BACKEND = "orken.notices.backends.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ORKEN_MAIL_FROM

# Security.
SESSION_ENGINE = "orken.parties.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ORKEN_HTTPS
if ORKEN_HTTPS:  # browsers take a cookie of such a name over HTTPS only, and from no other host of the domain
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [f"{urlsplit(ORKEN_PUBLIC_URL).scheme}://{urlsplit(ORKEN_PUBLIC_URL).netloc}"]
SECURE_SSL_REDIRECT = ORKEN_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked by the machine's own monitor, behind the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ORKEN_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ORKEN_HTTPS
SECURE_HSTS_PRELOAD = ORKEN_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if ORKEN_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # rate limits and the list of devices name the person's address, not the proxy's
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Background work: each room's tasks.py, and the jobs about jobs.
PROCRASTINATE_IMPORT_PATHS = ["orken.config.upkeep"]

LINES = {"text": "orken.kernel.log_lines.TextLine", "json": "orken.kernel.log_lines.JsonLine"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": LINES[ORKEN_LOG]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "orken": {"level": "INFO"},
        # The terminal of the demo shows how to sign in, and not every page and job.
        **({name: {"level": "ERROR"} for name in ("orken.requests", "orken.jobs")} if ORKEN_DEMO else {}),
        # These write addresses as they were typed; orken.requests says the same by the route's name.
        "django.request": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
    },
}
