"""The product space in one go: proximity, relatedness density and complexity of a large presence network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.complexity import Complexity, complexity
from growthpoles.relatedness import checked_flags, proximity, relatedness_density
from growthpoles.results import provenance
from growthpoles.tables.table import digest_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ProductSpace:
    """What is near to what, how near each region is to each industry, and how complex both are.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    proximity : array of float, shape (n_industries, n_industries)
    density : array of float, shape (n_regions, n_industries)
    complexity : Complexity
    """

    present: NDArray[np.bool_]
    proximity: Floats
    density: Floats
    complexity: Complexity

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Measure, variant, units, digest of the input, engine version, warnings."""
        return provenance(
            "product_space",
            variant="proximity minimum, diagonal 0; complexity by eigenvector, sign by diversity, scaled by regions",
            options={"eigenvalues": list(self.complexity.eigenvalues)},
            units={"proximity": "1", "density": "share, 0 to 1", "complexity": "standard deviations of the regions"},
            input_hash=digest_of([], [np.packbits(self.present)]),
            warnings=self.complexity.warnings,
        )


def product_space(present: ArrayLike) -> ProductSpace:
    """Proximity of industries, relatedness density and complexity from one presence network.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
        Such as ``presence(location_quotient(table))``.

    Returns
    -------
    ProductSpace

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabasi, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482-487. https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> space = product_space([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    >>> space.proximity[2].round(3), space.provenance["warnings"]
    (array([0.5  , 0.5  , 0.   , 0.667]), [])
    """
    flags = checked_flags(present)
    near = proximity(flags)
    return ProductSpace(flags, near, relatedness_density(flags, near), complexity(flags))
