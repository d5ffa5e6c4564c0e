"""Parts that rooms above add to pages about a case; the engine knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orken.cases.models import Case


@dataclass(frozen=True)
class Panel:
    """A part of a page, rendered from ``template``, which finds ``context`` under the name ``panel``."""

    title: object
    template: str
    context: Mapping[str, object] = field(default_factory=dict)


# Filled in ``AppConfig.ready()``; each gives a part of the applicant's page, or nothing where it has nothing to say.
applicants_panels: list[Callable[[Case], Panel | None]] = []


def panels_for_applicant(case: Case) -> list[Panel]:
    return [panel for make in applicants_panels if (panel := make(case)) is not None]
