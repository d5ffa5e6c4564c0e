"""Totals, spreads and the statistics of judges, beside a model that is written the plain way."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orken.cases.procedure.definition import Criterion, Level, ReviewTerms
from orken.kernel.text import Text
from orken.reviews.scoring import (
    judge_statistics,
    means,
    needs_consensus,
    spread,
    weighted_total,
)

WORDS = Text(kk="а", ru="б", en="c")


def criterion(code: str, weight: str, *scores: int) -> Criterion:
    return Criterion(code, WORDS, Decimal(weight), tuple(Level(score, WORDS) for score in scores))


NOVELTY, TEAM = criterion("novelty", "2", 0, 2, 4), criterion("team", "1", 1, 5)
TERMS = ReviewTerms(reads=2, criteria=(NOVELTY, TEAM), spread=Decimal(25))


@st.composite
def terms_and_scorecards(draw: st.DrawFn) -> tuple[ReviewTerms, list[dict[str, int]]]:
    criteria = []
    for number in range(draw(st.integers(1, 4))):
        levels = sorted(draw(st.sets(st.integers(-5, 20), min_size=2, max_size=5)))
        weight = draw(st.decimals("0.1", "9", places=1))
        criteria.append(criterion(f"c{number}", str(weight), *levels))
    threshold = draw(st.none() | st.decimals(0, 100, places=1))
    terms = ReviewTerms(reads=2, criteria=tuple(criteria), spread=threshold)
    card = st.fixed_dictionaries({one.code: st.sampled_from([level.score for level in one.levels]) for one in criteria})
    return terms, draw(st.lists(card, min_size=1, max_size=4))


def model_total(terms: ReviewTerms, scores: dict[str, int]) -> float:
    """Percent of the way from the worst to the best scorecard, in floating point."""
    lowest = sum(float(one.weight) * 0 for one in terms.criteria)
    best = sum(float(one.weight) for one in terms.criteria)
    got = sum(
        float(one.weight) * (scores[one.code] - one.lowest) / (one.highest - one.lowest) for one in terms.criteria
    )
    return 100 * (got - lowest) / (best - lowest)


def test_a_criterion_without_a_score_or_with_one_that_it_does_not_have_is_refused():
    with pytest.raises(ValueError, match="missing: team"):
        weighted_total(TERMS, {"novelty": 4})
    with pytest.raises(ValueError, match="has the scores 1, 5; 3 is none of them"):
        weighted_total(TERMS, {"novelty": 4, "team": 3})


def test_weights_are_relative_and_scales_are_levelled():
    assert weighted_total(TERMS, {"novelty": 0, "team": 1}) == 0
    assert weighted_total(TERMS, {"novelty": 4, "team": 5}) == 100
    assert weighted_total(TERMS, {"novelty": 4, "team": 1}) == Fraction(200, 3)
    assert weighted_total(TERMS, {"novelty": 2, "team": 5}) == Fraction(200, 3)


def test_a_spread_of_exactly_the_threshold_needs_no_consensus():
    terms = ReviewTerms(reads=2, criteria=(criterion("one", "1", 0, 25, 26, 100),), spread=Decimal(25))
    assert not needs_consensus(terms, [{"one": 0}, {"one": 25}])
    assert needs_consensus(terms, [{"one": 0}, {"one": 26}])
    assert not needs_consensus(ReviewTerms(2, terms.criteria), [{"one": 0}, {"one": 100}])


@given(terms_and_scorecards())
def test_totals_spread_and_means_agree_with_the_model(drawn):
    terms, cards = drawn
    totals = [weighted_total(terms, card) for card in cards]
    assert all(0 <= total <= 100 for total in totals)
    assert [float(total) for total in totals] == pytest.approx([model_total(terms, card) for card in cards])
    assert spread(totals) == max(totals) - min(totals)
    assert needs_consensus(terms, cards) == (terms.spread is not None and spread(totals) > Fraction(terms.spread))
    for one in terms.criteria:
        assert means(terms, cards)[one.code] * len(cards) == sum(card[one.code] for card in cards)


@given(terms_and_scorecards(), st.decimals("0.1", "50", places=1))
def test_only_the_relation_of_the_weights_counts(drawn, factor):
    terms, cards = drawn
    heavier = tuple(Criterion(one.code, one.title, one.weight * factor, one.levels) for one in terms.criteria)
    scaled_terms = ReviewTerms(reads=2, criteria=heavier)
    assert weighted_total(terms, cards[0]) == weighted_total(scaled_terms, cards[0])


def test_nothing_scored_has_no_means_and_no_spread():
    assert means(TERMS, []) == {}
    assert spread([]) == 0


def test_a_judge_who_read_alone_is_compared_with_nobody():
    alone = judge_statistics({"a": {"aigul": 40.0}, "b": {"aigul": 60.0}})["aigul"]
    assert (alone.cases, alone.shared, alone.severity, alone.correlation) == (2, 0, None, None)
    assert alone.spread == pytest.approx(math.sqrt(200))


def test_correlation_is_not_said_where_nobody_varies_or_of_two_cases():
    constant = {case: {"aigul": 50.0, "marat": total} for case, total in (("a", 10.0), ("b", 20.0), ("c", 30.0))}
    assert judge_statistics(constant)["aigul"].correlation is None
    two = {"a": {"aigul": 10.0, "marat": 20.0}, "b": {"aigul": 20.0, "marat": 30.0}}
    assert judge_statistics(two)["aigul"].correlation is None


def test_a_strict_judge_who_ranks_like_the_others():
    totals = {
        name: {"aigul": own - 20, "marat": own, "saule": own}
        for name, own in zip("abc", (40.0, 60.0, 80.0), strict=True)
    }
    strict = judge_statistics(totals)["aigul"]
    assert strict.severity == pytest.approx(-40 / 3)
    assert strict.correlation == pytest.approx(1)


JUDGES = st.sampled_from(["aigul", "marat", "saule", "dias"])
PANELS = st.dictionaries(
    st.integers(1, 8), st.dictionaries(JUDGES, st.integers(0, 100).map(float), min_size=1), max_size=8
)


@given(PANELS)
def test_statistics_agree_with_the_model(totals):
    found = judge_statistics(totals)
    assert set(found) == {judge for panel in totals.values() for judge in panel}
    for judge, statistics in found.items():
        differences, pairs = [], []
        for panel in totals.values():
            if judge in panel and len(panel) > 1:
                rest = [total for other, total in panel.items() if other != judge]
                differences.append(panel[judge] - sum(panel.values()) / len(panel))
                pairs.append((panel[judge], sum(rest) / len(rest)))
        assert statistics.shared == len(differences)
        if differences:
            assert statistics.severity == pytest.approx(sum(differences) / len(differences), abs=1e-9)
        assert statistics.correlation == (None if (model := _model_pearson(pairs)) is None else pytest.approx(model))


def _model_pearson(pairs):
    if len(pairs) < 3 or any(len({pair[side] for pair in pairs}) == 1 for side in (0, 1)):
        return None
    mean_x, mean_y = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    top = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    below = math.sqrt(sum((x - mean_x) ** 2 for x, _y in pairs) * sum((y - mean_y) ** 2 for _x, y in pairs))
    return top / below


WHOLE_PANEL = st.fixed_dictionaries(dict.fromkeys(["aigul", "marat", "saule"], st.integers(0, 100).map(float)))


@given(st.dictionaries(st.integers(1, 8), WHOLE_PANEL, min_size=1))
def test_what_one_judge_is_too_strict_others_are_too_mild(totals):
    assert sum(found.severity for found in judge_statistics(totals).values()) == pytest.approx(0, abs=1e-9)
