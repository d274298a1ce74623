"""A backward Gaussian plume: the first-order transport of the demonstration.

One wind, one stability and one mixing height for the whole city at each hour. It is
documented, conserves mass and costs seconds; it is no substitute for a particle model,
which enters by the same door (a sensitivity by observation, hour back and cell).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.quantity import Array
from trajectoire.methods.transport.dispersion import (
    Classes,
    spread_across,
    spread_upward,
    wind_at,
)

AIR = 42.29  # mol m-3, ideal gas at 288.15 K and 101325 Pa (ISO 2533)
NEAR = 1.6  # [-], distance over side of the cell below which more nodes are used
NODES_NEAR, NODES_FAR = 8, 2  # [-], Gauss-Legendre nodes between two corners of a cell
SWITCH = 0.6  # [-], sigma_z over lid where images and harmonics are both exact to 1e-5
FAR = 4.5  # [-], crosswind standard deviations beyond which nothing is counted
CHUNK = 60_000  # [-], hours x cells treated at once: some 50 MB


@dataclass(frozen=True, eq=False)
class Weather:
    """The air over a city, hour by hour.

    Parameters
    ----------
    wind_speed : (time,)
        At 10 m. [m s-1]
    wind_from_direction : (time,)
        Where the wind comes from, clockwise from north. [degree]
    mixing_height : (time,)
        Depth of the mixed layer: the lid of the plume. [m]
    stability : (time,)
        Pasquill class, 0 for A to 5 for F. [-]
    transport_height
        Height whose wind carries the plume, at most half the mixing height. [m]

    """

    wind_speed: Array
    wind_from_direction: Array
    mixing_height: Array
    stability: Classes
    transport_height: float = 100.0

    def __post_init__(self) -> None:
        columns = (self.wind_from_direction, self.mixing_height, self.stability)
        if any(np.shape(c) != np.shape(self.wind_speed) for c in columns):
            raise ValueError("the columns of a weather have one length")
        calm = ~(self.wind_speed >= 0.5)
        shallow = ~(self.mixing_height >= 20)
        if calm.any() or shallow.any():
            raise OutOfDomain(
                "expected a wind of 0.5 m/s or more and a mixing height of 20 m or "
                f"more, found {int(calm.sum())} hours of calm and {int(shallow.sum())} "
                "of a lower lid. A Gaussian plume says nothing then: drop these hours."
            )

    def __len__(self) -> int:
        """Count the hours."""
        return int(np.size(self.wind_speed))

    @property
    def carrying_wind(self) -> Array:
        """Wind that carries the plume. [m s-1]"""
        height = np.minimum(self.transport_height, 0.5 * self.mixing_height)
        return wind_at(height, self.wind_speed, self.stability)


@dataclass(frozen=True, eq=False)
class Cells:
    """Square cells of a local grid, seen from a receptor.

    Parameters
    ----------
    east, north : (cell,)
        Centres from the receptor. [m]
    size
        Side, along east and north. [m]

    """

    east: Array
    north: Array
    size: float

    def __len__(self) -> int:
        """Count the cells."""
        return int(np.size(self.east))


def vertical_law(height: Array | float, spread: Array, lid: Array) -> Array:
    r"""Share of a ground source per metre of height, between ground and lid.

    Parameters
    ----------
    height : (...)
        Where it is wanted; zero share above the lid. [m]
    spread : (...)
        Vertical standard deviation without lid. [m]
    lid : (...)
        Mixing height. [m]

    Returns
    -------
    share : (...)
        Its integral from the ground to the lid is 1. [m-1]

    Notes
    -----
    Reflection at the ground and at the lid h. While sigma < 0.6 h, the sum of the
    images of the source: :math:`\sqrt{2/\pi}\,\sigma^{-1} \sum_j e^{-(z - 2jh)^2 /
    2\sigma^2}` [1]_; beyond, the same function as harmonics (Poisson): :math:`h^{-1}
    (1 + 2 \sum_k e^{-(k \pi \sigma / h)^2/2} \cos(k \pi z/h))`, which tends to the
    well-mixed 1/h.

    References
    ----------
    .. [1] Seinfeld, Pandis, "Atmospheric Chemistry and Physics", 2nd edition, Wiley,
       2006, section 18.9.

    """
    z, sigma, h = np.broadcast_arrays(np.asarray(height, float), spread, lid)
    share = np.zeros(z.shape)
    thin = (sigma < SWITCH * h) & (z <= h)
    deep = ~thin & (z <= h)
    share[thin] = _images(z[thin], sigma[thin], h[thin])
    share[deep] = _harmonics(z[deep], sigma[deep], h[deep])
    return share


def _images(z: Array, sigma: Array, h: Array) -> Array:
    total = np.exp(-0.5 * (z / sigma) ** 2)
    for image in (-2, 2):
        total += np.exp(-0.5 * ((z - image * h) / sigma) ** 2)
    return np.asarray(np.sqrt(2 / np.pi) / sigma * total)


def _harmonics(z: Array, sigma: Array, h: Array) -> Array:
    total = np.ones_like(z)
    for order in (1, 2):
        damping = np.exp(-0.5 * (order * np.pi * sigma / h) ** 2)
        total += 2 * damping * np.cos(order * np.pi * z / h)
    return np.asarray(total / h)


def plume_concentration(
    weather: Weather, along: Array, across: Array, height: Array | float
) -> Array:
    """Give the mole fraction around a point source of 1 µmol/s at the ground.

    Parameters
    ----------
    weather
        One hour for each point. [-]
    along, across : (time,)
        Place from the source, along and across the wind. [m]
    height : (time,)
        Above the ground. [m]

    Returns
    -------
    mole_fraction : (time,)
        Zero upwind. [ppm / (µmol s-1)]

    """
    distance = np.maximum(along, 1e-3)
    side = spread_across(distance, weather.stability)
    law = np.exp(-0.5 * (across / side) ** 2) / (np.sqrt(2 * np.pi) * side)
    up = spread_upward(distance, weather.stability)
    layer = vertical_law(height, up, weather.mixing_height)
    diluted = law * layer / (weather.carrying_wind * AIR)
    return np.asarray(np.where(along > 0, diluted, 0.0))


def plume_footprint(
    weather: Weather, height: float, cells: Cells, hours_back: int
) -> Array:
    """Give what a unit flux of each cell, at each hour before, adds at a receptor.

    Parameters
    ----------
    weather
        Air of each observed hour. [-]
    height
        Of the receptor above the ground. [m]
    cells
        The cells, from the receptor. [-]
    hours_back
        How many hours are kept, the observed one included. [h]

    Returns
    -------
    sensitivity : (time, back, cell)
        What is older than ``hours_back`` is left out. [ppm / (µmol m-2 s-1)]

    Notes
    -----
    The plume of each point of the ground is :func:`plume_concentration` (reciprocity:
    what a cell sends to the receptor is what the receptor sees of it). Across the wind
    the integral over the square is exact (normal distribution function between its
    sides); along the wind it is Gaussian quadrature between its corners. Air that
    travelled x / u spends, in the mean of an hour, the share 1 - f of it in the hour
    floor(x / 3600 u) before and f in the next, f being the fractional part. The weather
    of the observed hour is taken along the whole way.

    """
    sensitivity = np.zeros((len(weather), hours_back, len(cells)))
    step = max(1, CHUNK // len(cells))
    for first in range(0, len(weather), step):
        rows = slice(first, min(first + step, len(weather)))
        sensitivity[rows] = _footprint_rows(weather, rows, height, cells, hours_back)
    return sensitivity


def _footprint_rows(
    weather: Weather, rows: slice, height: float, cells: Cells, hours_back: int
) -> Array:
    angle = np.radians(weather.wind_from_direction[rows])[:, None]
    along = cells.east * np.sin(angle) + cells.north * np.cos(angle)
    across = cells.east * np.cos(angle) - cells.north * np.sin(angle)
    seen = _seen(weather, rows, along, across, cells.size)
    near = along < NEAR * cells.size
    total = np.zeros((along.shape[0], hours_back, len(cells)))
    for group, nodes in ((seen & near, NODES_NEAR), (seen & ~near, NODES_FAR)):
        hour, cell = np.nonzero(group)
        pairs = _Pairs(
            hour=hour,
            cell=cell,
            place=hour + rows.start,
            along=along[group][:, None],
            across=across[group][:, None],
        )
        _add(total, _values(weather, pairs, height, cells.size, nodes), pairs)
    return total


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Observed hours and the cells that lie in their plume."""

    hour: Classes
    cell: Classes
    place: Classes
    along: Array
    across: Array


