from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


class NoticesConfig(AppConfig):
    name = "orken.notices"
    label = "notices"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from orken.ui.navigation import Destination, menu

        menu.add(Destination(_("Messages"), "notices:inbox", "account", seen_by=is_signed_in))
