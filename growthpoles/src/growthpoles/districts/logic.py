"""Verdicts that may be *cannot say*: conditions in three-valued logic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Condition", "Verdict", "all_of", "holds"]

Verdict = Literal["yes", "no", "cannot say"]


@dataclass(frozen=True)
class Condition:
    """A column held against a threshold. ``status`` tells what the source says from what it leaves open."""

    column: str
    relation: str
    threshold: float
    label: str
    status: str = "source"
    valid_from: str = ""


def holds(condition: Condition, evidence: Mapping[str, float]) -> Verdict:
    """Whether a condition holds; *cannot say* where its column is absent or ``NaN``.

    >>> holds(Condition("universities", "at_least", 1, "universities"), {"universities": 2.0})
    'yes'
    """
    value = evidence.get(condition.column, float("nan"))
    if math.isnan(value):
        return "cannot say"
    met = value >= condition.threshold if condition.relation == "at_least" else value <= condition.threshold
    return "yes" if met else "no"


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's *and*: one *no* decides, else one *cannot say* leaves it open.

    >>> all_of(["yes", "cannot say"]), all_of(["no", "cannot say"]), all_of(["yes", "yes"])
    ('cannot say', 'no', 'yes')
    """
    found = set(verdicts)
    if "no" in found:
        return "no"
    return "cannot say" if "cannot say" in found else "yes"
