"""Types of high-tech districts, of zones and of technoparks, told by structural evidence."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from growthpoles.districts.logic import Condition, Verdict, all_of, holds
from growthpoles.errors import InputError

__all__ = ["KINDS", "DistrictType", "Finding", "district_types", "tell_district"]

KINDS = ("district", "zone", "technopark")


@dataclass(frozen=True)
class DistrictType:
    """A type with the conditions that must all hold; a lower ``rank`` is of larger scale."""

    name: str
    rank: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Finding:
    """What the evidence says of one place.

    ``district_type`` is the type of largest scale whose conditions all hold, ``none`` where every type fails, else
    ``cannot say``. ``open_types`` are those that missing data neither prove nor exclude.
    """

    district_type: str
    verdicts: Mapping[str, Verdict]
    open_types: tuple[str, ...]
    holding: tuple[str, ...]
    failing: tuple[str, ...]
    missing: tuple[str, ...]


@cache
def district_types(kind: str = "district") -> tuple[DistrictType, ...]:
    """Types of a kind (``district``, ``zone``, ``technopark``) with their dated conditions.

    >>> [found.name for found in district_types("district")]
    ['digital hub', 'cluster', 'technopolis', 'smart city']
    """
    if kind not in KINDS:
        raise InputError(f"a kind among {', '.join(KINDS)}", repr(kind), "choose one of them")
    text = (files("growthpoles") / "data" / "district_criteria.csv").read_text("utf-8")
    return types_from(row for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)


def types_from(rows: Iterable[Mapping[str, str]]) -> tuple[DistrictType, ...]:
    """Types from rows of ``type, rank, column, relation, threshold, label`` (``status``, ``valid_from``)."""
    conditions: dict[tuple[int, str], list[Condition]] = {}
    for row in rows:
        if row["relation"] not in ("at_least", "at_most"):
            raise InputError("relation at_least or at_most", repr(row["relation"]), "correct the list of criteria")
        conditions.setdefault((int(row["rank"]), row["type"]), []).append(
            Condition(
                row["column"],
                row["relation"],
                float(row["threshold"]),
                row["label"],
                row.get("status", ""),
                row.get("valid_from", ""),
            )
        )
    return tuple(DistrictType(name, rank, tuple(found)) for (rank, name), found in sorted(conditions.items()))


def tell_district(evidence: Mapping[str, float], types: tuple[DistrictType, ...] | None = None) -> Finding:
    """Type of a place by structural evidence, never by its name.

    Parameters
    ----------
    evidence : mapping of str to float
        Counts, or 1 and 0 for yes and no; ``NaN`` or absent is "not known", which is not "no".
    types : tuple of DistrictType, optional
        Default: the four types of high-tech districts.

    Returns
    -------
    Finding

    Notes
    -----
    The source asks of a smart city the territory of a big city, yet its case (Akkol) has 13,708 people: the size of
    the city is therefore no condition here. A zone is judged by projects in operation, technology created and local
    inputs; the number of residents registered is not looked at.

    References
    ----------
    .. [1] Dnishev, F., Alzhanova, F., Satpayeva, Z. (2022). Spatial distribution of knowledge-based sectors of the
       economy of Kazakhstan. Economy: strategy and practice 17(2), 52-65. doi:10.51176/1997-9967-2022-2-52-65

    Examples
    --------
    >>> tell_district({"dedicated_area": 0, "urban_infrastructure": 1, "smart_projects": 6, "common_platform": 1,
    ...                "population": 13_708, "universities": 0}).district_type
    'smart city'
    """
    known = types or district_types("district")
    verdicts = {found.name: all_of(holds(c, evidence) for c in found.conditions) for found in known}
    fitting = [name for name, verdict in verdicts.items() if verdict == "yes"]
    unsure = tuple(name for name, verdict in verdicts.items() if verdict == "cannot say")
    every = dict.fromkeys(condition for found in known for condition in found.conditions)
    return Finding(
        district_type=fitting[0] if fitting else "cannot say" if unsure else "none",
        verdicts=verdicts,
        open_types=unsure,
        holding=_labels(every, evidence, "yes"),
        failing=_labels(every, evidence, "no"),
        missing=tuple(
            dict.fromkeys(
                condition.column
                for found in known
                if found.name in unsure
                for condition in found.conditions
                if holds(condition, evidence) == "cannot say"
            )
        ),
    )


def _labels(conditions: Mapping[Condition, None], evidence: Mapping[str, float], wanted: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.label for c in conditions if holds(c, evidence) == wanted))
