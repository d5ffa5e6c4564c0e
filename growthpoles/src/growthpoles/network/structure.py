"""Density and closure of local networks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

__all__ = ["LocalNetwork", "Ties", "ego_density", "local_networks", "ties_of"]

Ties = Mapping[Hashable, frozenset[Hashable]]


@dataclass(frozen=True)
class LocalNetwork:
    """Ties among the firms of one place. Shares are ``NaN`` where nothing could be tied.

    ``density`` is the share of possible ties that exist; ``transitivity`` the share of pairs with a common partner
    that are tied themselves; ``clustering`` the mean of that share over firms; ``external_internal`` is
    (ties out - ties in) / (ties out + ties in), -1 where a place keeps to itself.
    """

    place: str
    firms: int
    ties: int
    external_ties: int
    density: float
    mean_degree: float
    transitivity: float
    clustering: float
    external_internal: float


def ties_of(
    edges: Iterable[tuple[Hashable, Hashable]], firms: Iterable[Hashable] = ()
) -> dict[Hashable, frozenset[Hashable]]:
    """Partners of each firm; ties have no direction, a tie given twice counts once, ties to oneself are left out.

    >>> sorted(ties_of([("a", "b"), ("b", "a"), ("b", "c")])["b"])
    ['a', 'c']
    """
    partners: dict[Hashable, set[Hashable]] = {firm: set() for firm in firms}
    for first, second in edges:
        if first != second:
            partners.setdefault(first, set()).add(second)
            partners.setdefault(second, set()).add(first)
    return {firm: frozenset(found) for firm, found in partners.items()}


def local_networks(ties: Ties, places: Mapping[Hashable, str]) -> list[LocalNetwork]:
    """Structure of the network of each place.

    Parameters
    ----------
    ties : mapping of firm to its partners
        See `ties_of`.
    places : mapping of firm to place
        Every firm of ``ties``.

    Returns
    -------
    list of LocalNetwork
        Places in order of appearance. Only ties within a place count, but for ``external_ties``.

    References
    ----------
    .. [1] Krackhardt, D., Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology Quarterly
       51, 123-140. doi:10.2307/2786835
    .. [2] Watts, D. J., Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. Nature 393, 440-442.
       doi:10.1038/30918

    Examples
    --------
    >>> ties = ties_of([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")])
    >>> [n.density for n in local_networks(ties, dict.fromkeys("abcd", "Almaty"))]
    [0.6666666666666666]
    """
    members: dict[str, list[Hashable]] = {}
    for firm in ties:
        members.setdefault(places[firm], []).append(firm)
    return [_local(place, firms, ties) for place, firms in members.items()]


def _local(place: str, firms: list[Hashable], ties: Ties) -> LocalNetwork:
    here = frozenset(firms)
    inner = {firm: ties[firm] & here for firm in firms}
    n, within = len(firms), sum(len(partners) for partners in inner.values()) // 2
    outside = sum(len(ties[firm] - here) for firm in firms)
    closed = {firm: _closed_pairs(inner[firm], inner) for firm in firms}
    open_or_closed = {firm: len(partners) * (len(partners) - 1) // 2 for firm, partners in inner.items()}
    shares = [closed[firm] / pairs if pairs else 0.0 for firm, pairs in open_or_closed.items()]
    return LocalNetwork(
        place=place,
        firms=n,
        ties=within,
        external_ties=outside,
        density=_share(2 * within, n * (n - 1)),
        mean_degree=2 * within / n,
        transitivity=_share(sum(closed.values()), sum(open_or_closed.values())),
        clustering=sum(shares) / n,
        external_internal=_share(outside - within, outside + within),
    )


def _closed_pairs(partners: frozenset[Hashable], inner: Ties) -> int:
    return sum(len(inner[partner] & partners) for partner in partners) // 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def ego_density(ties: Ties) -> dict[Hashable, float]:
    """Share of the pairs of a firm's partners that are tied to each other; ``NaN`` below two partners.

    >>> ego_density(ties_of([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")]))["a"]
    0.3333333333333333
    """
    return {
        firm: _share(_closed_pairs(partners, ties), len(partners) * (len(partners) - 1) // 2)
        for firm, partners in ties.items()
    }
