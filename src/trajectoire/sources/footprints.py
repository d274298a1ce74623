"""Footprints of the air: STILT ``foot``, PARIS ``srr``, ACRG ``fp`` and ``fp_HiTRes``.

One convention for all: slice b is the hour which begins b hours before the beginning
of the interval observed. A footprint that is cut short is refused: convolved as if
it were whole it would hide emissions, and nothing downstream could tell.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import Footprint
from trajectoire.core.quantity import Array
from trajectoire.sources.acrg import read_acrg
from trajectoire.sources.faults import Faults
from trajectoire.sources.netcdf import opened, require
from trajectoire.sources.release import FootprintReading, Raw, Wishes
from trajectoire.sources.soundness import judged
from trajectoire.sources.stilt import read_stilt

if TYPE_CHECKING:
    from netCDF4 import Dataset


def read_footprint(path: Path, wishes: Wishes | None = None) -> FootprintReading:
    """Read a file of footprints of one receptor.

    Parameters
    ----------
    path
        NetCDF file of STILT, NAME or FLEXPART. [-]
    wishes
        What is expected of it, and what is accepted. [-]

    Returns
    -------
    reading
        The footprint, its accepted defects and notes. [-]

    Raises
    ------
    InputError
        If the file is no footprint, or is truncated and that was not accepted.

    """
    wishes = wishes or Wishes()
    faults = Faults(path.name)
    with opened(path) as dataset:
        raw = _read(dataset, path, wishes, faults)
    return judged(raw, wishes, faults)


def _read(dataset: "Dataset", path: Path, wishes: Wishes, faults: Faults) -> Raw:
    require(dataset, ("foot|srr|fp",), faults)
    if "foot" in dataset.variables:
        return read_stilt(dataset, path, faults)
    return read_acrg(dataset, path, wishes, faults)


def joined(footprints: Sequence[Footprint]) -> Footprint:
    """Put the footprints of one receptor end to end, in the order of time.

    Parameters
    ----------
    footprints
        Of one station, on one grid, with as many hours. [-]

    Returns
    -------
    footprint
        All of them. [ppm / (µmol m-2 s-1)]

    Raises
    ------
    InputError
        If they are not of one station, grid and number of hours, or if two say
        different things of one hour. What is written twice alike counts once.

    """
    first = footprints[0]
    faults = [one for one in (_unlike(first, o) for o in footprints[1:]) if one]
    if faults:
        raise InputError(faults)
    start = np.concatenate([f.start for f in footprints])
    sensitivity = np.concatenate([f.sensitivity for f in footprints])
    _, kept = np.unique(start, return_index=True)
    place = np.searchsorted(start[kept], start)
    differ = [i for i, j in enumerate(kept[place]) if not _same(sensitivity, i, j)]
    if differ:
        hours = np.unique(start[differ])
        found = f"{hours.size} hours with two footprints, the first {hours[0]}Z"
        remedy = "Keep the files of one computation."
        said = first.source.address or first.station.code
        raise InputError([Fault("each hour once", found, remedy, said)])
    return Footprint(
        first.grid,
        first.station,
        start[kept],
        sensitivity[kept],
        first.source,
        first.residual,
        np.concatenate([f.left for f in footprints])[kept],
        {
            side: np.concatenate([f.exits[side] for f in footprints])[kept]
            for side in first.exits
        },
    )


def _unlike(first: Footprint, other: Footprint) -> Fault | None:
    file = other.source.address or other.station.code
    if other.station.code != first.station.code:
        found = f"{first.station.code} and {other.station.code}"
        remedy = "Keep the files of one, or correct the place."
        return Fault("one receptor at a place", found, remedy, file)
    alike = (
        other.grid.shape == first.grid.shape
        and np.allclose(other.grid.latitude, first.grid.latitude)
        and np.allclose(other.grid.longitude, first.grid.longitude)
        and other.sensitivity.shape[1:] == first.sensitivity.shape[1:]
        and other.residual == first.residual
        and set(other.exits) == set(first.exits)
    )
    if alike:
        return None
    expected = f"footprints of {first.station.code} on one grid, as many hours"
    remedy = "Compute them again alike, or run their periods apart."
    return Fault(expected, "some that differ", remedy, file)


def _same(sensitivity: Array, one: int, other: int) -> bool:
    return one == other or np.allclose(sensitivity[one], sensitivity[other])
