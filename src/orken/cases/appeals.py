"""Whether a decision can be appealed against and until when, and what an appeal against it has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.clock import term_of
from orken.cases.models import Appeal, Case, CaseState, Decision, Outcome
from orken.cases.queries import lacks_people, without_conflicts
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.parties.models import User
from orken.parties.permissions import acts_for
from orken.rulebook.queries import working_calendar
from orken.ui.wording import day_in_words

UNREAD = ("words", "version__content")


@dataclass(frozen=True)
class Objection:
    """How one objects to the decision that stands in a case.

    ``last_day`` is ``None`` where the portal takes no appeals; ``refusal`` says why none can begin (any more).
    """

    decision: Decision
    words: Text
    last_day: date | None
    appeal: Appeal | None
    refusal: str = ""

    @property
    def is_open(self) -> bool:
        return self.last_day is not None and not self.refusal


def appeal_of(case: Case) -> Appeal:
    """What a case that appeals is about, with the case of the decision."""
    found = Appeal.objects.select_related("decision__case__version", "decision__case__applicant")
    return found.defer("decision__case__words", "decision__case__version__content").get(case=case)


def live_appeal(case: Case) -> Appeal | None:
    """The appeal that is examined now against a decision on the case; all else waits for it."""
    if case.definition.appeal is None or case.state == CaseState.DRAFT:
        return None
    standing = Appeal.objects.filter(decision__case=case, given_up_at=None)
    return standing.exclude(case__state__in=(CaseState.DRAFT, CaseState.CLOSED)).select_related("case").first()


@dataclass(frozen=True)
class Standstill:
    """Since when a case stands still. ``appeal`` is what it waits for, unless the reader may not know of that."""

    since: datetime
    appeal: Appeal | None
    url: str = ""


def decisions_in(case: Case) -> list[Decision]:
    """Decisions as pages show them, the earliest first, each with the appeal against it as ``standing_appeal``."""
    if not case.may_have_decisions:
        return []
    standing = FilteredRelation("appeals", condition=Q(appeals__given_up_at=None))  # at most one (constraint)
    found = case.decisions.annotate(standing_appeal=standing)  # type: ignore[no-redef]  # a filtered relation
    found = found.order_by("decided_at", "pk")
    parts = ("decided_by", "replaced_by", "standing_appeal__case__version")
    return list(found.select_related(*parts).defer(*(f"standing_appeal__case__{part}" for part in UNREAD)))


def standstill(case: Case, decisions: Iterable[Decision], reader: User) -> Standstill | None:
    """What the reader is told of the appeal that has stopped the case."""
    appeals = filter(None, (decision.standing_appeal for decision in decisions))
    appeal = next((one for one in appeals if one.case.state not in (CaseState.DRAFT, CaseState.CLOSED)), None)
    if appeal is None:
        return None
    since = appeal.case.filed_at
    assert since is not None  # only what was submitted is live
    if acts_for(reader, case.applicant):
        return Standstill(since, appeal, appeal.case.get_absolute_url())
    url = reverse("cases:desk_case", args=[appeal.case.reference])
    return Standstill(since, appeal, url) if _known([appeal], reader) else Standstill(since, None)


def appeals_known_to(decisions: Iterable[Decision], reader: User) -> list[Appeal]:
    """Submitted appeals against the decisions, without those that the reader is barred from."""
    appeals = filter(None, (decision.standing_appeal for decision in decisions))
    return _known([appeal for appeal in appeals if appeal.case.state != CaseState.DRAFT], reader)


def _known(appeals: list[Appeal], reader: User) -> list[Appeal]:
    if not appeals:
        return []
    cases = Case.objects.filter(pk__in=[appeal.case_id for appeal in appeals])
    known = set(without_conflicts(cases, reader).values_list("pk", flat=True))
    return [appeal for appeal in appeals if appeal.case_id in known]


def appealed_decision(case: Case, reader: User) -> Decision | None:
    """The decision that this case appeals against, as far as the reader may know of it."""
    if not case.definition.decides_appeals:
        return None
    decision = appeal_of(case).decision
    if acts_for(reader, case.applicant):
        decision.url = decision.case.get_absolute_url()
        return decision
    known = without_conflicts(Case.objects.filter(pk=decision.case_id), reader).exists()
    decision.url = reverse("cases:desk_case", args=[decision.case.reference])
    return decision if known else None


def is_left_to_nobody(case: Case) -> bool:
    """Whether an appeal has nobody who could examine it, which its pages say."""
    return case.definition.decides_appeals and case.state == CaseState.IN_PROGRESS and lacks_people(case)


def last_day_to_appeal(decision: Decision) -> date | None:
    """Working days after the applicant was told, in the operator's zone; ``None`` where no number is set."""
    terms = decision.case.definition.appeal
    days = term_of(terms.working_days, decision.decided_at) if terms else None
    if days is None:
        return None
    return working_calendar().add_working_days(timezone.localdate(decision.decided_at), days)


def objection_in(case: Case, decisions: Sequence[Decision] | None = None) -> Objection | None:
    """How to object to the newest decision of the case; ``None`` without a decision, or where nothing is said of it."""
    terms = case.definition.appeal
    if terms is None or case.state == CaseState.DRAFT:
        return None
    if not (known := decisions_in(case) if decisions is None else decisions):
        return None
    decision = known[-1]
    decision.case, appeal = case, decision.standing_appeal
    last_day = last_day_to_appeal(decision)
    refusal = _refusal(decision, appeal, last_day, timezone.localdate()) if last_day else ""
    return Objection(decision, terms.words, last_day, appeal, refusal)


def refuse_late(decision: Decision, at: datetime) -> None:
    """
    Raises
    ------
    RuleViolation
        The last day to appeal has passed, or the portal takes no appeals any more.
    """
    last_day = last_day_to_appeal(decision)
    if last_day is None or timezone.localdate(at) > last_day:
        raise RuleViolation("too_late", _too_late(last_day) if last_day else _("The portal takes no appeals now."))


def _refusal(decision: Decision, appeal: Appeal | None, last_day: date, today: date) -> str:
    if appeal is not None:
        return _("There is an appeal against this decision already.")
    if was_taken_on_appeal(decision):
        return _("This decision was taken on an appeal; the operator takes no second one.")
    if decision.case.outcome in (Outcome.LAPSED, Outcome.WITHDRAWN):
        return _("The application has ended otherwise, so an appeal would change nothing.")
    return _too_late(last_day) if today > last_day else ""


def was_taken_on_appeal(decision: Decision) -> bool:
    """Whether an appeal has put it in the place of an earlier one; after one sent back, others have decided."""
    replaced = decision.replaces_id
    return replaced is not None and Appeal.objects.filter(decision=replaced, case__outcome=Outcome.CHANGED).exists()


def _too_late(last_day: date) -> str:
    message = _("An appeal could be submitted until %(day)s; that day has passed. What you typed stays in the draft.")
    return message % {"day": day_in_words(last_day)}
