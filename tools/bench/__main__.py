"""Measure all figures or those named, print a table, write ``var/bench.json``.

It fails only if something could not be measured: whether a goal is met is said in the table and in the file.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.bench.allocation import proposal_seconds
from tools.bench.figures import Figure, line, write
from tools.bench.filings import filing_rate, submit_rate
from tools.bench.pages import page_figures
from tools.bench.processes import memory_figures, start_figures
from tools.bench.site import LOG, Site, new_site

# Each measures on the portal as those before have left it. Pages fill it; filings then meet a full one.
BENCHMARKS: dict[str, Callable[[Site], Iterator[Figure]]] = {
    "start": start_figures,
    "pages": page_figures,
    "filings": filing_rate,
    "submits": submit_rate,
    "memory": memory_figures,
    "allocation": proposal_seconds,
}
FILE = Path("var/bench.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="How fast the portal is; see docs/performance.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all where none is named")
    chosen = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(chosen) - set(BENCHMARKS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server of the database is stopped as well
    LOG.unlink(missing_ok=True)
    figures = []
    with new_site() as site:
        for name in chosen:
            for figure in BENCHMARKS[name](site):
                print(line(figure), flush=True)
                figures.append(figure)
    write(figures, FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
