"""The menus of the portal: this is the only room that knows all the others."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.cases.permissions import DESK_ROLES
from orken.commission.permissions import keep_bodies
from orken.parties.models import User
from orken.parties.permissions import has_role
from orken.parties.rights import rights_of
from orken.reviews.permissions import keep_experts
from orken.ui.navigation import Destination, menu


def signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def works_at_the_desk(request: HttpRequest) -> bool:
    """Asked of the database once for a request, since several entries are for the desk."""
    if "works_at_the_desk" not in request.__dict__:
        request.__dict__["works_at_the_desk"] = has_role(request.user, *DESK_ROLES)
    return bool(request.__dict__["works_at_the_desk"])


def keeps_experts(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and bool(keep_experts(request.user))


def keeps_bodies(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and bool(keep_bodies(request.user))


def is_called(calling: str) -> Callable[[HttpRequest], bool]:
    """What a person is in a room, as the rights that every page reads say it."""
    return lambda request: isinstance(request.user, User) and calling in rights_of(request.user).callings


def fill_menu() -> None:
    menu.add(
        Destination(_("Procedures"), "cases:procedures"),
        Destination(_("Registers"), "registers:registers"),
        Destination(_("Verify"), "registers:verify"),
        Destination(_("My cases"), "cases:cases", seen_by=signed_in),
        Destination(_("My reviews"), "reviews:mine", seen_by=is_called("expert")),
        Destination(pgettext_lazy("commission", "Sessions"), "commission:sessions", seen_by=is_called("member")),
        Destination(_("Desk"), "web:desk", seen_by=works_at_the_desk),
        Destination(_("Residents"), "residency:desk", seen_by=works_at_the_desk),
        Destination(_("Experts"), "reviews:experts", seen_by=keeps_experts),
        Destination(_("Commission"), "commission:bodies", seen_by=keeps_bodies),
        Destination(_("Messages"), "notices:inbox", place="account"),
        Destination(_("Organisations"), "parties:organisations", place="account"),
        Destination(_("Account"), "parties:account", place="account"),
        Destination(_("Sign out"), "account_logout", place="account"),
        Destination(_("Appearance"), "web:appearance", place="foot"),
    )
