"""Speed of the measures on tables and plants beside their peers, each figure gated on equal results in the same run.

Run ``python growthpoles/benchmarks/tables_peers.py [group …]``; ``FULL=1`` takes 10⁹ rows of Parquet and more repeats.
``measure()`` returns the figures for ``var/bench-engine.json``. Calls go through the public functions, with provenance.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from growthpoles import indicators
from growthpoles.agglomeration import agglomeration
from growthpoles.figures import Figure, beside, beside_peers, duration, interleaved, medians, told
from growthpoles.pack import Pack
from growthpoles.uncertainty import agglomeration_interval

Floats = NDArray[np.float64]
Call = Callable[[], Any]
FULL = os.environ.get("FULL") == "1"
#: Seconds of ``ellison.a2`` on a box of two cores (Xeon 2.6 GHz); ``tables_reat.R`` measures it where R is installed.
REAT_SECONDS = 11.4


def zipf_firms(n: int, n_regions: int, n_industries: int, seed: int = 0) -> pa.Table:
    """Firms whose regions and industries follow Zipf's law, as 32-bit integers."""
    rng = np.random.default_rng(seed)

    def draw(k: int) -> NDArray[np.int32]:
        edges = np.cumsum(1 / np.arange(1, k + 1))
        return np.searchsorted(edges, rng.random(n) * edges[-1]).astype(np.int32)

    values = rng.integers(1, 500, n, dtype=np.int32)
    return pa.table({"region": draw(n_regions), "industry": draw(n_industries), "value": values})


def by_econcomplex(frame: pd.DataFrame) -> Pack:
    """The same four indices by econcomplex, from the long table."""
    import econcomplex

    return econcomplex_pack(econcomplex.pivot_to_matrix(frame, "region", "industry", "value"))


def econcomplex_pack(matrix: pd.DataFrame) -> Pack:
    """The same four indices by econcomplex, from a matrix; its Herfindahl index is the normalised one."""
    import econcomplex

    normalised = np.asarray(econcomplex.herfindahl(matrix))
    n = matrix.shape[1]
    return Pack(
        np.asarray(econcomplex.location_quotient(matrix)),
        np.asarray(econcomplex.krugman_index(matrix)),
        normalised * (1 - 1 / n) + 1 / n,
        np.asarray(econcomplex.gini(matrix)),
    )


def by_duckdb(source: Any, n_regions: int, n_industries: int) -> Pack:
    """The same four indices by a query in DuckDB and plain NumPy."""
    query = "select region, industry, sum(value)::bigint as total from source group by all"
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.register("source", source)
        cells = connection.sql(query).fetchnumpy()
    matrix = np.zeros((n_regions, n_industries))
    matrix[cells["region"], cells["industry"]] = cells["total"]
    share = matrix / matrix.sum(axis=1, keepdims=True)
    against = matrix.sum(axis=0) / matrix.sum()
    ordered = np.sort(matrix, axis=0)
    rank = np.arange(1, n_regions + 1)[:, None]
    gini = 2 * (rank * ordered).sum(axis=0) / (n_regions * ordered.sum(axis=0)) - (n_regions + 1) / n_regions
    return Pack(share / against, np.abs(share - against).sum(axis=1), (share**2).sum(axis=1), gini)


def gate(ours: Pack, theirs: Pack, what: str) -> None:
    """Equal results, or no figure."""
    for name, mine, other in zip(Pack._fields, ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12, err_msg=f"{what}: {name}")


