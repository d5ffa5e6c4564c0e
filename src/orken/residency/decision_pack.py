"""What the decision brought, in the decision pack of a case: the residency and its certificates."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.cases.decision_pack.parts import Block, Copy, Data, Part, lines
from orken.registers.models import Certificate
from orken.residency.models import Residency, ResidencyState


def _status(copy: Copy) -> Data | None:
    residency = Residency.objects.filter(case=copy.case).first()
    if residency is None:
        return None
    issued = Certificate.objects.filter(version__entry=residency.entry_id) if residency.entry_id else ()
    return {
        "state": residency.state,
        "valid_from": residency.valid_from.isoformat() if residency.valid_from else None,
        "valid_to": residency.valid_to.isoformat() if residency.valid_to else None,
        "certificates": sorted(one.number for one in issued),
    }


def _say(_copy: Copy, data: Data) -> list[Block]:
    rows = [
        (_("State"), str(ResidencyState(data["state"]).label)),
        (_("In force"), " – ".join(day for day in (data["valid_from"], data["valid_to"]) if day)),
        (_("Certificates"), lines(*data["certificates"])),
    ]
    return [Block(_("Residency"), [(label, text) for label, text in rows if text])]


STATUS = Part("residency", _status, _say)
