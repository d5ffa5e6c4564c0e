"""The appraisal of a table of costs as a tidy result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from growthpoles.appraisal.figures import compare_with_simple
from growthpoles.appraisal.flows import Assumptions, horizon_months
from growthpoles.appraisal.project import Project, read_project
from growthpoles.appraisal.simple import simple_appraisal
from growthpoles.appraisal.social import social_appraisal
from growthpoles.appraisal.steps import bridge
from growthpoles.appraisal.uncertainty import Range, Simulation, sensitivity, simulate
from growthpoles.errors import InputError
from growthpoles.records import columns_of, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables.sources import Source

__all__ = ["VIEWS", "appraisal"]

Columns = dict[str, list[Any]]
VIEWS = ("comparison", "simple", "bridge", "social", "sensitivity", "simulation")


def appraisal(
    source: Source,
    assumptions: Assumptions | None = None,
    *,
    view: str = "comparison",
    ranges: Mapping[str, Range] | None = None,
    draws: int = 10_000,
    seed: int = 0,
    depreciation_item: str = "Depreciation",
    where: str | None = None,
) -> Result:
    """Appraise a table of costs (``section, item, value, unit``).

    Parameters
    ----------
    source : path, "-", or table
        See :func:`growthpoles.appraisal.read_project` for the sections.
    assumptions : Assumptions, optional
        What the table does not say.
    view : {"comparison", "simple", "bridge", "social", "sensitivity", "simulation"}
        Which table of the appraisal.
    ranges : mapping, optional
        Of the drivers, for ``sensitivity`` and ``simulation``.
    draws, seed : int
        Of the simulation.
    depreciation_item : str
        Name of the monthly row that is not a payment.
    where : str, optional
        A condition in SQL on the rows, such as ``"project = 'a'"``.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        If the table or the view cannot be used.
    """
    if view not in VIEWS:
        raise InputError(f"a view among {', '.join(VIEWS)}", repr(view), "choose one of them")
    given = assumptions or Assumptions()
    records = read_records(source, ["section", "item", "value"], optional=["unit"], where=where)
    project = read_project(records.dicts(), depreciation_item=depreciation_item)
    columns: dict[str, Callable[[], Columns]] = {
        "comparison": lambda: columns_of(compare_with_simple(project, given)),
        "simple": lambda: _simple(project),
        "bridge": lambda: columns_of(bridge(project, given)),
        "social": lambda: _social(project, given),
        "sensitivity": lambda: columns_of(sensitivity(project, given, ranges)),
        "simulation": lambda: _simulation(project, simulate(project, given, ranges, draws=draws, rng=seed)),
    }
    options = {**asdict(given), "horizon_months": horizon_months(project, given), "view": view}
    if view == "simulation":
        options |= {"draws": draws, "seed": seed}
    return Result(
        columns[view](),
        provenance(
            "appraisal",
            variant=f"{view}; real rates, constant prices, flows at the end of each month",
            options={name: value for name, value in options.items() if value is not None},
            units={"money": project.currency, "rates": "share per year"},
            input_hash=records.input_hash,
            warnings=[*project.notes, *_doubts(project)],
        ),
    )


def _doubts(project: Project) -> list[str]:
    if project.users > project.work_places:
        times = project.users / project.work_places
        shared = f"{project.users:g} users share {project.work_places:g} work places, {times:g} each"
        return [f"{shared}: the stated users need the place in turns"]
    return []


def _simple(project: Project) -> Columns:
    figures = asdict(simple_appraisal(project))
    units = {"payback_years": "years", "benefit_cost_ratio": "ratio"}
    return {
        "measure": list(figures),
        "simple": list(figures.values()),
        "unit": [units.get(name, project.currency) for name in figures],
    }


def _social(project: Project, given: Assumptions) -> Columns:
    figures = asdict(social_appraisal(project, given))
    return {
        "measure": list(figures),
        "social": list(figures.values()),
        "unit": ["ratio" if name.endswith("ratio") else project.currency for name in figures],
    }


def _simulation(project: Project, drawn: Simulation) -> Columns:
    named = {"mean": drawn.mean, "loss_probability": drawn.loss_probability}
    named |= {f"quantile_{level:g}": value for level, value in drawn.quantiles.items()}
    return {
        "measure": list(named),
        "net_present_value": list(named.values()),
        "unit": ["share of draws" if name == "loss_probability" else project.currency for name in named],
    }
