"""Economic complexity of regions and industries: eigenvector, reflections, fitness."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.relatedness import checked_flags
from growthpoles.shares import ratio

Floats = NDArray[np.float64]
Method = Literal["eigenvector", "reflections", "fitness"]
SignRule = Literal["diversity", "reflections"]
Scaling = Literal["regions", "own", "sum"]
#: Below this distance of the second from the third eigenvalue, order and sign depend on small changes of the data.
NARROW_GAP = 0.01
#: Up to this size a dense eigen-decomposition is quicker than Lanczos iterations.
DENSE_SIZE = 128


class Complexity(NamedTuple):
    """Complexity of regions and industries.

    Parameters
    ----------
    regions : array of float, shape (n_regions,)
    industries : array of float, shape (n_industries,)
        ``NaN`` for a region without any presence, an industry that is present nowhere.
    eigenvalues : tuple of float
        The second and the third; empty for methods without eigenvalues.
    warnings : tuple of str
    """

    regions: Floats
    industries: Floats
    eigenvalues: tuple[float, ...] = ()
    warnings: tuple[str, ...] = ()


def complexity(
    present: ArrayLike,
    *,
    method: Method = "eigenvector",
    sign: SignRule = "diversity",
    scaling: Scaling = "regions",
    ddof: Literal[0, 1] = 0,
    iterations: int = 20,
) -> Complexity:
    r"""Economic complexity of regions (ECI) and industries (PCI).

    The ECI is the second eigenvector of :math:`D^{-1} M U^{-1} M^T`, with diversities :math:`D` and ubiquities
    :math:`U`; it is found on the symmetric :math:`D^{-1/2} M U^{-1} M^T D^{-1/2}`, on the smaller side.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    method : {"eigenvector", "reflections", "fitness"}
        ``reflections``: averages of averages after ``iterations`` steps (Hidalgo and Hausmann 2009), standardised.
        ``fitness``: the non-linear map of Tacchella et al. (2012), mean 1, after at most 1000 steps.
    sign : {"diversity", "reflections"}
        An eigenvector has no sign: it is turned to correlate with diversity (py-ecomplexity, econcomplex) or with
        the reflections of step 20 (EconGeo). On some networks the two rules disagree.
    scaling : {"regions", "own", "sum"}
        PCI in units of the ECI, so that the ECI is the mean of the PCI of a region's industries (Growth Lab);
        standardised by itself (OEC, econcomplex); or both divided by their sums (EconGeo).
    ddof : {0, 1}
        Divisor of the standard deviation, n (NumPy) or n - 1 (pandas, R).
    iterations : int
        Steps of the reflections; even.

    Returns
    -------
    Complexity

    Raises
    ------
    InputError
        If fewer than three regions or three industries have a presence.

    Notes
    -----
    ``warnings`` tells of a narrow eigengap and of a network that falls into parts: then the index separates the parts
    and says nothing of complexity.

    References
    ----------
    .. [1] Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106, 10570-10575.
       https://doi.org/10.1073/pnas.0900943106
    .. [2] Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A., Pietronero, L. (2012). A new metrics for
       countries' fitness and products' complexity. Scientific Reports 2, 723. https://doi.org/10.1038/srep00723
    .. [3] Mealy, P., Farmer, J. D., Teytelboym, A. (2019). Interpreting economic complexity. Science Advances 5.
       https://doi.org/10.1126/sciadv.aau1705

    Examples
    --------
    The network of figure S4 of Hidalgo and Hausmann (2009):

    >>> network = [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
    >>> complexity(network).regions.round(6)
    array([-0.075353, -1.602916,  0.747788,  0.930481])
    >>> complexity(network, sign="reflections").regions.round(3)
    array([ 0.075,  1.603, -0.748, -0.93 ])
    """
    flags = checked_flags(present)
    kept_regions, kept_industries = flags.any(axis=1), flags.any(axis=0)
    everything = kept_regions.all() and kept_industries.all()
    member = flags if everything else flags[np.ix_(kept_regions, kept_industries)]
    if min(member.shape) < 3:
        raise InputError(
            "at least three regions and three industries with a specialisation",
            f"{member.shape[0]} regions and {member.shape[1]} industries",
            "use a table with more detail, or another --threshold",
        )
    if method == "eigenvector":
        found = _by_eigenvector(member, sign=sign, scaling=scaling, ddof=ddof)
    elif method == "reflections":
        found = _by_reflections(member, iterations, ddof)
    elif method == "fitness":
        found = _by_fitness(member)
    else:
        raise InputError("eigenvector, reflections or fitness", repr(method), "choose a method")
    regions, industries = np.full(flags.shape[0], np.nan), np.full(flags.shape[1], np.nan)
    regions[kept_regions], industries[kept_industries] = found.regions, found.industries
    return Complexity(regions, industries, found.eigenvalues, found.warnings)


def economic_complexity_index(present: ArrayLike, *, method: Method = "eigenvector") -> Floats:
    """Economic complexity of regions; see :func:`complexity` for variants and warnings.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    method : {"eigenvector", "reflections", "fitness"}

    Returns
    -------
    array of float, shape (n_regions,)
        Standard deviations from the mean region; ``NaN`` without any presence.

    References
    ----------
    .. [1] Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106, 10570-10575.
       https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> economic_complexity_index([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]).round(3)
    array([-0.075, -1.603,  0.748,  0.93 ])
    """
    return complexity(present, method=method).regions


def product_complexity_index(present: ArrayLike, *, method: Method = "eigenvector") -> Floats:
    """Complexity of industries; see :func:`complexity` for variants and warnings.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    method : {"eigenvector", "reflections", "fitness"}

    Returns
    -------
    array of float, shape (n_industries,)
        In standard deviations of the regions; ``NaN`` for an industry that is present nowhere.

    References
    ----------
    .. [1] Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106, 10570-10575.
       https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> product_complexity_index([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]).round(3)
    array([-0.194, -1.603,  0.565,  0.93 ])
    """
    return complexity(present, method=method).industries


def _by_eigenvector(member: NDArray[np.bool_], *, sign: SignRule, scaling: Scaling, ddof: int) -> Complexity:
    diversity, ubiquity = _sizes(member)
    regions, industries, second, third = _second_vectors(member, diversity, ubiquity)
    against = diversity if sign == "diversity" else _reflect(member, 20)[0]
    if np.dot(regions - regions.mean(), against - against.mean()) < 0:
        regions, industries = -regions, -industries
    if scaling == "sum":
        regions, industries = regions / regions.sum(), industries / industries.sum()
    else:
        mean, deviation = regions.mean(), regions.std(ddof=ddof)
        if scaling == "own":
            industries = (industries - industries.mean()) / industries.std(ddof=ddof)
        else:
            industries = (industries - mean) / deviation
        regions = (regions - mean) / deviation
    return Complexity(regions, industries, (second, third), _eigen_warnings(second, third))


def _eigen_warnings(second: float, third: float) -> tuple[str, ...]:
    if second > 1.0 - 1e-9:
        return ("the network of regions and industries falls into parts: the index tells them apart, not complexity",)
    if second - third < NARROW_GAP:
        return (f"narrow eigengap ({second:.4f}, {third:.4f}): order and sign of the index are unreliable",)
    return ()


def _sizes(member: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Diversities and ubiquities; added up as small whole numbers, which is several times as fast."""
    number = np.min_scalar_type(max(member.shape))
    sums = (np.add.reduce(member.view(np.uint8), axis=axis, dtype=number) for axis in (1, 0))
    diversity, ubiquity = (part.astype(np.float64) for part in sums)
    return diversity, ubiquity


def _second_vectors(
    member: NDArray[np.bool_], diversity: Floats, ubiquity: Floats
) -> tuple[Floats, Floats, float, float]:
    """Second vectors of regions and of industries (mean over a region's industries = the region), two eigenvalues."""
    by_region = member.shape[0] <= member.shape[1]
    side, other = (diversity, ubiquity) if by_region else (ubiquity, diversity)
    own, across, (second, third) = _vectors_of(member if by_region else member.T, side, other)
    return (own, across / second, second, third) if by_region else (across, own, second, third)


def _vectors_of(
    incidence: NDArray[np.bool_], side: Floats, other: Floats
) -> tuple[Floats, Floats, tuple[float, float]]:
    """Second vector of the smaller side, its mean over the members of the other, second and third eigenvalue."""
    if incidence.shape[0] > DENSE_SIZE:
        from growthpoles.lanczos import second_vectors

        return second_vectors(incidence, side, other)
    root = np.sqrt(side)
    scaled = incidence / root[:, None]
    values, vectors = np.linalg.eigh((scaled / other) @ scaled.T)
    own = vectors[:, -2] / root
    return own, own @ incidence.astype(np.float64) / other, (float(values[-2]), float(values[-3]))


def _reflect(member: NDArray[np.bool_], iterations: int) -> tuple[Floats, Floats]:
    """Averages of averages: of regions and of industries after an even number of steps."""
    matrix = member.astype(np.float64)
    diversity, ubiquity = matrix.sum(axis=1), matrix.sum(axis=0)
    regions, industries = diversity, ubiquity
    for _ in range(iterations):
        regions, industries = matrix @ industries / diversity, regions @ matrix / ubiquity
    return regions, industries


def _by_reflections(member: NDArray[np.bool_], iterations: int, ddof: int) -> Complexity:
    if iterations < 2 or iterations % 2:
        raise InputError("an even number of iterations", str(iterations), "pass 18 or 20: odd steps swap the meaning")
    regions, _ = _reflect(member, iterations)
    _, of_industries = _reflect(member, iterations - 1)
    standardised = [(part - part.mean()) / part.std(ddof=ddof) for part in (regions, of_industries)]
    return Complexity(standardised[0], standardised[1])


def _by_fitness(member: NDArray[np.bool_], *, most: int = 1000, tolerance: float = 1e-10) -> Complexity:
    matrix = member.astype(np.float64)
    fitness, quality = np.ones(matrix.shape[0]), np.ones(matrix.shape[1])
    warnings: tuple[str, ...] = (f"fitness had not settled after {most} steps; weak regions tend to zero",)
    for _ in range(most):
        previous = fitness
        fitness, quality = matrix @ quality, ratio(np.float64(1.0), (1.0 / fitness) @ matrix)
        fitness, quality = fitness / fitness.mean(), quality / quality.mean()
        fitness = np.maximum(fitness, np.finfo(np.float64).tiny)
        if np.abs(fitness - previous).max() < tolerance:
            warnings = ()
            break
    return Complexity(fitness, quality, (), warnings)
