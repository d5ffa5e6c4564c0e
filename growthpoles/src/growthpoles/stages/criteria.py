"""The four stages, their criteria, and the mechanisms that answer a missing one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Criterion", "Mechanism", "criteria", "mechanisms", "mechanisms_for"]


@dataclass(frozen=True)
class Criterion:
    """A criterion of a stage; names by language."""

    key: str
    stage: int
    names: dict[str, str]
    stage_names: dict[str, str]


@dataclass(frozen=True)
class Mechanism:
    """One of the ten mechanisms of the source; ``stages`` and ``instruments`` are this engine's assignment."""

    key: str
    term: str
    stages: tuple[int, ...]
    names: dict[str, str]
    instruments: dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("growthpoles") / "data" / name).read_text("utf-8").splitlines()))


def _by_language(row: dict[str, str], stem: str) -> dict[str, str]:
    return {language: row[f"{stem}_{language}"] for language in ("en", "ru", "kk")}


@cache
def criteria() -> tuple[Criterion, ...]:
    """The fourteen criteria in the order of the stages."""
    return tuple(
        Criterion(row["criterion"], int(row["stage"]), _by_language(row, "name"), _by_language(row, "stage"))
        for row in _rows("stage_criteria.csv")
    )


@cache
def mechanisms() -> dict[str, Mechanism]:
    """The ten mechanisms by key."""
    return {
        row["mechanism"]: Mechanism(
            row["mechanism"],
            row["term"],
            tuple(int(stage) for stage in row["stages"].split()),
            _by_language(row, "name"),
            _by_language(row, "instrument"),
        )
        for row in _rows("mechanisms.csv")
    }


@cache
def mechanisms_for(criterion: str) -> tuple[Mechanism, ...]:
    """Mechanisms that answer a criterion which is not met.

    The assignment is this engine's reading of the source, which names mechanisms by term and not by criterion.

    >>> [mechanism.key for mechanism in mechanisms_for("mobile_embedded")]
    ['green_it']
    """
    return tuple(
        mechanisms()[row["mechanism"]] for row in _rows("criterion_mechanisms.csv") if row["criterion"] == criterion
    )
