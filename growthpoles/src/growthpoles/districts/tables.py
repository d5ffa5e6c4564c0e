"""Types of the places in a table of structural evidence."""

from __future__ import annotations

from typing import Any

import numpy as np

from growthpoles.districts.types import DistrictType, Finding, district_types, tell_district, types_from
from growthpoles.errors import InputError
from growthpoles.records import Records, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables.sources import Source

__all__ = ["districts"]

WORDS = {"yes": "1", "true": "1", "no": "0", "false": "0"}
RESIDENTS = "residents registered are not looked at: a zone is judged by what works in it"
NO_BRANCHES = "the source proposes that firms of a zone have no branches outside it; that is a proposal, not the law"


def districts(
    source: Source,
    *,
    region: str = "region",
    kind: str = "district",
    criteria: Source | None = None,
    where: str | None = None,
) -> Result:
    """Type of each place in a table of structural evidence.

    Parameters
    ----------
    source : path, "-", or table
        One row per place: a name and the columns that the criteria ask for (counts, or yes and no; blank is not
        known).
    region : str
        Column that names the place. The name itself is never evidence.
    kind : {"district", "zone", "technopark"}
    criteria : path, "-", or table, optional
        Own criteria: ``type, rank, column, relation, threshold, label``.
    where : str, optional
        A condition in SQL.

    Returns
    -------
    Result
        ``region``, ``district_type``, one column per type with yes, no or cannot say, what holds, what fails and
        which columns are missing.

    Raises
    ------
    InputError
        If no column of the criteria is in the table, or a cell is neither a number nor yes or no.
    """
    types = district_types(kind) if criteria is None else _own_types(criteria)
    columns = list(dict.fromkeys(condition.column for found in types for condition in found.conditions))
    records = read_records(source, [region], optional=[*columns, "residents", "branches_outside"], where=where)
    present = [column for column in columns if column in records]
    if not present:
        raise InputError(
            f"at least one column of evidence: {', '.join(columns)}",
            "none of them",
            "name the columns so; a name of a place alone decides nothing",
        )
    evidence = {column: _evidence(records, column) for column in present}
    findings = [
        tell_district({column: float(values[at]) for column, values in evidence.items()}, types)
        for at in range(len(records))
    ]
    thresholds = {
        f"{found.name}: {condition.column} {condition.relation}": f"{condition.threshold:g} ({condition.status})"
        for found in types
        for condition in found.conditions
    }
    return Result(
        {"region": records.text(region), **_columns(findings, types)},
        provenance(
            "districts",
            variant=f"{kind}; three-valued logic, missing data give 'cannot say'",
            options={"kind": kind, **thresholds},
            input_hash=records.input_hash,
            warnings=_notes(records) if kind == "zone" else [],
        ),
    )


def _own_types(source: Source) -> tuple[DistrictType, ...]:
    records = read_records(source, ["type", "rank", "column", "relation", "threshold", "label"])
    return types_from(records.dicts())


def _evidence(records: Records, column: str) -> Any:
    words = [WORDS.get(text.casefold(), text) for text in records.text(column)]
    numbers = np.full(len(words), np.nan)
    for at, word in enumerate(words):
        try:
            numbers[at] = float(word) if word else np.nan
        except ValueError:
            raise records.error(
                "a number, yes or no", repr(word), "write one of these, or leave it blank", at=at, column=column
            ) from None
    return numbers


def _notes(records: Records) -> list[str]:
    notes = [RESIDENTS] if "residents" in records else []
    return [*notes, NO_BRANCHES] if "branches_outside" in records else notes


def _columns(findings: list[Finding], types: tuple[DistrictType, ...]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"district_type": [found.district_type for found in findings]}
    for known in types:
        columns[known.name.replace(" ", "_")] = [found.verdicts[known.name] for found in findings]
    for name in ("open_types", "holding", "failing", "missing"):
        columns[name] = ["; ".join(getattr(found, name)) for found in findings]
    return columns
