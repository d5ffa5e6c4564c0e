"""What the processes take: time to start, and memory."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil

from tools.bench.figures import Figure, Goal
from tools.bench.filings import PEOPLE, file_all, portal
from tools.bench.site import Site

STARTS = 3
MEGABYTE = 1_000_000
SETTLED_SECONDS = 3


def start_figures(site: Site) -> Iterator[Figure]:
    """The middle of three starts."""
    seconds = []
    for _start in range(STARTS):
        with site.serving() as server:
            seconds.append(server.start_seconds)
    yield Figure("start of orken serve until its first answer", sorted(seconds)[STARTS // 2], "s", Goal(3))


def memory_figures(site: Site) -> Iterator[Figure]:
    """After work, not fresh: pages that processes share are counted once (PSS)."""
    with portal(site, 3) as orken:
        file_all(orken, PEOPLE * 3)
        yield Figure("memory of web, all processes", proportional(orken.server.process) / MEGABYTE, "MB (PSS)")
        largest = max(child.memory_info().rss for child in orken.server.process.children())
        yield Figure("memory of a web process", largest / MEGABYTE, "MB (RSS)")
    with site.working() as worker:
        time.sleep(SETTLED_SECONDS)
        yield Figure("memory of the worker", proportional(worker) / MEGABYTE, "MB (PSS)")


def proportional(process: psutil.Process) -> float:
    together = [process, *process.children(recursive=True)]
    return float(sum(one.memory_full_info().pss for one in together))
