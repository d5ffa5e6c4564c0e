"""Maps of regions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from growthpoles.charts.geography import Feature, area_and_middle, boundaries_of, region_names
from growthpoles.charts.style import CATEGORIES, INK, NO_DATA, QUIET, SEQUENTIAL, configured, heading, parted
from growthpoles.errors import InputError

__all__ = ["finding", "region_map"]

#: Regions below this share of the largest are drawn as circles too, so that cities can be seen.
_TINY = 0.01
HIGHEST = {"en": "highest in", "ru": "выше всего:", "kk": "ең жоғарысы:"}


def region_map(
    values: Mapping[str, float | str | None],
    *,
    label: str,
    boundaries: Sequence[Feature] | None = None,
    title: str | None = None,
    source: str = "",
    middle: float | None = None,
    language: str = "en",
) -> Any:
    """Map of one value per region.

    Parameters
    ----------
    values : mapping of region to value
        Numbers, or words for a map of classes; ``None`` and ``NaN`` are drawn as *no data*.
    label : str
        Name and unit of the value, for the legend.
    boundaries : sequence of features, optional
        See `read_boundaries`; by default those of Kazakhstan that fit the keys.
    title : str, optional
        The finding. Default: where the value is highest.
    source : str
        Named under the title.
    middle : float, optional
        Value at which two colours part (1 for quotients); without it one colour deepens.
    language : {"en", "ru", "kk"}

    Returns
    -------
    altair.Chart

    Raises
    ------
    InputError
        If no region of the values is on the map.
    """
    import altair as alt

    features = list(boundaries) if boundaries is not None else boundaries_of(values)
    shown = {feature["properties"]["region"] for feature in features}
    if not shown & set(values):
        raise InputError(
            f"regions of the map ({', '.join(sorted(shown)[:4])} …)", ", ".join(list(values)[:4]), "use the same keys"
        )
    names = region_names(language)
    words = any(isinstance(value, str) for value in values.values())
    rows = [_with_value(feature, values, names) for feature in features]
    colour = _colour([row["properties"]["value"] for row in rows], label, words, middle)
    tooltip = [
        alt.Tooltip("properties.name:N", title=" "),
        alt.Tooltip(f"properties.value:{'N' if words else 'Q'}", title=label),
    ]
    turn = -sum(area_and_middle(feature)[1] for feature in features) / len(features)
    # The boundaries stand once in the chart and are added last: each layer and each copy would else carry them along.
    shapes = alt.NamedData(name="regions")
    absent = alt.Chart(shapes).mark_geoshape(fill=QUIET, stroke="white", strokeWidth=0.7)
    areas = alt.Chart(shapes).mark_geoshape(stroke="white", strokeWidth=0.7).encode(color=colour, tooltip=tooltip)
    layers = absent + areas.transform_filter("datum.properties.value !== null") + _cities(rows, colour, tooltip)
    heads = heading(
        title or finding(values, label, names, language), _gap_note(rows, label, language), source, language
    )
    projected = layers.project(type="conicEqualArea", rotate=[turn, 0, 0], parallels=_parallels(features))
    chart = configured(projected.properties(width=640, height=380, title=heads), language)
    chart.datasets = {"regions": rows}
    return chart


def finding(
    values: Mapping[str, float | str | None], label: str, names: Mapping[str, str], language: str = "en"
) -> str:
    """A title that says where the value is highest; the label alone for classes.

    >>> finding({"ALA": 2.1, "KRG": 0.4}, "LQ", {"ALA": "Almaty"})
    'LQ: highest in Almaty (2.1)'
    """
    known = {
        region: value for region, value in values.items() if isinstance(value, int | float) and not math.isnan(value)
    }
    if not known:
        return label
    top = max(known, key=lambda region: known[region])
    number = f"{known[top]:.3g}".replace(".", "." if language == "en" else ",")
    return f"{label}: {HIGHEST[language]} {names.get(top, top)} ({number})"


def _with_value(feature: Feature, values: Mapping[str, Any], names: Mapping[str, str]) -> Feature:
    region = feature["properties"]["region"]
    value = values.get(region)
    missing = value is None or value == "" or (isinstance(value, float) and math.isnan(value))
    return {**feature, "properties": {"name": names.get(region, region), "value": None if missing else value}}


def _colour(known: Sequence[Any], label: str, words: bool, middle: float | None) -> Any:
    import altair as alt

    legend = alt.Legend(title=label, orient="bottom", titleLimit=600, gradientLength=260)
    if words:
        classes = sorted({value for value in known if value is not None})
        scale = alt.Scale(domain=classes, range=[CATEGORIES[at % len(CATEGORIES)] for at in range(len(classes))])
        return alt.Color("properties.value:N", scale=scale, legend=legend)
    numbers = [float(value) for value in known if value is not None]
    scale = alt.Scale(range=SEQUENTIAL) if middle is None else parted(numbers, middle)
    return alt.Color("properties.value:Q", scale=scale, legend=legend)


def _cities(rows: Sequence[Feature], colour: Any, tooltip: Sequence[Any]) -> Any:
    import altair as alt

    measured = [(row, *area_and_middle(row)) for row in rows]
    largest = max(area for _, area, _, _ in measured)
    points = [
        {"properties": row["properties"], "longitude": x, "latitude": y}
        for row, area, x, y in measured
        if area < _TINY * largest and row["properties"]["value"] is not None
    ]
    return (
        alt.Chart(alt.Data(values=points))
        .mark_circle(size=170, stroke=INK, strokeWidth=0.8, opacity=1)
        .encode(longitude="longitude:Q", latitude="latitude:Q", color=colour, tooltip=tooltip)
    )


def _gap_note(rows: Sequence[Feature], label: str, language: str) -> str:
    missing = [row["properties"]["name"] for row in rows if row["properties"]["value"] is None]
    return f"{NO_DATA[language]}: {', '.join(missing)}" if missing else ""


def _parallels(features: Sequence[Feature]) -> list[float]:
    y = [area_and_middle(feature)[2] for feature in features]
    low, high = min(y), max(y)
    return [low + (high - low) / 6, high - (high - low) / 6] if high - low > 1 else [low - 1, low + 1]
