"""Bring shapes to WGS 84, and refuse coordinates that cannot be what they claim."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.sources.faults import Faults

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WGS84 = 4326


def to_wgs84(
    shapes: Sequence["BaseGeometry"], crs: int, faults: Faults
) -> tuple[tuple["BaseGeometry", ...], tuple[str, ...]]:
    """Bring shapes to WGS 84, longitude first.

    Parameters
    ----------
    shapes
        In the coordinates of the file. [-]
    crs
        EPSG code that the file states. [-]
    faults
        Where coordinates that contradict it are noted. [-]

    Returns
    -------
    shapes
        In WGS 84; as they came after a fault. [degree]
    notes
        What was done. [-]

    """
    import shapely  # noqa: PLC0415  (only when polygons are read)
    from pyproj import CRS, Transformer  # noqa: PLC0415  (0.2 s)
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    given = tuple(shapes)
    corners = shapely.get_coordinates(given)
    if not np.all(np.isfinite(corners)) or not corners.size:
        faults.add("finite coordinates", "missing ones", "Mend the shapes.")
        return given, ()
    try:
        system = CRS.from_epsg(crs)
    except CRSError:
        faults.add("a known EPSG code", str(crs), "Set the coordinate system.")
        return given, ()
    if system.is_geographic:
        _look_at_degrees(corners, system, faults)
    else:
        _look_at_metres(corners, system, faults)
    if faults or crs == WGS84:
        return given, ()
    move = Transformer.from_crs(system, CRS.from_epsg(WGS84), always_xy=True).transform
    moved = shapely.transform(
        given, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1]))
    )
    return tuple(moved), (f"brought from EPSG:{crs} ({system.name}) to WGS 84",)


def _look_at_degrees(corners: Array, system: object, faults: Faults) -> None:
    x, y = np.abs(corners[:, 0]).max(), np.abs(corners[:, 1]).max()
    if x <= 180 and y <= 90:
        return
    if x <= 90 and y <= 180:
        remedy = "Latitude and longitude are exchanged: write longitude first."
    else:
        remedy = "These are metres: set the coordinate system that was used."
    low, high = corners.min(axis=0), corners.max(axis=0)
    found = f"{low[0]:g} to {high[0]:g}, {low[1]:g} to {high[1]:g}"
    name = getattr(system, "name", "")
    faults.add(f"longitude, latitude in degrees ({name})", found, remedy)


def _look_at_metres(corners: Array, system: object, faults: Faults) -> None:
    name = getattr(system, "name", "")
    if np.abs(corners).max() <= 360:
        remedy = "These are degrees: set the coordinate system to WGS 84."
        found = f"at most {np.abs(corners).max():g}"
        faults.add(f"coordinates in metres ({name})", found, remedy)


def look_at_places(
    longitude: Array,
    latitude: Array,
    rows: Sequence[int],
    bounds: tuple[float, float, float, float],
    faults: Faults,
) -> None:
    """Note places outside a domain, and say when their coordinates are exchanged.

    Parameters
    ----------
    longitude, latitude : (place,)
        WGS 84. [degree]
    rows
        Row of each in the file. [-]
    bounds
        West, south, east and north of the domain. [degree]
    faults
        Where places outside are noted. [-]

    """
    west, south, east, north = bounds
    domain = f"{west:g} to {east:g} E, {south:g} to {north:g} N"
    for x, y, row in zip(longitude, latitude, rows, strict=True):
        if west <= x <= east and south <= y <= north:
            continue
        exchanged = west <= y <= east and south <= x <= north
        remedy = (
            "Latitude and longitude are exchanged: write longitude first."
            if exchanged
            else "Remove it, or take a larger domain."
        )
        found = f"{x:g} E, {y:g} N"
        faults.add(f"a place in the domain ({domain})", found, remedy, row)
