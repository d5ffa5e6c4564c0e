"""From degrees to local metres and back: a transverse Mercator projection on the WGS 84 ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_EQUATORIAL_RADIUS = 6_378_137.0
_FLATTENING = 1.0 / 298.257223563
_N = _FLATTENING / (2.0 - _FLATTENING)
_RECTIFYING_RADIUS = _EQUATORIAL_RADIUS / (1.0 + _N) * (1.0 + _N**2 / 4.0 + _N**4 / 64.0)
_ECCENTRICITY = np.sqrt(_FLATTENING * (2.0 - _FLATTENING))
#: Krüger's series to the third power of the third flattening: below a millimetre within 3,000 km of the meridian.
_FORWARD = (
    _N / 2.0 - 2.0 * _N**2 / 3.0 + 5.0 * _N**3 / 16.0,
    13.0 * _N**2 / 48.0 - 3.0 * _N**3 / 5.0,
    61.0 * _N**3 / 240.0,
)
_BACKWARD = (
    _N / 2.0 - 2.0 * _N**2 / 3.0 + 37.0 * _N**3 / 96.0,
    _N**2 / 48.0 + _N**3 / 15.0,
    17.0 * _N**3 / 480.0,
)


@dataclass(frozen=True)
class LocalMetres:
    """Transverse Mercator with its meridian through the middle of a study area; true to scale along it.

    Parameters
    ----------
    longitude : float
        Central meridian, degrees.
    northing : float
        Northing of the middle, metres; it becomes 0.

    References
    ----------
    .. [1] Karney, C. F. F. (2011). Transverse Mercator with an accuracy of a few nanometers. Journal of Geodesy 85,
       475-485. doi:10.1007/s00190-011-0445-3
    """

    longitude: float
    northing: float = 0.0

    @classmethod
    def centred_on(cls, degrees: ArrayLike) -> LocalMetres:
        """The projection for points given as longitude and latitude, shape (n, 2)."""
        points = np.asarray(degrees, dtype=np.float64)
        low, high = points.min(axis=0), points.max(axis=0)
        meridian = cls(float((low[0] + high[0]) / 2.0))
        middle = meridian.forward([[meridian.longitude, (low[1] + high[1]) / 2.0]])[0, 1]
        return cls(meridian.longitude, float(middle))

    def forward(self, degrees: ArrayLike) -> Floats:
        """Metres east and north of the middle, shape (n, 2)."""
        points = np.radians(np.asarray(degrees, dtype=np.float64))
        east, latitude = points[:, 0] - np.radians(self.longitude), points[:, 1]
        sine = np.sin(latitude)
        conformal = np.sinh(np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
        xi = np.arctan2(conformal, np.cos(east))
        eta = np.arctanh(np.sin(east) / np.hypot(1.0, conformal))
        terms = [(2.0 * k, coefficient) for k, coefficient in enumerate(_FORWARD, start=1)]
        x = eta + sum(c * np.cos(k * xi) * np.sinh(k * eta) for k, c in terms)
        y = xi + sum(c * np.sin(k * xi) * np.cosh(k * eta) for k, c in terms)
        return np.column_stack([x * _RECTIFYING_RADIUS, y * _RECTIFYING_RADIUS - self.northing])

    def backward(self, metres: ArrayLike) -> Floats:
        """Longitude and latitude in degrees, shape (n, 2)."""
        points = np.asarray(metres, dtype=np.float64)
        eta, xi = points[:, 0] / _RECTIFYING_RADIUS, (points[:, 1] + self.northing) / _RECTIFYING_RADIUS
        terms = [(2.0 * k, coefficient) for k, coefficient in enumerate(_BACKWARD, start=1)]
        eta, xi = (
            eta - sum(c * np.cos(k * xi) * np.sinh(k * eta) for k, c in terms),
            xi - sum(c * np.sin(k * xi) * np.cosh(k * eta) for k, c in terms),
        )
        conformal = np.sin(xi) / np.hypot(np.sinh(eta), np.cos(xi))
        longitude = np.degrees(np.arctan2(np.sinh(eta), np.cos(xi))) + self.longitude
        return np.column_stack([longitude, np.degrees(_latitude(conformal))])

    def scale_error(self, metres: ArrayLike) -> float:
        """Largest relative error of a distance among points so far from the meridian."""
        reach = float(np.abs(np.asarray(metres, dtype=np.float64)[:, 0]).max())
        return float(np.cosh(reach / _RECTIFYING_RADIUS) - 1.0)


def _latitude(conformal: Floats) -> Floats:
    """Latitude from the sinh of the isometric latitude, by Newton's method."""
    tangent = conformal.copy()
    for _ in range(6):
        root = np.hypot(1.0, tangent)
        sigma = np.sinh(_ECCENTRICITY * np.arctanh(_ECCENTRICITY * tangent / root))
        given = tangent * np.hypot(1.0, sigma) - sigma * root
        slope = (1.0 + (1.0 - _ECCENTRICITY**2) * tangent**2) / (np.hypot(1.0, given) * (1.0 - _ECCENTRICITY**2) * root)
        tangent = tangent + (conformal - given) * slope
    return np.arctan(tangent)


def looks_like_degrees(points: ArrayLike) -> bool:
    """Whether all coordinates could be longitudes and latitudes, in either order."""
    array = np.abs(np.asarray(points, dtype=np.float64))
    return bool(array.max() <= 180.0 and array.max(axis=0).min() <= 90.0)
