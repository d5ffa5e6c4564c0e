"""The first hypothesis on a table of firms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from growthpoles.errors import InputError
from growthpoles.factors.coding import FACTORS, factor_index, sort_factors
from growthpoles.factors.hypothesis import factor_effects, factor_importance
from growthpoles.records import Records, columns_of, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables.sources import Source

__all__ = ["factors"]

KINDS = {"product": True, "content": False}


def factors(
    source: Source,
    *,
    kind: str = "kind",
    outcome: str | None = None,
    hard: Sequence[str] = (),
    soft: Sequence[str] = (),
    controls: Sequence[str] = (),
    level: float = 0.05,
    draws: int = 1999,
    seed: int = 0,
    where: str | None = None,
) -> Result:
    """Test on firms whether hard factors matter to product makers and soft ones to content makers.

    Parameters
    ----------
    source : path, "-", or table
        One row per firm: its kind (``product`` or ``content``) and one column per factor. Known factors:
        state_support, development_institutions (hard); skilled_labour, infrastructure, university_proximity,
        local_networks (soft). They are used if they are there; name others with ``hard`` and ``soft``.
    kind : str
        Column of kinds.
    outcome : str, optional
        Column of an outcome that factors may raise. Without it the factors are ratings of importance.
    hard, soft, controls : sequence of str
        Columns.
    level : float
        Level of the test.
    draws, seed : int
    where : str, optional
        A condition in SQL.

    Returns
    -------
    Result
        Two halves and the whole: ``hypothesis, firms, difference, statistic, p_value, verdict``.

    Raises
    ------
    InputError
        If columns are missing or on the wrong side.
    """
    wanted = [name for name in (kind, outcome, *controls, *hard, *soft) if name]
    records = read_records(source, wanted, optional=list(FACTORS), where=where)
    present = [name for name in FACTORS if name in records and name not in (*hard, *soft, *controls, outcome)]
    hard_ones, soft_ones = sort_factors(
        [*hard, *(name for name in present if FACTORS[name] == "hard")],
        [*soft, *(name for name in present if FACTORS[name] == "soft")],
    )
    columns = _columns(records, kind, [outcome] if outcome else [], (hard_ones, soft_ones), controls)
    kept = ~np.isnan(columns["table"]).any(axis=1)
    product, h, s = columns["product"][kept], columns["hard"][kept], columns["soft"][kept]
    if outcome is None:
        tests = factor_importance(h, s, product, draws=draws, rng=seed)
    else:
        y, z = columns["table"][kept, 2], columns["table"][kept, 3:]
        tests = factor_effects(y, h, s, product, z, draws=draws, rng=seed)
    dropped = int((~kept).sum())
    verdicts = ["supported" if test.p_value <= level else "not shown" for test in tests]
    return Result(
        {**columns_of(tests), "verdict": verdicts},
        provenance(
            "factors",
            variant="ratings of importance, random signs"
            if outcome is None
            else "effects on an outcome, random signs of residuals",
            options={
                "hard": hard_ones,
                "soft": soft_ones,
                "outcome": outcome,
                "controls": list(controls),
                "level": level,
                "draws": draws,
                "seed": seed,
            },
            units={"difference": "points of the scale" if outcome is None else "outcome per standard deviation"},
            input_hash=records.input_hash,
            warnings=[f"{dropped} firms with gaps are left out"] if dropped else [],
        ),
    )


def _columns(
    records: Records, kind: str, outcome: list[str], sides: tuple[list[str], list[str]], controls: Sequence[str]
) -> dict[str, Any]:
    if not len(records):
        raise InputError("firms", "no rows", "check the source or the condition")
    h, s = (
        factor_index(np.column_stack([records.numbers(name) for name in side]), standardise=bool(outcome))
        for side in sides
    )
    more = [records.numbers(name) for name in [*outcome, *controls]]
    product = np.array(records.choices(kind, KINDS))
    return {"product": product, "hard": h, "soft": s, "table": np.column_stack([h, s, *more])}
