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
from typing import Any

import numpy as np

from growthpoles.errors import InputError
from growthpoles.results import write_atomically

PACKAGES = (
    "growthpoles", "numpy", "scipy", "numba", "pyarrow", "duckdb", "pandas", "polars", "ibis-framework",
    "econcomplex", "ecomplexity", "esda", "libpysal", "pygeoda", "pyspark",
)  # fmt: skip
_CHILD = (
    "import json, resource, runpy, sys; rows = runpy.run_path(sys.argv[1])['measure'](); "
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024; "
    "print('\\n' + json.dumps({'rows': rows, 'peak_memory_mb': peak}))"
)


def run_benchmarks(folder: Path, *, only: Sequence[str] = ()) -> dict[str, Any]:
    """Run every ``*_peers.py`` of a folder in a process of its own.

    Parameters
    ----------
    folder : path
        Each file has ``measure() -> list of dict`` with ``id, seconds, peer, peer_seconds, ratio, goal_ratio,
        goal_seconds, bound``; it must have checked that both give equal results.
    only : sequence of str
        Beginnings of file names; all without it.

    Returns
    -------
    dict
        ``machine``, ``versions``, ``rows``, ``peak_memory_mb`` by file.

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
    began = machine()
    rows: list[dict[str, Any]] = []
    peaks = {}
    for file in files:
        print(f"measuring {file.name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, "-c", _CHILD, str(file)], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise InputError("benchmarks that finish with equal results", f"a failure in {file.name}", "see above")
        found = json.loads(done.stdout.strip().splitlines()[-1])
        rows += found["rows"]
        peaks[file.name] = round(found["peak_memory_mb"])
    began["copy_gb_per_second_at_the_end"] = copy_bandwidth()
    return {"machine": began, "versions": versions(), "rows": rows, "peak_memory_mb": peaks}


def machine() -> dict[str, Any]:
    """Processor, cores, memory bandwidth and load: a ratio is only as good as the quiet around it."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "copy_gb_per_second": copy_bandwidth(),
        "full": os.environ.get("FULL") == "1",
    }


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
    return round(2 * source.nbytes / best / 1e9, 1)


def versions() -> dict[str, str]:
    """Versions of the engine, its libraries and the peers that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def write_report(report: dict[str, Any], target: Path) -> None:
    """Write the figures as JSON, complete or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, (json.dumps(report, indent=1, ensure_ascii=False) + "\n").encode())


def report_lines(report: dict[str, Any]) -> list[str]:
    """The figures for people: one line per case, with what bounds it where the goal is missed."""
    about = report["machine"]
    lines = [
        f"{about['processor']}, {about['cores']} cores, load {about['load_1_min']}",
        f"copy {about['copy_gb_per_second']} GB/s before, {about['copy_gb_per_second_at_the_end']} GB/s after",
        "  ".join(f"{name} {number}" for name, number in report["versions"].items()),
        f"peak memory (MB): {report['peak_memory_mb']}",
    ]
    return lines + [_line(row) for row in report["rows"]]


def _line(row: dict[str, Any]) -> str:
    parts = [f"{row['id']:<62} {row['seconds'] * 1e3:>11.3f} ms"]
    if row.get("ratio"):
        parts.append(f"{row['ratio']:>9.1f}x {row['peer']}")
    goals = [f"{row['goal_ratio']}x"] if row.get("goal_ratio") else []
    goals += [f"{row['goal_seconds']} s"] if row.get("goal_seconds") else []
    if goals:
        parts.append(f"goal {', '.join(goals)}: {'reached' if reached(row) else 'MISSED'}")
        if not reached(row) and row.get("bound"):
            parts.append(f"bound by {row['bound']}")
    return "  ".join(parts)


def reached(row: dict[str, Any]) -> bool:
    """Whether a row meets its goals; a row without a goal does.

    Examples
    --------
    >>> reached({"seconds": 0.2, "ratio": 30.0, "goal_ratio": 27.0}), reached({"seconds": 2.0, "goal_seconds": 1.0})
    (True, False)
    """
    fast = not row.get("goal_ratio") or (row.get("ratio") or 0.0) >= row["goal_ratio"]
    return fast and (not row.get("goal_seconds") or row["seconds"] <= row["goal_seconds"])