def firms_in_memory() -> Iterator[Figure]:
    """A1, A2: the four indices from firm rows in memory."""
    for case, (n_regions, n_industries), goals, bound in (
        ("A1", (200, 500), {"econcomplex": 27.0, "DuckDB and NumPy": 5.5}, "memory bandwidth: 12 bytes a row"),
        ("A2", (3000, 1000), {"econcomplex": 9.4 * 0.7, "DuckDB and NumPy": 3.7 * 0.7}, "cells outside of the cache"),
    ):
        table = zipf_firms(10_000_000, n_regions, n_industries)
        frame = table.to_pandas()

        def ours(table: pa.Table = table) -> Pack:
            found = indicators(table, duplicates="sum")
            assert found.provenance["input_hash"]
            return found.pack

        calls: dict[str, Call] = {
            "growthpoles": ours,
            "econcomplex": lambda frame=frame: by_econcomplex(frame),
            "DuckDB and NumPy": lambda table=table, shape=(n_regions, n_industries): by_duckdb(table, *shape),
        }
        for peer in ("econcomplex", "DuckDB and NumPy"):
            gate(ours(), calls[peer](), f"{case} {peer}")
        name = f"{case} four indices, 10,000,000 firms, {n_regions} x {n_industries}"
        yield from beside_peers(name, calls, goals, bound, 5 if FULL else 3)


def small_table() -> Iterator[Figure]:
    """A4: the four indices of a table of 17 by 10, with the 99th percentile."""
    matrix = np.random.default_rng(0).integers(1, 1000, (17, 10)).astype(float)
    frame = pd.DataFrame(matrix)

    def ours() -> Pack:
        found = indicators(matrix)
        assert found.provenance["input_hash"]
        return found.pack

    gate(ours(), econcomplex_pack(frame), "A4")
    case = "A4 four indices of a table, 17 x 10"
    calls: dict[str, Call] = {"growthpoles": ours, "econcomplex": lambda: econcomplex_pack(frame)}
    yield from beside_peers(case, calls, {"econcomplex": 10.0}, "calls of NumPy", repeats=100)
    single = interleaved({"growthpoles": ours}, 1000)["growthpoles"]
    yield duration("A4 99th percentile of a call", float(np.percentile(single, 99)))


