"""How a command begins: with the settings, and with the life of whoever started it."""

from __future__ import annotations

import os


def set_up() -> None:
    from orken.config import lifeline

    lifeline.follow()
    choose_settings()
    import django

    django.setup()


def choose_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orken.config.settings")