def _values(
    weather: Weather, pairs: _Pairs, height: float, size: float, nodes: int
) -> tuple[Array, Array]:
    """Give what each slice of each cell adds, and its age in hours."""
    angle = np.radians(weather.wind_from_direction[pairs.place])[:, None]
    offset, thickness = _slices(angle, pairs.along, size, nodes)
    low, high = _sides(angle, offset, size)
    distance = np.maximum(pairs.along + offset, 1e-3)
    kind = weather.stability[pairs.place][:, None]
    side = spread_across(distance, kind)
    width = ndtr((pairs.across + high) / side) - ndtr((pairs.across + low) / side)
    lid = weather.mixing_height[pairs.place][:, None]
    layer = vertical_law(height, spread_upward(distance, kind), lid)
    wind = weather.carrying_wind[pairs.place][:, None]
    return thickness * width * layer / (wind * AIR), distance / (3600 * wind)


def _seen(
    weather: Weather, rows: slice, along: Array, across: Array, size: float
) -> NDArray[np.bool_]:
    """Say which cells lie in the plume seen backwards, (hour, cell)."""
    half = size / np.sqrt(2)
    kind = weather.stability[rows][:, None]
    reach = FAR * spread_across(np.maximum(along + half, 1.0), kind)
    return np.asarray((along > -half) & (np.abs(across) < reach + half))


