"""Two maps laid on each other: the same cells found again, or mass carried over."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.quantity import Array

_Indices = NDArray[np.intp]
SPACING_TOLERANCE = 0.01  # relative difference between the cell sizes of two maps
OFFSET_TOLERANCE = 0.1  # of a cell, between centres that are taken as the same


@dataclass(frozen=True, eq=False)
class Pairing:
    """Where the cells of one map are in another.

    Parameters
    ----------
    row, column : (lat,), (lon,)
        Index, in the large map, of each line of the small one; -1 outside. [-]

    """

    row: _Indices
    column: _Indices

    def take(self, field: Array) -> Array:
        """Read the large map at the cells of the small one.

        Parameters
        ----------
        field : (..., lat, lon)
            On the large map. [unit]

        Returns
        -------
        field : (..., lat, lon)
            On the small one, zero where the large map does not reach. [unit]

        """
        found = field[..., self.row[:, None], self.column[None, :]]
        outside = (self.row < 0)[:, None] | (self.column < 0)[None, :]
        return np.where(outside, 0.0, found)


def paired(large: Grid, small: Grid) -> Pairing:
    """Find the cells of one map in another of the same spacing.

    Parameters
    ----------
    large, small
        The two maps; either may reach further. [-]

    Returns
    -------
    pairing
        Cell by cell. [-]

    Raises
    ------
    OutOfDomain
        If the cells differ in size or place, or if the maps do not meet.

    """
    return Pairing(
        _matched(large.latitude, small.latitude, "latitude"),
        _matched(large.longitude, small.longitude, "longitude"),
    )


def _matched(large: Array, small: Array, name: str) -> _Indices:
    step, other = float(np.median(np.diff(large))), float(np.median(np.diff(small)))
    if abs(step - other) > SPACING_TOLERANCE * step:
        raise OutOfDomain(
            f"expected two maps of one spacing in {name}, found {step:.6g} and "
            f"{other:.6g} degrees. Carry the flux over first (regridded)."
        )
    index = np.clip(np.searchsorted(large, small), 1, large.size - 1)
    index -= small - large[index - 1] < large[index] - small
    offset = np.abs(large[index] - small)
    inside = offset <= 0.5 * step
    if not inside.any():
        raise OutOfDomain(
            f"expected two maps that meet, found {name} {large[0]:.4g} to "
            f"{large[-1]:.4g} and {small[0]:.4g} to {small[-1]:.4g}. Check that "
            "latitude and longitude are not exchanged."
        )
    if offset[inside].max() > OFFSET_TOLERANCE * step:
        raise OutOfDomain(
            f"expected the same cells, found {name} shifted by "
            f"{offset[inside].max() / step:.2f} of a cell. Carry the flux over first "
            "(regridded)."
        )
    return np.where(inside, index, -1)


def regridded(flux: FluxField, grid: Grid) -> FluxField:
    """Carry a flux over to another map, without losing or making mass inside it.

    Parameters
    ----------
    flux
        On its own map. [µmol m-2 s-1]
    grid
        The map wanted. [-]

    Returns
    -------
    flux
        On the map wanted; the part of a cell that the first map does not cover emits
        nothing. [µmol m-2 s-1]

    Notes
    -----
    Area-weighted mean on the sphere. On latitude-longitude maps the overlap of two
    cells is the product of an overlap in sin(latitude) and one in longitude.

    """
    rows = _overlap(_sines(flux.grid.latitude), _sines(grid.latitude))
    columns = _overlap(_edges(flux.grid.longitude), _edges(grid.longitude))
    moved = np.einsum("ai,tij,bj->tab", rows, flux.flux, columns, optimize=True)
    return replace(flux, grid=grid, flux=moved)


def _edges(centres: Array) -> Array:
    middle = 0.5 * (centres[1:] + centres[:-1])
    first, last = 2 * centres[0] - middle[0], 2 * centres[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def _sines(latitude: Array) -> Array:
    return np.asarray(np.sin(np.radians(_edges(latitude))))


def _overlap(given: Array, wanted: Array) -> Array:
    """Give the share of each wanted stretch that each given stretch covers."""
    low = np.maximum(wanted[:-1, None], given[None, :-1])
    high = np.minimum(wanted[1:, None], given[None, 1:])
    return np.asarray(np.maximum(high - low, 0.0) / np.diff(wanted)[:, None])
