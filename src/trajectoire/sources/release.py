"""What the readers of footprints share: the receptor, and what came out of the file."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import Fault
from trajectoire.core.grid import Footprint, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults, look_at_code, look_at_place
from trajectoire.sources.netcdf import attribute, first_of, values

if TYPE_CHECKING:
    from netCDF4 import Dataset


@dataclass(frozen=True)
class Wishes:
    """What is expected of a footprint, and what is accepted knowingly.

    Parameters
    ----------
    expected_hours
        How far back the model was asked to go; None when nobody knows. [h]
    allow_truncated
        Whether a truncated footprint is accepted; its source then says so. [-]
    time_resolved
        Whether the hours before the observation are wanted one by one. [-]
    low_resolution
        Whether the coarse part of a variable-resolution file is accepted. [-]
    within
        West, south, east and north of the part that is kept, once the whole has been
        judged; None keeps all. A month of large footprints then fits in memory.
        [degree]

    """

    expected_hours: int | None = None
    allow_truncated: bool = False
    time_resolved: bool = True
    low_resolution: bool = False
    within: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class FootprintReading:
    """What a file of footprints says.

    Parameters
    ----------
    kind
        Name of the format. [-]
    footprint
        The footprint. [-]
    defects
        What is truncated, and was accepted. [-]
    notes
        What the reader should know. [-]

    """

    kind: str
    footprint: Footprint
    defects: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Raw:
    """A footprint as the file gives it, before it is judged.

    Parameters
    ----------
    kind
        Name of the format. [-]
    grid, station, start, source, residual
        As in `Footprint`. [-]
    sensitivity : (time, back, lat, lon)
        May hold NaN. [ppm / (µmol m-2 s-1)]
    exits
        As in `Footprint`. [-]
    total : (time, lat, lon)
        The integrated footprint that the file gives beside; None if it does not.
        [ppm / (µmol m-2 s-1)]
    hours
        How many hours back the slices reach; None for an integrated one. [h]
    missing_hours
        Hours that the file skips. [h]
    notes
        What the reader should know. [-]

    """

    kind: str
    grid: Grid
    station: Station
    start: Instants
    sensitivity: Array
    source: Source
    residual: bool
    exits: dict[str, Array] = field(default_factory=dict)
    total: Array | None = None
    hours: int | None = None
    missing_hours: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


_HEIGHT = re.compile(r"[-_](\d+(?:\.\d+)?)\s?m(?:agl)?[-_]", re.IGNORECASE)


def receptor(dataset: "Dataset", path: Path, faults: Faults) -> Station:
    """Read where the air was followed from.

    Parameters
    ----------
    dataset
        The file. [-]
    path
        Its path: ACRG files say the site and height in their name only. [-]
    faults
        Where a receptor that moves or is absent is noted. [-]

    Returns
    -------
    station
        The receptor. [-]

    """
    place = {}
    for name in ("release_lat", "release_lon"):
        if name not in dataset.variables:
            faults.add(f"a variable “{name}”", "none", "Check the file.", column=name)
            place[name] = 0.0
            continue
        all_of_them = values(dataset, name)
        if np.ptp(all_of_them) > 0.01:
            remedy = "Split the file: one receptor each."
            faults.add("one receptor", "one that moves", remedy, column=name)
        place[name] = float(all_of_them.flat[0])
    found = _HEIGHT.search(path.name)
    height = float(found.group(1)) if found else float("nan")
    if first_of(dataset, ("release_height",)):
        height = float(values(dataset, "release_height").flat[0])
    code = attribute(dataset, "site") or re.split(r"[-_]", path.name)[0]
    look_at_code(code, faults, "site")
    if not look_at_place(place["release_lat"], place["release_lon"], faults):
        place = dict.fromkeys(place, 0.0)
    return Station(code, place["release_lat"], place["release_lon"], height)
