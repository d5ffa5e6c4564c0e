"""Charts and maps in Vega-Lite, saved as SVG, PNG or the specification itself."""

from growthpoles.charts.geography import boundaries_of, read_boundaries, region_names
from growthpoles.charts.maps import region_map
from growthpoles.charts.marks import bars, curve, heat_map
from growthpoles.charts.saving import chart_bytes, save_chart

__all__ = [
    "bars",
    "boundaries_of",
    "chart_bytes",
    "curve",
    "heat_map",
    "read_boundaries",
    "region_map",
    "region_names",
    "save_chart",
]
