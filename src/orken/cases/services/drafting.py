"""Opening a case and filling its draft. Whatever was typed is kept, valid or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import replaceable_kinds
from orken.cases.models import Case, CaseState, DraftSection
from orken.cases.procedure.answers import Typed
from orken.cases.procedure.definition import Section
from orken.cases.procedure.personal_numbers import without_personal_numbers
from orken.cases.queries import newest_version
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, User

DOCUMENT = "document:"
QUESTION = "question:"


class LiveCaseExists(RuleViolation):
    """The applicant has a live case of this exclusive procedure; ``case`` is that one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(
            "live_case_exists",
            _("%(organisation)s already has an application of this kind under way: %(case)s. Go on with that one.")
            % {"organisation": case.applicant, "case": case.number or _("a draft")},
        )


@dataclass(frozen=True)
class Conflict:
    """A question that somebody else changed since this form was opened; both answers are kept for the person."""

    question_id: str
    yours: Typed
    saved: Typed | None


@dataclass(frozen=True)
class Saved:
    draft: DraftSection
    conflicts: tuple[Conflict, ...]


def open_case(procedure_code: str, *, applicant: Organisation, actor: User) -> Case:
    """Begin a draft of the newest version of a procedure.

    Raises
    ------
    LiveCaseExists
        Also when another connection was faster (constraint ``one_live_case_of_an_exclusive_procedure``).
    """
    version = newest_version(procedure_code)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                version=version,
                procedure=version.code,
                applicant=applicant,
                exclusive=version.definition.exclusive,
                opened_by=actor,
                opened_at=timezone.now(),
            )
            record("case.opened", actor=actor, subject=case.subject, organisation_id=applicant.pk)
            return case
    except IntegrityError:
        live = Case.objects.exclude(state=CaseState.CLOSED).filter(procedure=version.code, applicant=applicant)
        raise LiveCaseExists(live.select_related("applicant").get()) from None


@transaction.atomic
def save_section(
    case: Case,
    section: Section,
    typed: Mapping[str, Typed],
    *,
    seen_revision: int,
    actor: User,
    touched: Collection[str] | None = None,
) -> Saved:
    """Keep what was typed in one section, without personal numbers.

    ``seen_revision`` is the revision that the form showed. A question that was changed by another save since then is
    not overwritten: it comes back as a conflict with both answers. ``touched`` names the questions that the person
    changed in this form, where that is known.

    Raises
    ------
    RuleViolation
        The case is not open for changes, or the question was not asked to be corrected.
    """
    locked = Case.objects.select_for_update().only("state").get(pk=case.pk)
    editable = editable_targets(locked)
    refuse_closed(locked)
    draft = _draft_of_locked(locked, section, actor)
    questions = {question.id: question for question in section.questions}
    changes: dict[str, Typed] = {}
    conflicts: list[Conflict] = []
    for question_id, given in typed.items():
        if question_id not in questions:
            continue
        value, saved = without_personal_numbers(questions[question_id], given), draft.typed.get(question_id)
        if value == (saved if saved is not None else _nothing_like(value)):
            continue
        if touched is not None and question_id not in touched:
            continue
        if editable is not None and QUESTION + question_id not in editable:
            raise RuleViolation(
                "not_asked", _("Only what the officer asked to correct can be changed now."), field=question_id
            )
        if draft.changed.get(question_id, 0) > seen_revision:
            conflicts.append(Conflict(question_id, value, saved))
        else:
            changes[question_id] = value
    if changes:
        draft.revision += 1
        draft.typed = {**draft.typed, **changes}
        draft.changed = {**draft.changed, **dict.fromkeys(changes, draft.revision)}
        draft.saved_at, draft.saved_by = timezone.now(), actor
        draft.save()
    return Saved(draft, tuple(conflicts))


def editable_targets(case: Case) -> set[str] | None:
    """Targets that may be changed now: ``None`` for a draft (all).

    While a case is returned, those that were remarked, and documents that an officer did not accept.
    """
    if case.state != CaseState.RETURNED:
        return None
    remarked = case.remarks.filter(answered_by=None, sent_at__isnull=False).values_list("target", flat=True)
    return {*remarked, *(DOCUMENT + kind for kind in replaceable_kinds(case))}


def refuse_closed(case: Case) -> None:
    if case.state not in (CaseState.DRAFT, CaseState.RETURNED):
        raise RuleViolation(
            "not_open",
            _("The application was submitted, so its answers cannot be changed now. They are kept as filed."),
        )


def _draft_of_locked(case: Case, section: Section, actor: User) -> DraftSection:
    """The section's row, or a new one that is not stored yet. Nobody else makes it meanwhile: the case is locked."""
    draft = case.draft_sections.filter(section=section.code).first()
    return draft or DraftSection(case=case, section=section.code, saved_at=timezone.now(), saved_by=actor)


def _nothing_like(value: Typed) -> Typed:
    return "" if isinstance(value, str) else []
