"""Totals, spreads and means of scorecards, and what they say of the people who filed them.

Scores are whole numbers by the code of their criterion. Totals are exact fractions from 0 to 100, so that a spread that
equals the threshold of the procedure is not above it by a rounding error.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import StatisticsError, correlation, fmean, stdev
from typing import TypeVar

from orken.cases.procedure.definition import Criterion, ReviewTerms

HIGHEST_TOTAL = 100
FEWEST_CASES = 3  # two points always lie on a line

Scores = Mapping[str, int]
AnyCase = TypeVar("AnyCase", bound=Hashable)
Judge = TypeVar("Judge", bound=Hashable)


def scaled(criterion: Criterion, score: int) -> Fraction:
    """``(score - lowest) / (highest - lowest)``: 0 for the lowest level, 1 for the highest.

    Raises
    ------
    ValueError
        The criterion has no such level.
    """
    if score not in {level.score for level in criterion.levels}:
        levels = ", ".join(str(level.score) for level in criterion.levels)
        raise ValueError(f"The criterion {criterion.code!r} has the scores {levels}; {score} is none of them.")
    return Fraction(score - criterion.lowest, criterion.highest - criterion.lowest)


def weighted_total(terms: ReviewTerms, scores: Scores) -> Fraction:
    """``100 · Σ wᵢ sᵢ / Σ wᵢ`` over the criteria, with relative weights ``wᵢ`` and scaled scores ``sᵢ``.

    Raises
    ------
    ValueError
        A criterion is not scored, or by a score that it does not have.
    """
    if missing := [criterion.code for criterion in terms.criteria if criterion.code not in scores]:
        raise ValueError(f"Every criterion needs a score; missing: {', '.join(missing)}.")
    weights = {one.code: Fraction(one.weight) for one in terms.criteria}
    weighted = sum((weights[one.code] * scaled(one, scores[one.code]) for one in terms.criteria), Fraction(0))
    return HIGHEST_TOTAL * weighted / sum(weights.values(), Fraction(0))


def spread(totals: Iterable[Fraction]) -> Fraction:
    """``max - min`` of the totals; 0 where there is none."""
    known = sorted(totals)
    return known[-1] - known[0] if known else Fraction(0)


def needs_consensus(terms: ReviewTerms, scorecards: Iterable[Scores]) -> bool:
    """Whether the totals lie further apart than the procedure lets pass."""
    if terms.spread is None:
        return False
    return spread(weighted_total(terms, scores) for scores in scorecards) > Fraction(terms.spread)


def means(terms: ReviewTerms, scorecards: Sequence[Scores]) -> dict[str, Fraction]:
    """The mean score per criterion, on the criterion's own scale; empty without scorecards."""
    if not scorecards:
        return {}
    codes = [criterion.code for criterion in terms.criteria]
    return {code: Fraction(sum(scores[code] for scores in scorecards), len(scorecards)) for code in codes}


@dataclass(frozen=True)
class JudgeStatistics:
    """How one judge scores, seen beside the others who read the same cases. ``x`` is the judge's total of a case.

    ``severity`` is the mean of ``x - panel mean`` over the cases that somebody else read too, the judge being part of
    the panel: below zero for a strict judge. ``spread`` is the standard deviation of the judge's own totals (with
    ``n - 1``). ``correlation`` is Pearson's between ``x`` and the mean of the *others* on the same case. Each is
    ``None`` where it is not defined: without a common case, with fewer than two or three totals, or where one side
    never varies.
    """

    cases: int
    shared: int
    severity: float | None
    spread: float | None
    correlation: float | None


def judge_statistics(totals: Mapping[AnyCase, Mapping[Judge, float]]) -> dict[Judge, JudgeStatistics]:
    """By judge, from ``{case: {judge: total}}``."""
    judges = dict.fromkeys(judge for panel in totals.values() for judge in panel)
    return {judge: _statistics_of(judge, totals.values()) for judge in judges}


def _statistics_of(judge: Judge, panels: Iterable[Mapping[Judge, float]]) -> JudgeStatistics:
    read = [panel for panel in panels if judge in panel]
    shared = [panel for panel in read if len(panel) > 1]
    own = [panel[judge] for panel in shared]
    others = [fmean(total for other, total in panel.items() if other != judge) for panel in shared]
    return JudgeStatistics(
        cases=len(read),
        shared=len(shared),
        severity=fmean(panel[judge] - fmean(panel.values()) for panel in shared) if shared else None,
        spread=stdev(panel[judge] for panel in read) if len(read) > 1 else None,
        correlation=_pearson(own, others),
    )


def _pearson(own: Sequence[float], others: Sequence[float]) -> float | None:
    """Undefined for a side that never varies, and said of no fewer than three cases."""
    if len(own) < FEWEST_CASES:
        return None
    try:
        return max(-1.0, min(1.0, correlation(own, others)))
    except StatisticsError:
        return None
