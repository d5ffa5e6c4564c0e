"""Functions of distance and foci of firm points: one row per industry and radius, or one per focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.points import Points
from growthpoles.results import Column, Result, provenance
from growthpoles.space.duranton_overman import kd
from growthpoles.space.envelopes import DistanceFunction
from growthpoles.space.foci import Foci, Focus, foci
from growthpoles.space.marcon_puech import m
from growthpoles.space.null_models import NullModel
from growthpoles.space.ripley import Correction, RipleyNull, ripley
from growthpoles.space.workers import Progress

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Simulation:
    """How the profiles of this module simulate.

    Parameters
    ----------
    simulations : int
    level : float
        Share of simulations outside of the bands.
    seed : int
        The same seed gives the same result.
    progress : callable, optional
        Is called with the share of the work on one industry done since the last call.
    """

    simulations: int = 1000
    level: float = 0.05
    seed: int = 0
    progress: Progress | None = None


def kd_profile(
    points: Points,
    *,
    reference: Sequence[str] | None = None,
    neighbours: Sequence[str] | None = None,
    radii: Floats | None = None,
    null: NullModel = "random_location",
    bandwidth: float | str = "observed",
    least: int = 10,
    how: Simulation | None = None,
) -> Result:
    """Kd of one industry, or of each; see :func:`growthpoles.kd`.

    Parameters
    ----------
    points : Points
        With weights and strata, these are used.
    reference : sequence of str, optional
        Codes that together are the industry; by default each industry with at least ``least`` firms in turn.
    neighbours : sequence of str, optional
        Codes of a second industry.
    radii : array of float, optional
        Metres.
    null, bandwidth
        As in :func:`growthpoles.kd`.
    least : int
    how : Simulation, optional

    Returns
    -------
    Result
        Columns ``industry, radius, kd, null_mean, local_low, local_high, global_low, global_high, verdict, p_value``;
        ``verdict`` is *concentrated* or *dispersed* where the curve leaves the global band.
    """
    simulation = how or Simulation(level=0.05)

    def measure(industry: NDArray[np.bool_], second: NDArray[np.bool_] | None) -> DistanceFunction:
        return kd(
            points.metres,
            industry,
            radii=radii,
            neighbours=second,
            weights=points.weights,
            strata=points.strata,
            null=null,
            simulations=simulation.simulations,
            level=simulation.level,
            bandwidth=bandwidth,
            rng=simulation.seed,
            progress=simulation.progress,
        )

    return _profile("kd", measure, points, reference, neighbours, least=least, unit="1/m", how=simulation)


def m_profile(
    points: Points,
    *,
    reference: Sequence[str] | None = None,
    neighbours: Sequence[str] | None = None,
    radii: Floats | None = None,
    null: NullModel = "random_location",
    least: int = 10,
    how: Simulation | None = None,
) -> Result:
    """M of one industry, or of each; see :func:`growthpoles.m` and, for the parameters, :func:`kd_profile`.

    Returns
    -------
    Result
        Columns as of :func:`kd_profile`, with ``m``.
    """
    simulation = how or Simulation()

    def measure(industry: NDArray[np.bool_], second: NDArray[np.bool_] | None) -> DistanceFunction:
        return m(
            points.metres,
            industry,
            radii=radii,
            neighbours=second,
            weights=points.weights,
            strata=points.strata,
            null=null,
            simulations=simulation.simulations,
            level=simulation.level,
            rng=simulation.seed,
            progress=simulation.progress,
        )

    unit = "1 (share of the whole area = 1)"
    return _profile("m", measure, points, reference, neighbours, least=least, unit=unit, how=simulation)


def ripley_profile(
    points: Points,
    *,
    reference: Sequence[str] | None = None,
    radii: Floats | None = None,
    window: tuple[float, float, float, float] | None = None,
    correction: Correction = "translation",
    function: Literal["K", "L"] = "K",
    null: RipleyNull = "random_position",
    how: Simulation | None = None,
) -> Result:
    """Ripley's K or Besag's L of one industry, or of all firms together; see :func:`growthpoles.ripley`.

    Returns
    -------
    Result
        Columns as of :func:`kd_profile`, with ``ripley_k`` or ``ripley_l``; ``industry`` is ``(all)`` without
        ``reference``.
    """
    simulation = how or Simulation(simulations=199)
    industry = points.are(reference) if reference else np.ones(len(points), bool)
    curve = ripley(
        points.metres,
        industry,
        radii=radii,
        window=window,
        correction=correction,
        function=function,
        null=null,
        simulations=simulation.simulations,
        level=simulation.level,
        rng=simulation.seed,
        progress=simulation.progress,
    )
    label = "+".join(reference) if reference else "(all)"
    warnings = list(points.warnings)
    if window is None:
        warnings.append("without a window the box round the firms is taken, which is a little too small")
    unit = "m2" if function == "K" else "m"
    return _result(f"ripley_{function.lower()}", [(label, curve)], points, unit=unit, how=simulation, warnings=warnings)


def _profile(
    name: str,
    measure: Callable[[NDArray[np.bool_], NDArray[np.bool_] | None], DistanceFunction],
    points: Points,
    reference: Sequence[str] | None,
    neighbours: Sequence[str] | None,
    *,
    least: int,
    unit: str,
    how: Simulation,
) -> Result:
    second = points.are(neighbours) if neighbours else None
    warnings = list(points.warnings)
    if reference:
        industries = {"+".join(reference): points.are(reference)}
    else:
        points.demand_kinds()
        kinds, counts = np.unique(np.array(points.kinds), return_counts=True)
        few = kinds[counts < least]
        if len(few):
            warnings.append(f"industries with fewer than {least} firms are left out: {', '.join(few[:8])}")
        industries = {kind: points.are([kind]) for kind in kinds[counts >= least]}
    if not industries:
        raise InputError(f"an industry with at least {least} firms", "none", "name one with --reference")
    if second is not None:
        industries = {kind: mask for kind, mask in industries.items() if not (mask & second).any()}
    curves = [(kind, measure(mask, second)) for kind, mask in industries.items()]
    return _result(name, curves, points, unit=unit, how=how, warnings=warnings, neighbours=list(neighbours or []))


def _result(
    name: str,
    curves: list[tuple[str, DistanceFunction]],
    points: Points,
    *,
    unit: str,
    how: Simulation,
    warnings: list[str],
    **options: Any,
) -> Result:
    columns: dict[str, Column] = {
        "industry": np.concatenate([np.full(len(curve.radii), kind, dtype=object) for kind, curve in curves]),
        "radius": np.concatenate([curve.radii for _, curve in curves]),
        name: np.concatenate([curve.observed for _, curve in curves]),
    }
    for field in ("null_mean", "local_low", "local_high", "global_low", "global_high"):
        columns[field] = np.concatenate([getattr(curve, field) for _, curve in curves])
    columns["verdict"] = np.concatenate([_verdict(curve) for _, curve in curves])
    columns["p_value"] = np.concatenate([np.full(len(curve.radii), curve.p_value) for _, curve in curves])
    first = curves[0][1]
    options |= {"simulations": first.simulations, "level": first.level, "null": first.null, "seed": how.seed}
    options["industries"] = {kind: curve.details for kind, curve in curves}
    options["projection"] = _projection(points)
    return Result(
        columns,
        provenance(
            name,
            options=options,
            units={name: unit, "radius": "m"},
            input_hash=points.input_hash,
            warnings=warnings,
        ),
    )


def _verdict(curve: DistanceFunction) -> NDArray[np.object_]:
    return np.where(curve.concentrated, "concentrated", np.where(curve.dispersed, "dispersed", "")).astype(object)


def _projection(points: Points) -> str:
    if points.projection is None:
        return "metres as given"
    return f"transverse Mercator, WGS 84, central meridian {points.projection.longitude:.6g}"


@dataclass(frozen=True)
class DelineatedFoci:
    """Foci of an industry as a table and as polygons.

    Parameters
    ----------
    result : Result
        Columns ``focus, industry, firms, background, quotient, excess, p_value, x, y, members``; ``members`` are the
        names of the firms, separated by blanks.
    geojson : dict
        A FeatureCollection of one MultiPolygon per focus with the same properties; longitude and latitude if the source
        had them, else metres.
    """

    result: Result
    geojson: dict[str, Any]


def foci_profile(
    points: Points,
    *,
    reference: Sequence[str],
    radius: float,
    least: int = 5,
    q: float = 0.05,
    how: Simulation | None = None,
) -> DelineatedFoci:
    """Foci of an industry; see :func:`growthpoles.foci`.

    Parameters
    ----------
    points : Points
    reference : sequence of str
        Codes that together are the industry.
    radius, least, q
        As in :func:`growthpoles.foci`.
    how : Simulation, optional

    Returns
    -------
    DelineatedFoci
    """
    simulation = how or Simulation(simulations=999)
    found = foci(
        points.metres,
        points.are(reference),
        radius=radius,
        least=least,
        q=q,
        strata=points.strata,
        simulations=simulation.simulations,
        rng=simulation.seed,
        progress=simulation.progress,
    )
    industry = "+".join(reference)
    rows = [_focus_row(points, industry, number, focus) for number, focus in enumerate(found.foci, start=1)]
    names = ("focus", "industry", "firms", "background", "quotient", "excess", "p_value", "x", "y", "members")
    columns: dict[str, Column] = {name: [row[name] for row in rows] for name in names}
    return DelineatedFoci(
        Result(columns, _foci_provenance(points, found, least, q, simulation)), _as_geojson(points, found, rows)
    )


def _focus_row(points: Points, industry: str, number: int, focus: Focus) -> dict[str, Any]:
    x, y = _in_source_units(points, np.array([focus.centre]))[0]
    return {
        "focus": number,
        "industry": industry,
        "firms": len(focus.members),
        "background": focus.background,
        "quotient": focus.quotient,
        "excess": focus.excess,
        "p_value": focus.p_value,
        "x": float(x),
        "y": float(y),
        "members": " ".join(points.names[at] for at in focus.members),
    }


def _foci_provenance(points: Points, found: Foci, least: int, q: float, how: Simulation) -> dict[str, Any]:
    options = {
        "radius": found.radius,
        "least": least,
        "q": q,
        "simulations": found.simulations,
        "seed": how.seed,
        "share_in_foci": found.share,
        "share_in_foci_by_chance": found.null_share if found.simulations else None,
        "p_value_of_being_focal": found.p_value if found.simulations else None,
        "projection": _projection(points),
    }
    warnings = [*points.warnings, _answer(found)]
    units = {"quotient": "1 (share of the whole area = 1)", "excess": "log-likelihood ratio"}
    return provenance("foci", options=options, units=units, input_hash=points.input_hash, warnings=warnings)


def _answer(found: Foci) -> str:
    """Whether the industry is focal at all, in a sentence."""
    if not found.foci:
        return "no focus was found at this radius"
    share = f"{100 * found.share:.0f} % of the industry's firms are in foci"
    if not found.simulations:
        return f"{share}; without simulations chance is not known"
    return f"{share}, {100 * found.null_share:.0f} % by chance (p = {found.p_value:.2g})"


def _as_geojson(points: Points, found: Foci, rows: list[dict[str, Any]]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [_in_source_units(points, np.array(ring)).tolist() for ring in polygon]
                    for polygon in focus.polygons
                ],
            },
        }
        for focus, row in zip(found.foci, rows, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _in_source_units(points: Points, metres: Floats) -> Floats:
    return metres if points.projection is None else np.round(points.projection.backward(metres), 7)
