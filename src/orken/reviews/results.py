"""What experts came to on a case, without their names: readers are told apart by letters, in the order of filing."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

from orken.cases.models import Case
from orken.cases.procedure.definition import Criterion, ReviewTerms
from orken.reviews.models import Consensus, Scorecard
from orken.reviews.queries import consensus_in, filed_scorecards
from orken.reviews.scoring import means, needs_consensus, weighted_total
from orken.reviews.terms import reviewed_stage, terms_of


@dataclass(frozen=True)
class CriterionResult:
    """``given`` has each reader with score and comment; ``mean`` is on the criterion's own scale."""

    criterion: Criterion
    given: list[tuple[str, int, str]]
    mean: float
    common: int | None


@dataclass(frozen=True)
class ReviewResult:
    readers: list[str]
    rows: list[CriterionResult]
    totals: list[float]
    common_total: float | None
    overall: list[tuple[str, str]]
    reasons: str

    @property
    def mean_total(self) -> float:
        return sum(self.totals) / len(self.totals)

    @property
    def named_totals(self) -> list[tuple[str, float]]:
        return list(zip(self.readers, self.totals, strict=True))


def result_of(case: Case, filed: list[Scorecard] | None = None) -> ReviewResult | None:
    """What was filed, with the common scores where all agreed on some; nothing before a scorecard is filed.

    ``filed`` are the scorecards that count, where the caller has read them, in the order of filing.
    """
    stage = reviewed_stage(case)
    if filed is None:
        filed = filed_scorecards(case, stage.code) if stage else []
    if stage is None or not filed:
        return None
    for scorecard in filed:
        scorecard.assignment.case = case  # whose definition is read already
    return _result(terms_of(case, stage.code), filed, _agreed(case, stage.code, filed))


def _agreed(case: Case, stage: str, filed: list[Scorecard]) -> Consensus | None:
    if not needs_consensus(terms_of(case, stage), [scorecard.scores for scorecard in filed]):
        return None
    found = consensus_in(case, stage)
    return found if found is not None and found.agreed_at is not None else None


def _result(terms: ReviewTerms, filed: list[Scorecard], agreed: Consensus | None) -> ReviewResult:
    scores = [scorecard.scores for scorecard in filed]
    common, mean = agreed.scores if agreed else {}, means(terms, scores)
    readers = list(ascii_uppercase[: len(filed)])
    rows = [
        CriterionResult(
            one,
            [
                (reader, card.scores[one.code], card.comment_on(one.code))
                for reader, card in zip(readers, filed, strict=True)
            ],
            float(mean[one.code]),
            common.get(one.code),
        )
        for one in terms.criteria
    ]
    return ReviewResult(
        readers=readers,
        rows=rows,
        totals=[float(weighted_total(terms, given)) for given in scores],
        common_total=float(weighted_total(terms, common)) if agreed else None,
        overall=[(reader, card.overall) for reader, card in zip(readers, filed, strict=True) if card.overall],
        reasons=agreed.reasons if agreed else "",
    )
