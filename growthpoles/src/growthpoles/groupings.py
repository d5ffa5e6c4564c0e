"""Dated groupings of industries: technology and knowledge intensity, creative perimeter; for OKED, NACE and ISIC."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from growthpoles.errors import InputError
from growthpoles.records import read_records
from growthpoles.results import Result, provenance
from growthpoles.tables import Table
from growthpoles.tables.sources import Source

__all__ = ["Grouping", "add_up_groups", "classify", "group_shares", "grouping", "read_grouping"]

NOT_CLASSIFIED = "not classified"
CLASSIFICATIONS = ("OKED", "NACE", "ISIC")


@dataclass(frozen=True)
class Grouping:
    """Codes to classes, with the edition they belong to.

    ``valid_from`` and ``valid_to`` are those of the classification that the codes are taken from; ``status`` says how
    far the list can be relied on.
    """

    name: str
    classification: str
    edition: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    status: str
    classes: Mapping[str, str]

    def class_of(self, code: str) -> str | None:
        """Class of the longest code of the list that ``code`` begins with; ``None`` where there is none."""
        plain = code.replace(".", "").strip()
        for length in range(len(plain), 1, -1):
            if plain[:length] in self.classes:
                return self.classes[plain[:length]]
        return None


@dataclass(frozen=True)
class _List:
    file: str
    source: str
    status: str


_LISTS = {
    "technology": _List(
        "technology_knowledge_intensity.csv",
        "Eurostat, High-tech industry and knowledge-intensive services, Annex 3 (aggregation by NACE Rev. 2)",
        "as published; groups only where asked for",
    ),
    "creative": _List(
        "creative_perimeter.csv",
        "own list after UNCTAD and DCMS; the concept for 2021-2025 counts 43 categories, its code list was not found",
        "provisional: replace it by the official list with --grouping FILE or read_grouping",
    ),
}
# NACE Rev. 2 left use with reference year 2025; OKED NK RK 03-2019 and ISIC Rev. 4 are in use.
_EDITIONS = {
    "OKED": ("NK RK 03-2019", dt.date(2019, 1, 1), None),
    "NACE": ("Rev. 2", dt.date(2008, 1, 1), dt.date(2024, 12, 31)),
    "ISIC": ("Rev. 4", dt.date(2008, 1, 1), None),
}


def grouping(
    name: str, *, classification: str = "OKED", detail: str = "division", on: dt.date | None = None
) -> Grouping:
    """A grouping by its name.

    Parameters
    ----------
    name : {"technology", "creative"}
    classification : {"OKED", "NACE", "ISIC"}
        Whose codes are classified. Two-digit divisions are the same in all three.
    detail : {"division", "group"}
        ``division`` classifies by two digits as Eurostat does where no more is known; ``group`` uses the exceptions
        among three-digit groups (aircraft is high technology, ships are medium-low). The creative perimeter is by
        four-digit classes in either case.
    on : datetime.date, optional
        Date of the data; a list of an edition that was not in use then is refused.

    Returns
    -------
    Grouping

    Raises
    ------
    InputError
        If there is no such grouping, or its edition was not in use on that date.

    References
    ----------
    .. [1] Eurostat. High-tech industry and knowledge-intensive services (htec), Annex 3.
       https://ec.europa.eu/eurostat/cache/metadata/Annexes/htec_esms_an3.pdf

    Examples
    --------
    >>> grouping("technology").class_of("62.01")
    'high-tech knowledge-intensive services'
    >>> grouping("technology", detail="group").class_of("3030")
    'high technology'
    """
    if name not in _LISTS or classification not in _EDITIONS or detail not in ("division", "group"):
        raise InputError(
            f"a grouping {' or '.join(_LISTS)} for {', '.join(_EDITIONS)}, by division or group",
            f"{name!r} for {classification!r} by {detail!r}",
            "choose one of them, or read your own list with read_grouping",
        )
    edition, first, last = _EDITIONS[classification]
    if on is not None and not first <= on <= (last or dt.date.max):
        raise InputError(
            f"a date on which {classification} {edition} was in use (from {first}{f' to {last}' if last else ''})",
            on.isoformat(),
            "read the list of the edition in use then with read_grouping",
        )
    kept = ("division", "class") if detail == "division" else ("division", "group", "class")
    rows = csv.DictReader((files("growthpoles") / "data" / _LISTS[name].file).read_text("utf-8").splitlines())
    return Grouping(
        name=name,
        classification=classification,
        edition=edition,
        valid_from=first,
        valid_to=last,
        source=_LISTS[name].source,
        status=_LISTS[name].status,
        classes={
            row["code"]: row["class"]
            for row in rows
            if row["detail"] in kept and classification in (row["classification"] or classification)
        },
    )


def read_grouping(
    source: Source, *, name: str, classification: str, valid_from: dt.date, valid_to: dt.date | None = None
) -> Grouping:
    """A grouping from a table of ``code`` and ``class``.

    Parameters
    ----------
    source : path, "-", or table
        Codes with or without points; the longest code that fits decides.
    name, classification : str
        For the provenance.
    valid_from, valid_to : datetime.date
        When the list applies.

    Returns
    -------
    Grouping

    Raises
    ------
    InputError
        If a code is listed twice with different classes.
    """
    records = read_records(source, ["code", "class"])
    classes: dict[str, str] = {}
    for at, (code, group) in enumerate(zip(records.text("code"), records.text("class"), strict=True)):
        plain = code.replace(".", "")
        if classes.setdefault(plain, group) != group:
            raise records.error("one class for each code", f"{code!r} again", "keep one of them", at=at, column="code")
    return Grouping(name, classification, "", valid_from, valid_to, "own list", "as given", classes)


def classify(codes: Iterable[str], group: Grouping) -> list[str | None]:
    """Class of each code; ``None`` where the grouping says nothing of it.

    Examples
    --------
    >>> classify(["26.11", "01", "7211"], grouping("technology"))
    ['high technology', None, 'high-tech knowledge-intensive services']
    """
    return [group.class_of(code) for code in codes]


def add_up_groups(table: Table, group: Grouping) -> Table:
    """The table with classes instead of industries; what is in no class is ``not classified``.

    A class with an unpublished cell is not published (``NaN``): a part is not the whole.
    """
    classes = [found or NOT_CLASSIFIED for found in classify(table.industries, group)]
    names = _in_order(classes)
    member = np.array([[name == found for name in names] for found in classes], dtype=float)
    values = np.nan_to_num(table.values) @ member
    hidden = np.isnan(table.values).astype(float) @ member > 0
    return replace(
        table,
        industries=names,
        values=np.where(hidden, np.nan, values),
        industry_totals=np.nan_to_num(table.industry_totals) @ member,
    )


def _in_order(classes: Sequence[str]) -> tuple[str, ...]:
    found = [name for name in dict.fromkeys(classes) if name != NOT_CLASSIFIED]
    return (*found, NOT_CLASSIFIED) if NOT_CLASSIFIED in classes else tuple(found)


def _reservations(group: Grouping) -> list[str]:
    """What must be said of figures by a list that is not final."""
    return [f"the list {group.name!r} is {group.status}; {group.source}"] if "provisional" in group.status else []


def group_shares(table: Table, group: Grouping) -> Result:
    """Value and share of each class in each region.

    Parameters
    ----------
    table : Table
        Its industries are codes of the grouping's classification.
    group : Grouping

    Returns
    -------
    Result
        ``region, industry`` (the class), ``period`` if there is one, ``value`` in the unit of the table, ``share`` of
        the region's total; ``NaN`` where a member of the class is not published.

    Raises
    ------
    InputError
        If no industry of the table is in the grouping.
    """
    grouped = add_up_groups(table, group)
    if grouped.industries == (NOT_CLASSIFIED,):
        raise InputError(
            f"industries that are codes of {group.classification}, such as {', '.join(list(group.classes)[:3])}",
            ", ".join(table.industries[:3]),
            "name the column of codes with --industry; sections (letters) are too coarse for this grouping",
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = grouped.values / grouped.region_totals[:, :, None]
    columns: dict[str, list[object]] = {"region": [], "industry": [], "period": [], "value": [], "share": []}
    for p, r, i in np.ndindex(grouped.values.shape):
        cell = (grouped.regions[r], grouped.industries[i], grouped.periods[p], grouped.values[p, r, i], shares[p, r, i])
        for name, value in zip(columns, cell, strict=True):
            columns[name].append(value)
    if not grouped.has_periods:
        del columns["period"]
    return Result(
        columns,
        provenance(
            "group_shares",
            variant=f"{group.name}, {group.classification} {group.edition}",
            options={"source": group.source, "status": group.status, "valid_from": group.valid_from.isoformat()},
            units={"share": "share of the region"},
            input_hash=table.input_hash,
            warnings=[*table.warnings, *_reservations(group)],
        ),
    )
