from __future__ import annotations

from django.apps import AppConfig


class Bare(AppConfig):
    name = "tools.bench.bare"
    label = "bare"
