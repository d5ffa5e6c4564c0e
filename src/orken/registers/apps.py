from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "orken.registers"
    label = "registers"
    verbose_name = _("Registers")

    def ready(self) -> None:
        from orken.registers import record_words

        record_words.register()
