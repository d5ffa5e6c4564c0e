"""Speed of complexity and relatedness beside their peers, each figure gated on equal results in the same run.

Run ``python growthpoles/benchmarks/network_peers.py``; ``FULL=1`` adds ecomplexity and economic-complexity, which take
minutes. ``measure()`` returns the figures for ``var/bench-engine.json``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import econcomplex
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from growthpoles import product_space, proximity, relatedness_density
from growthpoles.complexity import complexity
from growthpoles.figures import Figure, beside, beside_peers, duration, medians, told

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Call = Callable[[], Any]
FULL = os.environ.get("FULL") == "1"
SIZE = "3000 x 1500"


def trade_like(n_regions: int, n_industries: int) -> Flags:
    """A nested presence network of economic size, every region and industry with something."""
    rng = np.random.default_rng(0)
    ability, demand = rng.random(n_regions)[:, None], rng.random(n_industries)[None, :]
    return np.asarray(rng.random((n_regions, n_industries)) < 1 / (1 + np.exp(8 * (demand - ability) + 1.5)))


def plain_eigsh(flags: Flags) -> Floats:
    """ECI by SciPy's eigsh on the sparse symmetric form, as a peer could do it soon; sign by diversity."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import LinearOperator, eigsh

    matrix = csr_array(flags, dtype=np.float64)
    diversity, ubiquity = flags.sum(axis=1).astype(float), flags.sum(axis=0).astype(float)
    root = np.sqrt(diversity)
    operator = LinearOperator(
        (len(root), len(root)), matvec=lambda x: (matrix @ ((matrix.T @ (x.ravel() / root)) / ubiquity)) / root
    )
    vector = eigsh(operator, k=2, which="LA", v0=np.ones(len(root)) + np.arange(len(root)) % 7)[1][:, 0] / root
    vector = (vector - vector.mean()) / vector.std()
    return vector * np.sign(np.corrcoef(vector, diversity)[0, 1])


def beside_econcomplex() -> Iterator[Figure]:
    """B1 to B4: complexity, proximity, density and all of them."""
    flags = trade_like(3000, 1500)
    frame = pd.DataFrame(flags.astype(float))
    near = proximity(flags)

    def their_eci() -> Any:
        return econcomplex.eci_pci(frame, use_rca=False, trim=False)

    def their_proximity() -> Any:
        return next(iter(econcomplex.proximity(frame, use_rca=False, compute="product").values()))

    def their_density() -> Any:
        return econcomplex.relatedness_density(frame, phi=near, use_rca=False)

    found, theirs = complexity(flags), their_eci()
    np.testing.assert_allclose(found.regions, theirs[0], atol=1e-9)
    np.testing.assert_allclose(near, np.asarray(their_proximity()), atol=1e-12)
    np.testing.assert_allclose(relatedness_density(flags, near) * 100, np.asarray(their_density()), atol=1e-9)
    np.testing.assert_allclose(plain_eigsh(flags), found.regions, atol=1e-6)
    product_space(flags)
    slow, passes = 3 if FULL else 1, "passes over the network"
    one: dict[str, Call] = {"growthpoles": lambda: complexity(flags)}
    yield from beside_peers(
        f"B1 ECI and PCI, {SIZE}", one | {"econcomplex": their_eci}, {"econcomplex": 200.0}, passes, slow
    )
    plain, taken = "scipy eigsh, sparse", one | {"scipy eigsh, sparse": lambda: plain_eigsh(flags)}
    seconds = medians(taken)
    yield beside(f"B1 ECI and PCI, {SIZE}", plain, (seconds["growthpoles"], seconds[plain]), goal=2.0, bound=passes)
    two: dict[str, Call] = {"growthpoles": lambda: proximity(flags), "econcomplex": their_proximity}
    yield from beside_peers(f"B2 proximity, {SIZE}", two, {}, "a product of matrices in single precision")
    three: dict[str, Call] = {"growthpoles": lambda: relatedness_density(flags, near), "econcomplex": their_density}
    yield from beside_peers(f"B3 density, {SIZE}", three, {"econcomplex": 4.3 * 0.7}, "sums of rows of proximities")
    whole: dict[str, Call] = {
        "growthpoles": lambda: product_space(flags).provenance,
        "econcomplex": lambda: (their_eci(), their_proximity(), their_density()),
    }
    yield from beside_peers(f"B4 all of them, {SIZE}", whole, {"econcomplex": 50.0}, passes, slow)


