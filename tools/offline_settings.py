"""Settings for tools that read the code and reach neither a database nor a mail server."""

from __future__ import annotations

import os

os.environ |= {
    "ORKEN_SECRET_KEY": "only for tools that look at the code, never for one that serves a page",
    "ORKEN_HOSTS": "localhost",
    "ORKEN_PUBLIC_URL": "https://localhost",
    "ORKEN_MAIL_FROM": "nobody@localhost",
    "ORKEN_SMTP_URL": "smtp://localhost",
}

from orken.config.settings import *  # noqa: F403
