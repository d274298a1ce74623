"""Observations of an ObsPack file: mol mol-1, with the start of each interval."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import UnitError
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.sources.assembly import (
    Reading,
    Rows,
    assembled,
    concluded,
    missing_words,
)
from trajectoire.sources.faults import Faults, look_at_place
from trajectoire.sources.netcdf import (
    attribute,
    characters,
    instants_of,
    opened,
    require,
    unit_of,
    values,
)
from trajectoire.sources.spelling import conversion, mole_fraction_unit

if TYPE_CHECKING:
    from netCDF4 import Dataset

KIND = "ObsPack NetCDF"
NEEDED = ("time", "start_time", "value", "latitude", "longitude", "intake_height")


def read_obspack(
    path: Path, *, unchecked: bool = True, drop_conflicts: bool = False
) -> Reading:
    """Read one ObsPack file.

    Parameters
    ----------
    path
        The NetCDF file. [-]
    unchecked
        Whether values that nobody has checked yet (flag U) are kept: an ObsPack
        release holds them on purpose. [-]
    drop_conflicts
        Whether intervals with two values are left out rather than being a fault. [-]

    Returns
    -------
    reading
        One series. [ppm or nmol/mol]

    Raises
    ------
    InputError
        With everything that is wrong.

    Notes
    -----
    ``time`` is the middle and ``start_time`` the beginning of each interval: the
    length is twice their difference. Values of rows flagged other than O or U, or
    without flag where the file has flags, are left out.

    """
    faults = Faults(path.name)
    with opened(path) as dataset:
        require(dataset, NEEDED, faults)
        start = instants_of(dataset, "start_time", faults)
        middle = instants_of(dataset, "time", faults)
        species = _species(path, str(dataset.variables["value"]))
        unit = mole_fraction_unit(species)
        by = 1.0
        try:
            by = conversion(unit_of(dataset, "value"), unit)
        except UnitError as error:
            faults.add(f"a unit that converts to {unit}", str(error), "Correct it.")
        raw = values(dataset, "value")
        spread = np.full(raw.shape, np.nan)
        if "value_std_dev" in dataset.variables:
            spread = values(dataset, "value_std_dev")
        flags = _flags(dataset, raw.size)
        place = [float(values(dataset, n)[0]) for n in NEEDED[3:]]
        altitude = float("nan")
        if "altitude" in dataset.variables:
            altitude = float(values(dataset, "altitude")[0]) - place[2]
        source = _source(dataset, path)
    look_at_place(place[0], place[1], faults)
    faults.settle()
    refused = np.array(
        ["" if f == "O" or (f == "U" and unchecked) else f"flag {f}" for f in flags],
        dtype="<U40",
    )
    rows = Rows(
        start,
        2.0 * (middle - start).astype(np.float64),
        raw * by,
        np.where(spread > 0, spread * by, np.nan),
        np.arange(1, raw.size + 1),
        np.where(refused != "", refused, missing_words(raw)),
    )
    station = Station(
        _code(path), place[0], place[1], place[2], altitude, "", "reference"
    )
    series = assembled(
        station, species, unit, rows, source, faults, drop_conflicts=drop_conflicts
    )
    return concluded(KIND, [series], rows, faults, [])


def _source(dataset: "Dataset", path: Path) -> Source:
    return Source(
        attribute(dataset, "provider_1_affiliation", "source") or "ObsPack",
        attribute(dataset, "dataset_name", "obspack_name") or path.stem,
        attribute(dataset, "dataset_data_license", "license")
        or "not stated in the file",
        address=attribute(dataset, "obspack_identifier_link") or path.name,
    )


def _flags(dataset: "Dataset", count: int) -> NDArray[np.str_]:
    if "qc_flag" not in dataset.variables:
        return np.full(count, "O")
    return characters(dataset, "qc_flag")


def _species(path: Path, described: str) -> str:
    first = path.name.split("_")[0].lower()
    if first in {"co2", "co", "ch4", "n2o"}:
        return first
    return "co2" if "of_co2" in described or "carbon_dioxide" in described else first


def _code(path: Path) -> str:
    parts = path.name.split("_")
    return parts[1].upper() if len(parts) > 1 else path.stem
