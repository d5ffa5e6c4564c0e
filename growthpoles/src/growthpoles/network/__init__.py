"""Local networks of firms, and the hypothesis that very dense ones de-cluster."""

from growthpoles.network.declustering import DensityTest, declustering_test
from growthpoles.network.structure import LocalNetwork, ego_density, local_networks, ties_of
from growthpoles.network.tables import declustering, network

__all__ = [
    "DensityTest",
    "LocalNetwork",
    "declustering",
    "declustering_test",
    "ego_density",
    "local_networks",
    "network",
    "ties_of",
]
