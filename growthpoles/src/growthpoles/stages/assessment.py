"""Which stage a cluster has reached, by evidence and in strict order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from growthpoles.stages.criteria import Criterion, criteria

__all__ = ["Assessment", "Evidence", "Status", "assess_stages", "status_of"]

Status = Literal["met", "not met", "no evidence", "contradicted"]


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence on one criterion.

    ``met`` may be left open where a ``value`` is held against a ``threshold`` (a dated parameter of the user; the
    source gives none). A claim without ``text`` and without ``value`` proves nothing.
    """

    criterion: str
    met: bool | None = None
    text: str = ""
    value: float | None = None
    threshold: float | None = None
    at_most: bool = False
    as_of: dt.date | None = None

    @property
    def proves(self) -> bool | None:
        """Whether the criterion is met by this evidence; ``None`` where it proves nothing."""
        if self.value is not None and self.threshold is not None:
            return self.value <= self.threshold if self.at_most else self.value >= self.threshold
        if self.met is None or not (self.text or self.value is not None):
            return None
        return self.met


@dataclass(frozen=True)
class Assessment:
    """The stage of one cluster.

    ``stage`` is the last stage that is reached with every criterion of it and of all before it met; 0 is none.
    ``stage_at_most`` is what it would be if everything without evidence were met. ``skipped`` are stages with a
    criterion that is not met though a criterion of a later stage is.
    """

    stage: int
    stage_at_most: int
    skipped: tuple[int, ...]
    statuses: Mapping[str, Status]

    @property
    def next_missing(self) -> list[Criterion]:
        """Criteria of the stage after the one reached that are not met or not evidenced."""
        return [
            criterion
            for criterion in criteria()
            if criterion.stage == self.stage + 1 and self.statuses[criterion.key] != "met"
        ]


def status_of(evidence: Iterable[Evidence], *, oldest: dt.date | None = None) -> Status:
    """Status of one criterion from all evidence on it.

    Parameters
    ----------
    evidence : iterable of Evidence
    oldest : datetime.date, optional
        Dated evidence before this day proves nothing any more.

    Returns
    -------
    {"met", "not met", "no evidence", "contradicted"}

    Examples
    --------
    >>> status_of([Evidence("anchor_core", met=True)])
    'no evidence'
    """
    current = [item for item in evidence if oldest is None or item.as_of is None or item.as_of >= oldest]
    proofs = {item.proves for item in current} - {None}
    if not proofs:
        return "no evidence"
    if len(proofs) == 2:
        return "contradicted"
    return "met" if proofs == {True} else "not met"


def assess_stages(evidence: Iterable[Evidence], *, oldest: dt.date | None = None) -> Assessment:
    """Stage that a cluster has reached.

    Parameters
    ----------
    evidence : iterable of Evidence
        On any of the fourteen criteria.
    oldest : datetime.date, optional
        See `status_of`.

    Returns
    -------
    Assessment

    Notes
    -----
    The order is strict: by the source, work on a stage before the one under it is complete costs money without
    results, or ends in stagnation. A skipped stage is therefore flagged and never counted as reached.

    References
    ----------
    .. [1] Kireeva, A. A., Tsoi, A. A. (2018). Mechanisms for forming IT-clusters as "growth poles" in regions of
       Kazakhstan. Economic and Social Changes 11(2), 212-224. doi:10.15838/esc.2018.2.56.14

    Examples
    --------
    >>> first = ["research_capacity", "entrepreneurship", "technology_platforms"]
    >>> assess_stages([Evidence(key, met=True, text="survey") for key in first]).stage
    1
    """
    by_criterion: dict[str, list[Evidence]] = {criterion.key: [] for criterion in criteria()}
    for item in evidence:
        by_criterion[item.criterion].append(item)
    statuses = {key: status_of(items, oldest=oldest) for key, items in by_criterion.items()}
    return Assessment(
        stage=_last_complete(statuses, {"met"}),
        stage_at_most=_last_complete(statuses, {"met", "no evidence", "contradicted"}),
        skipped=_skipped(statuses),
        statuses=statuses,
    )


def _last_complete(statuses: Mapping[str, Status], accepted: set[str]) -> int:
    incomplete = [criterion.stage for criterion in criteria() if statuses[criterion.key] not in accepted]
    return min(incomplete, default=criteria()[-1].stage + 1) - 1


def _skipped(statuses: Mapping[str, Status]) -> tuple[int, ...]:
    highest = max((criterion.stage for criterion in criteria() if statuses[criterion.key] == "met"), default=0)
    failed = {criterion.stage for criterion in criteria() if statuses[criterion.key] == "not met"}
    return tuple(sorted(stage for stage in failed if stage < highest))
