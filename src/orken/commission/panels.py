"""What other rooms tell the members of a body about a case: the scores of its experts, for instance."""

from __future__ import annotations

from collections.abc import Callable

from orken.cases.models import Case
from orken.cases.panels import Panel

# Filled in ``AppConfig.ready()``; each gives a panel, or nothing where it knows nothing of the case.
case_panels: list[Callable[[Case], Panel | None]] = []


def panels_of(case: Case) -> list[Panel]:
    return [panel for make in case_panels if (panel := make(case)) is not None]
