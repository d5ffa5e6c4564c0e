"""Words of this room's actions in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.journal import wording

WORDS = {
    "residency.offered": _("Residency offered"),
    "residency.in_force": _("Residency in force"),
    "residency.lapsed": _("Offer of residency lapsed"),
    "residency.expired": _("Residency expired"),
    "residency.suspended": _("Residency suspended"),
    "residency.reinstated": _("Residency reinstated"),
    "residency.revoked": _("Residency revoked"),
    "residency.renewed": _("Residency renewed"),
}
WITHIN_THE_HOUSE = {
    "residency.change_ordered": _("Change of a residency ordered"),
    "residency.change_confirmed": _("Change of a residency confirmed with the second signature"),
    "residency.change_cancelled": _("Ordered change of a residency cancelled"),
}


def register() -> None:
    wording.call(WORDS)
    wording.call(WITHIN_THE_HOUSE, inside=True)
