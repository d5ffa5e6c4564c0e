"""What ten times the rows do to the figures that are not of one page: start, filings, submits, memory."""

from __future__ import annotations

from collections.abc import Iterator

from tools.bench.figures import Figure
from tools.bench.filings import own_filing_rate, submit_rate
from tools.bench.processes import memory_figures, start_figures
from tools.bench.site import Site


def figures_now(site: Site) -> dict[str, Figure]:
    """Each by its name, of the portal as full as it is."""
    measured = (start_figures, own_filing_rate, submit_rate, memory_figures)
    return {figure.name: figure for measure in measured for figure in measure(site)}


def growth(few: dict[str, Figure], many: dict[str, Figure]) -> Iterator[Figure]:
    """The same figures, each beside what it was with a tenth of the rows."""
    for name, figure in many.items():
        yield Figure(f"{name}, beside a tenth of the rows", figure.value, figure.unit, against=few[name].value)
