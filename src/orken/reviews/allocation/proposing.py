"""The best proposal, by a flow of least cost from the cases through the readers (OR-Tools).

Each read wanted is a unit that flows from its case to a reader and on through one of the reader's free places. A unit
costs the fields and languages that the reader lacks, and the load that its place brings the reader to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeVar

from orken.reviews.allocation.panel import CaseToRead, Reader
from orken.reviews.allocation.shortages import Shortage, obstacle, shortage

LARGEST_COST = 2**63 - 1  # which no flow can have: the solver refuses a proposal too large to be weighed exactly

Given = TypeVar("Given", CaseToRead, Reader)


class Pairing(NamedTuple):
    case: int
    reader: int


@dataclass(frozen=True)
class Proposal:
    """New pairings alone, in order of cases and readers, and the cases that still lack readers."""

    pairings: tuple[Pairing, ...]
    shortages: tuple[Shortage, ...]


class _Arc(NamedTuple):
    """Between the places of a case and of a reader in their lists."""

    case: int
    reader: int
    fields_lacked: int
    languages_lacked: int


def propose(cases: Iterable[CaseToRead], readers: Iterable[Reader]) -> Proposal:
    """Raises ``ValueError`` for a case or reader given twice, and for more cases than one proposal can weigh."""
    cases, readers = _in_order(cases), _in_order(readers)
    found: dict[int, list[int]] = defaultdict(list)
    for arc in _least_cost(cases, readers, _arcs(cases, readers)):
        found[cases[arc.case].id].append(readers[arc.reader].id)
    return Proposal(
        pairings=tuple(Pairing(case.id, reader) for case in cases for reader in found[case.id]),
        shortages=tuple(
            shortage(case, readers, found[case.id], missing)
            for case in cases
            if (missing := case.missing - len(found[case.id]))
        ),
    )


def _in_order(given: Iterable[Given]) -> list[Given]:
    """By number, so that the order in which they were given makes no difference."""
    ordered = sorted(given, key=lambda one: one.id)
    for one, following in pairwise(ordered):
        if one.id == following.id:
            raise ValueError(f"{type(one).__name__} {one.id} was given twice; give each once.")
    return ordered


def _arcs(cases: Sequence[CaseToRead], readers: Sequence[Reader]) -> list[_Arc]:
    return [
        _Arc(at, by, len(case.fields - reader.fields), len(case.languages - reader.languages))
        for at, case in enumerate(cases)
        if case.missing
        for by, reader in enumerate(readers)
        if reader.id not in case.assigned and obstacle(case, reader) is None
    ]


def _least_cost(cases: Sequence[CaseToRead], readers: Sequence[Reader], arcs: Sequence[_Arc]) -> list[_Arc]:
    """The arcs of a largest flow of least cost."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # slow to import

    wanted = sum(case.missing for case in cases)
    ranks = _ranks(readers)
    costs = _costs(arcs, units=min(wanted, len(arcs), sum(reader.free for reader in readers)), places=len(ranks))
    flow = SimpleMinCostFlow()
    add = flow.add_arc_with_capacity_and_unit_cost
    source, sink = len(cases) + len(readers), len(cases) + len(readers) + 1
    for node, case in enumerate(cases):
        add(source, node, case.missing, 0)
    for node, reader in enumerate(readers, start=len(cases)):
        for load in reader.loads:
            add(node, sink, 1, ranks[load])
    numbers = [add(arc.case, len(cases) + arc.reader, 1, cost) for arc, cost in zip(arcs, costs, strict=True)]
    flow.set_node_supply(source, wanted)
    flow.set_node_supply(sink, -wanted)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise ValueError(
            f"{len(cases)} cases and {len(readers)} readers are too many to weigh at once ({status.name}); "
            "propose for fewer cases at a time."
        )
    return [arc for arc, number in zip(arcs, numbers, strict=True) if flow.flow(number)]


def _ranks(readers: Sequence[Reader]) -> dict[Fraction, int]:
    """What a place costs: only the order of the loads matters for the evenest of all (see the decision)."""
    loads = {load for reader in readers for load in reader.loads}
    return {load: rank for rank, load in enumerate(sorted(loads))}


def _costs(arcs: Sequence[_Arc], units: int, places: int) -> list[int]:
    """A language weighs more than the loads of all ``units`` together can, a field more than languages and loads."""
    language = units * places + 1
    field = language * (units * max((arc.languages_lacked for arc in arcs), default=0) + 1)
    return [min(arc.fields_lacked * field + arc.languages_lacked * language, LARGEST_COST) for arc in arcs]
