"""Thematic analysis of a table of coded segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from growthpoles.errors import InputError
from growthpoles.records import columns_of, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables.sources import Source
from growthpoles.themes.agreement import Level, cohen_kappa, krippendorff_alpha, krippendorff_interval
from growthpoles.themes.codebook import (
    CodeEntry,
    Coding,
    anonymised,
    co_occurrence,
    coded_by_book,
    frequencies,
    incidence_of,
    pseudonyms,
    ratings_of,
    theme_of,
)
from growthpoles.themes.saturation import expected_codes, new_codes, saturation, unseen_codes

__all__ = ["VIEWS", "themes"]

VIEWS = ("frequency", "co-occurrence", "saturation", "agreement", "quotations")
Columns = dict[str, list[Any]]


def themes(
    source: Source,
    *,
    view: str = "frequency",
    codebook: Source | None = None,
    names: Iterable[str] = (),
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    resamples: int = 2000,
    seed: int = 0,
    where: str | None = None,
) -> Result:
    """Thematic analysis of coded segments.

    Parameters
    ----------
    source : path, "-", or table
        Columns ``interview``, ``segment``, ``code``; optionally ``coder``, ``theme`` (the axial code of the open
        code), ``original``, ``translation`` and ``language`` of the quotation.
    view : {"frequency", "co-occurrence", "saturation", "agreement", "quotations"}
    codebook : path, "-", or table, optional
        Columns ``code``, ``theme``, optionally ``definition``: gives the themes, and every code must be in it.
    names : iterable of str
        People and firms to take out of quotations.
    base, run, threshold
        Of `growthpoles.themes.saturation`.
    resamples, seed : int
        Of the interval of agreement.
    where : str, optional
        A condition in SQL.

    Returns
    -------
    Result
        Respondents appear under pseudonyms in every view.

    Raises
    ------
    InputError
        If a code is blank or in two themes, or a view needs what the table has not.
    """
    if view not in VIEWS:
        raise InputError(f"a view among {', '.join(VIEWS)}", repr(view), "choose one of them")
    optional = ["coder", "theme", "original", "translation", "language"]
    records = read_records(source, ["interview", "segment", "code"], optional=optional, where=where)
    for at, code in enumerate(records.text("code")):
        if not code:
            raise records.error("a code", "a blank", "code the segment, or leave the row out", at=at, column="code")
    codings = [Coding(**row) for row in records.dicts()]
    warnings = ["only listed names are taken out: read the quotations"] if view == "quotations" else []
    if codebook is not None:
        book = [CodeEntry(**row) for row in read_records(codebook, ["code", "theme"], optional=["definition"]).dicts()]
        codings, unused = coded_by_book(codings, book)
        warnings += [f"codes of the codebook that nobody gave: {', '.join(unused)}"] if unused else []
    theme_of(codings)
    views: dict[str, Callable[[], Columns]] = {
        "frequency": lambda: columns_of(frequencies(codings)),
        "co-occurrence": lambda: _pairs(codings),
        "saturation": lambda: _curve(codings, base, run, threshold),
        "agreement": lambda: _agreement(codings, resamples, seed),
        "quotations": lambda: _quotations(codings, list(names)),
    }
    options = {"view": view}
    if view == "saturation":
        options |= {"base": str(base), "run": str(run), "threshold": str(threshold)}
    return Result(
        views[view](),
        provenance(
            "themes",
            variant=view,
            options=options | ({"resamples": str(resamples), "seed": str(seed)} if view == "agreement" else {}),
            input_hash=records.input_hash,
            warnings=warnings,
        ),
    )


def _pairs(codings: Sequence[Coding]) -> Columns:
    pairs = co_occurrence(codings)
    names = ("code", "with_code", "segments", "jaccard")
    return {name: [pair[at] for pair in pairs] for at, name in enumerate(names)}


def _curve(codings: Sequence[Coding], base: int, run: int, threshold: float) -> Columns:
    interviews, _, found = incidence_of(codings)
    first, n = new_codes(found), len(interviews)
    reached = saturation(found, base=base, run=run, threshold=threshold)
    shares: list[float | None] = [None] * (base + run - 1) + reached.new_share.tolist()
    return {
        "interviews": list(range(1, n + 1)),
        "respondent": [pseudonyms(interviews)[name] for name in interviews],
        "new_codes": first.tolist(),
        "codes": first.cumsum().tolist(),
        "expected_codes": expected_codes(found).tolist(),
        "new_share": shares,
        "saturated": [reached.reached_after is not None and at >= reached.reached_after for at in range(1, n + 1)],
        "unseen_codes": [None] * (n - 1) + [unseen_codes(found)],
    }


def _agreement(codings: Sequence[Coding], resamples: int, seed: int) -> Columns:
    given = ratings_of(codings)
    if len(given) < 2:
        raise InputError(
            "codes of at least two coders", f"coders {', '.join(map(repr, given))}", "add the column coder"
        )
    units = list(dict.fromkeys(unit for coder in given.values() for unit in coder))
    sets = [[coder.get(unit) for unit in units] for coder in given.values()]
    rows = [_row("all codes (sets)", sets, "masi", resamples, seed)]
    for code in dict.fromkeys(coding.code for coding in codings):
        applied = [[None if chosen is None else code in chosen for chosen in row] for row in sets]
        rows.append(_row(code, applied, "nominal", resamples, seed))
    return {name: [row[name] for row in rows] for name in rows[0]}


def _row(code: str, ratings: Any, level: Level, resamples: int, seed: int) -> dict[str, Any]:
    low, high = krippendorff_interval(ratings, level=level, resamples=resamples, rng=seed)
    kappa = cohen_kappa(*ratings) if len(ratings) == 2 and level == "nominal" else None
    return {
        "code": code,
        "coders": len(ratings),
        "units": sum(sum(value is not None for value in column) > 1 for column in zip(*ratings, strict=True)),
        "krippendorff_alpha": krippendorff_alpha(ratings, level=level),
        "alpha_low": low,
        "alpha_high": high,
        "cohen_kappa": kappa.kappa if kappa else None,
        "kappa_standard_error": kappa.standard_error if kappa else None,
    }


def _quotations(codings: Sequence[Coding], names: list[str]) -> Columns:
    labels = pseudonyms(coding.interview for coding in codings)
    quoted = {
        (coding.theme, coding.code, coding.interview, coding.segment): coding
        for coding in codings
        if coding.original or coding.translation
    }
    chosen = [quoted[key] for key in sorted(quoted)]
    # A respondent's own name is taken out wherever it is said, unless it is already a pseudonym.
    hidden = [*names, *(name for name, label in labels.items() if name != label)]
    return {
        "theme": [coding.theme for coding in chosen],
        "code": [coding.code for coding in chosen],
        "respondent": [labels[coding.interview] for coding in chosen],
        "language": [coding.language for coding in chosen],
        "original": [anonymised(coding.original, hidden) for coding in chosen],
        "translation": [anonymised(coding.translation, hidden) for coding in chosen],
    }
