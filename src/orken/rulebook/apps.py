from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished, request_started


class RulebookConfig(AppConfig):
    name = "orken.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from orken.rulebook import packs, queries

        packs.use_pack(settings.ORKEN_PACK)
        request_started.connect(queries.remember)
        request_finished.connect(queries.forget)
