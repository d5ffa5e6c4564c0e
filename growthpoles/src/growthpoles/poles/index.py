"""The growth-pole index over four elements, with rank intervals over the choices made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.poles.composite import Aggregation, Normalisation, aggregate, normalise, ranks
from growthpoles.poles.indicators import ELEMENTS, Indicator

__all__ = ["PoleIndex", "RankInterval", "growth_pole_index", "rank_intervals", "rank_variants"]

Floats = NDArray[np.float64]
#: Scores are lifted from zero before a geometric mean: the last region of one element is weak there, not nothing.
FLOOR = 0.1


@dataclass(frozen=True)
class PoleIndex:
    """Index and what it is made of.

    ``index`` is over the elements that could be assessed; ``complete`` says of each region whether all four could.
    """

    index: Floats
    elements: Floats
    scores: Floats
    complete: NDArray[np.bool_]
    weights: dict[str, float]


def growth_pole_index(
    indicators: Sequence[Indicator],
    *,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = "minmax",
    aggregation: Aggregation = "arithmetic",
) -> PoleIndex:
    r"""Growth-pole index: mean over territory, industries, enterprises and programmes.

    .. math:: E_{re} = \frac{\sum_{j \in e} v_j s_{rj}}{\sum_{j \in e} v_j}, \qquad P_r = \sum_e w_e E_{re}

    Parameters
    ----------
    indicators : sequence of Indicator
        Of the four elements, for the same regions.
    weights : mapping of element to float, optional
        Equal by default. The source gives none.
    normalisation : {"minmax", "zscore", "rank"}
    aggregation : {"arithmetic", "geometric"}
        Over the elements; within an element the mean is arithmetic.

    Returns
    -------
    PoleIndex
        0 to 1, relative to these regions. Elements without any known indicator are ``NaN``; the source asks for all
        four, so a region is ``complete`` only with all four.

    Raises
    ------
    InputError
        If there is no indicator, or a weight is negative or of no element.

    References
    ----------
    .. [1] Kireeva, A. A., Tsoi, A. A. (2018). Economic and Social Changes 11(2), 212-224.
       doi:10.15838/esc.2018.2.56.14
    .. [2] OECD, JRC (2008). Handbook on Constructing Composite Indicators. doi:10.1787/9789264043466-en

    Examples
    --------
    >>> rd = Indicator("R&D", "territory", np.array([0.1, 0.3]))
    >>> zones = Indicator("zones", "programmes", np.array([2.0, 1.0]))
    >>> growth_pole_index([rd, zones], weights={"territory": 3.0, "programmes": 1.0}).index
    array([0.25, 0.75])
    """
    if not indicators:
        raise InputError("at least one indicator", "none", "give a table with regions and industries, or a list")
    given = _weights(weights)
    scores = np.column_stack([normalise(item.values, normalisation, rising=item.rising) for item in indicators])
    elements = _elements(scores, indicators)
    index = aggregate(elements, np.array([given[name] for name in ELEMENTS]), aggregation, floor=FLOOR)
    complete = np.asarray(~np.isnan(elements).any(axis=1))
    return PoleIndex(index, elements, scores, complete, given)


def _weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    given = dict.fromkeys(ELEMENTS, 1.0) | dict(weights or {})
    total = sum(given.values())
    if set(given) != set(ELEMENTS) or min(given.values()) < 0 or total <= 0:
        raise InputError(
            f"weights of {', '.join(ELEMENTS)}, zero or more",
            str(dict(weights or {})),
            "correct the name or the weight",
        )
    return {name: value / total for name, value in given.items()}


def _elements(scores: Floats, indicators: Sequence[Indicator]) -> Floats:
    columns = []
    for element in ELEMENTS:
        chosen = [at for at, item in enumerate(indicators) if item.element == element]
        inner = np.array([indicators[at].weight for at in chosen])
        columns.append(aggregate(scores[:, chosen], inner) if chosen else np.full(len(scores), np.nan))
    return np.column_stack(columns)


@dataclass(frozen=True)
class RankInterval:
    """Ranks of each region over random choices: lower and upper end, and the share of draws in the first quarter."""

    low: Floats
    high: Floats
    first_quarter: Floats


def rank_intervals(
    indicators: Sequence[Indicator],
    *,
    weights: Mapping[str, float] | None = None,
    concentration: float = 8.0,
    confidence: float = 0.90,
    draws: int = 2000,
    rng: np.random.Generator | int = 0,
) -> RankInterval:
    """Rank intervals over weights, normalisation, aggregation and the choice of indicators.

    Parameters
    ----------
    indicators : sequence of Indicator
    weights : mapping of element to float, optional
        Centre of the random weights.
    concentration : float
        Of the Dirichlet distribution of weights; 8 lets an element's quarter vary by 0.14 (one standard deviation).
    confidence : float
        Coverage of the interval, a share.
    draws : int
    rng : numpy.random.Generator or int

    Returns
    -------
    RankInterval
        Ranks; 1 is first. ``NaN`` for a region that is not known.

    Notes
    -----
    Each draw takes random weights, one of three normalisations, one of two aggregations, and leaves out one indicator
    at random (of an element that has more than one). The interval says how far the ranking hangs on such choices; it
    says nothing of errors in the data.

    References
    ----------
    .. [1] Saisana, M., Saltelli, A., Tarantola, S. (2005). Uncertainty and sensitivity analysis techniques as tools for
       the quality assessment of composite indicators. Journal of the Royal Statistical Society A 168, 307-323.
       doi:10.1111/j.1467-985X.2005.00350.x

    Examples
    --------
    >>> first = Indicator("R&D", "territory", np.array([3.0, 2.0, 1.0]))
    >>> rank_intervals([first], draws=50).low
    array([1., 2., 3.])
    """
    generator = np.random.default_rng(rng)
    centre = np.array([_weights(weights)[name] for name in ELEMENTS])
    kinds: tuple[Normalisation, ...] = ("minmax", "zscore", "rank")
    ways: tuple[Aggregation, ...] = ("arithmetic", "geometric")
    scores = [
        np.column_stack([normalise(item.values, kind, rising=item.rising) for item in indicators]) for kind in kinds
    ]
    drawn = np.empty((draws, len(indicators[0].values)))
    for at in range(draws):
        left_out = _one_of_several(indicators, generator)
        kept = [place for place in range(len(indicators)) if place != left_out]
        table = scores[generator.integers(3)][:, kept]
        elements = _elements(table, [indicators[place] for place in kept])
        random_weights = generator.dirichlet(np.maximum(concentration * centre, 1e-9))
        drawn[at] = ranks(aggregate(elements, random_weights, ways[generator.integers(2)], floor=FLOOR))
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return RankInterval(low, high, np.where(np.isnan(low), np.nan, (drawn <= drawn.shape[1] / 4).mean(axis=0)))


def _one_of_several(indicators: Sequence[Indicator], rng: np.random.Generator) -> int | None:
    several = [
        at for at, item in enumerate(indicators) if sum(other.element == item.element for other in indicators) > 1
    ]
    return int(rng.choice(several)) if several else None


def rank_variants(indicators: Sequence[Indicator], *, weights: Mapping[str, float] | None = None) -> dict[str, Floats]:
    """Ranks under named choices, each against the default: weights doubled, other normalisations, one left out.

    Parameters
    ----------
    indicators : sequence of Indicator
    weights : mapping of element to float, optional

    Returns
    -------
    dict of str to array of float, shape (n_regions,)

    Examples
    --------
    >>> list(rank_variants([Indicator("R&D", "territory", np.array([1.0, 2.0]))]))[:2]
    ['as chosen', 'normalisation zscore']
    """
    given = _weights(weights)
    variants = {
        "as chosen": growth_pole_index(indicators, weights=given),
        "normalisation zscore": growth_pole_index(indicators, weights=given, normalisation="zscore"),
        "normalisation rank": growth_pole_index(indicators, weights=given, normalisation="rank"),
        "aggregation geometric": growth_pole_index(indicators, weights=given, aggregation="geometric"),
    }
    for element in ELEMENTS:
        doubled = {**given, element: 2 * given[element]}
        variants[f"weight of {element} doubled"] = growth_pole_index(indicators, weights=doubled)
    for at, item in enumerate(indicators):
        rest = [*indicators[:at], *indicators[at + 1 :]]
        if rest:
            variants[f"without {item.name}"] = growth_pole_index(rest, weights=given)
    return {name: ranks(found.index) for name, found in variants.items()}
