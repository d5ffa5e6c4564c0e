"""Boundaries and names of regions for maps."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from growthpoles.errors import InputError

__all__ = ["boundaries_of", "read_boundaries", "region_names"]

Feature = dict[str, Any]


@cache
def region_names(language: str = "en") -> Mapping[str, str]:
    """Names of Kazakhstan's regions by key.

    >>> region_names("kk")["ULT"]
    'Ұлытау облысы'
    """
    text = (files("growthpoles") / "data" / "kz_regions.csv").read_text("utf-8")
    return {row["region"]: row[f"name_{language}"] for row in csv.DictReader(text.splitlines())}


def read_boundaries(path: str | os.PathLike[str], *, key: str = "region") -> list[Feature]:
    """Boundaries of a GeoJSON file, one feature per region.

    Parameters
    ----------
    path : path
        A FeatureCollection in degrees.
    key : str
        Property that names the region.

    Returns
    -------
    list of dict
        Features with a property ``region``, their rings wound as charts want them.

    Raises
    ------
    InputError
        If the file is not such a collection, or a feature has no key.
    """
    if not Path(path).is_file():
        raise InputError("a GeoJSON file", repr(str(path)), "check the path of --geojson")
    try:
        found = json.loads(Path(path).read_text("utf-8"))
        features = found["features"]
    except (ValueError, KeyError, TypeError):
        raise InputError("a GeoJSON FeatureCollection", repr(str(path)), "convert the file to GeoJSON") from None
    for at, feature in enumerate(features):
        if key not in (feature.get("properties") or {}):
            given = ", ".join(feature.get("properties") or {}) or "no properties"
            raise InputError(f"a property {key!r}", given, "name the property with --key", row=at)
    return [
        {
            "type": "Feature",
            "properties": {"region": str(feature["properties"][key])},
            "geometry": _wound(feature["geometry"]),
        }
        for feature in features
    ]


def boundaries_of(regions: Collection[str]) -> list[Feature]:
    """The boundaries of Kazakhstan that fit the keys given: 20 regions since June 2022, 17 before.

    Raises
    ------
    InputError
        If a key is in neither set.

    Examples
    --------
    >>> len(boundaries_of(["ALA", "ULT"])), len(boundaries_of(["ALA", "KRG"]))
    (20, 17)
    """
    folder = files("growthpoles") / "data"
    newer = set(regions) & {"ABY", "ULT", "ZHT"}
    unknown = sorted(set(regions) - set(region_names()))
    if unknown:
        raise InputError(
            f"regions by their keys ({', '.join(sorted(region_names())[:4])} …)",
            ", ".join(unknown[:5]),
            "use these keys, or pass your own boundaries with --geojson",
        )
    return read_boundaries(str(folder / f"kz_regions_{20 if newer else 17}.geojson"))


def _wound(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Outer rings clockwise and holes the other way: on a sphere the other side would be filled else."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    turned = [[_turned(ring, clockwise=at == 0) for at, ring in enumerate(polygon)] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": turned}


def _turned(ring: Sequence[Sequence[float]], *, clockwise: bool) -> list[Sequence[float]]:
    is_clockwise = _signed_area(ring) < 0
    return list(ring) if is_clockwise == clockwise else list(reversed(ring))


def _signed_area(ring: Sequence[Sequence[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def area_and_middle(feature: Feature) -> tuple[float, float, float]:
    """Area in square degrees and the middle (longitude, latitude) of a feature's largest part."""
    ring = max((polygon[0] for polygon in feature["geometry"]["coordinates"]), key=lambda r: abs(_signed_area(r)))
    x, y = [point[0] for point in ring], [point[1] for point in ring]
    return abs(_signed_area(ring)), (min(x) + max(x)) / 2, (min(y) + max(y)) / 2
