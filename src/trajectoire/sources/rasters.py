"""Emissions of polygons, roads and chimneys laid on a grid: not a gram is lost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.units import factor
from trajectoire.sources.faults import Faults
from trajectoire.sources.fluxes import FluxReading
from trajectoire.sources.geometry import Polygons
from trajectoire.sources.reprojection import look_at_places
from trajectoire.sources.spelling import MOLAR_MASS, plain

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KIND = "emissions of polygons"


@dataclass(frozen=True)
class Emissions:
    """What the numbers of the polygons are.

    Parameters
    ----------
    attribute
        Name of the attribute. [-]
    unit
        Mass in a time, as ``t/year`` or ``kg/h``. [-]
    sector
        Which activity. [-]
    start
        From when they hold. [UTC]
    species
        Whose mass it is. [-]

    """

    attribute: str
    unit: str
    sector: Sector
    start: np.datetime64
    species: str = "co2"


def rasterised(polygons: Polygons, emissions: Emissions, grid: Grid) -> FluxReading:
    """Lay the emissions of polygons, lines or points on a grid.

    Parameters
    ----------
    polygons
        Shapes in WGS 84 with their numbers. [-]
    emissions
        What the numbers are. [-]
    grid
        Where they are laid. [-]

    Returns
    -------
    reading
        One field; the mass outside the grid is in the notes. [µmol m-2 s-1]

    Raises
    ------
    InputError
        If a shape is wholly outside, a number is missing, or the unit is no emission.

    Notes
    -----
    Each shape is shared between the cells it meets, by area for polygons, by length
    for lines. Areas are taken in longitude and sin(latitude), where they are true.

    """
    import shapely  # noqa: PLC0415  (only when polygons are read)

    faults = Faults(polygons.source.address)
    by = _grams_per_second(emissions, faults)
    numbers = polygons.numbers(emissions.attribute) * by
    for row in np.flatnonzero(~np.isfinite(numbers)):
        remedy = "Missing is not zero: write it, or remove the shape."
        faults.add("a number", "none", remedy, int(row) + 1, emissions.attribute)
    bounds = _bounds(grid)
    shares = _shares(polygons.shapes, grid)
    met = shares.sum(axis=1)
    centres = shapely.get_coordinates(shapely.centroid(polygons.shapes))
    outside = np.flatnonzero(met == 0)
    longitude, latitude = centres[outside].T
    look_at_places(longitude, latitude, (outside + 1).tolist(), bounds, faults)
    faults.settle()
    grams = numbers @ shares
    flux = grams.reshape(grid.shape) / MOLAR_MASS[emissions.species] * 1e6
    notes = list(polygons.notes)
    lost = 1 - grams.sum() / numbers.sum() if numbers.sum() else 0.0
    if lost > 1e-6:
        notes.append(f"{lost:.1%} of the emissions are outside the grid")
    field = FluxField(
        grid,
        emissions.sector,
        np.array([emissions.start], dtype="datetime64[s]"),
        (flux / grid.areas())[None],
        polygons.source,
    )
    return FluxReading(KIND, (field,), tuple(notes))


def _grams_per_second(emissions: Emissions, faults: Faults) -> float:
    if emissions.species not in MOLAR_MASS:
        known = ", ".join(MOLAR_MASS)
        faults.add(f"a species among {known}", f"“{emissions.species}”", "Correct it.")
    try:
        return factor(plain(emissions.unit), "g/s")
    except UnitError:
        expected = "a mass in a time, as t/year or kg/h"
        remedy = "Say what the numbers are."
        faults.add(expected, f"“{emissions.unit}”", remedy, column=emissions.attribute)
        return 1.0


def _edges(centres: Array) -> Array:
    middle = 0.5 * (centres[1:] + centres[:-1])
    first, last = 2 * centres[0] - middle[0], 2 * centres[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def _bounds(grid: Grid) -> tuple[float, float, float, float]:
    south, north = _edges(grid.latitude)[[0, -1]]
    west, east = _edges(grid.longitude)[[0, -1]]
    return float(west), float(south), float(east), float(north)


def _shares(shapes: tuple["BaseGeometry", ...], grid: Grid) -> Array:
    """Give (shape, cell): the share of each shape in each cell."""
    import shapely  # noqa: PLC0415  (only when polygons are read)

    def equal_area(xy: Array) -> Array:
        return np.column_stack([xy[:, 0], np.degrees(np.sin(np.radians(xy[:, 1])))])

    flat = np.asarray(shapely.make_valid(shapely.transform(shapes, equal_area)))
    sines = np.degrees(np.sin(np.radians(_edges(grid.latitude))))
    longitudes = _edges(grid.longitude)
    cells = shapely.box(
        np.tile(longitudes[:-1], grid.shape[0]),
        np.repeat(sines[:-1], grid.shape[1]),
        np.tile(longitudes[1:], grid.shape[0]),
        np.repeat(sines[1:], grid.shape[1]),
    )
    shape, cell = shapely.STRtree(cells).query(flat, predicate="intersects")
    parts = shapely.intersection(flat[shape], cells[cell])
    shares = np.zeros((len(shapes), cells.size))
    shares[shape, cell] = _measure(parts, shapely.get_dimensions(flat)[shape])
    whole = _measure(flat, shapely.get_dimensions(flat))
    touched = shares.sum(axis=1)
    points = shapely.get_dimensions(flat) == 0
    whole = np.where(points & (touched > 0), touched, whole)  # on a border: in both
    return np.divide(shares, whole[:, None], out=shares, where=whole[:, None] > 0)


def _measure(shapes: Array, dimension: Array) -> Array:
    import shapely  # noqa: PLC0415  (only when polygons are read)

    count = (~shapely.is_empty(shapes)).astype(np.float64)
    length = shapely.length(shapes)
    return np.asarray(
        np.select(
            [dimension == 2, dimension == 1], [shapely.area(shapes), length], count
        )
    )
