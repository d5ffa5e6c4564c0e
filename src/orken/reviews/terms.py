"""How a case is reviewed, as the version of its procedure says."""

from __future__ import annotations

from orken.cases.models import Case, CaseState
from orken.cases.procedure.definition import ReviewTerms, Stage


def terms_of(case: Case, stage: str) -> ReviewTerms:
    """Of a stage in which experts review."""
    terms = case.definition.stage(stage).review
    assert terms is not None  # a published expert review has its terms
    return terms


def is_under_review(case: Case) -> bool:
    stage = case.current_stage
    return stage is not None and stage.review is not None and case.state == CaseState.IN_PROGRESS


def reads_wanted(case: Case) -> int:
    """How many experts are to read the case now; none where it is not under review."""
    return terms_of(case, case.stage).reads if is_under_review(case) else 0


def reviewed_stage(case: Case) -> Stage | None:
    """The last stage of the procedure in which experts review."""
    return next((stage for stage in reversed(case.definition.stages) if stage.review), None)