def write_rows(path: Path, millions: int) -> None:
    """A Parquet file of firms, a million rows per row group; blocks of rows repeat to be quick to make."""
    block = zipf_firms(5_000_000, 3000, 1000)
    with pq.ParquetWriter(path, block.schema) as writer:
        for _ in range(max(1, millions // 5)):
            writer.write_table(block, row_group_size=1_000_000)


# Of its own memory: what getrusage says of a new process begins with the peak of the one that started it.
PEAK = """
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
"""
OURS_ON_PARQUET = """
import sys, time
from growthpoles import location_quotients, read_table, indicators
warm = indicators(sys.argv[2], duplicates="sum")
start = time.perf_counter()
found = indicators(sys.argv[1], duplicates="sum")
print(found.provenance["input_hash"], float(found.pack.location_quotient[0, 0]), time.perf_counter() - start,
      peak())
"""
DUCKDB_ON_PARQUET = """
import sys, time
import duckdb
connection = duckdb.connect()
connection.execute("set threads = 2")
query = '''with cells as (select region, industry, sum(value)::bigint as x from '{}' group by all)
select region, industry, (x / sum(x) over (partition by region)) /
  (sum(x) over (partition by industry) / sum(x) over ()) as lq from cells order by region, industry'''
connection.sql(query.format(sys.argv[2])).fetchnumpy()
start = time.perf_counter()
found = connection.sql(query.format(sys.argv[1])).fetchnumpy()
print(0, float(found["lq"][0]), time.perf_counter() - start, peak())
"""


def rows_of_parquet() -> Iterator[Figure]:
    """A3: all quotients from Parquet, each side in a process of its own so that its memory can be told."""
    millions = 1000 if FULL else 50
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "firms.parquet", Path(folder) / "small.parquet"
        write_rows(path, millions)
        pq.write_table(zipf_firms(1000, 3000, 1000), small)
        found: dict[str, list[list[float]]] = {"growthpoles": [], "DuckDB": []}
        for _ in range(1 if FULL else 3):
            for name, program in (("growthpoles", OURS_ON_PARQUET), ("DuckDB", DUCKDB_ON_PARQUET)):
                command = [sys.executable, "-c", PEAK + program, str(path), str(small)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                found[name].append([float(part) for part in done.stdout.strip().splitlines()[-1].split()[1:]])
    (quotient, ours, memory), (theirs_quotient, theirs, their_memory) = (
        np.median(np.array(runs), axis=0) for runs in found.values()
    )
    np.testing.assert_allclose(quotient, theirs_quotient, rtol=1e-12)
    case = f"A3 all quotients, {millions * 1_000_000:,} rows of Parquet, 3000 x 1000"
    yield duration(case, float(ours))
    yield beside(case, "DuckDB", (float(ours), float(theirs)), goal=2.5, bound="decoding of Parquet")
    yield Figure(f"{case}, peak memory", float(memory), "MB", goal=1024.0, bound="row groups in the air")
    yield Figure(f"{case}, peak memory, beside DuckDB", float(memory), "MB", against=float(their_memory))


def plants() -> Iterator[Figure]:
    """A5: Ellison-Glaeser of all industries, and its dartboard with 1,000 maps."""
    table = zipf_firms(100_000, 200, 500)
    regions, industries, sizes = (table[name].to_numpy() for name in ("region", "industry", "value"))
    codes = regions.astype(np.int64), industries.astype(np.int64)
    found = agglomeration(sizes, *codes)
    gate_of_plants(sizes, *codes, found.gamma)
    seconds = medians({"index": lambda: agglomeration(sizes, *codes)})["index"]
    simulated = medians({"dartboard": lambda: agglomeration_interval(sizes, *codes, draws=1000)}, 3)["dartboard"]
    case, reat = "A5 Ellison-Glaeser of 500 industries, 100,000 plants", "REAT 3.0.3 on another box"
    yield duration(case, seconds)
    yield beside(case, reat, (seconds, REAT_SECONDS), goal=5000 * 0.7, bound="passes over the plants in NumPy")
    case, bound = "A5 its dartboard, 1,000 maps", "random numbers: 100 million draws"
    yield duration(case, simulated)
    yield beside(case, "one point estimate of " + reat, (simulated, REAT_SECONDS), goal=1.0, bound=bound)


def gate_of_plants(sizes: Floats, regions: Any, industries: Any, gamma: Floats) -> None:
    """One industry by the formula, in plain NumPy."""
    mine = industries == 3
    weight = np.bincount(regions, weights=sizes) / sizes.sum()
    share = np.bincount(regions[mine], weights=sizes[mine], minlength=len(weight)) / sizes[mine].sum()
    plant = ((sizes[mine] / sizes[mine].sum()) ** 2).sum()
    spread = 1 - (weight**2).sum()
    expected = (((share - weight) ** 2).sum() - spread * plant) / (spread * (1 - plant))
    np.testing.assert_allclose(gamma[3], expected, rtol=1e-10)


def engines() -> Iterator[Figure]:
    """E1: the kernels, DuckDB and (where it is installed) Spark give the same bits."""
    table = zipf_firms(1_000_000, 200, 500)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.parquet"
        pq.write_table(table, path)
        calls: dict[str, Call] = {
            "growthpoles": lambda: indicators(path, duplicates="sum"),
            "its DuckDB engine": lambda: indicators(path, duplicates="sum", engine="duckdb"),
        }
        try:
            import pyspark  # noqa: F401

            calls["its Spark engine"] = lambda: indicators(path, duplicates="sum", engine="spark")
        except ImportError:
            print("Spark is not installed: its engine is not measured", file=sys.stderr)
        found = [call().pack.location_quotient for call in calls.values()]
        assert all((other == found[0]).all() for other in found)
        yield from beside_peers("E1 the same bits, 1,000,000 rows of Parquet, 200 x 500", calls, {}, "", 3)


def measure() -> list[Figure]:
    """All figures; each is told as it is there."""
    warnings.simplefilter("ignore")
    return told(figure for group in GROUPS for figure in group())


GROUPS = (small_table, firms_in_memory, plants, rows_of_parquet, engines)

if __name__ == "__main__":
    if len(sys.argv) > 1:
        GROUPS = tuple(group for group in GROUPS if group.__name__ in sys.argv[1:])
    measure()
