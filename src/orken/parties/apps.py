from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "orken.parties"
    label = "parties"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from orken.parties import receivers, record_words

        assert receivers  # connected by being imported
        record_words.register()
