"""What officers do beside the transitions: take a case, write and delete remarks."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, Remark
from orken.cases.permissions import PERMISSIONS, refuse_barred
from orken.cases.services.conflicts import look_for
from orken.cases.services.drafting import DOCUMENT, QUESTION
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User


def assign_case(case: Case, officer: User | None, *, actor: User) -> Case:
    """Give the case to an officer, or to nobody. ``case`` is as the actor saw it; nothing is taken from under anybody.

    Conflicts of interest of the officer are looked for first; what is found stays, whoever gets the case.

    Raises
    ------
    RuleViolation
        The case is closed, the officer may not handle it (no role, they act for the applicant, or a conflict), or
        somebody else has assigned it since the actor saw it.
    """
    if officer is not None:
        look_for(case, [officer])
    return _assigned(case, officer, actor)


@transaction.atomic
def _assigned(case: Case, officer: User | None, actor: User) -> Case:
    # The officer is not joined: after waiting for the lock the join would still show who it was before.
    locked = Case.objects.select_for_update(of=("self",)).select_related("applicant", "version")
    current = locked.get(pk=case.pk)
    refuse_barred(actor, current)
    if current.state == CaseState.CLOSED:
        raise RuleViolation("closed", _("The case is closed; nobody handles it any more."))
    if officer is not None:
        permit = PERMISSIONS["cases.assign_case"](officer, current)
        if not permit:
            raise RuleViolation("cannot_handle", permit.reason if officer == actor else cannot_handle(officer))
    if current.assignee == officer:
        return current
    if current.assignee_id != case.assignee_id:
        raise already_assigned(current)
    current.assignee = officer
    current.save(update_fields=["assignee"])
    record(
        "case.assigned",
        actor=actor,
        subject=current.subject,
        data={"assignee": officer.pk if officer else None},
        organisation_id=current.applicant_id,
    )
    return current


def cannot_handle(officer: User) -> str:
    message = _(
        "%(person)s cannot handle this case: they act for the applicant, are in a conflict of interest, or are no "
        "officer."
    )
    return message % {"person": officer}


def already_assigned(case: Case) -> RuleViolation:
    """Somebody else was faster; the words say whose case it is by now."""
    if case.assignee is None:
        return RuleViolation(
            "already_assigned", _("Somebody gave this case back meanwhile. Look again, then assign it.")
        )
    return RuleViolation(
        "already_assigned",
        _("%(person)s has become the officer of this case meanwhile. Look again, then assign it.")
        % {"person": case.assignee},
    )


@transaction.atomic
def write_remark(case: Case, target: str, text: str, *, actor: User) -> Remark | None:
    """Write or change the remark on one question or document of the newest filing; an empty text deletes it.

    Raises
    ------
    RuleViolation
        The target is not part of the procedure, the remark was sent already, or the case is not being checked.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=case.pk)
    refuse_barred(actor, locked)
    stage = locked.current_stage
    if locked.state != CaseState.IN_PROGRESS or stage is None or stage.kind != "completeness":
        raise RuleViolation("not_now", _("Remarks are written while the application is checked for completeness."))
    if target not in remark_targets(locked):
        raise RuleViolation("unknown_target", _("There is no such question or document in this application."))
    filing = locked.filings.latest("round")
    remark = Remark.objects.filter(filing=filing, target=target).first()
    if remark is not None and remark.sent_at is not None:
        raise RuleViolation("sent", _("This remark was sent to the applicant and cannot be changed."))
    if not text.strip():
        if remark is not None:
            remark.delete()
        return None
    remark = remark or Remark(case=locked, filing=filing, target=target)
    remark.text, remark.author, remark.written_at = without_iins(text.strip()), actor, timezone.now()
    remark.save()
    return remark


def remark_targets(case: Case) -> set[str]:
    """Everything that a remark can be about: ``question:ID`` and ``document:KIND``."""
    questions = {QUESTION + question.id for _section, question in case.definition.questions()}
    return questions | {DOCUMENT + section.document.kind for section in case.definition.sections if section.document}
