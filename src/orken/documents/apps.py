from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "orken.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from orken.documents import record_words

        record_words.register()
