"""The outline that somebody draws of a territory of their own, looked at with care.

Nothing is mended in silence: a shape that crosses itself, is no surface, or does not
hold the place that its author says is in it, is refused with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.geometry import read_geojson
from trajectoire.sources.outlines import Box, Outline, draw

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_FINENESS = 2000  # steps across the larger side: finer than any page draws
_NEAR = 0.5  # degree: between a place and the generalised outline of where it is
_POLYGONS = ("Polygon", "MultiPolygon")
_LARGEST = 20e6  # km2: larger than the largest country
_SMALLEST = 1e-4  # km2: a hundred square metres
_LIGHTER = "Simplify the outlines, or cut the layer."
_MOST_SHAPES = 1000
_MOST_VERTICES = 100_000
_MOST_RINGS = 2000  # once put together; they are simplified in the square of that


@dataclass(frozen=True)
class OwnOutline:
    """An outline that was accepted.

    Parameters
    ----------
    outline
        Light enough for a page. [-]
    area
        On the ellipsoid, holes left out. [km^2]
    notes
        What was done with the file. [-]

    """

    outline: Outline
    area: float
    notes: tuple[str, ...]


def read_own_outline(
    path: Path,
    source: Source,
    inside: tuple[float, float] | None = None,
    near: Sequence[Box] = (),
) -> OwnOutline:
    """Read the outline of a territory of one's own.

    Parameters
    ----------
    path
        A GeoJSON; its surfaces together are the territory. [-]
    source
        Who drew it, and under which licence. [-]
    inside
        Longitude and latitude of a place that it must hold; None for none. [degree]
    near
        West, south, east and north of where it is known to be: it must meet one of
        these boxes, or come near it; none where nothing is known. [degree]

    Returns
    -------
    own
        The outline and its area. [-]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    import shapely  # noqa: PLC0415  (only when an outline is read)

    layer = read_geojson(path)
    faults = Faults(path.name)
    for row, shape in enumerate(layer.shapes, 1):
        _look_at_shape(shape, row, faults)
    faults.settle()
    _look_at_number(len(layer.shapes), _vertices(layer.shapes), faults)
    whole = shapely.union_all(list(layer.shapes))
    _look_at_rings(whole, faults)
    area = _area(whole)
    if not _SMALLEST <= area <= _LARGEST:
        expected = f"an area of {_SMALLEST:g} to {_LARGEST:g} km2"
        remedy = "Check the coordinates and the coordinate system."
        faults.add(expected, f"{area:g} km2", remedy)
    if inside is not None:
        _look_at_inside(whole, inside, faults)
    if near:
        _look_at_near(whole, near, faults)
    if layer.latitude_first and inside is None and not near:
        expected = "a place of the territory, or coordinates in the order of GeoJSON"
        found = f"EPSG:{layer.crs}, which puts latitude first, and no place"
        remedy = "Give a place, or save the file in CRS84, longitude first."
        faults.add(expected, found, remedy)
    faults.settle()
    return OwnOutline(_light(whole, source), area, layer.notes)


def _look_at_shape(shape: "BaseGeometry", row: int, faults: Faults) -> None:
    import shapely  # noqa: PLC0415  (only when an outline is read)

    if shape.geom_type not in _POLYGONS or shape.is_empty:
        remedy = "Keep only the surfaces of the territory."
        faults.add("a polygon", shape.geom_type, remedy, row, "geometry")
    elif not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        remedy = "Mend the outline: it must not cross or touch itself."
        faults.add("a sound polygon", reason, remedy, row, "geometry")


def _vertices(shapes: Sequence["BaseGeometry"]) -> int:
    import shapely  # noqa: PLC0415  (only when an outline is read)

    return int(shapely.get_num_coordinates(list(shapes)).sum())


def _look_at_number(shapes: int, vertices: int, faults: Faults) -> None:
    """Refuse what takes too long to put together."""
    if shapes > _MOST_SHAPES or vertices > _MOST_VERTICES:
        expected = f"at most {_MOST_SHAPES} shapes and {_MOST_VERTICES} vertices"
        faults.add(expected, f"{shapes} and {vertices}", _LIGHTER)
    faults.settle()


def _look_at_rings(whole: "BaseGeometry", faults: Faults) -> None:
    """Refuse what has so many pieces and holes that no page could draw it."""
    import shapely  # noqa: PLC0415  (only when an outline is read)

    parts = shapely.get_parts(whole)
    rings = len(parts) + int(shapely.get_num_interior_rings(parts).sum())
    if rings > _MOST_RINGS:
        expected = f"at most {_MOST_RINGS} pieces and holes in all"
        faults.add(expected, str(rings), _LIGHTER)
    faults.settle()


def _look_at_inside(
    whole: "BaseGeometry", inside: tuple[float, float], faults: Faults
) -> None:
    """Refuse an outline that does not hold the place that it should."""
    import shapely  # noqa: PLC0415  (only when an outline is read)

    x, y = inside
    if whole.covers(shapely.Point(x, y)):
        return
    turned = whole.covers(shapely.Point(y, x))
    expected = f"an outline that holds {x:g} E, {y:g} N"
    faults.add(expected, _where(whole), _remedy(turned=turned))


def _look_at_near(whole: "BaseGeometry", near: Sequence[Box], faults: Faults) -> None:
    """Refuse an outline that is far from all the places where it should be."""
    import shapely  # noqa: PLC0415  (only when an outline is read)

    places = shapely.union_all([shapely.box(*box).buffer(_NEAR) for box in near])
    if places.intersects(whole):
        return
    turned = places.intersects(shapely.transform(whole, lambda xy: xy[:, ::-1]))
    west, south, east, north = near[0]
    expected = f"an outline near {west:g} to {east:g} E, {south:g} to {north:g} N"
    faults.add(expected, _where(whole), _remedy(turned=turned))


def _where(whole: "BaseGeometry") -> str:
    west, south, east, north = whole.bounds
    return f"one from {west:g} to {east:g} E, {south:g} to {north:g} N"


def _remedy(*, turned: bool) -> str:
    exchanged = "Latitude and longitude are exchanged: write longitude first."
    other = "Check the place, and the coordinate system of the file."
    return exchanged if turned else other


def _area(whole: "BaseGeometry") -> float:
    import shapely  # noqa: PLC0415  (only when an outline is read)
    from pyproj import Geod  # noqa: PLC0415  (0.2 s)

    square_metres, _ = Geod(ellps="WGS84").geometry_area_perimeter(
        shapely.orient_polygons(whole)
    )
    return abs(float(square_metres)) / 1e6


def _light(whole: "BaseGeometry", source: Source) -> Outline:
    import shapely  # noqa: PLC0415  (only when an outline is read)

    west, south, east, north = whole.bounds
    step = float(
        np.format_float_scientific(max(east - west, north - south) / _FINENESS, 1)
    )
    light = shapely.simplify(whole, step)
    return Outline(draw(light, step), step, source)
