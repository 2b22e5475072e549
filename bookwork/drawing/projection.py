"""From the globe to the sheet: Lambert's conformal conic projection and its fitting into a frame.

Formulas: J. P. Snyder, *Map Projections. A Working Manual*, U.S. Geological Survey Professional Paper 1395, 1987,
p. 106-107 (sphere, 15-1 to 15-4), distance on the sphere p. 30 (5-3a). Degrees outside, radians inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, hypot, log, pi, radians, sin, sqrt, tan

from bookwork.drawing.pen import XY, Size
from bookwork.records import Struct

LonLat = tuple[float, float]
"""Longitude east and latitude north, in degrees."""

EARTH_KM = 6371.0
"""Mean radius of the earth."""


class Lambert(Struct, frozen=True):
    """The projection on a cone that cuts the sphere of radius 1 at two parallels."""

    cone: float
    """Snyder's n."""
    factor: float
    """Snyder's F."""
    origin_radius: float
    """Snyder's rho 0: from the tip of the cone to the origin."""
    meridian: float
    """The middle meridian, in degrees."""

    def project(self, point: LonLat) -> tuple[float, float]:
        """Eastwards and northwards from the origin, in radii of the sphere."""
        radius = self.factor / tan(pi / 4 + radians(point[1]) / 2) ** self.cone
        angle = self.cone * radians(point[0] - self.meridian)
        return radius * sin(angle), self.origin_radius - radius * cos(angle)


def lambert(south: float, north: float, origin: LonLat) -> Lambert:
    """The projection true to scale on two parallels, with its origin; degrees."""
    first, second = radians(south), radians(north)
    cone = log(cos(first) / cos(second)) / log(tan(pi / 4 + second / 2) / tan(pi / 4 + first / 2))
    factor = cos(first) * tan(pi / 4 + first / 2) ** cone / cone
    return Lambert(cone, factor, factor / tan(pi / 4 + radians(origin[1]) / 2) ** cone, origin[0])


class Sheet(Struct, frozen=True):
    """A projection laid on a frame: points of the drawing per radius of the earth, and where the origin falls."""

    projection: Lambert
    scale: float
    left: float
    top: float
    size: Size

    def place(self, point: LonLat) -> XY:
        """Where a point of the earth falls on the drawing, in pt."""
        x, y = self.projection.project(point)
        return self.left + x * self.scale, self.top - y * self.scale

    def kilometres(self, distance: float) -> float:
        """The length on the drawing of a distance in km, near the parallels true to scale."""
        return distance / EARTH_KM * self.scale

    def holds(self, point: LonLat) -> bool:
        """True if the point falls inside the frame."""
        x, y = self.place(point)
        return 0 <= x <= self.size.width and 0 <= y <= self.size.height


def fit(points: Iterable[LonLat], size: Size, margin: Size) -> Sheet:
    """The largest scale at which all points fall into the frame, with margins (pt) left
    free beside and above; the middle in the middle.

    The parallels true to scale lie a sixth of the height of the region inside it (Snyder, p. 105, after Kavraisky).
    """
    known = list(points)
    longitudes, latitudes = [lon for lon, _ in known], [lat for _, lat in known]
    inside = max((max(latitudes) - min(latitudes)) / 6, 0.01)
    origin = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
    projection = lambert(min(latitudes) + inside, max(latitudes) - inside, origin)
    places = [projection.project(point) for point in known]
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    width, height = max(east - west, 1e-4), max(north - south, 1e-4)
    scale = min((size.width - 2 * margin.width) / width, (size.height - 2 * margin.height) / height)
    left = size.width / 2 - (west + east) / 2 * scale
    return Sheet(projection, scale, left, size.height / 2 + (south + north) / 2 * scale, size)


def distance_km(start: LonLat, end: LonLat) -> float:
    """The shortest way on the sphere between two points."""
    lon1, lat1, lon2, lat2 = (radians(value) for value in (*start, *end))
    half = sqrt(sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2)
    return 2 * EARTH_KM * asin(min(1.0, half))


def bowed(start: XY, end: XY, bow: float) -> tuple[XY, XY, XY]:
    """A curve between two points of the drawing: start, control point of a quadratic Bézier curve, end.

    ``bow`` is how far the curve leaves the straight line, as a part of its length; above zero to the left of the way.
    """
    (x1, y1), (x2, y2) = start, end
    middle = ((x1 + x2) / 2 + 2 * bow * (y2 - y1), (y1 + y2) / 2 - 2 * bow * (x2 - x1))
    return start, middle, end


def along(curve: tuple[XY, XY, XY], step: float) -> list[XY]:
    """Points on a quadratic Bézier curve, about so many pt apart."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    count = max(2, round(hypot(x2 - x0, y2 - y0) / step))
    parts = [number / count for number in range(count + 1)]
    return [
        (
            (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t**2 * x2,
            (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t**2 * y2,
        )
        for t in parts
    ]