def _slices(
    angle: Array, centre: Array, size: float, nodes: int
) -> tuple[Array, Array]:
    """Cut turned squares across the wind: offset from the centre, and thickness.

    Gauss and Legendre's nodes between the corners, where the width of the square is
    linear; what lies downwind of the receptor is cut away.
    """
    sine, cosine = np.abs(np.sin(angle)), np.abs(np.cos(angle))
    outer, inner = 0.5 * size * (sine + cosine), 0.5 * size * np.abs(sine - cosine)
    corners = np.concatenate([-outer, -inner, inner, outer], axis=1)
    corners = np.maximum(corners, np.minimum(-centre, outer))
    node, weight = np.polynomial.legendre.leggauss(nodes)
    depth = np.diff(corners, axis=1)[:, :, None]
    offset = corners[:, :-1, None] + 0.5 * depth * (node + 1)
    thickness = np.broadcast_to(0.5 * depth * weight, offset.shape)
    shape = (len(angle), 3 * nodes)
    return offset.reshape(shape), thickness.reshape(shape)


def _sides(angle: Array, offset: Array, size: float) -> tuple[Array, Array]:
    """Where a line across the wind enters and leaves a square of sides east, north."""
    sine, cosine = np.sin(angle), np.cos(angle)
    sine = np.where(np.abs(sine) < 1e-9, 1e-9, sine)
    cosine = np.where(np.abs(cosine) < 1e-9, 1e-9, cosine)
    east, north = -offset * sine / cosine, offset * cosine / sine
    half_east, half_north = 0.5 * size / np.abs(cosine), 0.5 * size / np.abs(sine)
    low = np.maximum(east - half_east, north - half_north)
    high = np.minimum(east + half_east, north + half_north)
    return low, np.maximum(high, low)


def _add(total: Array, values: tuple[Array, Array], pairs: _Pairs) -> None:
    """Add slices to the hours before the observation at which they were emitted."""
    value, age = values
    _, back, cells = total.shape
    hour = np.floor(age).astype(np.int64)
    later = age - hour
    first = (pairs.hour * back * cells + pairs.cell)[:, None]
    for shift, share in ((0, 1 - later), (1, later)):
        kept = hour + shift < back
        index = (first + (hour + shift) * cells)[kept]
        added = np.bincount(index, (value * share)[kept], minlength=total.size)
        total += added.reshape(total.shape)
