"""Run the benchmarks of the source tree and write their figures with machine, bandwidth and versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from growthpoles.errors import InputError
from growthpoles.figures import Figure
from growthpoles.results import write_atomically

PACKAGES = (
    "growthpoles", "numpy", "scipy", "numba", "pyarrow", "duckdb", "pandas", "polars", "ibis-framework",
    "econcomplex", "ecomplexity", "esda", "libpysal", "pygeoda", "pyspark",
)  # fmt: skip
_CHILD = (
    "import json, resource, runpy, sys; found = runpy.run_path(sys.argv[1])['measure'](); "
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024; "
    "print('\\n' + json.dumps({'figures': [figure.to_message() for figure in found], 'peak_memory_mb': peak}))"
)


def run_benchmarks(folder: Path, *, only: Sequence[str] = ()) -> list[Figure]:
    """Run every ``*_peers.py`` of a folder in a process of its own.

    Parameters
    ----------
    folder : path
        Each file has ``measure() -> list of Figure``; it must have checked that engine and peer give equal results.
    only : sequence of str
        Beginnings of file names; all without it.

    Returns
    -------
    list of Figure
        The machine, then file by file its figures and its peak memory, then the bandwidth at the end.

    Raises
    ------
    InputError
        If there is no such file, or one of them fails.
    """
    files = [file for file in sorted(folder.glob("*_peers.py")) if not only or file.name.startswith(tuple(only))]
    if not files:
        raise InputError(
            "the folder of benchmarks of the source tree", repr(str(folder)), "pass --benchmarks growthpoles/benchmarks"
        )
    figures = machine()
    for file in files:
        print(f"measuring {file.name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, "-c", _CHILD, str(file)], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise InputError("benchmarks that finish with equal results", f"a failure in {file.name}", "see above")
        found = json.loads(done.stdout.strip().splitlines()[-1])
        figures += [Figure(**message) for message in found["figures"]]
        figures.append(Figure(f"peak memory of {file.name}, peers included", found["peak_memory_mb"], "MB"))
    return [*figures, Figure("machine: copy in memory, after", copy_bandwidth(), "GB/s")]


def machine() -> list[Figure]:
    """Cores, memory bandwidth and load: a ratio is only as good as the quiet around it."""
    return [
        Figure("machine: cores", os.cpu_count() or 1, "cores"),
        Figure("machine: load before", os.getloadavg()[0], "processes"),
        Figure("machine: copy in memory, before", copy_bandwidth(), "GB/s"),
    ]


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def copy_bandwidth(megabytes: int = 256) -> float:
    """Bytes read and written per second when copying in memory, in GB/s, best of five."""
    source = np.zeros(megabytes * 2**20, dtype=np.uint8)
    target = np.empty_like(source)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        np.copyto(target, source)
        best = min(best, time.perf_counter() - start)
    return 2 * source.nbytes / best / 1e9


def versions() -> dict[str, str]:
    """Processor, system, and versions of Python, the engine, its libraries and the peers that are installed."""
    found = {"processor": _processor(), "system": platform.platform(), "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def write_figures(figures: Sequence[Figure], target: Path) -> None:
    """Write the figures as a JSON list of ``name, value, unit, goal, met, against, ratio, versions``, or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    used = versions()
    listed = [figure.to_data(used) for figure in figures]
    write_atomically(target, (json.dumps(listed, indent=1, ensure_ascii=False) + "\n").encode())


def figure_lines(figures: Sequence[Figure]) -> list[str]:
    """The versions and the figures for people, one line each."""
    about = "  ".join(f"{name} {number}" for name, number in versions().items())
    return [about, *(figure.line() for figure in figures)]
