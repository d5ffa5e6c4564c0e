"""Stages of the clusters in a table of evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from growthpoles.errors import InputError
from growthpoles.records import Records, read_records
from growthpoles.results import Result, provenance
from growthpoles.stages.assessment import Assessment, Evidence, assess_stages
from growthpoles.stages.criteria import Criterion, criteria, mechanisms_for
from growthpoles.tables.sources import Source

__all__ = ["stages"]

YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}
AT_MOST = {"": False, "at_least": False, "at_most": True}
SKIPPED = "stage skipped: by the source a cause of unjustified cost, lack of results or stagnation"
ASSIGNMENT = "the assignment of mechanisms to criteria and instruments is this engine's, not the source's"


def stages(
    source: Source,
    *,
    region: str = "region",
    view: str = "summary",
    language: str = "en",
    oldest: dt.date | None = None,
    where: str | None = None,
) -> Result:
    """Stage of each cluster in a table of evidence.

    Parameters
    ----------
    source : path, "-", or table
        Columns: the region (or cluster), ``criterion`` (its key), ``met`` (yes, no, blank), ``evidence`` (what shows
        it); optionally ``value``, ``threshold``, ``direction`` (at_least, at_most) and ``as_of`` (a date).
    region : str
        Name of the column of clusters.
    view : {"summary", "criteria"}
        One row per cluster, or one per cluster and criterion.
    language : {"en", "ru", "kk"}
        Of names of criteria, stages, mechanisms and instruments.
    oldest : datetime.date, optional
        Older dated evidence is not counted; evidence without a date is, with a warning.
    where : str, optional
        A condition in SQL.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        If a criterion is unknown or a word cannot be understood.
    """
    if view not in ("summary", "criteria") or language not in ("en", "ru", "kk"):
        raise InputError("view summary or criteria, language en, ru or kk", f"{view!r}, {language!r}", "choose these")
    optional = ["met", "evidence", "value", "threshold", "direction", "as_of"]
    records = read_records(source, [region, "criterion"], optional=optional, where=where)
    names, evidence = records.text(region), _evidence(records)
    found = {
        name: assess_stages([item for at, item in enumerate(evidence) if names[at] == name], oldest=oldest)
        for name in dict.fromkeys(names)
    }
    texts = {
        (name, key): [item.text for at, item in enumerate(evidence) if names[at] == name and item.criterion == key]
        for name in found
        for key in (criterion.key for criterion in criteria())
    }
    undated = sum(item.as_of is None for item in evidence) if oldest else 0
    columns = _summary(found, language) if view == "summary" else _criteria(found, texts, language)
    flagged = [f"{name}: {SKIPPED} ({_joined(map(str, item.skipped))})" for name, item in found.items() if item.skipped]
    return Result(
        columns,
        provenance(
            "stages",
            variant="strict order; a claim without evidence is not counted",
            options={"view": view, "language": language, "oldest": oldest.isoformat() if oldest else None},
            units={"stage": "0 to 4"},
            input_hash=records.input_hash,
            warnings=[
                *flagged,
                *([f"{undated} rows of evidence have no date (column 'as_of') and are counted"] if undated else []),
                ASSIGNMENT,
            ],
        ),
    )


def _evidence(records: Records) -> list[Evidence]:
    known = {criterion.key: criterion.key for criterion in criteria()}
    keys = records.choices("criterion", known)
    claims = records.choices("met", YES_NO)
    at_most = records.choices("direction", AT_MOST)
    values, thresholds = records.numbers("value"), records.numbers("threshold")
    texts, dates = records.text("evidence"), _dates(records)
    return [
        Evidence(
            keys[at],
            claims[at],
            texts[at],
            None if values[at] != values[at] else float(values[at]),
            None if thresholds[at] != thresholds[at] else float(thresholds[at]),
            at_most[at],
            dates[at],
        )
        for at in range(len(records))
    ]


def _dates(records: Records) -> list[dt.date | None]:
    dates: list[dt.date | None] = []
    for at, text in enumerate(records.text("as_of")):
        try:
            dates.append(dt.date.fromisoformat(text[:10]) if text else None)
        except ValueError:
            raise records.error("a date", repr(text), "write it as 2026-11-21", at=at, column="as_of") from None
    return dates


def _joined(words: Any) -> str:
    return "; ".join(words)


def _answers(missing: Sequence[Criterion], language: str) -> str:
    found = dict.fromkeys(m.names[language] for criterion in missing for m in mechanisms_for(criterion.key))
    return _joined(found)


def _instruments(missing: Sequence[Criterion], language: str) -> str:
    return _joined(
        dict.fromkeys(m.instruments[language] for criterion in missing for m in mechanisms_for(criterion.key))
    )


def _summary(found: dict[str, Assessment], language: str) -> dict[str, list[Any]]:
    stage_names = {criterion.stage: criterion.stage_names[language] for criterion in criteria()}
    rows = list(found.values())
    missing = [row.next_missing for row in rows]
    return {
        "region": list(found),
        "stage": [row.stage for row in rows],
        "stage_at_most": [row.stage_at_most for row in rows],
        "stage_name": [stage_names.get(row.stage, "") for row in rows],
        "skipped": [_joined(map(str, row.skipped)) for row in rows],
        "missing": [
            _joined(c.names[language] for c in m if r.statuses[c.key] == "not met")
            for r, m in zip(rows, missing, strict=True)
        ],
        "without_evidence": [
            _joined(c.names[language] for c in m if r.statuses[c.key] != "not met")
            for r, m in zip(rows, missing, strict=True)
        ],
        "mechanisms": [_answers(m, language) for m in missing],
        "instruments": [_instruments(m, language) for m in missing],
    }


def _criteria(
    found: dict[str, Assessment], texts: dict[tuple[str, str], list[str]], language: str
) -> dict[str, list[Any]]:
    rows = [(name, item, criterion) for name, item in found.items() for criterion in criteria()]
    open_rows = [[] if item.statuses[c.key] == "met" else [c] for _, item, c in rows]
    return {
        "region": [name for name, _, _ in rows],
        "stage": [criterion.stage for _, _, criterion in rows],
        "criterion": [criterion.key for _, _, criterion in rows],
        "name": [criterion.names[language] for _, _, criterion in rows],
        "status": [item.statuses[criterion.key] for _, item, criterion in rows],
        "evidence": [_joined(filter(None, texts[name, criterion.key])) for name, _, criterion in rows],
        "mechanisms": [_answers(missing, language) for missing in open_rows],
        "instruments": [_instruments(missing, language) for missing in open_rows],
    }
