"""Read weights from files: boundaries (GeoJSON), GAL, lists of neighbours, links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from growthpoles.errors import InputError
from growthpoles.projection import LocalMetres, looks_like_degrees
from growthpoles.space.weights import (
    Weights,
    centroids,
    contiguity,
    distance_band,
    from_links,
    from_neighbours,
    k_nearest,
)
from growthpoles.tables import read_rows


def read_weights(
    path: str | Path,
    *,
    id_property: str | None = None,
    rule: Literal["queen", "rook"] = "queen",
    nearest: int | None = None,
    within: float | None = None,
) -> Weights:
    """Weights from a file.

    Parameters
    ----------
    path : path
        ``.geojson`` or ``.json``: boundaries. ``.gal``: GeoDa's lists. Else a table with the columns ``region`` and
        ``neighbours`` (codes separated by blanks), or ``region``, ``neighbour`` and perhaps ``weight``.
    id_property : str, optional
        Property of the boundaries that holds the code of the region.
    rule : {"queen", "rook"}
        Contiguity of boundaries.
    nearest : int, optional
        The k nearest regions by the distance of their centres, instead of contiguity.
    within : float, optional
        All regions whose centres are within so many metres, instead of contiguity.

    Returns
    -------
    Weights

    Raises
    ------
    InputError
    """
    suffix = Path(path).suffix.lower()
    if not Path(path).is_file():
        raise InputError("a file of weights or boundaries", repr(str(path)), "check the path of --weights")
    if suffix in (".geojson", ".json"):
        return _from_boundaries(read_geojson(path), id_property, rule, nearest, within)
    if nearest is not None or within is not None:
        raise InputError("boundaries, for neighbours by distance", repr(str(path)), "give a .geojson file")
    return _read_gal(Path(path)) if suffix == ".gal" else _read_table(path)


def read_geojson(path: str | Path) -> Mapping[str, Any]:
    """A GeoJSON FeatureCollection.

    Raises
    ------
    InputError
        If the file is not one.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError("GeoJSON", f"{str(path)!r} ({error})", "export the boundaries as GeoJSON in UTF-8") from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        kind = content.get("type") if isinstance(content, dict) else type(content).__name__
        raise InputError("a GeoJSON FeatureCollection", repr(kind), "put the boundaries into one collection")
    return content


def _from_boundaries(
    boundaries: Mapping[str, Any],
    id_property: str | None,
    rule: Literal["queen", "rook"],
    nearest: int | None,
    within: float | None,
) -> Weights:
    if nearest is None and within is None:
        return contiguity(boundaries, rule=rule, id_property=id_property)
    centres, ids = centroids(boundaries, id_property)
    if looks_like_degrees(centres):
        centres = LocalMetres.centred_on(centres).forward(centres)
    if nearest is not None:
        return k_nearest(centres, nearest, ids)
    assert within is not None
    return distance_band(centres, within, ids)


def _read_gal(path: Path) -> Weights:
    """GeoDa's lists: a header, then per region a line ``id count`` and a line of neighbours. Rows come in any order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    neighbours: dict[str, list[str]] = {}
    remedy = "export the weights again as GAL"
    at = 1
    while at < len(lines):
        head = lines[at].split()
        if not head:
            at += 1
            continue
        if len(head) != 2 or not head[1].isdigit():
            raise InputError("a region and its number of neighbours", repr(lines[at]), remedy, row=at + 1)
        count = int(head[1])
        names = lines[at + 1].split() if at + 1 < len(lines) else []
        if len(names) != count:
            raise InputError(f"{count} neighbours of {head[0]!r}", str(len(names)), remedy, row=at + 2)
        neighbours[head[0]] = names
        at += 2
    return from_neighbours(neighbours, source="GAL file")


def _read_table(path: str | Path) -> Weights:
    rows = read_rows(str(path), ["region"], optional=["neighbours", "neighbour", "weight"])
    columns = {name: rows.columns.column(name).to_pylist() for name in rows.columns.column_names}
    if "neighbours" in columns:
        pairs = zip(columns["region"], columns["neighbours"], strict=True)
        return from_neighbours({str(region): str(names or "").split() for region, names in pairs})
    if "neighbour" not in columns:
        raise InputError(
            "a column 'neighbours' (codes separated by blanks) or 'neighbour' (one link a row)",
            f"the columns {', '.join(map(repr, columns))}",
            "name one of them so",
        )
    ids = list(dict.fromkeys([*map(str, columns["region"]), *map(str, columns["neighbour"])]))
    place = {name: at for at, name in enumerate(ids)}
    starts, ends = ([place[str(name)] for name in columns[side]] for side in ("region", "neighbour"))
    values = None
    if "weight" in columns:
        values = np.array([_number(text, rows.row_number(at)) for at, text in enumerate(columns["weight"])])
    return from_links(ids, starts, ends, values, source="links")


def _number(text: object, row: int) -> float:
    try:
        return float(str(text))
    except ValueError:
        raise InputError("a number", repr(text), "write the weight as a number", row=row, column="weight") from None
