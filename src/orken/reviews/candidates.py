"""Who may be asked to review a case, and why somebody may not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.clock import promised_days
from orken.cases.models import Case
from orken.cases.permissions import DESK_ROLES
from orken.cases.queries import barred_people
from orken.parties.queries import people_acting_for, people_with_role
from orken.reviews.models import Expert
from orken.reviews.models.expert import FIELDS
from orken.reviews.queries import declined_by_choice, is_away, live_assignments, open_reviews, working_experts
from orken.rulebook.queries import working_calendar
from orken.ui.wording import day_in_words


@dataclass(frozen=True)
class Candidate:
    """An expert beside a case: how many reviews they have open, which of its fields are theirs, and what bars them."""

    expert: Expert
    open: int
    fitting: tuple[str, ...]
    obstacle: str = ""


@dataclass(frozen=True)
class _Surroundings:
    """What is the same for all experts that one case is looked at with."""

    last_day: date
    fields: Collection[str]
    reading: Collection[int]
    declined: Collection[int]
    barred: Collection[int]
    acting: Collection[int]
    at_the_desk: Collection[int]
    open: Mapping[int, int]


def candidates(case: Case, experts: Iterable[Expert] | None = None) -> list[Candidate]:
    """Those who may be asked first, among them those with the most of the case's fields and the fewest open reviews."""
    asked = list(working_experts() if experts is None else experts)
    around = _surroundings(case, asked)
    found = [_candidate(expert, around) for expert in asked]
    return sorted(found, key=lambda one: (bool(one.obstacle), -len(one.fitting), one.open, str(one.expert)))


def last_day_of_review(case: Case) -> date:
    """The working days that the procedure gives an expert who is asked today."""
    stage = case.current_stage
    assert stage is not None  # only cases in a review are asked for
    assert case.filed_at is not None  # constraint filed_unless_draft
    return working_calendar().add_working_days(timezone.localdate(), promised_days(stage.working_days, case.filed_at))


def fields_of(case: Case) -> list[str]:
    """The priority activities that the newest filing names, whichever question asks for them."""
    filing = case.filings.last()
    return fields_in(case, filing.content["answers"] if filing else {})


def fields_in(case: Case, answers: Mapping[str, str | list[str] | None]) -> list[str]:
    """The same, of answers that were read already."""
    asked = [question for _section, question in case.definition.questions() if question.code_list == FIELDS]
    given = [answers.get(question.id) or [] for question in asked]
    return list(dict.fromkeys(code for codes in given for code in ([codes] if isinstance(codes, str) else codes)))


def _surroundings(case: Case, asked: list[Expert]) -> _Surroundings:
    return _Surroundings(
        last_day=last_day_of_review(case),
        fields=fields_of(case),
        reading=set(live_assignments(case).values_list("expert", flat=True)),
        declined=set(declined_by_choice(case).values_list("expert", flat=True)),
        barred=set(barred_people(case).values_list("pk", flat=True)),
        acting=set(people_acting_for(case.applicant).values_list("pk", flat=True)),
        at_the_desk=set(people_with_role(*DESK_ROLES).values_list("pk", flat=True)),
        open=open_reviews(asked),
    )


def _candidate(expert: Expert, around: _Surroundings) -> Candidate:
    fitting = tuple(code for code in around.fields if code in expert.fields)
    return Candidate(expert, around.open.get(expert.pk, 0), fitting, _obstacle(expert, around))


def _obstacle(expert: Expert, around: _Surroundings) -> str:
    open_now, today = around.open.get(expert.pk, 0), timezone.localdate()
    involved = {*around.barred, *around.acting}
    full = _("has as many open reviews as they take at once: %(open)s")
    away = _("is away during the days of the review, which ends on %(day)s")
    obstacles = (
        (expert.pk in around.reading, _("reviews this case already")),
        (expert.pk in around.declined, _("has declined to review this case")),
        (expert.ended_at is not None or not expert.user.is_active, _("is no expert any more")),
        (expert.user_id in involved, _("is in a conflict of interest with this case; the secretary resolves it")),
        (expert.user_id in around.at_the_desk, _("works at the desk")),
        (open_now >= expert.capacity, full % {"open": open_now}),
        (is_away(expert, today, around.last_day), away % {"day": day_in_words(around.last_day)}),
    )
    return next((words for stands, words in obstacles if stands), "")
