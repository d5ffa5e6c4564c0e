"""Firm points in: coordinates in metres, or degrees that become local metres; kinds, weights, strata."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.projection import LocalMetres, looks_like_degrees
from growthpoles.tables import Rows, read_rows
from growthpoles.tables.sources import Source

Floats = NDArray[np.float64]
Coordinates = Literal["auto", "metres", "degrees"]

_NAMED_DEGREES = (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"))
_CANDIDATES = ("x", "y", "lon", "longitude", "lng", "lat", "latitude")
#: No town lies nearer to a pole; longitudes in the column of latitudes mostly do.
_LAST_TOWN = 72.0


@dataclass(frozen=True)
class Points:
    """Firms with their places.

    Parameters
    ----------
    metres : array of float, shape (n, 2)
        East and north.
    kinds : tuple of str
        Industry of each firm.
    names : tuple of str
        Identifier of each firm; its row number in the source if no column names it.
    weights : array of float, shape (n,), optional
    strata : tuple of str, optional
    projection : LocalMetres, optional
        How degrees became metres; None if the source had metres.
    warnings : tuple of str
    """

    metres: Floats
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    weights: Floats | None = None
    strata: tuple[str, ...] | None = None
    projection: LocalMetres | None = None
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.metres)

    @cached_property
    def input_hash(self) -> str:
        """Digest of the firms: the same for the same firms in any order of rows."""
        order = np.lexsort((np.array(self.kinds), self.metres[:, 1], self.metres[:, 0]))
        digest = hashlib.blake2b(digest_size=16)
        digest.update(self.metres[order].tobytes())
        digest.update("\x1f".join(self.kinds[at] for at in order).encode())
        for block in (self.weights, None if self.strata is None else np.array(self.strata)):
            if block is not None:
                digest.update("\x1f".join(map(str, block[order])).encode())
        return digest.hexdigest()

    def demand_kinds(self) -> None:
        """Refuse firms of which no industry is known."""
        if not any(self.kinds):
            raise InputError("the industry of each firm", "no column of it", "name the column with --industry")

    def are(self, kinds: Sequence[str]) -> NDArray[np.bool_]:
        """Which firms are of one of the kinds.

        Raises
        ------
        InputError
            If no firm is of a kind, or no kind is known.
        """
        self.demand_kinds()
        array = np.array(self.kinds)
        for kind in kinds:
            if not (array == kind).any():
                some = ", ".join(map(repr, sorted(set(self.kinds))[:8]))
                more = ", …" if len(set(self.kinds)) > 8 else ""
                raise InputError("an industry of the firms", repr(kind), f"choose among {some}{more}")
        return np.isin(array, list(kinds))


def read_points(
    source: Source,
    *,
    x: str | None = None,
    y: str | None = None,
    industry: str = "industry",
    weight: str | None = None,
    stratum: str | None = None,
    name: str | None = None,
    where: str | None = None,
    coordinates: Coordinates = "auto",
    bounds: Sequence[float] | None = None,
    drop_missing: bool = False,
) -> Points:
    """Read firms with their coordinates.

    Parameters
    ----------
    source : path, "-", or table
        As in :func:`growthpoles.read_table`; one firm a row.
    x, y : str, optional
        Columns of the coordinates: east and north in metres, or longitude and latitude. By default ``x`` and ``y``,
        else ``lon`` and ``lat``, ``longitude`` and ``latitude``.
    industry : str
        Column of the kind of firm. Without a column of the default name all firms are of no kind, which does for
        measures of all firms together.
    weight, stratum, name : str, optional
        Columns of the weight (persons employed), of the area within which firms may move, of the identifier.
    where : str, optional
        A condition in SQL over all columns.
    coordinates : {"auto", "metres", "degrees"}
        ``auto`` takes degrees if the columns are named so, and refuses numbers that look like degrees if they are not.
    bounds : sequence of four float, optional
        Smallest x, smallest y, largest x, largest y of the study area, in the source's units; a firm outside of it is
        an error.
    drop_missing : bool
        Leave firms without coordinates out, with a warning, instead of refusing them.

    Returns
    -------
    Points

    Raises
    ------
    InputError
        Names row and column, what was expected, what was given and how to mend it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> firms = pa.table({"x": [0.0, 500.0], "y": [0.0, 900.0], "industry": ["J62", "C10"]})
    >>> read_points(firms).metres.tolist()
    [[0.0, 0.0], [500.0, 900.0]]
    """
    extra = [column for column in (weight, stratum, name) if column is not None]
    if (x is None) != (y is None):
        raise InputError("both columns of coordinates", repr(x or y), "name both --x and --y")
    named = [] if x is None or y is None else [x, y]
    demanded = [*named, *extra, *([] if industry == "industry" else [industry])]
    remedy = "name the columns with --x, --y, --industry, --weight, --stratum and --name"
    rows = read_rows(source, demanded, optional=[*_CANDIDATES, "industry"], where=where, remedy=remedy)
    east, north = named or _coordinate_columns(rows)
    named_degrees = (east.lower(), north.lower()) in _NAMED_DEGREES
    if (north.lower(), east.lower()) in _NAMED_DEGREES:
        raise InputError("longitude as x and latitude as y", f"{east!r} and {north!r}", "swap --x and --y")
    given = np.column_stack([_numbers(rows, column) for column in (east, north)])
    kept, warnings = _located(rows, given, (east, north), drop_missing)
    _demand_within(rows, given, kept, bounds, (east, north))
    metres, projection = given[kept], None
    if coordinates == "degrees" or (coordinates == "auto" and named_degrees):
        _demand_degrees(rows, given, kept, (east, north))
        projection = LocalMetres.centred_on(metres)
        metres = projection.forward(metres)
        warnings += _distortion(projection, metres)
    elif coordinates == "auto":
        _demand_metres(metres, (east, north))
    elif coordinates != "metres":
        raise InputError("auto, metres or degrees as coordinates", repr(coordinates), "choose one of them")
    weights = None if weight is None else _weights(rows, weight)[kept]
    return Points(
        metres,
        tuple(_texts(rows, industry)[kept]) if industry in rows.columns.column_names else ("",) * len(kept),
        tuple(_texts(rows, name)[kept]) if name else tuple(str(rows.row_number(int(at))) for at in kept),
        weights,
        None if stratum is None else tuple(_texts(rows, stratum)[kept]),
        projection,
        tuple(warnings),
    )


def _coordinate_columns(rows: Rows) -> tuple[str, str]:
    present = rows.columns.column_names
    for pair in (("x", "y"), *_NAMED_DEGREES):
        if set(present).issuperset(pair):
            return pair
    raise InputError(
        "columns 'x' and 'y', or 'lon' and 'lat'", "neither", "name the columns of the coordinates with --x and --y"
    )


def _numbers(rows: Rows, column: str) -> Floats:
    """Numbers of a column, negative ones too; blanks are ``NaN``."""
    import pyarrow as pa

    data = rows.columns.column(column)
    if pa.types.is_integer(data.type) or pa.types.is_floating(data.type) or pa.types.is_null(data.type):
        return np.asarray(data.cast(pa.float64()).to_numpy(), dtype=np.float64)
    return np.array([_number(rows, column, at, text) for at, text in enumerate(data.to_pylist())])


def _number(rows: Rows, column: str, at: int, text: object) -> float:
    plain = "" if text is None else str(text).strip()
    if plain == "":
        return float("nan")
    try:
        return float(plain)
    except ValueError:
        decimal_comma = plain.replace(",", ".", 1)
        remedy = "write it with a decimal point" if "," in plain and _reads(decimal_comma) else "write a number"
        raise InputError(
            "a coordinate or weight", repr(plain), remedy, row=rows.row_number(at), column=column
        ) from None


def _reads(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _texts(rows: Rows, column: str) -> NDArray[np.object_]:
    return np.array(["" if value is None else str(value) for value in rows.columns.column(column).to_pylist()], object)


def _weights(rows: Rows, column: str) -> Floats:
    values = _numbers(rows, column)
    unusable = ~(values >= 0)
    if unusable.any():
        at = int(np.argmax(unusable))
        raise InputError(
            "a weight of zero or more",
            f"{values[at]:g}",
            "correct the weight, or drop the firm with --where",
            row=rows.row_number(at),
            column=column,
        )
    return values


def _located(
    rows: Rows, given: Floats, columns: tuple[str, str], drop_missing: bool
) -> tuple[NDArray[np.int64], list[str]]:
    found = np.isfinite(given).all(axis=1)
    if found.all():
        return np.arange(len(given)), []
    at = int(np.argmin(found))
    column = columns[int(np.argmin(np.isfinite(given[at])))]
    if not drop_missing:
        raise InputError(
            "coordinates of every firm",
            "a blank",
            "locate the firm, or leave such firms out with --drop-missing",
            row=rows.row_number(at),
            column=column,
        )
    missing = int((~found).sum())
    return np.flatnonzero(found), [f"{missing} of {len(given)} firms have no coordinates and are left out"]


def _demand_within(
    rows: Rows, given: Floats, kept: NDArray[np.int64], bounds: Sequence[float] | None, columns: tuple[str, str]
) -> None:
    if len(kept) == 0:
        raise InputError("firms with coordinates", "none", "check the source and --where")
    if bounds is None:
        return
    low_x, low_y, high_x, high_y = bounds
    inside = _inside(given[kept], bounds)
    if inside.all():
        return
    swapped = _inside(given[kept][:, ::-1], bounds)
    at = int(kept[int(np.argmin(inside))])
    remedy = "correct the coordinates or the bounds"
    if swapped[~inside].all():
        remedy = f"swap the two: pass --x {columns[1]} --y {columns[0]}"
    raise InputError(
        f"coordinates within {low_x:g} to {high_x:g} and {low_y:g} to {high_y:g}",
        f"{given[at, 0]:g} and {given[at, 1]:g}",
        remedy,
        row=rows.row_number(at),
        column=columns[0],
    )


def _inside(points: Floats, bounds: Sequence[float]) -> NDArray[np.bool_]:
    return np.asarray((points >= np.array(bounds[:2])).all(axis=1) & (points <= np.array(bounds[2:])).all(axis=1))


def _demand_degrees(rows: Rows, given: Floats, kept: NDArray[np.int64], columns: tuple[str, str]) -> None:
    longitude, latitude = given[kept].T
    swap = f"swap the two: pass --x {columns[1]} --y {columns[0]}"
    if np.abs(longitude).max() > 180.0 or np.abs(latitude).max() > 90.0:
        at = int(kept[int(np.argmax((np.abs(longitude) > 180.0) | (np.abs(latitude) > 90.0)))])
        swappable = np.abs(longitude).max() <= 90.0 and np.abs(latitude).max() <= 180.0
        raise InputError(
            "a longitude from -180 to 180 and a latitude from -90 to 90",
            f"{given[at, 0]:g} and {given[at, 1]:g}",
            swap if swappable else "correct the row, or pass --coordinates metres",
            row=rows.row_number(at),
            column=columns[1],
        )
    polar = np.abs(latitude) > _LAST_TOWN
    if polar.mean() > 0.5 and np.abs(longitude).max() <= _LAST_TOWN:
        at = int(kept[int(np.argmax(polar))])
        raise InputError(
            f"latitudes of towns, up to {_LAST_TOWN:g} degrees",
            f"{given[at, 1]:g}, which would do as a longitude",
            f"{swap}; if the firms are really there, project them and pass --coordinates metres",
            row=rows.row_number(at),
            column=columns[1],
        )


def _demand_metres(metres: Floats, columns: tuple[str, str]) -> None:
    if looks_like_degrees(metres) and len(metres) > 1 and (metres % 1.0 != 0.0).any():
        low, high = metres.min(axis=0), metres.max(axis=0)
        raise InputError(
            "coordinates in metres",
            f"{columns[0]} from {low[0]:g} to {high[0]:g} and {columns[1]} from {low[1]:g} to {high[1]:g}, "
            "which look like degrees",
            "pass --coordinates degrees (they are then projected to local metres), or --coordinates metres if they are",
        )


def _distortion(projection: LocalMetres, metres: Floats) -> list[str]:
    error = projection.scale_error(metres)
    if error < 0.001:
        return []
    return [f"the area is wide: distances at its edges are up to {100 * error:.1f} % too long in local metres"]
