"""The menus of the portal: this is the only room that knows all the others."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orken.parties.permissions import is_staff
from orken.ui.navigation import Destination, menu


def signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def works_at_the_desk(request: HttpRequest) -> bool:
    return is_staff(request.user)


def fill_menu() -> None:
    menu.add(
        Destination(_("Appearance"), "web:appearance", place="foot"),
    )
