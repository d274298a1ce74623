"""Fields on a grid: fluxes at the ground, footprints of the air, boundary curtains."""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source

EARTH_RADIUS = 6_371_007.2  # m, authalic radius of WGS 84 (NIMA TR8350.2)


@dataclass(frozen=True, eq=False)
class Grid:
    """A regular latitude-longitude grid, named by the centres of its cells.

    Parameters
    ----------
    latitude : (lat,)
        Centres, ascending. [degree]
    longitude : (lon,)
        Centres, ascending. [degree]

    """

    latitude: Array
    longitude: Array

    def __post_init__(self) -> None:
        for axis in (self.latitude, self.longitude):
            if axis.ndim != 1 or axis.size == 0 or not np.all(np.diff(axis) > 0):
                raise ValueError("the axes of a grid ascend")

    @property
    def shape(self) -> tuple[int, int]:
        """Cells along latitude and longitude. [-]"""
        return self.latitude.size, self.longitude.size

    def areas(self) -> Array:
        """Give the area of every cell.

        Returns
        -------
        areas : (lat, lon)
            On the sphere of equal area. [m2]

        """
        south, north = _edges(self.latitude)
        west, east = _edges(self.longitude)
        band = np.sin(np.radians(north)) - np.sin(np.radians(south))
        width = np.radians(east - west)
        return np.asarray(EARTH_RADIUS**2 * band[:, None] * width[None, :])


def _edges(centres: Array) -> tuple[Array, Array]:
    if centres.size == 1:
        raise ValueError("a grid has two cells or more along each axis")
    middle = 0.5 * (centres[1:] + centres[:-1])
    first = centres[0] - (middle[0] - centres[0])
    last = centres[-1] + (centres[-1] - middle[-1])
    edges = np.concatenate([[first], middle, [last]])
    return edges[:-1], edges[1:]


@dataclass(frozen=True, eq=False)
class FluxField:
    """Flux from the ground to the air, by sector.

    Parameters
    ----------
    grid
        Where. [-]
    sector
        Which activity; ``observatory:biosphere`` and the like for vegetation. [-]
    start : (time,)
        Beginning of each field; one field holds until the next. [UTC]
    flux : (time, lat, lon)
        Positive upwards. [µmol m-2 s-1]
    source
        Who publishes it. [-]

    """

    grid: Grid
    sector: Sector
    start: Instants
    flux: Array
    source: Source


@dataclass(frozen=True, eq=False)
class Footprint:
    """Sensitivity of an observation to the flux of each cell.

    Parameters
    ----------
    grid
        Where. [-]
    station
        The receptor. [-]
    start : (time,)
        Beginning of the interval observed. [UTC]
    sensitivity : (time, back, lat, lon)
        Response to a unit flux, by hour before the observation; the last slice is
        everything older when ``residual`` is true. A single slice is the footprint
        integrated in time. [ppm / (µmol m-2 s-1)]
    source
        Who computed it. [-]
    residual
        Whether the last slice gathers everything older. [-]
    left : (time,)
        Fraction of the particles that left by the sides; NaN where unknown. [-]
    exits
        Fraction leaving by each side, by height and position along the side;
        keys ``n``, ``e``, ``s``, ``w``, arrays (time, height, position). [-]

    Notes
    -----
    1 ppm/(µmol m-2 s-1) = 1 (mol/mol)/(mol m-2 s-1).

    """

    grid: Grid
    station: Station
    start: Instants
    sensitivity: Array
    source: Source
    residual: bool
    left: Array
    exits: dict[str, Array]

    @property
    def is_integrated(self) -> bool:
        """Whether the hours before the observation are summed. [-]"""
        return bool(self.sensitivity.shape[1] == 1)


@dataclass(frozen=True, eq=False)
class Curtains:
    """Mole fraction of the air that comes in by each side of a domain.

    Parameters
    ----------
    latitude : (lat,)
        Positions along the east and west sides. [degree]
    longitude : (lon,)
        Positions along the north and south sides. [degree]
    height : (height,)
        Middle of each layer above the ground. [m]
    start : (time,)
        Beginning of each field. [UTC]
    mole_fraction
        By side ``n``, ``e``, ``s``, ``w``: arrays (time, height, position). [ppm]
    source
        Who computed it. [-]

    """

    latitude: Array
    longitude: Array
    height: Array
    start: Instants
    mole_fraction: dict[str, Array]
    source: Source
