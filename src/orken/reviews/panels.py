"""The scores on the pages of others: of officers and members, and of the applicant when it is decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, Outcome
from orken.cases.panels import Panel
from orken.cases.procedure.definition import DECIDING
from orken.reviews.results import result_of
from orken.reviews.terms import reviewed_stage, terms_of


def scores_for_staff(case: Case) -> Panel | None:
    """Every score with its comment, and the common scores with their reasons."""
    return _panel(case, "reviews/scores_for_staff.html")


def scores_for_applicant(case: Case) -> Panel | None:
    """Means and totals alone, once it is decided and where the procedure shows them."""
    return _panel(case, "reviews/scores_for_applicant.html") if shows_scores_to_applicant(case) else None


def shows_scores_to_applicant(case: Case) -> bool:
    """Whether the procedure shows them, and the case is decided."""
    stage = reviewed_stage(case)
    return stage is not None and terms_of(case, stage.code).scores_shown and _is_decided(case)


def _is_decided(case: Case) -> bool:
    """Seen from where the case stands, since its page has asked the database enough."""
    if case.state == CaseState.CLOSED:
        return case.outcome != Outcome.WITHDRAWN
    stages, here = case.definition.stages, case.current_stage
    last = max((index for index, stage in enumerate(stages) if stage.kind in DECIDING), default=-1)
    return here is not None and stages.index(here) > last


def _panel(case: Case, template: str) -> Panel | None:
    result = result_of(case)
    return Panel(_("Scores of the experts"), template, {"result": result}) if result else None
