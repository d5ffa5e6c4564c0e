from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "orken.web"
    label = "web"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from orken.web import navigation, papers

        navigation.fill_menu()
        papers.link_papers()
