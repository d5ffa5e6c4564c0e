"""Opening a case and filling its draft. Whatever was typed is kept, valid or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import replaceable_kinds
from orken.cases.models import Appeal, Case, CaseState, Decision, DraftSection
from orken.cases.models.typed_form import EditConflict
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
class Saved:
    draft: DraftSection
    conflicts: tuple[EditConflict, ...]


def open_case(procedure_code: str, *, applicant: Organisation, actor: User, against: Decision | None = None) -> Case:
    """Begin a draft of the newest version of a procedure; ``against`` is the decision that an appeal is about.

    Raises
    ------
    LiveCaseExists
        Also when another connection was faster (constraint ``one_live_case_of_an_exclusive_procedure``).
    RuleViolation
        The procedure decides appeals, and no decision is named.
    """
    version = newest_version(procedure_code)
    if against is None and version.definition.decides_appeals:
        message = _("An appeal begins on the page of the application whose decision it is about.")
        raise RuleViolation("from_its_decision", message)
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
            if against is not None:
                Appeal.objects.create(case=case, decision=against)
            record("case.opened", actor=actor, subject=case.subject, organisation_id=applicant.pk)
            return case
    except IntegrityError as error:
        if "one_live_case_of_an_exclusive_procedure" not in str(error):
            raise
        live = Case.objects.exclude(state=CaseState.CLOSED).filter(procedure=version.code, applicant=applicant)
        raise LiveCaseExists(live.filter(exclusive=True).select_related("applicant").get()) from None


def give_way(case: Case) -> None:
    """Let a closed case of an exclusive procedure become live again: a draft steps aside, until there is place again.

    Raises
    ------
    RuleViolation
        The applicant has submitted another one meanwhile.
    """
    if not case.exclusive:
        return
    others = Case.objects.filter(procedure=case.procedure, applicant=case.applicant_id, exclusive=True)
    others = others.exclude(pk=case.pk).exclude(state=CaseState.CLOSED)
    others.filter(state=CaseState.DRAFT).update(exclusive=False)
    if submitted := others.first():
        message = _("The applicant has submitted another application, %(case)s. One of the two has to end first.")
        raise RuleViolation("live_case_exists", message % {"case": submitted})


def take_place(case: Case) -> None:
    """Make a draft that stepped aside the live one of its procedure.

    Raises
    ------
    LiveCaseExists
        There is still another one.
    """
    others = Case.objects.filter(procedure=case.procedure, applicant=case.applicant_id, exclusive=True)
    live = others.exclude(state=CaseState.CLOSED).select_related("applicant").first()
    if live is not None:
        raise LiveCaseExists(live)
    case.exclusive = True
    case.save(update_fields=["exclusive"])


@dataclass(frozen=True)
class Given:
    """What a form brings for one section.

    ``seen_revision`` is the revision that the form showed. ``touched`` names the questions that the person changed in
    it, where that is known.
    """

    typed: Mapping[str, Typed]
    seen_revision: int
    touched: Collection[str] | None = None


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
    """Lock the case and keep what was typed in one section: see ``Given`` and ``save_in_locked``."""
    locked = Case.objects.select_for_update().only("state").get(pk=case.pk)
    draft = case.draft_sections.filter(section=section.code).first()
    return save_in_locked(locked, section, draft, Given(typed, seen_revision, touched), actor=actor)


def save_in_locked(case: Case, section: Section, draft: DraftSection | None, given: Given, *, actor: User) -> Saved:
    """Keep what was typed in one section of a case that is locked, without personal numbers.

    A question that was changed by another save since the form was opened is not overwritten: it comes back as a
    conflict with both answers. ``draft`` is the section's row, if there is one; nobody else makes it meanwhile.

    Raises
    ------
    RuleViolation
        The case is not open for changes, or the question was not asked to be corrected.
    """
    editable = editable_targets(case)
    refuse_closed(case)
    draft = draft or DraftSection(case=case, section=section.code, saved_at=timezone.now(), saved_by=actor)
    questions = {question.id: question for question in section.questions}
    differing: dict[str, Typed] = {}
    for question_id, typed in given.typed.items():
        if question_id not in questions or (given.touched is not None and question_id not in given.touched):
            continue
        value = without_personal_numbers(questions[question_id], typed)
        if not draft.differs(question_id, value):
            continue
        if editable is not None and QUESTION + question_id not in editable:
            raise RuleViolation(
                "not_asked", _("Only what the officer asked to correct can be changed now."), field=question_id
            )
        differing[question_id] = value
    conflicts = draft.take(differing, seen_revision=given.seen_revision)
    if len(conflicts) < len(differing):
        draft.saved_by = actor
        draft.save()
    return Saved(draft, conflicts)


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
