"""A measured figure beside its goal and its peer, the line of it for people, and the form of it for other programs."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Parameters
    ----------
    name : str
    value : float
    unit : str
        ``ms``, ``MB``, ``GB/s``; ``1/s`` is runs a second, where more is better.
    goal : float, optional
        Of ``value``, or of ``value / against`` where there is something to compare with.
    at_least : bool
        Whether the goal is to be reached or not to be exceeded.
    against : float, optional
        The same, measured of the peer.
    bound : str
        What bounds it.

    Examples
    --------
    >>> found = Figure("A1, beside DuckDB", 20.0, "1/s", goal=5.5, at_least=True, against=4.0)
    >>> found.ratio, found.met
    (5.0, False)
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    against: float | None = None
    bound: str = ""

    @property
    def ratio(self) -> float | None:
        """``value / against``."""
        return self.value / self.against if self.against else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; nothing without a goal."""
        if self.goal is None:
            return None
        judged = self.value if self.ratio is None else self.ratio
        return judged >= self.goal if self.at_least else judged <= self.goal

    def to_data(self, versions: Mapping[str, str]) -> dict[str, Any]:
        """The figure as ``name, value, unit, goal, met, against, ratio, versions``."""
        return {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "goal": self.goal,
            "met": self.met,
            "against": _short(self.against),
            "ratio": _short(self.ratio),
            "versions": dict(versions),
        }

    def to_message(self) -> dict[str, Any]:
        """The arguments that make the figure anew, for another process."""
        return asdict(self)

    def line(self) -> str:
        """The figure for people, with what bounds it where the goal is missed."""
        parts = [f"{self.name:<78} {self.value:>11.5g} {self.unit:<4}"]
        if self.ratio is not None:
            parts.append(f"{self.ratio:>8.4g}x")
        if self.goal is not None:
            parts.append(f"goal {'≥' if self.at_least else '≤'} {self.goal:g}{'' if self.ratio is None else 'x'}:")
            parts.append("met" if self.met else f"MISSED, bound by {self.bound}" if self.bound else "MISSED")
        return " ".join(parts).rstrip()


def duration(name: str, seconds: float, *, goal_seconds: float | None = None, bound: str = "") -> Figure:
    """How long a case takes.

    Examples
    --------
    >>> duration("kd", 0.25, goal_seconds=0.3).line().split()
    ['kd', '250', 'ms', 'goal', '≤', '300:', 'met']
    """
    goal = None if goal_seconds is None else goal_seconds * 1e3
    return Figure(name, seconds * 1e3, "ms", goal=goal, bound=bound)


def beside(case: str, peer: str, seconds: tuple[float, float], *, goal: float | None = None, bound: str = "") -> Figure:
    """How many runs a second, ours against a peer's: the ratio says how many times as fast.

    Examples
    --------
    >>> beside("kd", "a peer", (0.01, 0.25), goal=20.0).line().split()
    ['kd,', 'beside', 'a', 'peer', '100', '1/s', '25x', 'goal', '≥', '20x:', 'met']
    """
    ours, theirs = seconds
    name = f"{case}, beside {peer}"
    return Figure(name, 1.0 / ours, "1/s", goal=goal, at_least=True, against=1.0 / theirs, bound=bound)


def interleaved(calls: Mapping[str, Callable[[], object]], repeats: int = 5) -> dict[str, list[float]]:
    """Seconds of each call, taken in turns after one call of each to warm up (a single run is warm from its gate)."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values() if repeats > 1 else ():
        call()
    for _ in range(repeats):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def medians(calls: Mapping[str, Callable[[], object]], repeats: int = 5) -> dict[str, float]:
    """Median seconds of each call, taken in turns."""
    return {name: statistics.median(seconds) for name, seconds in interleaved(calls, repeats).items()}


def beside_peers(
    case: str, calls: Mapping[str, Callable[[], object]], goals: Mapping[str, float], bound: str = "", repeats: int = 5
) -> Iterator[Figure]:
    """Our time, the first call's, and how many times as fast that is as each peer's, by medians taken in turns."""
    taken = medians(calls, repeats)
    ours, *peers = taken
    yield duration(case, taken[ours])
    for peer in peers:
        yield beside(case, peer, (taken[ours], taken[peer]), goal=goals.get(peer), bound=bound)


def told(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, each told on the standard error as it is there."""
    found = []
    for figure in figures:
        found.append(figure)
        print(figure.line(), file=sys.stderr, flush=True)
    return found


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
