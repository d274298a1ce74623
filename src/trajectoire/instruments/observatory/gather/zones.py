"""The zones of a city, from polygons."""

from typing import TYPE_CHECKING, Any

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import Grid
from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.gather.sections import ZonesConfig
from trajectoire.instruments.observatory.inputs import Zones
from trajectoire.sources.files import SQLITE, opening
from trajectoire.sources.geometry import Polygons, read_geojson, read_geopackage

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

YES, NO = {"true", "1", "1.0", "yes"}, {"false", "0", "0.0", "no"}
LEAST_WITHIN = 0.7  # share of a zone that the grid must hold
SIMPLE = 0.001  # degree: outlines are published to about 100 m


def read_zones(config: ZonesConfig) -> tuple[Zones, tuple["BaseGeometry", ...]]:
    """Read the zones and their shapes.

    Parameters
    ----------
    config
        Which file, and how its properties are named. [-]

    Returns
    -------
    zones
        In the order of the file. [-]
    shapes
        In WGS 84. [degree]

    Raises
    ------
    InputError
        With every fault: missing properties, codes repeated, no zone in the city.

    """
    from shapely import simplify  # noqa: PLC0415  (only when zones are read)
    from shapely.geometry import mapping  # noqa: PLC0415  (the same)

    is_package = opening(config.file).startswith(SQLITE)
    polygons = (read_geopackage if is_package else read_geojson)(config.file)
    faults = [
        Fault(
            f"a property “{name}” of every zone",
            f"only {', '.join(polygons.attributes) or 'none'}",
            "Add it, or give its name in [zones].",
            config.file.name,
        )
        for name in (config.code, config.inside)
        if name not in polygons.attributes
    ]
    if faults:
        raise InputError(faults)
    codes, inside = _checked(polygons, config)
    centres = [shape.centroid for shape in polygons.shapes]
    names = polygons.attributes.get(config.name, polygons.attributes[config.code])
    zones = Zones(
        codes,
        tuple(str(name) for name in names),
        inside,
        np.array([point.y for point in centres]),
        np.array([point.x for point in centres]),
        tuple(dict(mapping(simplify(s, SIMPLE))) for s in polygons.shapes),
    )
    return zones, polygons.shapes


def cell_shares(shapes: tuple["BaseGeometry", ...], grid: Grid) -> Array:
    """Give the cells of a grid to zones.

    Parameters
    ----------
    shapes
        Of the zones, in WGS 84. [degree]
    grid
        Where the cells are. [-]

    Returns
    -------
    shares : (zone, lat, lon)
        1 where the centre of the cell lies in the zone, in the first that holds it. [-]

    Raises
    ------
    InputError
        If a zone holds no cell (the grid is too coarse for it), or if too much of it
        lies beyond the grid: what it emits would be squeezed into the rest.

    """
    from shapely import contains_xy  # noqa: PLC0415  (only when zones are read)

    longitude, latitude = np.meshgrid(grid.longitude, grid.latitude)
    free = np.ones(grid.shape, dtype=bool)
    shares = np.zeros((len(shapes), *grid.shape))
    for index, shape in enumerate(shapes):
        held = contains_xy(shape, longitude, latitude) & free
        shares[index] = held
        free &= ~held
    faults = _beyond(shapes, grid)
    if faults:
        raise InputError(faults)
    empty = [str(i + 1) for i in range(len(shapes)) if not shares[i].any()]
    if empty:
        found = f"no cell in zones {', '.join(empty)} of the file"
        remedy = "Merge small zones, or take a finer grid."
        raise InputError([Fault("a cell or more in each zone", found, remedy)])
    return shares


def _beyond(shapes: tuple["BaseGeometry", ...], grid: Grid) -> list[Fault]:
    from shapely import box, transform  # noqa: PLC0415  (only when zones are read)

    edges = (_outer(grid.longitude), _outer(grid.latitude))
    frame = box(edges[0][0], edges[1][0], edges[0][1], edges[1][1])
    faults = []
    for index, shape in enumerate(shapes):
        whole, held = (
            transform(one, _equal_area).area
            for one in (shape, shape.intersection(frame))
        )
        if held < LEAST_WITHIN * whole:
            found = f"{held / whole:.0%} of it within"
            remedy = "Cut the zone, or take a wider grid or footprints that reach it."
            expected = (
                f"zone {index + 1} of the file within the grid, not beyond the grid"
            )
            faults.append(Fault(expected, found, remedy))
    return faults


def _outer(centres: Array) -> tuple[float, float]:
    first, last = centres[1] - centres[0], centres[-1] - centres[-2]
    return float(centres[0] - first / 2), float(centres[-1] + last / 2)


def _equal_area(points: Array) -> Array:
    """Lay degrees on a cylinder of equal area."""
    across, along = np.radians(points[:, 0]), np.sin(np.radians(points[:, 1]))
    return np.stack([across, along], axis=1)


def _checked(polygons: Polygons, config: ZonesConfig) -> tuple[tuple[str, ...], Any]:
    codes = tuple(str(code) for code in polygons.attributes[config.code])
    given = [str(v).strip().lower() for v in polygons.attributes[config.inside]]
    inside = np.array([word in YES for word in given])
    twice = sorted({code for code in codes if codes.count(code) > 1})
    remedy = "Set the property to true for the zones of the city, false on the rim."
    faults = [
        Fault("each code once", f"“{code}” twice", "Correct it.", config.file.name)
        for code in twice
    ]
    faults += [
        Fault("true or false", f"“{word}”", remedy, config.file.name, 0, config.inside)
        for word in sorted(set(given) - YES - NO)
    ]
    if not inside.any():
        faults.append(
            Fault("a zone in the city", "none", remedy, config.file.name, 0, "inside")
        )
    if faults:
        raise InputError(faults)
    return codes, inside
