"""Footprints of the air: STILT ``foot``, PARIS ``srr``, ACRG ``fp`` and ``fp_HiTRes``.

One convention for all: slice b is the hour which begins b hours before the beginning
of the interval observed. A footprint that is cut short is refused: convolved as if
it were whole it would hide emissions, and nothing downstream could tell.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.grid import Footprint
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
    ValueError
        If they are not of one station, grid and number of hours.

    """
    first = footprints[0]
    for other in footprints[1:]:
        alike = (
            other.station.code == first.station.code
            and np.allclose(other.grid.latitude, first.grid.latitude)
            and np.allclose(other.grid.longitude, first.grid.longitude)
            and other.sensitivity.shape[1:] == first.sensitivity.shape[1:]
        )
        if not alike:
            raise ValueError("footprints of one station, one grid, as many hours")
    order = np.argsort(np.concatenate([f.start for f in footprints]), kind="stable")
    return Footprint(
        first.grid,
        first.station,
        np.concatenate([f.start for f in footprints])[order],
        np.concatenate([f.sensitivity for f in footprints])[order],
        first.source,
        first.residual,
        np.concatenate([f.left for f in footprints])[order],
        {
            side: np.concatenate([f.exits[side] for f in footprints])[order]
            for side in first.exits
        },
    )
