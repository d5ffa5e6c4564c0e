"""Moving a draft to a newer version of its procedure, and copying an ended case into a new draft."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, DraftSection, ProcedureVersion
from orken.cases.procedure.answers import Typed
from orken.cases.queries import published_versions
from orken.cases.services.attaching import carry_documents
from orken.cases.services.drafting import open_case
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


def newer_version(case: Case) -> ProcedureVersion | None:
    """The version that a draft could move to; ``None`` when it has the newest or is no draft any more."""
    if case.state != CaseState.DRAFT:
        return None
    newest = published_versions(case.procedure).first()
    return newest if newest != case.version else None


@transaction.atomic
def move_draft(case: Case, *, to: ProcedureVersion, actor: User) -> Case:
    """Pin a draft to another version. Answers follow their question ids; those of questions that are gone stay kept.

    Raises
    ------
    RuleViolation
        The case is no draft any more: a filed case ends under the version that it was filed with.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=case.pk)
    if locked.state != CaseState.DRAFT:
        raise RuleViolation("not_a_draft", _("A submitted application keeps the version that it was submitted with."))
    before, typed = locked.version, _typed_answers(locked)
    stands_aside = before.definition.exclusive and not locked.exclusive
    locked.version, locked.exclusive = to, to.definition.exclusive and not stands_aside
    locked.save(update_fields=["version", "exclusive"])
    _place_answers(locked, typed, actor)
    record(
        "case.moved_to_version",
        actor=actor,
        subject=locked.subject,
        data={"from": before.number, "to": to.number},
        organisation_id=locked.applicant_id,
    )
    return locked


@transaction.atomic
def copy_to_draft(case: Case, *, actor: User) -> Case:
    """A new draft of the newest version with what was typed into this case, and its documents that still hold.

    Raises
    ------
    LiveCaseExists
        The applicant has a live case of this procedure already.
    """
    copy = open_case(case.procedure, applicant=case.applicant, actor=actor)
    _place_answers(copy, _typed_answers(case), actor)
    carry_documents(case, copy, actor=actor)
    record(
        "case.copied",
        actor=actor,
        subject=copy.subject,
        data={"from": case.reference},
        organisation_id=case.applicant_id,
    )
    return copy


def _typed_answers(case: Case) -> dict[str, Typed]:
    """All that was typed; where an earlier version asked in another section, what stands in the present one."""
    drafts = list(case.draft_sections.order_by("saved_at"))
    asked = {section.code: {question.id for question in section.questions} for section in case.definition.sections}
    typed = {question_id: given for draft in drafts for question_id, given in draft.typed.items()}
    for draft in drafts:
        present = asked.get(draft.section, set())
        typed |= {question_id: given for question_id, given in draft.typed.items() if question_id in present}
    return typed


def _place_answers(case: Case, typed: dict[str, Typed], actor: User) -> None:
    """Put every answer into the section that asks for it now."""
    for section in case.definition.sections:
        asked = {question.id: typed[question.id] for question in section.questions if question.id in typed}
        draft = DraftSection.objects.filter(case=case, section=section.code).first()
        draft = draft or DraftSection(case=case, section=section.code)
        missing = {question_id: value for question_id, value in asked.items() if draft.typed.get(question_id) != value}
        if not missing:
            continue
        draft.revision += 1
        draft.typed = {**draft.typed, **missing}
        draft.changed = {**draft.changed, **dict.fromkeys(missing, draft.revision)}
        draft.saved_at, draft.saved_by = timezone.now(), actor
        draft.save()