def beside_ecomplexity() -> Iterator[Figure]:
    """B1, B2: the two functions of ecomplexity on its own objects, without its long tables."""
    from ecomplexity.calc_proximity import calc_discrete_proximity
    from ecomplexity.ecomplexity import calc_eci_pci

    class Network:
        t = ""
        mcp_t = trade_like(3000, 1500).astype(float)
        diversity_t, ubiquity_t = mcp_t.sum(axis=1), mcp_t.sum(axis=0)

    flags = Network.mcp_t > 0
    theirs, near = calc_eci_pci(Network)[0], calc_discrete_proximity(Network.mcp_t, Network.ubiquity_t, False)
    np.testing.assert_allclose((theirs - theirs.mean()) / theirs.std(), complexity(flags).regions, atol=1e-9)
    np.testing.assert_allclose(near, proximity(flags, diagonal=1.0), atol=1e-12)
    for case, ours, call in (
        ("B1 ECI and PCI", lambda: complexity(flags), lambda: calc_eci_pci(Network)),
        (
            "B2 proximity",
            lambda: proximity(flags, diagonal=1.0),
            lambda: calc_discrete_proximity(Network.mcp_t, Network.ubiquity_t, False),
        ),
    ):
        taken = medians({"growthpoles": ours, "ecomplexity": call}, 1)
        yield beside(f"{case}, {SIZE}", "ecomplexity", (taken["growthpoles"], taken["ecomplexity"]))


IN_ITS_ENVIRONMENT = """
import sys, time
import numpy as np
import pandas as pd
from economic_complexity import complexity, proximity
frame = pd.DataFrame(np.load(sys.argv[1]).astype(float))
start = time.perf_counter()
regions = complexity(frame)[0]
middle = time.perf_counter()
near = proximity(frame)
end = time.perf_counter()
np.savez(sys.argv[2], regions=regions, near=near, seconds=[middle - start, end - middle])
"""


def beside_economic_complexity() -> Iterator[Figure]:
    """B1, B2: economic-complexity 0.3.0, which cannot run with pandas 3, in an environment of its own (pandas 2).

    Its complexity is the method of reflections, 18 steps for the regions.
    """
    installer = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if installer is None:
        print("uv is not installed: economic-complexity is not measured", file=sys.stderr)
        return
    flags = trade_like(3000, 1500)
    with tempfile.TemporaryDirectory() as folder:
        python, network, results = (Path(folder) / name for name in ("its/bin/python", "network.npy", "results.npz"))
        np.save(network, flags)
        subprocess.run([installer, "venv", "-q", "--python", sys.executable, str(python.parents[1])], check=True)
        packages = ("economic-complexity==0.3.0", "pandas<3")
        subprocess.run([installer, "pip", "install", "-q", "--python", str(python), *packages], check=True)
        subprocess.run([str(python), "-c", IN_ITS_ENVIRONMENT, str(network), str(results)], check=True)
        with np.load(results) as found:
            theirs, their_near, their_seconds = found["regions"], found["near"], found["seconds"].tolist()

    def ours() -> Any:
        return complexity(flags, method="reflections", ddof=1, iterations=18)

    # Averages of averages hardly differ after 18 steps: what is left of them has lost half of its digits in both.
    np.testing.assert_allclose(ours().regions, theirs, rtol=0, atol=1e-5)
    np.testing.assert_allclose(proximity(flags), their_near, atol=1e-12)
    taken = medians({"complexity": ours, "proximity": lambda: proximity(flags)})
    case, peer = f"B1 reflections, {SIZE}", "economic-complexity 0.3.0 with pandas 2"
    yield duration(case, taken["complexity"])
    yield beside(case, peer, (taken["complexity"], their_seconds[0]))
    yield beside(f"B2 proximity, {SIZE}", peer, (taken["proximity"], their_seconds[1]))


GROUPS = (beside_econcomplex, *((beside_ecomplexity, beside_economic_complexity) if FULL else ()))


def measure() -> list[Figure]:
    """All figures; each is told as it is there."""
    warnings.simplefilter("ignore")
    return told(figure for group in GROUPS for figure in group())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        GROUPS = tuple(group for group in GROUPS if group.__name__ in sys.argv[1:])
    measure()
