"""The map of zones and stations, drawn by the server: it needs no JavaScript."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trajectoire.web.observatory.presentation.scale import place
from trajectoire.web.observatory.presentation.stations import is_alarming
from trajectoire.web.observatory.presentation.zones import ZoneRow, polygons

_SIZE = 640.0  # px of the drawing
_MARGIN = 36.0  # px around the city: the rim shows that it goes on


@dataclass(frozen=True)
class Shape:
    """A zone drawn: its outline and where its name goes."""

    row: ZoneRow
    path: str
    x: str
    y: str


@dataclass(frozen=True)
class Point:
    """A station drawn."""

    code: str
    name: str
    x: str
    y: str
    flagged: bool


@dataclass(frozen=True)
class Drawing:
    """A map that needs no JavaScript.

    Parameters
    ----------
    width, height
        Of the drawing. [px]
    shapes, points, rivers
        What is on it. [px]

    """

    width: str
    height: str
    shapes: tuple[Shape, ...]
    points: tuple[Point, ...]
    rivers: tuple[str, ...]


def drawing(
    rows: Iterable[ZoneRow],
    summary: Mapping[str, Any],
    geometries: Mapping[str, Mapping[str, Any]],
    rivers: Iterable[Sequence[Sequence[float]]] = (),
) -> Drawing | None:
    """Draw the zones and the stations.

    Parameters
    ----------
    rows
        The zones. [-]
    summary
        The summary of the run, for its stations. [-]
    geometries
        Outline of each zone. [degree]
    rivers
        Lines of water. [degree]

    Returns
    -------
    drawing
        None where no outline is known. [-]

    """
    rows = [row for row in rows if row.code in geometries]
    city = [row for row in rows if row.inside] or rows
    if not city:
        return None
    plane = _Plane.around(
        [
            point
            for row in city
            for rings in polygons(geometries[row.code])
            for point in rings[0]
        ]
    )
    shapes = tuple(_shape(row, geometries[row.code], summary, plane) for row in rows)
    points = tuple(
        Point(
            station["code"],
            station["name"],
            *plane.place(station["longitude"], station["latitude"]),
            is_alarming(station),
        )
        for station in summary["stations"]
    )
    lines = tuple(
        " ".join(",".join(plane.place(*point)) for point in line) for line in rivers
    )
    return Drawing(place(_SIZE), place(plane.height), shapes, points, lines)


@dataclass(frozen=True)
class _Plane:
    """From degrees to the drawing, the city in its frame."""

    west: float
    north: float
    by: float
    shrink: float
    height: float

    @classmethod
    def around(cls, corners: Sequence[Sequence[float]]) -> "_Plane":
        west, east = min(c[0] for c in corners), max(c[0] for c in corners)
        south, north = min(c[1] for c in corners), max(c[1] for c in corners)
        shrink = math.cos(math.radians(0.5 * (south + north)))
        by = (_SIZE - 2 * _MARGIN) / ((east - west) * shrink)
        return cls(west, north, by, shrink, (north - south) * by + 2 * _MARGIN)

    def place(self, longitude: float, latitude: float) -> tuple[str, str]:
        across = (longitude - self.west) * self.shrink * self.by + _MARGIN
        return place(across), place((self.north - latitude) * self.by + _MARGIN)


def _shape(
    row: ZoneRow,
    geometry: Mapping[str, Any],
    summary: Mapping[str, Any],
    plane: _Plane,
) -> Shape:
    rings = (ring for rings in polygons(geometry) for ring in rings)
    path = "".join(
        "M" + "L".join(" ".join(plane.place(p[0], p[1])) for p in ring) + "Z"
        for ring in rings
    )
    zone = next(z for z in summary["zones"] if z["code"] == row.code)
    return Shape(row, path, *plane.place(zone["longitude"], zone["latitude"]))
