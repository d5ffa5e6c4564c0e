"""Words of this room's actions in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.journal import wording

WORDS = {
    "registers.opened_entry": _("Entered in the register"),
    "registers.entry_active": _("Entry in the register in force"),
    "registers.entry_suspended": _("Entry in the register suspended"),
    "registers.entry_revoked": _("Entry in the register revoked"),
    "registers.issued_certificate": _("Certificate issued"),
}


def register() -> None:
    wording.call(WORDS)
    wording.tell_more("registers.issued_certificate", lambda data: str(data["number"]))
