"""Footprints of STILT: ``foot`` (time, lat, lon), a file for each receptor and hour."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import UnitError
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.netcdf import (
    attribute,
    grid_of,
    instants_of,
    require,
    unit_of,
    upright,
    values,
)
from trajectoire.sources.release import Raw
from trajectoire.sources.spelling import SENSITIVITY, conversion

if TYPE_CHECKING:
    from netCDF4 import Dataset

KIND = "STILT footprint"
_HOUR = np.timedelta64(3600, "s")
_NAME = re.compile(r"(\d{12})_(-?[\d.]+)_(-?[\d.]+)_(\d+(?:\.\d+)?)")
_WRITTEN = ("yr", "mon", "day", "hr", "obs_lat", "obs_lon", "obs_agl")


def read_stilt(dataset: "Dataset", path: Path, faults: Faults) -> Raw:
    """Read a STILT footprint.

    Parameters
    ----------
    dataset
        The file. [-]
    path
        Its path: many STILT files say the receptor in their name only. [-]
    faults
        Where what is wrong is noted. [-]

    Returns
    -------
    raw
        The footprint, not yet judged. [ppm / (µmol m-2 s-1)]

    Raises
    ------
    InputError
        If there is nothing to lay out.

    Notes
    -----
    The slice stamped 07:00 for a receptor at 08:00 holds what was emitted from 07:00
    to 08:00: it is slice 1. Slice 0 is empty, the receptor being an instant.

    """
    require(dataset, ("foot", "time"), faults)
    grid, *turned = grid_of(dataset, faults)
    station, start = _receptor(dataset, path, faults)
    try:
        by = conversion(unit_of(dataset, "foot"), SENSITIVITY)
    except UnitError as error:
        faults.add(f"a unit that converts to {SENSITIVITY}", str(error), "Correct it.")
    stamps = instants_of(dataset, "time", faults)
    faults.settle()
    back = np.rint((start[0] - stamps) / _HOUR).astype(int)
    if back.min() < 0 or np.unique(back).size != back.size:
        faults.add(
            "one slice for each hour before the receptor's",
            f"slices {sorted(back.tolist())} hours before",
            "Check the time of the receptor and of the slices.",
        )
        faults.settle()
    slices = values(dataset, "foot", ("time", "lat|latitude", "lon|longitude")) * by
    hours = int(back.max())
    laid = np.zeros((1, hours + 1, *grid.shape))
    laid[0, back] = upright(slices, (turned[0], turned[1]))
    absent = set(range(1, hours + 1)) - set(back.tolist())
    return Raw(
        KIND,
        grid,
        station,
        start,
        laid,
        Source(
            attribute(dataset, "institution") or "STILT",
            attribute(dataset, "title") or "STILT footprint",
            attribute(dataset, "license") or "not stated in the file",
            address=path.name,
        ),
        residual=False,
        hours=hours,
        missing_hours=tuple(sorted(absent)),
        notes=(f"reaches {hours} h back; the file does not say how far it should",),
    )


def _receptor(
    dataset: "Dataset", path: Path, faults: Faults
) -> tuple[Station, Instants]:
    found = _NAME.search(path.name)
    if all(name in dataset.variables for name in _WRITTEN):
        year, month, day, hour, latitude, longitude, height = (
            float(values(dataset, name).flat[0]) for name in _WRITTEN
        )
        when = datetime(int(year), int(month), int(day), int(hour), tzinfo=UTC)
    elif found:
        when = datetime.strptime(found[1] + "+0000", "%Y%m%d%H%M%z")
        longitude, latitude, height = (float(found[n]) for n in (2, 3, 4))
    else:
        faults.add(
            "a receptor: variables yr, mon, day, hr, obs_lat, obs_lon, obs_agl",
            "none",
            "Name the file YYYYMMDDHHMM_longitude_latitude_height.nc.",
        )
        faults.settle()
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 360):
        found_text = f"latitude {latitude:g}, longitude {longitude:g}"
        remedy = "Check that the two are not exchanged."
        faults.add("a receptor on Earth", found_text, remedy)
        faults.settle()
    code = f"{latitude:.3f}_{longitude:.3f}_{height:g}m"
    station = Station(code, round(latitude, 6), round(longitude, 6), height)
    return station, np.array([when.replace(tzinfo=None)], dtype="datetime64[s]")
