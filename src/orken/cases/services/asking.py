"""Asking a person who may submit to submit what somebody else has prepared."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.services.drafting import refuse_closed
from orken.journal.queries import entries_about
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.notices.services import notify
from orken.parties.models import Scope, User
from orken.parties.queries import people_managing, people_who_may

ASKED = "case.submission_asked"


def submitters(case: Case) -> list[User]:
    """Who may submit for the applicant; where nobody may, those who can give somebody this right."""
    return list(people_who_may(case.applicant, Scope.SUBMIT)) or list(people_managing(case.applicant))


@transaction.atomic
def ask_to_submit(case: Case, *, actor: User) -> list[User]:
    """Tell those who may submit that the application is ready for them; who was told.

    Raises
    ------
    RuleViolation
        The same person asked today already, or somebody has submitted meanwhile.
    """
    refuse_closed(Case.objects.select_for_update().get(pk=case.pk))
    earlier = entries_about(case.subject).filter(action=ASKED, actor=actor).last()
    if earlier and timezone.localdate(earlier.recorded_at) == timezone.localdate():
        told = timezone.localtime(earlier.recorded_at).strftime("%H:%M")
        raise RuleViolation("asked_today", _("They were told today at %(time)s. Ask again tomorrow.") % {"time": told})
    people = submitters(case)
    context = {
        "person": actor,
        "organisation": case.applicant,
        "reference": case.reference,
        "procedure": case.definition.title,
    }
    notify(people, "case_submission_asked", context, subject_of=case.subject)
    record(ASKED, actor=actor, subject=case.subject, organisation_id=case.applicant_id)
    return people
