"""The author's reading of Kazakhstan's regions, as a check on a ranking."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from growthpoles.poles.index import PoleIndex
from growthpoles.poles.indicators import ELEMENTS, Indicator

__all__ = ["SourceCheck", "SourceVerdict", "check_against_source", "rank_correlation", "source_verdicts"]


@dataclass(frozen=True)
class SourceVerdict:
    """What the source says of a region: tier 4 is best prospects, 1 is hindered or weak."""

    verdict: str
    tier: int
    ground: str


@dataclass(frozen=True)
class SourceCheck:
    """A region's tier by the source and by the index, and what in the data speaks for the difference."""

    verdict: str
    tier: int
    our_tier: int
    agrees: bool
    reason: str


@cache
def source_verdicts() -> Mapping[str, SourceVerdict]:
    """Verdicts of Dnishev, Alzhanova and Satpayeva (2022) by region key; Turkestan has none.

    >>> source_verdicts()["ALA"].verdict
    'best prospects'
    """
    text = (files("growthpoles") / "data" / "source_verdicts.csv").read_text("utf-8")
    return {
        row["region"]: SourceVerdict(row["verdict"], int(row["tier"]), row["ground"])
        for row in csv.DictReader(text.splitlines())
    }


def check_against_source(
    regions: Sequence[str], found: PoleIndex, indicators: Sequence[Indicator]
) -> dict[str, SourceCheck]:
    """Hold an index against the source's verdicts.

    Parameters
    ----------
    regions : sequence of str
        Keys such as ``ALA``; regions without a verdict are left out.
    found : PoleIndex
    indicators : sequence of Indicator
        Those of the index.

    Returns
    -------
    dict of str to SourceCheck
        Our tiers have as many regions as the source's. A verdict that the data contradict comes with the indicators
        that speak most against it; agreement needs no reason.

    Examples
    --------
    >>> from growthpoles.poles.index import growth_pole_index
    >>> rd = [Indicator("R&D", "territory", np.array([0.1, 0.3]))]
    >>> check_against_source(["ALA", "MNG"], growth_pole_index(rd), rd)["ALA"].reason
    'R&D is among the lowest (0.00 of 1)'
    """
    known = [at for at, name in enumerate(regions) if name in source_verdicts() and not np.isnan(found.index[at])]
    tiers = [source_verdicts()[regions[at]].tier for at in known]
    order = sorted(range(len(known)), key=lambda place: -found.index[known[place]])
    ours = dict(zip(order, sorted(tiers, reverse=True), strict=True))
    checks = {}
    for place, at in enumerate(known):
        verdict = source_verdicts()[regions[at]]
        agrees = ours[place] == verdict.tier
        reason = "" if agrees else _reason(found.scores[at], indicators, higher=ours[place] > verdict.tier)
        checks[regions[at]] = SourceCheck(verdict.verdict, verdict.tier, ours[place], agrees, reason)
    return checks


def _reason(scores: np.ndarray, indicators: Sequence[Indicator], *, higher: bool) -> str:
    known = [at for at in range(len(indicators)) if not np.isnan(scores[at])]
    telling = sorted(known, key=lambda at: -scores[at] if higher else scores[at])[:2]
    word = "highest" if higher else "lowest"
    return "; ".join(f"{indicators[at].name} is among the {word} ({scores[at]:.2f} of 1)" for at in telling)


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Kendall's tau-b of two rankings.

    >>> rank_correlation([1, 2, 3], [1, 2, 3])
    1.0
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    left, right = np.sign(a[:, None] - a), np.sign(b[:, None] - b)
    return float((left * right).sum() / np.sqrt((left**2).sum() * (right**2).sum()))


def element_words(row: np.ndarray) -> str:
    """Elements that could not be assessed."""
    return "; ".join(name for name, value in zip(ELEMENTS, row, strict=True) if np.isnan(value))
