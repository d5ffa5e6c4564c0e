"""Beginning an appeal against a decision."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from orken.cases.appeals import objection_in
from orken.cases.models import Case
from orken.cases.services.drafting import open_case
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


@transaction.atomic
def begin_appeal(case: Case, *, actor: User) -> Case:
    """A draft against the newest decision of the case, for the same applicant.

    Raises
    ------
    RuleViolation
        There is no decision, the time has passed, an appeal exists (constraint ``one_appeal_against_a_decision``), or
        the portal takes none; the words say which.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("version", "applicant").get(pk=case.pk)
    objection, terms = objection_in(locked), locked.definition.appeal
    if objection is None or terms is None:
        raise RuleViolation("nothing_to_appeal", _("There is no decision here that the portal takes appeals against."))
    if not objection.is_open:
        raise RuleViolation("no_appeal", objection.refusal or _("The portal takes no appeals now."))
    return open_case(terms.procedure, applicant=locked.applicant, actor=actor, against=objection.decision)
