"""Growth poles: four elements, rank intervals, spread against backwash, and the verdicts of the source."""

from growthpoles.poles.composite import aggregate, normalise, ranks
from growthpoles.poles.index import PoleIndex, RankInterval, growth_pole_index, rank_intervals, rank_variants
from growthpoles.poles.indicators import ELEMENTS, Indicator, from_list, from_table
from growthpoles.poles.spread import BandEffect, great_circle_distances, hop_distances, spread_backwash
from growthpoles.poles.surroundings import read_distances, surroundings
from growthpoles.poles.tables import growth_poles, pole_sensitivity
from growthpoles.poles.verdicts import SourceCheck, check_against_source, source_verdicts

__all__ = [
    "ELEMENTS",
    "BandEffect",
    "Indicator",
    "PoleIndex",
    "RankInterval",
    "SourceCheck",
    "aggregate",
    "check_against_source",
    "from_list",
    "from_table",
    "great_circle_distances",
    "growth_pole_index",
    "growth_poles",
    "hop_distances",
    "normalise",
    "pole_sensitivity",
    "rank_intervals",
    "rank_variants",
    "ranks",
    "read_distances",
    "source_verdicts",
    "spread_backwash",
    "surroundings",
]
