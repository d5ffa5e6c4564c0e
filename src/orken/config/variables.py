"""Every variable that an operator may set, with its meaning. ``settings`` takes them over under the same names."""

from __future__ import annotations

from orken.config import environment, postgres

ORKEN_DEMO = environment.flag(
    "ORKEN_DEMO",
    default=False,
    meaning="1: one machine, one visitor; what an operator must choose is chosen, mail is shown to everybody, the cast "
    "may be loaded",
)
ORKEN_VAR = environment.var_folder()
ORKEN_PACK = environment.text(
    "ORKEN_PACK", "kz", meaning="the jurisdiction: an installed pack's name or the path of a folder"
)
PORT = environment.port()
ORKEN_PUBLIC_URL = environment.text(
    "ORKEN_PUBLIC_URL",
    f"http://localhost:{PORT}" if ORKEN_DEMO else None,
    meaning="the address that people use, in mails, certificates and QR codes",
    otherwise="`http://localhost:PORT`" if ORKEN_DEMO else "",
).rstrip("/")
ORKEN_HOSTS = environment.names(
    "ORKEN_HOSTS",
    "localhost,127.0.0.1,[::1]" if ORKEN_DEMO else None,
    meaning="host names that are answered",
    otherwise="this machine" if ORKEN_DEMO else "",
)
ORKEN_HTTPS = environment.flag(
    "ORKEN_HTTPS", default=not ORKEN_DEMO, meaning="1: redirect to HTTPS, secure cookies, HSTS"
)
ORKEN_BEHIND_PROXY = environment.flag(
    "ORKEN_BEHIND_PROXY",
    default=False,
    meaning="1: believe the proxy's `X-Forwarded-Proto` and, of `X-Forwarded-For`, the last address. Only where nobody "
    "can reach the portal past the proxy",
)
ORKEN_READS_A_MINUTE = environment.number(
    "ORKEN_READS_A_MINUTE",
    600,
    meaning="how many pages of registers, verification, procedures and the programming interface one address gets in a "
    "minute from one web process; 0: as many as it likes, where the proxy limits",
)
ORKEN_SECURITY_CONTACT = environment.text(
    "ORKEN_SECURITY_CONTACT",
    "",
    meaning="who is told of a hole in the portal, in `/.well-known/security.txt`: `mailto:security@example.kz` or an "
    "https address; without it there is no such file",
)
ORKEN_DEBUG = environment.flag(
    "ORKEN_DEBUG", default=False, meaning="1: error pages show code and data; never on a server"
)
ORKEN_LOG = environment.choice(
    "ORKEN_LOG", ["text", "json"], meaning="how lines of the log are written to standard error"
)
ORKEN_METRICS_TOKEN = environment.text(
    "ORKEN_METRICS_TOKEN", "", meaning="who sends it (`Authorization: Bearer …`) reads `/metrics`; see “Watching it”"
)
ORKEN_METRICS_FROM = environment.networks(
    "ORKEN_METRICS_FROM", meaning="who asks from these addresses reads `/metrics` without a token"
)

ORKEN_SECRET_KEY = environment.text(
    "ORKEN_SECRET_KEY",
    "" if ORKEN_DEMO else None,
    meaning="Django's secret key, 50 characters or more; changing it ends all sessions, open links and second factors, "
    "unless the former one is named in `ORKEN_FORMER_SECRET_KEYS`",
    otherwise="made once, kept in `var/secret_key`" if ORKEN_DEMO else "",
)
ORKEN_FORMER_SECRET_KEYS = environment.names(
    "ORKEN_FORMER_SECRET_KEYS",
    "",
    meaning="former secret keys: sessions, open links and second factors made under them stay good",
)

ORKEN_DATABASE_URL = environment.text(
    "ORKEN_DATABASE_URL",
    postgres.address(ORKEN_VAR / "postgres", "orken"),
    meaning="`postgresql://user:password@host:5432/name`; options after `?`, such as `sslmode=verify-full`",
    otherwise="the embedded PostgreSQL, which only the demo starts",
)
ORKEN_S3_BUCKET = environment.text(
    "ORKEN_S3_BUCKET", "", meaning="a bucket that keeps the documents instead of `ORKEN_VAR`; it must be private"
)
ORKEN_S3_ENDPOINT = environment.text(
    "ORKEN_S3_ENDPOINT", "", meaning="`https://…` of the S3-compatible store", otherwise="that of AWS"
)
ORKEN_S3_REGION = environment.text("ORKEN_S3_REGION", "", meaning="region of the bucket, where the store has regions")
ORKEN_S3_KEY = environment.text(
    "ORKEN_S3_KEY", "", meaning="access key that may read, write, list and delete in the bucket, and no more"
)
ORKEN_S3_SECRET = environment.text("ORKEN_S3_SECRET", "", meaning="its secret")

ORKEN_SMTP_URL = environment.text(
    "ORKEN_SMTP_URL",
    "smtp://localhost:2525" if ORKEN_DEMO else None,
    meaning="`smtp://user:password@host:587?starttls=1` or `smtps://host`",
    otherwise="the mail catcher" if ORKEN_DEMO else "",
)
ORKEN_MAIL_FROM = environment.text(
    "ORKEN_MAIL_FROM",
    "Orken <no-reply@localhost>" if ORKEN_DEMO else None,
    meaning="sender of all mail, such as `Orken <no-reply@example.kz>`",
)
ORKEN_CLAMD = environment.address(
    "ORKEN_CLAMD",
    meaning="clamd, which checks every upload for viruses before it is kept: `localhost:3310`, or the path of its "
    "socket. Without it files are kept unchecked",
)

# The demo's cast has no second factors, so that everybody can sign in with the printed password.
ORKEN_STAFF_SECOND_FACTOR = environment.flag(
    "ORKEN_STAFF_SECOND_FACTOR",
    default=not ORKEN_DEMO,
    meaning="1: staff do nothing before their second factor",
)
ORKEN_OIDC_PROVIDERS = environment.identity_providers(
    "ORKEN_OIDC_PROVIDERS",
    meaning="who else may vouch for people and staff: a JSON list or the path of a file with one, see “Sign-in” in "
    "[operations](operations.md)",
)
